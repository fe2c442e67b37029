package main

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// gregorianMonth returns a month of the Gregorian calendar as days of the
// Persian one.
func gregorianMonth(year, m int) (month, error) {
	first, err := persian.FromGregorian(year, time.Month(m), 1)
	if err != nil {
		return month{}, err
	}
	last, err := persian.FromGregorian(year, time.Month(m), time.Date(year, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day())
	if err != nil {
		return month{}, err
	}
	return month{
		title: fmt.Sprintf("%s %d", time.Month(m), year),
		days:  persian.Range{First: first, Last: last},
		day: func(d persian.Date) int {
			_, _, day := d.Gregorian()
			return day
		},
	}, nil
}

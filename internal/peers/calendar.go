package main

import (
	"testing"
	"time"

	"github.com/jalaali/go-jalaali"
	"github.com/mekramy/gojalaali"

	"github.com/samad111/go-samad/sla/persian"
)

// manyDays is how many days the calendar comparisons go round; a power of two.
const manyDays = 4096

// days are official dates over 1206-1498, in no order.
type days struct {
	times   []time.Time // noon in UTC
	persian []persian.Date
	ymd     [][3]int // the same in the Persian calendar
}

func sampleDays() days {
	var s days
	first, err := persian.New(persian.MinYear, 1, 1)
	for i := range manyDays {
		var d persian.Date
		if err == nil {
			d, err = first.AddDays(i * 7919 % 107_016)
		}
		s.persian = append(s.persian, d)
		s.times = append(s.times, d.Time(time.UTC, 12, 0, 0, 0))
		s.ymd = append(s.ymd, [3]int{d.Year(), d.Month(), d.Day()})
	}
	if err != nil {
		panic(err) // these days exist
	}
	return s
}

const (
	oursDate  = "sla/persian"
	jalaaliGo = "jalaali/go-jalaali"
	mekramyGo = "mekramy/gojalaali"
	stdDate   = "standard library Date"
)

// round is a subject that goes round the days; loop holds the loop, as a call
// in it would cost as much as what is measured.
func round(name string, loop func(b *testing.B, s days)) Subject {
	return Subject{Name: name, Bench: func(b *testing.B) {
		s := sampleDays()
		b.ReportAllocs()
		b.ResetTimer()
		loop(b, s)
	}}
}

func toPersian() Comparison {
	return Comparison{
		Name: "to-persian", Title: "A time to the Persian calendar",
		Subjects: []Subject{
			round(jalaaliGo, func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					y, m, d := s.times[i&(manyDays-1)].Date()
					_, _, _, _ = jalaali.ToJalaali(y, m, d)
				}
			}),
			round(oursDate, func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					_, _ = persian.FromTime(s.times[i&(manyDays-1)])
				}
			}),
			round(mekramyGo, func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					_ = gojalaali.New(s.times[i&(manyDays-1)])
				}
			}),
			round(stdDate, func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					_, _, _ = s.times[i&(manyDays-1)].Date()
				}
			}),
		},
		Goals: []Goal{
			{Subject: oursDate, Peer: jalaaliGo, AtMost: 1.0 / 5, Allocs: 0},
			{Subject: oursDate, Peer: stdDate, AtMost: 1.5, Allocs: 0},
		},
	}
}

func toGregorian() Comparison {
	return Comparison{
		Name: "to-gregorian", Title: "Year, month and day to the Gregorian calendar",
		Subjects: []Subject{
			round(jalaaliGo, func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					d := &s.ymd[i&(manyDays-1)]
					_, _, _, _ = jalaali.ToGregorian(d[0], jalaali.Month(d[1]), d[2])
				}
			}),
			round(oursDate, func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					_, _, _ = s.persian[i&(manyDays-1)].Gregorian()
				}
			}),
			round(oursDate+", checked numbers", func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					n := &s.ymd[i&(manyDays-1)]
					d, _ := persian.New(n[0], n[1], n[2])
					_, _, _ = d.Gregorian()
				}
			}),
			round(mekramyGo, func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					d := &s.ymd[i&(manyDays-1)]
					_ = gojalaali.Date(d[0], gojalaali.Month(d[1]), d[2], 12, 0, 0, 0, time.UTC).Time()
				}
			}),
		},
		Goals: []Goal{{Subject: oursDate, Peer: jalaaliGo, AtMost: 1.0 / 10, Allocs: 0}},
	}
}

func formatPersian() Comparison {
	const pattern = "yyyy/MM/dd"
	return Comparison{
		Name: "format-persian", Title: "A time as yyyy/MM/dd in Persian digits",
		Subjects: []Subject{
			round(jalaaliGo, func(b *testing.B, s days) {
				for i := 0; b.Loop(); i++ {
					_, _ = jalaali.From(s.times[i&(manyDays-1)]).JFormat("2006/01/02")
				}
			}),
			round(oursDate+", from a time", func(b *testing.B, s days) {
				buf := make([]byte, 0, 64)
				for i := 0; b.Loop(); i++ {
					d, _ := persian.FromTime(s.times[i&(manyDays-1)])
					buf = d.AppendFormat(buf[:0], pattern, persian.PersianDigits)
				}
			}),
			round(oursDate+", from a date", func(b *testing.B, s days) {
				buf := make([]byte, 0, 64)
				for i := 0; b.Loop(); i++ {
					buf = s.persian[i&(manyDays-1)].AppendFormat(buf[:0], pattern, persian.PersianDigits)
				}
			}),
			round(oursDate+", Latin digits", func(b *testing.B, s days) {
				buf := make([]byte, 0, 64)
				for i := 0; b.Loop(); i++ {
					buf = s.persian[i&(manyDays-1)].AppendFormat(buf[:0], pattern)
				}
			}),
			round(oursDate+", in words", func(b *testing.B, s days) {
				buf := make([]byte, 0, 64)
				for i := 0; b.Loop(); i++ {
					buf = s.persian[i&(manyDays-1)].AppendFormat(buf[:0], "EEEE d MMMM y", persian.InPersian)
				}
			}),
		},
		Goals: []Goal{{Subject: oursDate + ", from a time", Peer: jalaaliGo, AtMost: 1.0 / 10, Allocs: 0}},
	}
}

package persian_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/samad111/go-samad/sla/persian"
)

// sample returns days spread over all official years, in no order.
func sample() (times []time.Time, dates []persian.Date) {
	for i := range 4096 {
		d, err := persian.FromDays(firstDay + i*7919%(lastDay-firstDay+1))
		if err != nil {
			panic(err)
		}
		dates = append(dates, d)
		times = append(times, d.Time(time.UTC, 11, 0, 0, 0))
	}
	return times, dates
}

func TestNothingAllocates(t *testing.T) {
	loc := tehran(t)
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, loc)
	d := date(t, 1405, 9, 2)
	buf := make([]byte, 0, 128)
	var sink int
	for name, f := range map[string]func(){
		"FromTime":     func() { v, _ := persian.FromTime(now); sink += v.Day() },
		"Gregorian":    func() { _, _, v := d.Gregorian(); sink += v },
		"New":          func() { v, _ := persian.New(1405, 9, 2); sink += v.Day() },
		"Start":        func() { sink += d.Start(loc).Nanosecond() },
		"AddDays":      func() { v, _ := d.AddDays(100); sink += v.Day() },
		"AddMonths":    func() { v, _ := d.AddMonths(100); sink += v.Day() },
		"Sub":          func() { sink += d.Sub(d) },
		"Week":         func() { sink += d.Week() },
		"Parse":        func() { v, _ := persian.Parse("۱۴۰۵/۰۹/۰۲"); sink += v.Day() },
		"AppendFormat": func() { buf = d.AppendFormat(buf[:0], "yyyy/MM/dd") },
		"AppendFormat, Persian": func() {
			buf = d.AppendFormat(buf[:0], "EEEE d MMMM y", persian.InPersian)
		},
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), name)
	}
	_ = sink
}

func BenchmarkFromTime(b *testing.B) {
	times, _ := sample()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = persian.FromTime(times[i&4095])
	}
}

func BenchmarkStandardLibraryDate(b *testing.B) {
	times, _ := sample()
	for i := 0; b.Loop(); i++ {
		_, _, _ = times[i&4095].Date()
	}
}

func BenchmarkGregorian(b *testing.B) {
	_, dates := sample()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _, _ = dates[i&4095].Gregorian()
	}
}

func BenchmarkAppendFormat(b *testing.B) {
	_, dates := sample()
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		buf = dates[i&4095].AppendFormat(buf[:0], "yyyy/MM/dd")
	}
}

func BenchmarkAppendFormatPersianDigits(b *testing.B) {
	_, dates := sample()
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		buf = dates[i&4095].AppendFormat(buf[:0], "yyyy/MM/dd", persian.PersianDigits)
	}
}

func BenchmarkAppendFormatPersian(b *testing.B) {
	_, dates := sample()
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		buf = dates[i&4095].AppendFormat(buf[:0], "EEEE d MMMM y", persian.InPersian)
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = persian.Parse("1405-09-02")
	}
}

func BenchmarkStartTehran(b *testing.B) {
	_, dates := sample()
	loc := tehran(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_ = dates[i&4095].Start(loc)
	}
}

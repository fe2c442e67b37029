package persian_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

func Example() {
	tehran, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := persian.FromTime(time.Date(2026, time.March, 20, 22, 0, 0, 0, time.UTC).In(tehran))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d)
	fmt.Println(d.Format("EEEE d MMMM y", persian.InPersian))
	fmt.Println(d.Start(tehran))
	// Output:
	// 1405-01-01
	// شنبه ۱ فروردین ۱۴۰۵
	// 2026-03-21 00:00:00 +0330 +0330
}

func ExampleNew() {
	_, err := persian.New(1404, persian.Esfand, 30)
	fmt.Println(errors.Is(err, persian.ErrNoSuchDate))
	fmt.Println(err)
	// Output:
	// true
	// persian: no such date: 1404-12-30
}

func ExampleParse() {
	d, err := persian.Parse("۱۴۰۵/۰۱/۰۱")
	fmt.Println(d, err)

	_, err = persian.Parse("1405-1-1")
	fmt.Println(err)
	// Output:
	// 1405-01-01 <nil>
	// persian: parse "1405-1-1" at byte 6: two digits of a month expected
}

func ExampleParsePattern() {
	d, err := persian.ParsePattern("EEEE d MMMM y", "سه شنبه ۳ شهريور ۱۴۰۵")
	fmt.Println(d, err)

	// A year of two digits says no century, so the caller must.
	d, err = persian.ParsePattern("yy/M/d", "۹۲/۷/۱۵", persian.Pivot(1350))
	fmt.Println(d, err)
	// Output:
	// 1405-06-03 <nil>
	// 1392-07-15 <nil>
}

func ExampleDate_AddMonths() {
	d, _ := persian.New(1405, persian.Shahrivar, 31)
	d, err := d.AddMonths(1)
	fmt.Println(d, err)
	// Output: 1405-07-30 <nil>
}

func ExampleDate_AppendFormat() {
	d, _ := persian.New(1405, persian.Azar, 2)
	line := []byte("تاریخ: ")
	line = d.AppendFormat(line, "yyyy/MM/dd", persian.PersianDigits)
	fmt.Println(string(line))
	// Output: تاریخ: ۱۴۰۵/۰۹/۰۲
}

func ExampleSeason() {
	spring, err := persian.Season(1399, persian.Spring)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(spring.First, "to", spring.Last, "=", spring.Len(), "days")
	fmt.Println(spring.Start(time.UTC).Format(time.DateOnly), "until", spring.End(time.UTC).Format(time.DateOnly))
	// Output:
	// 1399-01-01 to 1399-03-31 = 93 days
	// 2020-03-20 until 2020-06-21
}

func ExampleDate_Weekday() {
	d, _ := persian.New(1405, persian.Azar, 2)
	fmt.Println(d.Weekday(), d.Weekday().Persian(), uint8(d.Weekday()))
	// Output: Monday دوشنبه 2
}

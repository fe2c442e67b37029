package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

func TestCalendarConvert(t *testing.T) {
	t.Parallel()
	convert := func(args string) []string { return append([]string{"calendar", "convert"}, strings.Fields(args)...) }
	check(t, []row{
		{"persian is the default", convert("1405-01-01 1403-12-30"), "", result{0, "2026-03-21\n2025-03-20\n", ""}},
		{"to persian when it is not the source", convert("--from gregorian 2026-03-21"), "", result{0, "1405-01-01\n", ""}},
		{"lunar to persian", convert("--from hijri 1447-09-01"), "", result{0, "1404-11-30\n", ""}},
		{"lunar to gregorian", convert("--from hijri --to gregorian 1447-09-01"), "", result{0, "2026-02-19\n", ""}},
		{"gregorian to lunar", convert("--from gregorian --to hijri 2026-03-21"), "", result{0, "1447-10-01\n", ""}},
		{"to itself", convert("--to persian ۱۴۰۵/۰۱/۰۱"), "", result{0, "1405-01-01\n", ""}},
		{"ends of the table", convert("1206-01-01 1498-12-29"), "", result{0, "1827-03-22\n2120-03-19\n", ""}},
		{"lines with marks and blanks", convert(""), "\uFEFF۱۴۰۵-۰۱-۰۱\r\n 1405-01-02 \n\u200F1405-01-03",
			result{0, "2026-03-21\n2026-03-22\n2026-03-23\n", ""}},
		{"no lines", convert(""), "", result{0, "", ""}},
		{"bad lines keep their place", convert(""), "1405-01-01\n1405-07-31\n\n 1404-12-30\n1405-01-04\n",
			result{1, `2026-03-21
error: column 9: this month has no such day
error: column 1: four digits of a year expected
error: column 10: Esfand has 29 days in this year
2026-03-24
`, `samadctl: line 2, column 9: this month has no such day
samadctl: line 3, column 1: four digits of a year expected
samadctl: line 4, column 10: Esfand has 29 days in this year
`}},
		{"columns are characters, not bytes", convert("۱۴۰۵-۱۳-۰۱"), "",
			result{1, "error: column 6: month outside 01-12\n", "samadctl: argument 1, column 6: month outside 01-12\n"}},
		{"bad gregorian", convert("--from gregorian"), "2026-02-29\n2026-13-01\n2026-1-1\n2026-01/01\n1827-03-21\n2026-01-01x\n",
			result{1, `error: column 9: this month has no such day
error: column 6: month outside 01-12
error: column 7: two digits of a month expected
error: column 8: - or / expected, the same twice
error: column 1: date outside 1827-03-22 .. 2120-03-20, the official years 1206-1498
error: column 11: nothing more expected after the day
`, `samadctl: line 1, column 9: this month has no such day
samadctl: line 2, column 6: month outside 01-12
samadctl: line 3, column 7: two digits of a month expected
samadctl: line 4, column 8: - or / expected, the same twice
samadctl: line 5, column 1: date outside 1827-03-22 .. 2120-03-20, the official years 1206-1498
samadctl: line 6, column 11: nothing more expected after the day
`}},
		{"bad lunar", convert("--from hijri 1241-01-01 1447-00-01 1447-01-31"), "",
			result{1, `error: column 1: year outside 1242-1545
error: column 6: month outside 01-12
error: column 9: this month has no such day
`, `samadctl: argument 1, column 1: year outside 1242-1545
samadctl: argument 2, column 6: month outside 01-12
samadctl: argument 3, column 9: this month has no such day
`}},
		{"json", convert("--json --to hijri"), "1405-01-01\n1450-01-01\nx\n",
			result{1, `{"line":1,"input":"1405-01-01","from":"persian","to":"hijri","date":"1447-10-01","status":"published"}
{"line":2,"input":"1450-01-01","from":"persian","to":"hijri","date":"1494-02-19","status":"predicted"}
{"line":3,"input":"x","column":1,"error":"four digits of a year expected"}
`, "samadctl: line 3, column 1: four digits of a year expected\n"}},
	})
}

// A year of lunar months has some of 29 days, in which day 30 is no date.
func TestConvertLunarMonthOf29Days(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	for month := 1; month <= 12; month++ {
		fmt.Fprintf(&in, "1446-%02d-30\n", month)
	}
	got := samadctl(t, in.String(), "calendar", "convert", "--from", "hijri")
	if n := strings.Count(got.Out, "error: column 9: this month has 29 days\n"); n < 5 || n > 7 || got.Code != exitFindings {
		t.Errorf("%d months of 29 days, exit %d:\n%s", n, got.Code, got.Out)
	}
}

// Every day of the table, through both directions in bulk, against the
// calendar of package time.
func TestConvertEveryDay(t *testing.T) {
	t.Parallel()
	var gregorian, dates strings.Builder
	day := time.Date(1827, 3, 22, 0, 0, 0, 0, time.UTC)
	for year := persian.MinYear; year <= persian.MaxYear; year++ {
		r, err := persian.Year(year)
		if err != nil {
			t.Fatal(err)
		}
		for d := range r.All() {
			fmt.Fprintln(&dates, d)
			fmt.Fprintln(&gregorian, day.Format(time.DateOnly))
			day = day.AddDate(0, 0, 1)
		}
	}
	if got := samadctl(t, dates.String(), "calendar", "convert"); got != (result{0, gregorian.String(), ""}) {
		t.Errorf("persian to gregorian: exit %d, %q", got.Code, got.Err)
	}
	if got := samadctl(t, gregorian.String(), "calendar", "convert", "--from", "gregorian"); got != (result{0, dates.String(), ""}) {
		t.Errorf("gregorian to persian: exit %d, %q", got.Code, got.Err)
	}
}

// Dates from printed almanacs and the official converter, in both directions.
func TestConvertVectors(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../../sla/persian/testdata/vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil || len(rows) < 100 {
		t.Fatalf("%d vectors: %v", len(rows), err)
	}
	var dates, gregorian strings.Builder
	for _, row := range rows[1:] {
		fmt.Fprintln(&dates, row[0])
		fmt.Fprintln(&gregorian, row[1])
	}
	if got := samadctl(t, dates.String(), "calendar", "convert"); got != (result{0, gregorian.String(), ""}) {
		t.Errorf("to gregorian: exit %d, %q", got.Code, got.Err)
	}
	if got := samadctl(t, gregorian.String(), "calendar", "convert", "--from", "gregorian"); got != (result{0, dates.String(), ""}) {
		t.Errorf("to persian: exit %d, %q", got.Code, got.Err)
	}
}

func TestLongAndManyBadLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("1", 200_000)
	got := samadctl(t, long+"\n1405-01-01\n"+long, "calendar", "convert")
	want := result{1, "error: longer than 1024 bytes\n2026-03-21\nerror: longer than 1024 bytes\n",
		"samadctl: line 1: longer than 1024 bytes\nsamadctl: line 3: longer than 1024 bytes\n"}
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	got = samadctl(t, strings.Repeat("x\n", 1000), "calendar", "convert")
	if strings.Count(got.Out, "\n") != 1000 || strings.Count(got.Err, "\n") != maxTold+1 ||
		!strings.HasSuffix(got.Err, "and 980 more bad lines\n") {
		t.Errorf("exit %d, standard error:\n%s", got.Code, got.Err)
	}
}

// An error of the input or output is not taken for its end.
func TestBrokenPipes(t *testing.T) {
	t.Parallel()
	var errs strings.Builder
	args := []string{"calendar", "convert"}
	broken := io.MultiReader(strings.NewReader("1405-01-01\n"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if code := run(t.Context(), args, broken, io.Discard, &errs); code != exitUsage || !strings.Contains(errs.String(), "line 2") {
		t.Errorf("broken input: exit %d, %q", code, errs.String())
	}
	errs.Reset()
	if code := run(t.Context(), args, strings.NewReader("1405-01-01\n"), failingWriter{}, &errs); code != exitUsage ||
		!strings.Contains(errs.String(), "write the output") {
		t.Errorf("broken output: exit %d, %q", code, errs.String())
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func FuzzReadYMD(f *testing.F) {
	for _, s := range []string{"2026-03-21", "۲۰۲۶/۰۳/۲۱", "", "2026", "\u200f2026-03-21\u200e", "2026-03-211", "\xff", "2026-\u200c03-21"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, fault := readYMD(s)
		if fault != nil {
			if columns := len([]rune(s)) + 1; fault.column < 1 || fault.column > columns {
				t.Fatalf("readYMD(%q): column %d of %d", s, fault.column, columns)
			}
			return
		}
		back, fault := readYMD(string(appendYMD(nil, got.year, got.month, got.day)))
		if fault != nil || back.year != got.year || back.month != got.month || back.day != got.day {
			t.Fatalf("readYMD(%q) = %v does not come back: %v, %v", s, got, back, fault)
		}
	})
}

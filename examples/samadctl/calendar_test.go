package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a run with a file of testdata.
func golden(t *testing.T, name string, got result) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got.Out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(result{0, string(want), ""}, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestCalendarShow(t *testing.T) {
	t.Parallel()
	golden(t, "show-1405-01.txt", samadctl(t, "", "calendar", "show", "1405", "1"))
	golden(t, "show-1404-12-isfahan-fa.txt", samadctl(t, "", "calendar", "show", "--province", "10", "--lang", "fa", "۱۴۰۴", "۱۲"))
	golden(t, "show-2026-03.txt", samadctl(t, "", "calendar", "show", "--from", "gregorian", "2026", "3"))
}

// A year is its twelve months, and as JSON its days.
func TestCalendarShowYear(t *testing.T) {
	t.Parallel()
	year := samadctl(t, "", "calendar", "show", "1403")
	var months []string
	for m := range strings.FieldsSeq("1 2 3 4 5 6 7 8 9 10 11 12") {
		months = append(months, samadctl(t, "", "calendar", "show", "1403", m).Out)
	}
	if diff := cmp.Diff(strings.Join(months, "\n"), year.Out); diff != "" || year.Code != exitGood {
		t.Errorf("exit %d (-months +year):\n%s", year.Code, diff)
	}
	days := strings.Split(strings.TrimSuffix(samadctl(t, "", "--json", "calendar", "show", "1403").Out, "\n"), "\n")
	if len(days) != 366 {
		t.Fatalf("%d days in the leap year 1403", len(days))
	}
	var last dayRecord
	if err := json.Unmarshal([]byte(days[365]), &last); err != nil {
		t.Fatal(err)
	}
	if last.Date != "1403-12-30" || last.Gregorian != "2025-03-20" || last.Weekday != "Thursday" || last.Working {
		t.Errorf("the last day of 1403 is %+v", last)
	}
}

// A year beyond the announced calendar says so.
func TestCalendarShowProvisional(t *testing.T) {
	t.Parallel()
	got := samadctl(t, "", "calendar", "show", "1450", "1")
	if !strings.Contains(got.Out, "provisional: predicted") {
		t.Errorf("nothing says that 1450 is a prediction:\n%s", got.Out)
	}
	why := samadctl(t, "", "--json", "calendar", "why", "1450-01-10")
	if !strings.Contains(why.Out, `"basis":"predicted"`) {
		t.Errorf("nothing says that 1450 is a prediction:\n%s", why.Out)
	}
}

// What rests on a prediction says so beside the answers, which stay as they are.
func TestAnswersTellThatTheyRestOnPredictions(t *testing.T) {
	t.Parallel()
	note := func(text string) string { return "samadctl: note: " + text + " may still change\n" }
	check(t, []row{
		{"why", strings.Fields("calendar why 1450-01-05 1405-01-05 1450-01-07"), "",
			result{0, "working\nworking\nclosed: Friday, weekly rest\n",
				note("2 of these days lie outside the official calendar: their holidays are predicted and")}},
		{"diff", strings.Fields("calendar diff 1405-12-01 1406-02-01"), "",
			result{0, "36\n", note("some of these days lie outside the official calendar: their holidays are predicted and")}},
		{"deadline", strings.Fields("deadline --target 10d --from 2031-03-18T09:30:00+03:30"), "",
			result{0, "2031-03-29T14:00:00+03:30\n1410-01-09 14:00\n",
				note("this date rests on predicted holidays, or on days for which none are loaded, and")}},
		{"convert to a lunar date", strings.Fields("calendar convert --to hijri 1405-01-01 1450-01-01 1451-01-01"), "",
			result{0, "1447-10-01\n1494-02-19\n1495-02-30\n",
				"samadctl: note: 2 of these dates rest on a prediction of the lunar month, which may still move by a day\n"}},
		{"convert from a lunar date", strings.Fields("calendar convert --from hijri 1494-02-19"), "",
			result{0, "1450-01-01\n",
				"samadctl: note: 1 of these dates rest on a prediction of the lunar month, which may still move by a day\n"}},
	})
	explained := samadctl(t, "", strings.Fields("deadline --explain --target 10d --from 2031-03-18T09:30:00+03:30")...)
	if explained.Err != "" || !strings.Contains(explained.Out, "This date rests on predicted holidays") {
		t.Errorf("explained: %+v", explained)
	}
}

func TestCalendarWhyAndDiff(t *testing.T) {
	t.Parallel()
	why := func(args string) []string { return append([]string{"calendar", "why"}, strings.Fields(args)...) }
	diff := func(args string) []string { return append([]string{"calendar", "diff"}, strings.Fields(args)...) }
	check(t, []row{
		{"why", why("1405-01-01 1405-01-05 1405-01-07"), "",
			result{0, "closed: Nowruz (New Year); Eid al-Fitr\nworking\nclosed: Friday, weekly rest\n", ""}},
		{"why in Persian", why("--lang fa 1405-01-12"), "", result{0, "closed: روز جمهوری اسلامی ایران\n", ""}},
		{"why of Gregorian dates", why("--from gregorian 2026-03-21 2026-03-25"), "",
			result{0, "closed: Nowruz (New Year); Eid al-Fitr\nworking\n", ""}},
		{"why from standard input", why(""), "1405-01-05\n1405-1-5\n",
			result{1, "working\nerror: column 7: two digits of a month expected\n",
				"samadctl: line 2, column 7: two digits of a month expected\n"}},
		{"diff", diff("1405-01-01 1405-02-01"), "", result{0, "17\n", ""}},
		{"diff reversed", diff("1405-02-01 1405-01-01"), "", result{0, "-17\n", ""}},
		{"diff of nothing", diff("1405-01-05 1405-01-05"), "", result{0, "0\n", ""}},
		{"diff counts the first day, not the last", diff("1405-01-05 1405-01-08"), "", result{0, "1\n", ""}},
		{"diff of Gregorian dates", diff("--from gregorian 2026-03-21 2026-04-21"), "", result{0, "17\n", ""}},
		{"diff as JSON", diff("--json 1405-01-01 1405-02-01"), "",
			result{0, `{"from":"1405-01-01","to":"1405-02-01","working_days":17,"basis":"official"}` + "\n", ""}},
		{"diff of no date", diff("1405-01-01 1405-02-32"), "",
			result{2, "", "samadctl: argument 2, column 9: this month has no such day\n"}},
		{"show month 13", strings.Fields("calendar show 1405 13"), "",
			result{2, "", "samadctl: argument 2: month 13 is not one of 1 to 12\n"}},
		{"show a year out of range", strings.Fields("calendar show 1205"), "",
			result{2, "", "samadctl: argument 1: persian: date outside the official years 1206-1498: 1205-01-01\n"}},
		{"show no year", strings.Fields("calendar show next"), "",
			result{2, "", "samadctl: argument 1: the year: \"next\" is not a number of a calendar\n"}},
		{"no place code", strings.Fields("calendar why --province isfahan 1405-01-01"), "",
			result{2, "", "samadctl: --province \"isfahan\": an official code of two, four or ten digits expected\n"}},
	})
}

// Some closure was announced for a province alone, so asking for it differs.
func TestProvinceHasClosuresOfItsOwn(t *testing.T) {
	t.Parallel()
	nation := samadctl(t, "", "calendar", "diff", "1403-01-01", "1405-01-01")
	province := samadctl(t, "", "calendar", "diff", "--province", "10", "1403-01-01", "1405-01-01")
	if nation.Code != 0 || province.Code != 0 || nation.Out == province.Out {
		t.Errorf("nation %+v, province %+v", nation, province)
	}
}

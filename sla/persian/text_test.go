package persian_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/sla/persian"
)

var (
	_ encoding.TextMarshaler   = persian.Date{}
	_ encoding.TextAppender    = persian.Date{}
	_ encoding.TextUnmarshaler = (*persian.Date)(nil)
	_ driver.Valuer            = persian.Date{}
	_ sql.Scanner              = (*persian.Date)(nil)
)

func TestParse(t *testing.T) {
	t.Parallel()
	want := date(t, 1405, 1, 9)
	for _, s := range []string{
		"1405-01-09", "1405/01/09", "۱۴۰۵/۰۱/۰۹", "١٤٠٥-٠١-٠٩", "۱۴05-٠1-09",
		"\u200f1405\u200c-01-09\u200e", "\ufeff1405-01-09", "\u2067۱۴۰۵/۰۱/۰۹\u2069", "۱۴۰۵؍۰۱؍۰۹", "1405/01؍09",
	} {
		got, err := persian.Parse(s)
		require.NoError(t, err, "%q", s)
		assert.Equal(t, want, got, "%q", s)
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     string
		offset int
		reason string
		cause  error
	}{
		{"", 0, "four digits of a year expected", nil},
		{"140-01-01", 3, "four digits of a year expected", nil},
		{"05-01-01", 2, "four digits of a year expected", nil},
		{"14050101", 4, "- or / expected after the year", nil},
		{"1405-1-01", 6, "two digits of a month expected", nil},
		{"1405-01/01", 7, "the same separator expected after the month", nil},
		{"1405-01", 7, "the same separator expected after the month", nil},
		{"1405-01-1", 9, "two digits of a day expected", nil},
		{"1405-01-011", 10, "nothing more expected after the day", nil},
		{"1405-01-01 ", 10, "nothing more expected after the day", nil},
		{" 1405-01-01", 0, "four digits of a year expected", nil},
		{"۱۴۰۵-۱۳-۰۱", 9, "month outside 01-12", persian.ErrNoSuchDate},
		{"1405-00-01", 5, "month outside 01-12", persian.ErrNoSuchDate},
		{"1404-12-30", 8, "Esfand has 29 days in this year", persian.ErrNoSuchDate},
		{"1404-07-31", 8, "this month has no such day", persian.ErrNoSuchDate},
		{"1404-07-00", 8, "this month has no such day", persian.ErrNoSuchDate},
		{"1205-12-29", 0, "year outside 1206-1498", persian.ErrOutOfRange},
		{"\u200f1499-01-01", 0, "year outside 1206-1498", persian.ErrOutOfRange},
		{"1405-01-0\xff", 9, "two digits of a day expected", nil},
	} {
		d, err := persian.Parse(c.in)
		assert.True(t, d.IsZero(), "%q", c.in)
		require.ErrorIs(t, err, persian.ErrMalformed, "%q", c.in)
		var facts *persian.ParseError
		require.ErrorAs(t, err, &facts)
		if diff := cmp.Diff([]any{c.in, c.offset, c.reason}, []any{facts.Input, facts.Offset, facts.Reason}); diff != "" {
			t.Errorf("Parse(%q): %s", c.in, diff)
		}
		if c.cause != nil {
			assert.ErrorIs(t, err, c.cause, "%q", c.in)
		}
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	d := date(t, 1405, 9, 2) // Monday 2026-11-23
	for _, c := range []struct {
		pattern string
		opt     persian.Option
		want    string
	}{
		{"yyyy/MM/dd", 0, "1405/09/02"},
		{"yyyy-MM-dd", 0, "1405-09-02"},
		{"yyyy/MM/dd", persian.PersianDigits, "۱۴۰۵/۰۹/۰۲"},
		{"EEEE d MMMM y", persian.InPersian, "دوشنبه ۲ آذر ۱۴۰۵"},
		{"EEEE d MMMM y", 0, "Monday 2 Azar 1405"},
		{"EEEE d MMMM y", persian.PersianNames, "دوشنبه 2 آذر 1405"},
		{"E, MMM", persian.PersianDigits, "Monday, Azar"},
		{"yy M d", 0, "05 9 2"},
		{"yyy L LL LLLL", 0, "1405 9 09 Azar"},
		{"EEEEE MMMMM", persian.InPersian, "د آ"},
		{"EEEEE MMMMM", 0, "M A"},
		{"D DD DDD w ww", 0, "248 248 248 36 36"},
		{"Q QQ QQQQ", 0, "3 03 autumn"},
		{"QQQQ y", persian.InPersian, "پاییز ۱۴۰۵"},
		{"y G", persian.InPersian, "۱۴۰۵ ه‍.ش."},
		{"y G", 0, "1405 AP"},
		{"'y' y ''", 0, "y 1405 '"},
		{"d 'o''clock'", 0, "2 o'clock"},
		{"d ''''", 0, "2 ''"}, {"'a''' d", 0, "a' 2"},
		{"yyyyMMdd", 0, "14050902"},
		{"", 0, ""},
		{"hh:mm", 0, "hh:mm"}, // no meaning: stands for itself
		{"در تاریخ d", persian.InPersian, "در تاریخ ۲"},
	} {
		assert.Equal(t, c.want, d.Format(c.pattern, c.opt), c.pattern)
		assert.Equal(t, "x"+c.want, string(d.AppendFormat([]byte("x"), c.pattern, c.opt)), c.pattern)
	}
	assert.Equal(t, "1405-09-02", d.Format("yyyy-MM-dd", persian.InPersian, persian.LatinDigits), "a later option wins")
}

func TestCheckPattern(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern string
		offset  int
	}{{"yyyyy", 0}, {"d hh", 2}, {"MMMMMM", 0}, {"ddd", 0}, {"d 'of", 2}, {"'", 0}, {"'a''b", 0}, {"y 'a''", 2}, {"DDDD", 0}, {"www", 0}} {
		err := persian.CheckPattern(c.pattern)
		require.ErrorIs(t, err, persian.ErrPattern, c.pattern)
		var facts *persian.PatternError
		require.ErrorAs(t, err, &facts)
		assert.Equal(t, c.offset, facts.Offset, c.pattern)
	}
	for _, p := range []string{"", "y/M/d", "EEEE d MMMM y", "d 'of' MMMM", "''", "'a''b'", "'a'''"} {
		assert.NoError(t, persian.CheckPattern(p), p)
	}
}

func TestParsePattern(t *testing.T) {
	t.Parallel()
	want := date(t, 1405, 9, 2)
	for _, c := range []struct{ pattern, in string }{
		{"y/M/d", "1405/9/2"},
		{"y/M/d", "۱۴۰۵/۰۹/۰۲"},
		{"yyyyMMdd", "14050902"},
		{"EEEE d MMMM y", "دوشنبه ۲ آذر ۱۴۰۵"},
		{"EEEE d MMMM y", "دو شنبه ٢ آذر ١٤٠٥"},
		{"EEEE d MMMM y", "دو\u200cشنبه   2 اذر\u00a01405"},
		{"EEEE d MMMM y", "monday 2 AZAR 1405"},
		{"EEEE, d MMMM y", "Monday, 2 azar 1405"},
		{"d 'of' MMMM y", "2 of Azar 1405"},
		{"D y", "248 1405"},
		{"y-D", "1405-248"},
		{"d MMMM y G", "۲ آذر ۱۴۰۵ ه.ش."},
		{"d MMMM y G", "2 Azar 1405 AP"},
		{"E D M/d/y", "Monday 248 9/2/1405"},
	} {
		got, err := persian.ParsePattern(c.pattern, c.in)
		require.NoError(t, err, "%s: %s", c.pattern, c.in)
		assert.Equal(t, want, got, "%s: %s", c.pattern, c.in)
	}
	for _, c := range []struct {
		in   string
		want persian.Date
	}{
		{"۳ سه‌شنبه اردیبهشت", date(t, 1405, 2, 3)},
	} {
		_, err := persian.ParsePattern("d EEEE MMMM", c.in)
		assert.ErrorIs(t, err, persian.ErrPattern, "without a year: %v", c.want)
	}
	for in, want := range map[string]persian.Date{
		"۱ ارديبهشت ۱۴۰۵": date(t, 1405, 2, 1), "1 امرداد 1405": date(t, 1405, 5, 1), "1 مرداد 1405": date(t, 1405, 5, 1),
		"۱ شهريور ۱۴۰۵": date(t, 1405, 6, 1), "۱ دي ۱۴۰۵": date(t, 1405, 10, 1), "1 Dey 1405": date(t, 1405, 10, 1),
		"1 آذَر 1405": date(t, 1405, 9, 1), "1 آبان 1405": date(t, 1405, 8, 1),
	} {
		got, err := persian.ParsePattern("d MMMM y", in)
		require.NoError(t, err, in)
		assert.Equal(t, want, got, in)
	}
}

func TestParsePatternErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, in string
		offset      int
		reason      string
	}{
		{"y/M/d", "05/9/2", 2, "four digits of a year expected"},
		{"yy/M/d", "05/9/2", 0, "a year of two digits is accepted only with a pivot"},
		{"y/MM/dd", "1405/9/02", 6, "digits of a month expected"},
		{"y/M/d", "1405-9-2", 4, "expected /"},
		{"y/M/d", "1405/9/2x", 8, "nothing more expected after the date"},
		{"y/M/d", "1404/12/30", 8, "Esfand has 29 days in this year"},
		{"y/M/d", "1404/13/30", 5, "month outside 01-12"},
		{"y/M/d", "1404/0/30", 5, "month 0 does not exist"},
		{"y/M/d", "0000/1/1", 0, "year outside 1206-1498"},
		{"EEEE d MMMM y", "Tuesday 2 Azar 1405", 0, "that day is a Monday"},
		{"d MMMM y", "2 Azor 1405", 2, "name of a month expected"},
		{"EEEE d", "Mon 2", 0, "name of a weekday expected"},
		{"D y", "366 1404", 0, "this year has no such day"},
		{"D M y", "248 8 1405", 4, "the day of the year lies in another month"},
		{"D y/M/d", "247 1405/9/2", 11, "the day of the year is another one"},
		{"y G", "1405 BC", 5, "era AP or ه‍.ش. expected"},
		{"y M d", "1405", 4, "a blank expected"},
	} {
		d, err := persian.ParsePattern(c.pattern, c.in)
		assert.True(t, d.IsZero())
		require.ErrorIs(t, err, persian.ErrMalformed, "%s: %s", c.pattern, c.in)
		var facts *persian.ParseError
		require.ErrorAs(t, err, &facts)
		if diff := cmp.Diff([]any{c.offset, c.reason}, []any{facts.Offset, facts.Reason}); diff != "" {
			t.Errorf("%s: %q: %s", c.pattern, c.in, diff)
		}
	}
	for _, c := range []struct{ pattern, in string }{
		{"y M", "1405 9"}, {"d MMMM", "2 Azar"}, {"", ""}, {"y w", "1405 3"}, {"y Q", "1405 3"},
		{"y EEEEE d", "1405 M 1"}, {"y MMMMM d", "1405 A 1"}, {"hh", "12"},
	} {
		_, err := persian.ParsePattern(c.pattern, c.in)
		assert.ErrorIs(t, err, persian.ErrPattern, c.pattern)
	}
}

func TestPivot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pivot int
		in    string
		want  int
	}{
		{1350, "92/1/1", 1392}, {1350, "50/1/1", 1350}, {1350, "49/1/1", 1449}, {1300, "92/1/1", 1392},
		{1306, "05/1/1", 1405}, {1306, "06/1/1", 1306}, {1350, "1405/1/1", 1405},
	} {
		d, err := persian.ParsePattern("y/M/d", c.in, persian.Pivot(c.pivot))
		require.NoError(t, err, c.in)
		assert.Equal(t, c.want, d.Year(), c.in)
	}
	d, err := persian.ParsePattern("yy/M/d", "۹۲/۱/۱", persian.InPersian, persian.Pivot(1350))
	require.NoError(t, err)
	assert.Equal(t, 1392, d.Year())
	_, err = persian.ParsePattern("y/M/d", "92/1/1", persian.Pivot(0))
	assert.ErrorIs(t, err, persian.ErrOutOfRange, "a pivot outside the table")
	_, err = persian.ParsePattern("y/M/d", "92/1/1", persian.Pivot(1<<40))
	assert.ErrorIs(t, err, persian.ErrOutOfRange)
}

func TestFormatAndReadBack(t *testing.T) {
	t.Parallel()
	patterns := rapid.SampledFrom([]string{
		"yyyy/MM/dd", "y-M-d", "EEEE d MMMM y", "yyyyMMdd", "D y", "d MMM yyyy G", "dd.MM.y E", "'روز' d 'ماه' MMMM 'سال' y", "y DDD",
	})
	options := rapid.SampledFrom([]persian.Option{0, persian.InPersian, persian.PersianDigits, persian.PersianNames, persian.InLatin})
	rapid.Check(t, func(t *rapid.T) {
		d, p, o := days().Draw(t, "d"), patterns.Draw(t, "pattern"), options.Draw(t, "option")
		text := d.Format(p, o)
		back, err := persian.ParsePattern(p, text)
		if err != nil || back != d {
			t.Fatalf("%v as %q is %q, read as %v, %v", d, p, text, back, err)
		}
	})
}

func TestJSONAndText(t *testing.T) {
	t.Parallel()
	type record struct {
		Due   persian.Date         `json:"due"`
		None  persian.Date         `json:"none"`
		Left  persian.Date         `json:"left,omitzero"`
		Count map[persian.Date]int `json:"count"`
	}
	in := record{Due: date(t, 1405, 1, 1), Count: map[persian.Date]int{date(t, 1405, 1, 2): 3}}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	assert.Equal(t, `{"due":"1405-01-01","none":"","count":{"1405-01-02":3}}`, string(text))
	var out record
	require.NoError(t, json.Unmarshal(text, &out))
	assert.Empty(t, cmp.Diff(in, out, cmp.Comparer(func(a, b persian.Date) bool { return a == b })))

	require.NoError(t, json.Unmarshal([]byte(`{"due":null}`), &out))
	assert.Equal(t, in.Due, out.Due, "null leaves the value")
	assert.ErrorIs(t, json.Unmarshal([]byte(`{"due":"1404-12-30"}`), &out), persian.ErrNoSuchDate)
	assert.Equal(t, in.Due, out.Due, "a failed reading leaves the value")
	assert.Error(t, json.Unmarshal([]byte(`{"due":14050101}`), &out))
}

func TestDatabaseColumn(t *testing.T) {
	t.Parallel()
	want := date(t, 1401, 6, 31)
	v, err := want.Value()
	require.NoError(t, err)
	assert.Equal(t, "1401-06-31", v)
	for _, src := range []any{v, []byte("1401-06-31"), time.Date(2022, 9, 22, 0, 30, 0, 0, tehran(t))} {
		var d persian.Date
		require.NoError(t, d.Scan(src))
		assert.Equal(t, want, d)
	}
	v, err = persian.Date{}.Value()
	require.NoError(t, err)
	assert.Nil(t, v)
	for _, src := range []any{nil, "", []byte{}} {
		d := want
		require.NoError(t, d.Scan(src))
		assert.True(t, d.IsZero())
	}
	d := want
	assert.ErrorIs(t, d.Scan(int64(3)), persian.ErrMalformed)
	assert.ErrorIs(t, d.Scan("1401-13-01"), persian.ErrMalformed)
	assert.ErrorIs(t, d.Scan(time.Time{}), persian.ErrOutOfRange)
	assert.Equal(t, want, d)
}

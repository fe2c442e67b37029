package open311

import (
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// values are parameters by name. One that is empty is as if it were absent.
type values map[string][]string

// maxNames is how many parameters a request may have.
const maxNames = 200

func readValues(encoded string) (values, error) {
	const malformed = "پارامترها درست نوشته نشده‌اند."
	parsed, err := url.ParseQuery(encoded)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, malformed, "the parameters are not well-formed")
	}
	if len(parsed) > maxNames {
		return nil, refuse(http.StatusBadRequest, malformed, "too many parameters")
	}
	out := values{}
	for name, all := range parsed {
		for _, one := range append([]string{name}, all...) {
			if !utf8.ValidString(one) || strings.ContainsRune(one, 0) {
				return nil, refuse(http.StatusBadRequest, "پارامترها باید UTF-8 باشند.", "parameters must be UTF-8 without U+0000")
			}
		}
		all = slices.DeleteFunc(all, func(v string) bool { return strings.TrimSpace(v) == "" })
		if len(all) > 0 {
			out[name] = all
		}
	}
	return out, nil
}

// readParameters reads the query and, of a POST, the form.
func (x *exchange) readParameters() error {
	var err error
	if x.query, err = readValues(x.r.URL.RawQuery); err != nil {
		return err
	}
	if x.r.Method == http.MethodPost {
		if x.form, err = x.readForm(); err != nil {
			return err
		}
	}
	// A parameter that comes twice is none: nobody knows which of them another
	// program would take.
	var f faults
	for _, source := range []values{x.query, x.form} {
		for name, all := range source {
			if len(all) > 1 && !strings.HasSuffix(name, "[]") {
				f.add(short(name), "دو بار آمده است.", "comes twice")
			}
		}
	}
	return f.err()
}

func (x *exchange) readForm() (values, error) {
	kind, params, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	charset, said := params["charset"]
	if err != nil || kind != "application/x-www-form-urlencoded" || said && !strings.EqualFold(charset, "utf-8") ||
		x.r.Header.Get("Content-Encoding") != "" {
		return nil, refuse(http.StatusBadRequest, "بدنه را به شکل application/x-www-form-urlencoded; charset=utf-8 بفرستید.",
			"send the body as application/x-www-form-urlencoded; charset=utf-8")
	}
	raw, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, x.opts.MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, refuse(http.StatusRequestEntityTooLarge, "درخواست از اندازه مجاز بزرگ‌تر است.", "the body is too large")
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "بدنه درخواست تا پایان نرسید.", "the body did not arrive to its end")
	}
	return readValues(string(raw))
}

// value is that of the form or else of the query, "" for none.
func (x *exchange) value(name string) string {
	for _, source := range []values{x.form, x.query} {
		if all := source[name]; len(all) > 0 {
			return strings.TrimSpace(all[0])
		}
	}
	return ""
}

// list reads a list with commas.
func (x *exchange) list(name string) []string {
	var out []string
	for one := range strings.SplitSeq(x.value(name), ",") {
		if one = strings.TrimSpace(one); one != "" && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// instant reads a date with its zone; zero for none.
func (x *exchange) instant(f *faults, name string) time.Time {
	given := x.value(name)
	if given == "" {
		return time.Time{}
	}
	// A plus sign that nobody escaped has become a blank.
	at, err := time.Parse(time.RFC3339, strings.ReplaceAll(given, " ", "+"))
	if err != nil || at.Year() < 1 || at.Year() > 9999 {
		f.add(name, "تاریخ را به شکل 2026-11-23T08:30:00Z و با منطقه زمانی بنویسید.", "write a date with its zone, such as 2026-11-23T08:30:00Z")
		return time.Time{}
	}
	return at.UTC()
}

// number reads a whole number from least to most.
func (x *exchange) number(f *faults, name string, usual, least, most int) int {
	given := x.value(name)
	if given == "" {
		return usual
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < least || n > most {
		f.add(name, "عددی درست و در بازه مجاز بنویسید.", "want a whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most))
		return usual
	}
	return n
}

// coordinate reads degrees up to the limit; false when there are none.
func (x *exchange) coordinate(f *faults, name string, limit float64) (float64, bool) {
	given := x.value(name)
	if given == "" {
		return 0, false
	}
	d, err := strconv.ParseFloat(given, 64)
	if err != nil || math.IsNaN(d) || math.Abs(d) > limit {
		f.add(name, "درجه‌ای از WGS 84 بنویسید.", "want degrees of WGS 84")
		return 0, false
	}
	return d, true
}

// attributes reads attribute[CODE] and attribute[CODE][].
func (x *exchange) attributes(f *faults) map[string][]string {
	out := map[string][]string{}
	for name, all := range x.form {
		rest, ok := strings.CutPrefix(name, "attribute[")
		if !ok {
			continue
		}
		code, end, ok := strings.Cut(rest, "]")
		if !ok || code == "" || end != "" && end != "[]" {
			f.add(short(name), "ویژگی را به شکل attribute[CODE] بنویسید.", "write an attribute as attribute[CODE] or attribute[CODE][]")
			continue
		}
		out[code] = append(out[code], all...)
	}
	return out
}

// short keeps what a client sent as a name from filling an answer.
func short(name string) string {
	const longest = 60
	if utf8.RuneCountInString(name) <= longest {
		return name
	}
	return string([]rune(name)[:longest]) + "…"
}

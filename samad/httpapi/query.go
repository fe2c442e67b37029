package httpapi

import (
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// readQuery takes the parameters that the route knows and tells of all others.
// An empty parameter is one that was not given.
func (x *exchange) readQuery(known []*huma.Param) error {
	if x.r.URL.RawQuery == "" {
		return nil
	}
	given, err := url.ParseQuery(x.r.URL.RawQuery)
	if err != nil {
		return invalid([]samad.Fault{{Field: "query:", Code: "malformed", Detail: samad.Text{
			Fa: "رشته پرس‌وجو درست نوشته نشده است.", En: "the query string is not well-formed"}}})
	}
	names := make([]string, len(known))
	for i, p := range known {
		names[i] = p.Name
	}
	var faults []samad.Fault
	x.query = make(map[string]string, len(given))
	for name, values := range given {
		switch {
		case !slices.Contains(names, name):
			fault := samad.Fault{Field: "query:", Code: "unknown_parameter", Detail: samad.Text{
				Fa: "این پارامتر شناخته نیست.", En: "unknown parameter"}}
			if plainName(name) {
				fault.Field += name
			}
			if hint := nearest(name, names); hint != "" {
				fault.Detail.Fa += " منظورتان «" + hint + "» نبود؟"
				fault.Detail.En += "; did you mean " + hint + "?"
			}
			faults = append(faults, fault)
		case len(values) > 1:
			faults = append(faults, samad.Fault{Field: "query:" + name, Code: "duplicate_parameter", Detail: samad.Text{
				Fa: "این پارامتر دو بار آمده است؛ چند مقدار را با ویرگول جدا کنید.", En: "given twice; put commas between several values"}})
		default:
			x.query[name] = values[0]
		}
	}
	sort.Slice(faults, func(i, j int) bool { return faults[i].Field < faults[j].Field })
	return invalid(faults)
}

// queryReader reads parameters and collects what is wrong with them.
type queryReader struct {
	x      *exchange
	day    persian.Date
	faults []samad.Fault
}

func (x *exchange) queries() *queryReader { return &queryReader{x: x, day: x.today()} }

func (q *queryReader) err() error { return invalid(q.faults) }

func (q *queryReader) text(name string) string { return q.x.query[name] }

func (q *queryReader) fault(name, code, fa, en string) {
	q.faults = append(q.faults, samad.Fault{Field: "query:" + name, Code: code, Detail: samad.Text{Fa: fa, En: en}})
}

// words reads values with commas between them, each one of all.
func words[T ~string](q *queryReader, name string, all []T) []T {
	text := q.text(name)
	if text == "" {
		return nil
	}
	var out []T
	for word := range strings.SplitSeq(text, ",") {
		if !slices.Contains(all, T(word)) {
			names := make([]string, len(all))
			for i, one := range all {
				names[i] = string(one)
			}
			q.fault(name, "unknown", "این مقدار شناخته نیست؛ یکی از این‌ها: "+strings.Join(names, "، "), "unknown; one of "+strings.Join(names, ", "))
			return nil
		}
		out = append(out, T(word))
	}
	return out
}

// flag reads true or false; nil when it was not given.
func (q *queryReader) flag(name string) *bool {
	var v bool
	switch q.text(name) {
	case "":
		return nil
	case "true":
		v = true
	case "false":
	default:
		q.fault(name, "wrong_type", "true یا false بنویسید.", "true or false")
		return nil
	}
	return &v
}

// limit reads the size of a page; 0 when it was not given.
func (q *queryReader) limit() int {
	text := q.text("limit")
	if text == "" {
		return 0
	}
	const most = 1000
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		q.fault("limit", "range", "اندازه صفحه از ۱ تا ۱۰۰۰ است.", "a page has 1 to 1000 entries")
		return 0
	}
	return n
}

func (q *queryReader) instant(name string) time.Time {
	text := q.text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		q.fault(name, "not_an_instant", "زمان را به شکل RFC 3339 بنویسید؛ مانند 2026-11-23T08:30:00Z.",
			"write an instant by RFC 3339, such as 2026-11-23T08:30:00Z")
		return time.Time{}
	}
	return t.UTC()
}

func (q *queryReader) agency(name string) samad.AgencyID {
	id := samad.AgencyID(q.text(name))
	if id != "" {
		if _, ok := q.x.api.opts.Directory.Agency(id, q.day); !ok {
			q.fault(name, "unknown", "این دستگاه در فهرست نیست.", "unknown agency")
		}
	}
	return id
}

func (q *queryReader) topic(name string) samad.TopicID {
	id := samad.TopicID(q.text(name))
	if id != "" {
		if _, ok := q.x.api.opts.Directory.Topic(id, q.day); !ok {
			q.fault(name, "unknown", "این موضوع در فهرست نیست.", "unknown topic")
		}
	}
	return id
}

func (q *queryReader) place(name string) samad.PlaceID {
	id := samad.PlaceID(q.text(name))
	if id != "" {
		if _, ok := q.x.api.opts.Directory.Place(id, q.day); !ok {
			q.fault(name, "unknown", "این مکان در فهرست نیست.", "unknown place")
		}
	}
	return id
}

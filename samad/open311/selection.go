package open311

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// The bounds of lists.
const (
	maxSpan  = 90 * 24 * time.Hour
	maxPage  = 1000  // the standard's bound of one answer
	maxRows  = 10000 // how far paging goes back
	maxIDs   = 50
	pageRows = 100 // rows that are read at a time
)

// selection is what a list is asked for.
type selection struct {
	query      samad.Query
	topics     []samad.TopicID // nil for all
	page, size int
}

// requests lists. service_request_id overrides every other filter.
func (x *exchange) requests(string) (int, body, error) {
	if ids := x.list("service_request_id"); len(ids) > 0 {
		return x.requestsByID(ids)
	}
	s, err := x.selection()
	if err != nil {
		return 0, nil, err
	}
	cases, show, err := x.selected(s)
	if err != nil {
		return 0, nil, err
	}
	var out requestsBody
	for _, c := range cases {
		out.Items = append(out.Items, show(c))
	}
	return http.StatusOK, out, nil
}

// requestsByID leaves out what there is not.
func (x *exchange) requestsByID(ids []string) (int, body, error) {
	if len(ids) > maxIDs {
		var f faults
		f.add("service_request_id", "در یک بار تا ۵۰ شناسه پذیرفته است.", "takes up to 50 ids at once")
		return 0, nil, f.err()
	}
	var out requestsBody
	for _, id := range ids {
		one, err := x.one(id)
		if err == nil {
			out.Items = append(out.Items, one)
			continue
		}
		if r, _ := refusalOf(err); r.status != http.StatusNotFound {
			return 0, nil, err
		}
	}
	return http.StatusOK, out, nil
}

// selection reads the filters of a list, and tells all that is wrong with them.
func (x *exchange) selection() (selection, error) {
	var f faults
	s := selection{page: x.number(&f, "page", 1, 1, 1<<30), size: x.number(&f, "page_size", maxPage, 1, maxPage)}
	s.query.CreatedFrom, s.query.CreatedTo = x.span(&f)
	if len(x.within) > 2 {
		s.query.Place = x.within
	} else {
		s.query.Province = x.within
	}
	for _, status := range x.list("status") {
		status = strings.ToLower(status)
		if status != statusOpen && status != statusClosed {
			f.add("status", "open یا closed بنویسید.", "want open or closed")
		}
		for _, state := range samad.States() {
			if Status(state) == status && !slices.Contains(s.query.States, state) {
				s.query.States = append(s.query.States, state)
			}
		}
	}
	for _, code := range x.list("service_code") {
		t, ok := x.service(code)
		if !ok {
			return selection{}, unknownService("service_code")
		}
		s.topics = append(s.topics, t.ID)
	}
	return s, f.err()
}

// span reads start_date and end_date. One of them alone spans 90 days, none
// the last 90.
func (x *exchange) span(f *faults) (from, to time.Time) {
	from, to = x.instant(f, "start_date"), x.instant(f, "end_date")
	switch {
	case from.IsZero() && to.IsZero():
		to = x.now()
		from = to.Add(-maxSpan)
	case from.IsZero():
		from = to.Add(-maxSpan)
	case to.IsZero():
		to = from.Add(maxSpan)
	}
	if to.Before(from) {
		f.add("end_date", "پیش از start_date است.", "lies before start_date")
	}
	if to.Sub(from) > maxSpan {
		f.add("end_date", "بازه تا ۹۰ روز است.", "the span is 90 days at most")
	}
	return from, to.Add(time.Microsecond) // the end itself belongs to it
}

// selected reads the page of a list, and says how its rows are shown: what a
// key may read, or else what everybody may.
func (x *exchange) selected(s selection) ([]samad.Case, func(samad.Case) requestBody, error) {
	if x.key != nil {
		cases, err := x.pageOf(s, *x.key, s.topics)
		if !errors.Is(err, samad.ErrForbidden) {
			return cases, x.ofCase, err
		}
	}
	topics := x.publicTopics(s.topics)
	if len(topics) == 0 {
		return nil, x.blank, nil
	}
	cases, err := x.pageOf(s, x.opts.Reader, topics)
	return cases, x.blank, err
}

// publicTopics are the topics whose cases everybody may list, among those asked
// for.
func (x *exchange) publicTopics(asked []samad.TopicID) []samad.TopicID {
	var out []samad.TopicID
	if x.opts.Public == nil {
		return nil
	}
	for _, t := range x.opts.Directory.Topics(x.today()) {
		if t.Leaf && (len(asked) == 0 || slices.Contains(asked, t.ID)) && x.opts.Public(t) {
			out = append(out, t.ID)
		}
	}
	return out
}

// pageOf merges the lists of several topics, the newest first, up to the page.
func (x *exchange) pageOf(s selection, actor samad.Actor, topics []samad.TopicID) ([]samad.Case, error) {
	if len(topics) == 0 {
		topics = []samad.TopicID{""}
	}
	streams := make([]*stream, len(topics))
	for i, topic := range topics {
		query := s.query
		query.Topic, query.Limit = topic, pageRows
		streams[i] = &stream{x: x, actor: actor, query: query}
	}
	skip := (s.page - 1) * s.size
	var out []samad.Case
	for n := 0; len(out) < s.size; n++ {
		next, err := newest(streams)
		if err != nil || next == nil {
			return out, err
		}
		if n == maxRows {
			var f faults
			f.add("page", "فهرست بسیار بلند است؛ بازه را با start_date و end_date کوتاه‌تر کنید.",
				"the list is too long to page through; shorten the span of dates")
			return nil, f.err()
		}
		if n >= skip {
			out = append(out, *next)
		}
	}
	return out, nil
}

// stream reads a list of the Desk row by row.
type stream struct {
	x     *exchange
	actor samad.Actor
	query samad.Query
	rows  []samad.Case
	begun bool
}

func (s *stream) head() (*samad.Case, error) {
	for len(s.rows) == 0 && (!s.begun || s.query.Cursor != "") {
		page, err := s.x.desk.List(s.x.r.Context(), s.actor, s.query)
		if err != nil {
			return nil, err
		}
		s.rows, s.query.Cursor, s.begun = page.Cases, page.Next, true
	}
	if len(s.rows) == 0 {
		return nil, nil //nolint:nilnil // the end is no error
	}
	return &s.rows[0], nil
}

// newest takes the newest row of all streams, nil at the end of all.
func newest(streams []*stream) (*samad.Case, error) {
	var from *stream
	for _, s := range streams {
		head, err := s.head()
		if err != nil {
			return nil, err
		}
		if head == nil {
			continue
		}
		if from == nil || head.Created.After(from.rows[0].Created) {
			from = s
		}
	}
	if from == nil {
		return nil, nil //nolint:nilnil // the end is no error
	}
	out := from.rows[0]
	from.rows = from.rows[1:]
	return &out, nil
}

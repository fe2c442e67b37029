package open311

import (
	"cmp"
	"encoding/xml"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

type updatesBody struct {
	XMLName xml.Name     `xml:"service_request_updates"`
	Items   []updateBody `xml:"request_update"`
}

func (b updatesBody) spark() any { return append([]updateBody{}, b.Items...) }

type updateBody struct {
	ID          string  `json:"update_id"          xml:"update_id"`
	Request     string  `json:"service_request_id" xml:"service_request_id"`
	Status      string  `json:"status"             xml:"status"`
	Description text    `json:"description"        xml:"description"`
	Updated     instant `json:"updated_datetime"   xml:"updated_datetime"`
	MediaURL    text    `json:"media_url,omitempty" xml:"media_url,omitempty"`
}

// maxUpdates is how many updates one answer has. They are the oldest of the
// span, so that a client goes on from the last one.
const maxUpdates = 1000

// updates tells what happened to requests in a span of time.
func (x *exchange) updates(string) (int, body, error) {
	if err := x.needKey(); err != nil {
		return 0, nil, err
	}
	var f faults
	if (x.value("start_date") == "") != (x.value("end_date") == "") {
		f.add("start_date", "start_date و end_date با هم می‌آیند.", "give start_date and end_date, or none")
	}
	from, to := x.span(&f)
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	out, err := x.updatesBetween(*x.key, nil, from, to)
	if errors.Is(err, samad.ErrForbidden) { // the key files and reads nothing: what is public, and what it filed
		out = nil
		err = nil
		if topics := x.publicTopics(nil); len(topics) > 0 {
			out, err = x.updatesBetween(x.opts.Reader, topics, from, to)
		}
	}
	if err != nil {
		return 0, nil, err
	}
	slices.SortStableFunc(out, func(a, b updateBody) int {
		return cmp.Or(time.Time(a.Updated).Compare(time.Time(b.Updated)), cmp.Compare(a.ID, b.ID))
	})
	return http.StatusOK, updatesBody{Items: out[:min(len(out), maxUpdates)]}, nil
}

// updatesBetween reads the cases that are open, and those that ended since, and
// then the history of each that changed.
func (x *exchange) updatesBetween(actor samad.Actor, topics []samad.TopicID, from, to time.Time) ([]updateBody, error) {
	if len(topics) == 0 {
		topics = []samad.TopicID{""}
	}
	var open []samad.State
	for _, s := range samad.States() {
		if s.Open() {
			open = append(open, s)
		}
	}
	var out []updateBody
	for _, topic := range topics {
		for _, query := range []samad.Query{{States: open}, {EndedFrom: from, EndedTo: x.now().Add(time.Hour)}} {
			query.Topic, query.Limit = topic, maxPage
			if len(x.within) > 2 {
				query.Place = x.within
			} else {
				query.Province = x.within
			}
			s := &stream{x: x, actor: actor, query: query}
			for {
				c, err := newest([]*stream{s})
				if err != nil {
					return nil, err
				}
				if c == nil {
					break
				}
				if c.Updated.Before(from) || !c.Created.Before(to) {
					continue
				}
				found, err := x.updatesOf(actor, *c, from, to)
				if err != nil {
					return nil, err
				}
				out = append(out, found...)
			}
		}
	}
	return out, nil
}

func (x *exchange) updatesOf(actor samad.Actor, c samad.Case, from, to time.Time) ([]updateBody, error) {
	events, err := x.desk.History(x.r.Context(), actor, c.ID)
	if err != nil {
		return nil, err
	}
	id := c.Code.String()
	if actor.ID != x.key.ID && (len(events) == 0 || events[0].Actor.ID != x.key.ID) {
		id = string(c.ID)
	}
	var out []updateBody
	err = walk(events, func(e samad.Event, after samad.Case) error {
		if e.At.Before(from) || !e.At.Before(to) || e.Type == samad.EventSubmitted {
			return nil
		}
		out = append(out, x.update(id, e, after))
		return nil
	})
	return out, err
}

func (x *exchange) update(id string, e samad.Event, after samad.Case) updateBody {
	status := UpdateStatus(after)
	if e.Type == samad.EventReopened || e.Type == samad.EventObjected {
		status = UpdateReopen
	}
	return updateBody{
		ID: updateID(id, e.Seq), Request: id, Status: status, Description: notes(after.State, after.End, x.lang), Updated: instant(e.At),
	}
}

// walk folds a history and stops at the steps that tell where a case stands.
// Steps of clocks, drafts and warnings to offices are not among them.
func walk(events []samad.Event, at func(e samad.Event, after samad.Case) error) error {
	var c samad.Case
	for _, e := range events {
		if err := c.Fold(e); err != nil {
			return err
		}
		if !tells(e.Type) {
			continue
		}
		if err := at(e, c); err != nil {
			return err
		}
	}
	return nil
}

func tells(t samad.EventType) bool {
	switch t {
	case samad.EventSubmitted, samad.EventAccepted, samad.EventReferred, samad.EventAsked, samad.EventInformed, samad.EventMerged,
		samad.EventSeparated, samad.EventDeclined, samad.EventAdvised, samad.EventActed, samad.EventAnswered, samad.EventObjected,
		samad.EventWithdrawn, samad.EventClosed, samad.EventReopened, samad.EventExtended:
		return true
	default:
		return false
	}
}

package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// caseRow is a line of a list.
type caseRow struct {
	ID         samad.CaseID  `json:"id" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Code       string        `json:"code" example:"8349201754920193"`
	Kind       samad.Kind    `json:"kind"`
	KindName   string        `json:"kind_name"`
	State      samad.State   `json:"state"`
	StateName  string        `json:"state_name"`
	Revision   int64         `json:"revision" doc:"To be sent back with every step" example:"4"`
	Urgency    samad.Urgency `json:"urgency"`
	Channel    samad.Channel `json:"channel"`
	Topic      string        `json:"topic,omitempty"`
	TopicName  string        `json:"topic_name,omitempty"`
	Place      string        `json:"place,omitempty"`
	PlaceName  string        `json:"place_name,omitempty"`
	Agency     string        `json:"agency,omitempty"`
	AgencyName string        `json:"agency_name,omitempty"`
	Expert     string        `json:"expert,omitempty" doc:"The account to which it is assigned"`
	Due        time.Time     `json:"due,omitzero"`
	DuePersian string        `json:"due_persian,omitempty" example:"1405-09-12"`
	Late       bool          `json:"late"`
	Created    time.Time     `json:"created"`
	Updated    time.Time     `json:"updated"`
}

func (x *exchange) row(c samad.Case) caseRow {
	return caseRow{
		ID: c.ID, Code: c.Code.String(), Kind: c.Kind, KindName: samad.KindName(c.Kind).In(x.lang),
		State: c.State, StateName: samad.StateName(c.State).In(x.lang), Revision: c.Revision,
		Urgency: c.Urgency, Channel: c.Channel, Topic: string(c.Topic), TopicName: x.topicName(c.Topic),
		Place: string(c.Place), PlaceName: x.placeName(c.Place), Agency: string(c.Agency), AgencyName: x.agencyName(c.Agency),
		Expert: c.Expert, Due: c.Due(), DuePersian: x.persianDay(c.Due()), Late: c.Late(x.began),
		Created: c.Created, Updated: c.Updated,
	}
}

func (x *exchange) rows(cases []samad.Case) []caseRow {
	rows := make([]caseRow, len(cases))
	for i, c := range cases {
		rows[i] = x.row(c)
	}
	return rows
}

// caseList is a page of cases.
type caseList struct {
	Items []caseRow `json:"items"`
	Next  string    `json:"next,omitempty" doc:"The cursor of the next page; left out at the end"`
}

// historyBody is the record of a case.
type historyBody struct {
	Verified bool        `json:"verified" doc:"Whether all hashes, values and the present state fit together"`
	FaultSeq int64       `json:"fault_seq,omitempty" doc:"The first event that does not"`
	Events   []eventBody `json:"events"`
}

// eventBody is one event as it is kept, so that its hash can be computed anew.
type eventBody struct {
	ID        string          `json:"id"`
	Seq       int64           `json:"seq"`
	At        time.Time       `json:"at"`
	AtPersian string          `json:"at_persian,omitempty"`
	Actor     samad.Stamp     `json:"actor"`
	Type      samad.EventType `json:"type"`
	TypeName  string          `json:"type_name"`
	Data      json.RawMessage `json:"data" doc:"The facts, with salted commitments to texts"`
	PrevHash  string          `json:"prev_hash,omitempty"`
	Hash      string          `json:"hash"`
}

func (a *api) addDesk() {
	route(a, operation{
		id: "listCases", method: http.MethodGet, path: "/api/v1/desk/cases", tag: "desk", status: http.StatusOK,
		access: staff, summary: "List cases", query: listParams(), problems: []string{"forbidden"},
		description: "One page of the cases that the actor may see, with filters.",
	}, (*exchange).listCases)
	route(a, operation{
		id: "readCase", method: http.MethodGet, path: "/api/v1/desk/cases/{id}", tag: "desk", status: http.StatusOK,
		access: staff, conditional: true, summary: "Read a case", problems: []string{"not_found"},
		description: "Everything that the actor may see of a case, found by its id or its tracking code, and what the actor can do to it now.",
	}, (*exchange).readCase)
	route(a, operation{
		id: "readHistory", method: http.MethodGet, path: "/api/v1/desk/cases/{id}/history", tag: "desk", status: http.StatusOK,
		access: staff, conditional: true, summary: "Read and verify a history", problems: []string{"not_found"},
		description: "The events of a case as they are kept, and whether they verify.",
	}, (*exchange).readHistory)
	route(a, operation{
		id: "earlierCases", method: http.MethodGet, path: "/api/v1/desk/earlier", tag: "desk", status: http.StatusOK,
		access: staff, summary: "Find a petitioner's earlier cases", problems: []string{"forbidden"},
		description: "The newest cases of whoever has the number, of those that the actor may see.",
		query: []*huma.Param{
			stringParam("national_id", "Ten digits in any script"),
			stringParam("legal_id", "Eleven digits in any script"),
			stringParam("mobile", "A mobile number in any script"),
			limitParam(),
		},
	}, (*exchange).earlier)
}

func listParams() []*huma.Param {
	return []*huma.Param{
		wordsParam("state", "States, with commas", samad.States()),
		wordsParam("kind", "Kinds, with commas", samad.Kinds()),
		wordsParam("channel", "Channels, with commas", samad.Channels()),
		stringParam("agency", "The agency that is responsible"),
		stringParam("topic", "A topic and all below it"),
		stringParam("place", "A place and all in it"),
		stringParam("expert", "The account to which cases are assigned"),
		flagParam("late", "Whether the answer is overdue"),
		stringParam("q", "Words that the case's texts hold, or a place in them begins with"),
		instantParam("created_from", "Created at this instant or later"),
		instantParam("created_to", "Created before this instant"),
		orderParam(),
		stringParam("cursor", "The next of the page before"),
		limitParam(),
	}
}

func (x *exchange) listCases(none) (caseList, error) {
	q := x.queries()
	query := samad.Query{
		States: words(q, "state", samad.States()), Kinds: words(q, "kind", samad.Kinds()),
		Channels: words(q, "channel", samad.Channels()), Topic: q.topic("topic"), Place: q.place("place"),
		Expert: q.text("expert"), Late: q.flag("late"), Search: strings.Fields(q.text("q")),
		CreatedFrom: q.instant("created_from"), CreatedTo: q.instant("created_to"),
		Cursor: q.text("cursor"), Limit: q.limit(),
	}
	if id := q.agency("agency"); id != "" {
		query.Agencies = []samad.AgencyID{id}
	}
	if order := words(q, "order", orders()); len(order) == 1 && order[0] != newest {
		query.Order = order[0]
	}
	if err := q.err(); err != nil {
		return caseList{}, err
	}
	page, err := x.api.desk.List(x.ctx(), x.actor, query)
	if err != nil {
		return caseList{}, asQuery(err)
	}
	return caseList{Items: x.rows(page.Cases), Next: page.Next}, nil
}

// newest is the name of [samad.NewestFirst] in queries.
const newest samad.Order = "newest"

func orders() []samad.Order { return []samad.Order{newest, samad.OldestFirst, samad.DueFirst} }

// asQuery turns the faults of a request into faults of query parameters.
func asQuery(err error) error {
	var bad *samad.InvalidError
	if !errors.As(err, &bad) {
		return err
	}
	faults := make([]samad.Fault, len(bad.Faults))
	for i, f := range bad.Faults {
		f.Field = "query:" + strings.ToLower(f.Field[strings.LastIndexByte(f.Field, '/')+1:])
		faults[i] = f
	}
	return invalid(faults)
}

func (x *exchange) readHistory(none) (historyBody, error) {
	id, err := x.caseToRead()
	if err != nil {
		return historyBody{}, err
	}
	events, err := x.api.desk.History(x.ctx(), x.actor, id)
	x.revision = int64(len(events))
	out := historyBody{Verified: err == nil, Events: make([]eventBody, len(events))}
	var broken *samad.HistoryError
	switch {
	case errors.As(err, &broken):
		out.FaultSeq = broken.Seq
	case err != nil && !errors.Is(err, samad.ErrHistory):
		return historyBody{}, err
	}
	for i, e := range events {
		out.Events[i] = eventBody{
			ID: e.ID, Seq: e.Seq, At: e.At, AtPersian: x.persianDay(e.At), Actor: e.Actor, Type: e.Type,
			TypeName: samad.EventName(e.Type).In(x.lang), Data: e.Data, Hash: e.Hash.String(),
		}
		if !e.PrevHash.IsZero() {
			out.Events[i].PrevHash = e.PrevHash.String()
		}
	}
	return out, nil
}

func (x *exchange) earlier(none) (caseList, error) {
	q := x.queries()
	p := samad.Petitioner{NationalID: q.text("national_id"), LegalID: q.text("legal_id"), Mobile: q.text("mobile")}
	if p.NationalID == "" && p.LegalID == "" && p.Mobile == "" {
		q.fault("national_id", "required", "کد ملی، شناسه ملی یا شماره همراه را بدهید.", "give national_id, legal_id or mobile")
	}
	limit := q.limit()
	if err := q.err(); err != nil {
		return caseList{}, err
	}
	cases, err := x.api.desk.Earlier(x.ctx(), x.actor, p, limit)
	if err != nil {
		return caseList{}, asQuery(err)
	}
	return caseList{Items: x.rows(cases)}, nil
}

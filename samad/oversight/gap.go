package oversight

import (
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// GapKind says what is lacking: "111 identifies the gaps that exist" (the
// source article's claim 50).
type GapKind string

// The kinds of gaps, as [Office.FindGaps] finds them.
const (
	GapNoOwner GapKind = "topic_without_owner" // the directory names no agency for it
	GapCircle  GapKind = "circle"              // "not ours" again and again
	GapCounty  GapKind = "county_unanswered"   // all that was due in a county is unanswered
	GapUpheld  GapKind = "objections_upheld"   // an agency's answers change after objections
	GapSurge   GapKind = "surge"               // like cases in one place and time
	GapRule    GapKind = "rule_never_matched"
)

// GapState says what becomes of a gap.
type GapState string

// The states of a gap.
const (
	GapFound     GapState = "found"
	GapOwned     GapState = "owned" // somebody works on it
	GapSettled   GapState = "settled"
	GapDismissed GapState = "dismissed" // is none
)

// Gap (خلاء) is a systematic lack.
type Gap struct {
	ID    string         `json:"id"` // the kind and what it is about
	Kind  GapKind        `json:"kind"`
	State GapState       `json:"state"`
	About string         `json:"about"` // a topic, agency, county or rule
	Place samad.PlaceID  `json:"place,omitempty"`
	Of    samad.AgencyID `json:"of,omitempty"` // the agency concerned, if one is
	// Evidence is what was found last, and Seen when, first and last.
	Evidence  GapEvidence `json:"evidence"`
	FirstSeen time.Time   `json:"first_seen"`
	LastSeen  time.Time   `json:"last_seen"`
	// Owner is the agency that closes the gap, by Due.
	Owner samad.AgencyID `json:"owner,omitempty"`
	Due   time.Time      `json:"due,omitzero"`
	Note  string         `json:"note,omitempty"`
	// Again counts how often it came back after it was settled.
	Again int `json:"again,omitempty"`
}

// GapEvidence is what shows a gap.
type GapEvidence struct {
	Text samad.Text `json:"text"`
	// Count of Of: cases found of cases looked at.
	Count int `json:"count"`
	Of    int `json:"of,omitempty"`
	// Cases are examples, at most a hundred.
	Cases []samad.CaseID `json:"cases,omitempty"`
}

func gapBook() *ledger.Book[Gap] {
	return ledger.NewBook("gap",
		func(g Gap) ledger.Keys {
			k := ledger.Keys{State: string(g.State), Agency: g.Of, Place: g.Place, At: g.LastSeen,
				Free: []ledger.Key{{Name: "kind", Value: string(g.Kind)}}}
			if g.Owner != "" {
				k.Free = append(k.Free, ledger.Key{Name: "owner", Value: string(g.Owner)})
			}
			return k
		},
		func() ledger.Payload[Gap] { return new(gapSeen) },
		func() ledger.Payload[Gap] { return new(gapOwned) },
		func() ledger.Payload[Gap] { return new(gapEnded) },
	)
}

type gapSeen struct {
	Kind     GapKind        `json:"kind"`
	About    string         `json:"about"`
	Place    samad.PlaceID  `json:"place,omitempty"`
	Of       samad.AgencyID `json:"of,omitempty"`
	Evidence GapEvidence    `json:"evidence"`
}

func (*gapSeen) EventType() string { return "seen" }

func (p *gapSeen) Apply(s *Gap, e ledger.Event) error {
	switch {
	case s.ID == "":
		*s = Gap{ID: e.Ref.ID, Kind: p.Kind, State: GapFound, About: p.About, Place: p.Place, Of: p.Of, FirstSeen: e.At}
	case s.State == GapSettled:
		s.State, s.Again = GapFound, s.Again+1
	}
	s.Evidence, s.LastSeen = p.Evidence, e.At
	return nil
}

type gapOwned struct {
	Owner samad.AgencyID `json:"owner"`
	Due   time.Time      `json:"due,omitzero"`
	Note  string         `json:"note,omitempty"`
}

func (*gapOwned) EventType() string { return "owned" }

func (p *gapOwned) Apply(s *Gap, _ ledger.Event) error {
	if s.State != GapFound && s.State != GapOwned {
		return wrongState("give an owner to", s.State)
	}
	s.State, s.Owner, s.Due, s.Note = GapOwned, p.Owner, p.Due, p.Note
	return nil
}

type gapEnded struct {
	State GapState `json:"state"`
	Note  string   `json:"note"`
}

func (*gapEnded) EventType() string { return "ended" }

func (p *gapEnded) Apply(s *Gap, _ ledger.Event) error {
	if s.State != GapFound && s.State != GapOwned {
		return wrongState("end", s.State)
	}
	s.State, s.Note = p.State, p.Note
	return nil
}

func (o *Office) changeGap(ctx context.Context, actor samad.Actor, id string, step func(w *write, d *ledger.Draft[Gap]) error) (Gap, error) {
	var out Gap
	err := retry("change gap "+id, func() error {
		d, err := edit(ctx, o, o.books.gaps, id)
		if err != nil {
			return err
		}
		place := d.State.Place
		if place == "" {
			place = actor.Place // concerns no single place
		}
		role, err := allow(actor, KeepGaps, ReadGaps, o.subject(d.State.Of, place), d.Ref())
		if err != nil {
			return err
		}
		if d.State.State != GapFound && d.State.State != GapOwned {
			return &StateError{Step: "change", State: string(d.State.State)}
		}
		w := o.begin(actor, role)
		keep(w, d)
		if err := step(w, d); err != nil {
			return err
		}
		out = d.State
		return w.apply(ctx)
	})
	return out, err
}

// OwnGap gives a gap to the agency that closes it, by an instant.
func (o *Office) OwnGap(ctx context.Context, actor samad.Actor, id string, owner samad.AgencyID, due time.Time, note string) (Gap, error) {
	var f faults
	f.agency(o, "/owner", owner)
	f.optional("/note", note)
	if err := f.err(); err != nil {
		return Gap{}, err
	}
	return o.changeGap(ctx, actor, id, func(w *write, d *ledger.Draft[Gap]) error {
		if err := add(w, d, &gapOwned{Owner: owner, Due: due.UTC().Truncate(time.Microsecond), Note: note}); err != nil {
			return err
		}
		m, err := w.officeMessage(owner, samad.RoleAgencyHead, samad.Text{
			Fa: "رفع یک خلاء به شما سپرده شد: " + d.State.Evidence.Text.Fa, En: "a gap was given to you: " + d.State.Evidence.Text.En})
		if err != nil {
			return err
		}
		d.Send(m)
		return nil
	})
}

// EndGap settles a gap, or dismisses it as none, with the reason. A settled one
// opens again when it is found again; a dismissed one does not.
func (o *Office) EndGap(ctx context.Context, actor samad.Actor, id string, state GapState, note string) (Gap, error) {
	var f faults
	f.text("/note", note)
	f.check(state == GapSettled || state == GapDismissed, "/state", "نتیجه را بنویسید.", "say what came of it")
	if err := f.err(); err != nil {
		return Gap{}, err
	}
	return o.changeGap(ctx, actor, id, func(w *write, d *ledger.Draft[Gap]) error {
		return add(w, d, &gapEnded{State: state, Note: note})
	})
}

// Gap returns one entry of the register to those who may see it.
func (o *Office) Gap(ctx context.Context, actor samad.Actor, id string) (Gap, error) {
	g, err := read(ctx, o, o.books.gaps, id)
	if err != nil {
		return Gap{}, err
	}
	place := g.Place
	if place == "" {
		place = actor.Place // concerns no single place
	}
	if _, err := allow(actor, ReadGaps, "", o.subject(g.Of, place), o.books.gaps.Ref(id)); err != nil {
		return Gap{}, err
	}
	return g, nil
}

// Gaps returns one page of the register of gaps, the newest first. Keys are
// "kind" and "owner".
func (o *Office) Gaps(ctx context.Context, actor samad.Actor, q ListQuery) ([]Gap, string, error) {
	if _, err := permit(actor, ReadGaps, Subject{Place: actor.Place}); err != nil {
		return nil, "", err
	}
	query := ledger.Query{States: q.States, Keys: q.Keys, From: q.From, To: q.To, Cursor: q.Cursor, Limit: q.Limit, Place: q.Place}
	if q.Agency != "" {
		query.Agencies = []samad.AgencyID{q.Agency}
	}
	// Gaps of no single place belong to everybody who watches; others to
	// those of their place. A page is filled with what the actor may see, so
	// that neither its length nor its end tells of other places.
	want := q.Limit
	if want == 0 {
		want = defaultPage
	}
	var out []Gap
	for {
		query.Limit = want - len(out)
		gaps, next, err := o.books.gaps.List(ctx, o.ledger, query)
		if err != nil {
			return nil, "", err
		}
		out = append(out, slices.DeleteFunc(gaps, func(g Gap) bool { return g.Place != "" && !g.Place.Under(actor.Place) })...)
		if next == "" || len(out) >= want {
			return out, next, nil
		}
		query.Cursor = next
	}
}

// defaultPage is how many records a page has when nobody says so.
const defaultPage = 50

// see writes what an analysis found, once a day for each gap.
func (o *Office) see(ctx context.Context, now time.Time, found gapSeen) (bool, error) {
	id := string(found.Kind) + "/" + found.About
	if found.Place != "" && found.About != string(found.Place) {
		id += "/" + string(found.Place)
	}
	wrote := false
	err := retry("see gap "+id, func() error {
		wrote = false
		d, err := open(ctx, o, o.books.gaps, id)
		if err != nil {
			return err
		}
		s := d.State
		if s.State == GapDismissed || s.ID != "" && s.State != GapSettled && o.day(s.LastSeen) == o.day(now) {
			return nil
		}
		w := o.beginByTime(now)
		keep(w, d)
		if err := add(w, d, &found); err != nil {
			return err
		}
		wrote = true
		return w.apply(ctx)
	})
	return wrote, err
}

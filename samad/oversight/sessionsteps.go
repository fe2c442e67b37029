package oversight

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
)

// CallSession calls a session of a commission at an instant to come.
func (o *Office) CallSession(ctx context.Context, actor samad.Actor, commission string, at time.Time, room string) (Session, error) {
	c, err := read(ctx, o, o.books.commissions, commission)
	if err != nil {
		return Session{}, err
	}
	role, err := allow(actor, KeepSessions, ReadSessions, o.subject("", c.Place, c.people()...), o.books.commissions.Ref(commission))
	if err != nil {
		return Session{}, err
	}
	var f faults
	f.check(at.After(o.now()), "/at", "زمان جلسه گذشته است.", "the session lies in the past")
	f.optional("/room", room)
	if err := f.err(); err != nil {
		return Session{}, err
	}
	id, err := o.newID()
	if err != nil {
		return Session{}, err
	}
	w := o.begin(actor, role)
	d := keep(w, o.books.sessions.New(id))
	err = add(w, d, &sessionCalled{Commission: commission, Place: c.Place, At: at.UTC().Truncate(time.Microsecond), Room: room,
		Members: c.Members, Quorum: c.Quorum, NeedsGovernor: c.NeedsGovernor})
	if err != nil {
		return Session{}, err
	}
	return d.State, w.apply(ctx)
}

// changeSession takes a step on a session.
func (o *Office) changeSession(ctx context.Context, actor samad.Actor, id string, step func(w *write, d *ledger.Draft[Session]) error) (Session, error) {
	var out Session
	err := retry("change session "+id, func() error {
		d, err := edit(ctx, o, o.books.sessions, id)
		if err != nil {
			return err
		}
		role, err := allow(actor, KeepSessions, ReadSessions, o.subject("", d.State.Place, d.State.people()...), d.Ref())
		if err != nil {
			return err
		}
		if d.State.State == SessionClosed {
			return &StateError{Step: "change", State: string(SessionClosed), Reason: "the minutes are closed"}
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

// AddItem puts an item on the agenda, from a proposal or by hand, and returns
// the session; its number is given. All cases, and the item's place, must be of
// the session's place: what lies elsewhere is unknown here, in the same words as
// what is not there, since minutes name cases and resolutions write to those
// who filed them.
func (o *Office) AddItem(ctx context.Context, actor samad.Actor, session string, item AgendaItem) (Session, error) {
	var f faults
	f.text("/title", item.Title)
	if err := f.err(); err != nil {
		return Session{}, err
	}
	return o.changeSession(ctx, actor, session, func(w *write, d *ledger.Draft[Session]) error {
		within := d.State.Place
		var f faults
		f.check(item.Place == "" || item.Place.Under(within), "/place", "این مکان در قلمرو جلسه نیست.", "the place is not of the session")
		for i, id := range item.Cases {
			c, err := o.cases.Case(ctx, id)
			if err != nil && !isNotFound(err) {
				return fmt.Errorf("oversight: add an item to session %s: %w", session, err)
			}
			if err != nil || !c.Province.Under(within) && !c.Place.Under(within) {
				f.add("/cases/"+strconv.Itoa(i), "unknown", "این پرونده نیست.", "there is no such case")
			}
		}
		if err := f.err(); err != nil {
			return err
		}
		item.Number = len(d.State.Agenda) + 1
		return add(w, d, &itemAdded{item})
	})
}

// Item makes an agenda item of a proposal.
func (o *Office) Item(p Proposal) AgendaItem {
	day := o.day(o.now())
	title := o.topicName(p.Topic, day).Fa
	if place, ok := o.directory.Place(p.Place, day); ok {
		title += "، " + place.Name.Fa
	}
	return AgendaItem{Title: title, Topic: p.Topic, Place: p.Place, Cases: p.Cases, Weight: p.Weight, Reasons: p.Reasons}
}

// OpenSession records who is there. It may be done again while the session
// lasts, as people come and go.
func (o *Office) OpenSession(ctx context.Context, actor samad.Actor, session string, a Attendance) (Session, error) {
	return o.changeSession(ctx, actor, session, func(w *write, d *ledger.Draft[Session]) error {
		people := d.State.people()
		slices.Sort(a.Present)
		a.Present = slices.Compact(a.Present)
		var f faults
		for _, p := range a.Present {
			f.check(slices.Contains(people, p), "/present", "حاضر عضو کمیسیون نیست.", "somebody present is no member")
		}
		for p := range a.StandIns {
			f.check(slices.Contains(people, p) && !slices.Contains(a.Present, p), "/stand_ins",
				"جانشین برای عضو غایب است.", "a stand-in sits for an absent member")
		}
		f.check(slices.Contains(a.Present, a.President), "/president", "رئیس جلسه باید حاضر باشد.", "whoever presides must be present")
		if err := f.err(); err != nil {
			return err
		}
		return add(w, d, &sessionOpened{a})
	})
}

// Discuss writes into the minutes what was said on an item.
func (o *Office) Discuss(ctx context.Context, actor samad.Actor, session string, item int, text string) (Session, error) {
	var f faults
	f.text("/text", text)
	if err := f.err(); err != nil {
		return Session{}, err
	}
	return o.changeSession(ctx, actor, session, func(w *write, d *ledger.Draft[Session]) error {
		if d.State.State != SessionOpen || item < 1 || item > len(d.State.Agenda) {
			return &StateError{Step: "discuss an item of", State: string(d.State.State)}
		}
		return add(w, d, &itemDiscussed{Item: item, Text: text})
	})
}

// NewResolution is what a commission decides.
type NewResolution struct {
	Item   int            // of the agenda
	Text   string         // what must be done, in Persian
	Agency samad.AgencyID // who must do it
	// Public says in a sentence what petitioners are told; "" tells them Text.
	Public string
}

// Resolve records a resolution: its deadline comes from the policy (stage
// sla.Resolution), its agency gets a message, and so does the petitioner of
// every case of the item, all in one transaction. It fails with an error
// matching [ErrQuorum] when too few members are there, or the governor is
// missing where the commission needs him.
func (o *Office) Resolve(ctx context.Context, actor samad.Actor, session string, r NewResolution) (Resolution, error) {
	var f faults
	f.text("/text", r.Text)
	f.optional("/public", r.Public)
	f.agency(o, "/agency", r.Agency)
	if err := f.err(); err != nil {
		return Resolution{}, err
	}
	var out Resolution
	_, err := o.changeSession(ctx, actor, session, func(w *write, d *ledger.Draft[Session]) error {
		s := d.State
		if s.State != SessionOpen || r.Item < 1 || r.Item > len(s.Agenda) {
			return &StateError{Step: "resolve in", State: string(s.State)}
		}
		if err := s.quorate(); err != nil {
			return err
		}
		item := s.Agenda[r.Item-1]
		place := item.Place
		if place == "" {
			place = s.Place
		}
		plan, err := o.due(sla.Resolution, r.Agency, place, item.Topic, w.now)
		if err != nil {
			return err
		}
		id := session + "/" + strconv.Itoa(len(s.Resolutions)+1)
		resolution := keep(w, o.books.resolutions.New(id))
		err = add(w, resolution, &resolutionMade{
			Session: session, Commission: s.Commission, Item: r.Item, Text: r.Text, Public: r.Public, Agency: r.Agency,
			Place: place, Topic: item.Topic, Cases: item.Cases, Due: plan.Due, Policy: plan.Policy,
			Governor: s.Attendance.Governor,
		})
		if err != nil {
			return err
		}
		if err := o.tellResolution(ctx, w, resolution); err != nil {
			return err
		}
		out = resolution.State
		return add(w, d, &itemResolved{Resolution: id})
	})
	return out, err
}

// CloseSession closes the minutes; nothing in them changes any more.
func (o *Office) CloseSession(ctx context.Context, actor samad.Actor, session string) (Session, error) {
	return o.changeSession(ctx, actor, session, func(w *write, d *ledger.Draft[Session]) error {
		if d.State.State != SessionOpen {
			return &StateError{Step: "close", State: string(d.State.State)}
		}
		return add(w, d, &sessionClosed{})
	})
}

// Session returns a session.
func (o *Office) Session(ctx context.Context, actor samad.Actor, id string) (Session, error) {
	s, err := read(ctx, o, o.books.sessions, id)
	if err != nil {
		return Session{}, err
	}
	_, err = allow(actor, ReadSessions, "", o.subject("", s.Place, s.people()...), o.books.sessions.Ref(id))
	if err != nil {
		return Session{}, err
	}
	return s, nil
}

// Sessions returns one page of a commission's sessions, the newest first.
func (o *Office) Sessions(ctx context.Context, actor samad.Actor, commission, cursor string, limit int) ([]Session, string, error) {
	c, err := o.Commission(ctx, actor, commission)
	if err != nil {
		return nil, "", err
	}
	return o.books.sessions.List(ctx, o.ledger, ledger.Query{
		Keys: []ledger.Key{{Name: "commission", Value: c.ID}}, Cursor: cursor, Limit: limit,
	})
}

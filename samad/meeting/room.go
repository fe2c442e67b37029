package meeting

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/samad111/go-samad/internal/required"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// Calendar tells on which days programmes can be held. *sla.Calendar
// implements it.
type Calendar interface {
	IsWorkingDay(d persian.Date) (bool, sla.Basis)
}

// Config is what a [Room] is made of.
type Config struct {
	Ledger    ledger.Store    // required
	Desk      *samad.Desk     // required; takes the cases that come of calls
	Directory samad.Directory // required; the Desk's
	Calendar  Calendar        // required; the province's
	Settings  Settings
	// Local are what single provinces decide otherwise, by the day; where none of
	// them holds, Settings do. Calendars are those of provinces with one of their
	// own; the others go by Calendar.
	Local     []Local
	Calendars map[samad.PlaceID]Calendar
	// Location is where days and hours are meant; required.
	Location *time.Location
	// Now is the clock, default [time.Now]; Random makes ids, default
	// crypto/rand.
	Now    func() time.Time
	Random io.Reader
}

// Room holds the electronic meetings of a province or several.
type Room struct {
	ledger    ledger.Store
	desk      *samad.Desk
	directory samad.Directory
	calendar  Calendar
	calendars map[samad.PlaceID]Calendar
	settings  Settings
	local     []Local
	location  *time.Location
	now       func() time.Time
	random    io.Reader
	book      *ledger.Book[Programme]
}

// New checks the configuration and returns the room. The error names
// everything that is missing or wrong.
func New(c Config) (*Room, error) {
	need := required.Of("meeting: Config")
	need.Field(c.Ledger != nil, "Ledger")
	need.Field(c.Desk != nil, "Desk")
	need.Field(c.Directory != nil, "Directory")
	need.Field(c.Calendar != nil, "Calendar")
	need.Field(c.Location != nil, "Location")
	c.Settings = c.Settings.withDefaults()
	need.Fault(c.Settings.check()...)
	c.Local = slices.Clone(c.Local)
	need.Fault(checkLocal(c.Local)...)
	if err := need.Err(); err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	return &Room{
		ledger: c.Ledger, desk: c.Desk, directory: c.Directory, calendar: c.Calendar, settings: c.Settings,
		local: c.Local, calendars: maps.Clone(c.Calendars),
		location: c.Location, now: c.Now, random: c.Random, book: newBook(),
	}, nil
}

// With returns the room over another ledger: one that writes together with
// something of the caller's, or one that holds a step to what was read.
func (r *Room) With(store ledger.Store) *Room {
	other := *r
	other.ledger = store
	return &other
}

// Settings are those that hold in a province on a day, with all defaults.
func (r *Room) Settings(province samad.PlaceID, on persian.Date) Settings {
	for _, l := range r.local {
		if l.Province == province.Province() && l.Includes(on) {
			return l.Settings
		}
	}
	return r.settings
}

// SettingsOf are the settings of a programme: those of the day on which it is held.
func (r *Room) SettingsOf(p Programme) Settings { return r.Settings(p.Province, r.day(p.Starts)) }

// calendarOf is the calendar of a province.
func (r *Room) calendarOf(province samad.PlaceID) Calendar {
	if c, ok := r.calendars[province.Province()]; ok {
		return c
	}
	return r.calendar
}

// today is the day of the room; outside the calendar what always holds.
func (r *Room) today() persian.Date { return r.day(r.now()) }

func (r *Room) day(at time.Time) persian.Date {
	d, err := persian.FromTime(at.In(r.location))
	if err != nil {
		return persian.Date{}
	}
	return d
}

// attempts is how often a step is tried again when another one came between.
const attempts = 8

// step opens a programme, lets f add events and writes them with the changes
// that f returns; again from the start when somebody else was quicker.
func (r *Room) step(ctx context.Context, id string, f func(d *ledger.Draft[Programme]) ([]ledger.Change, error)) (Programme, error) {
	for attempt := 1; ; attempt++ {
		d, err := r.book.Open(ctx, r.ledger, id)
		if err != nil {
			return Programme{}, fmt.Errorf("meeting: programme %s: %w", id, err)
		}
		more, err := f(d)
		if err != nil {
			return Programme{}, err
		}
		if !d.Changed() {
			return d.State, nil
		}
		change, err := d.Change()
		if err != nil {
			return Programme{}, err
		}
		err = r.ledger.Apply(ctx, append(more, change)...)
		if err == nil {
			return d.State, nil
		}
		if !ledger.IsConflict(err) || attempt == attempts {
			return Programme{}, fmt.Errorf("meeting: programme %s: %w", id, err)
		}
	}
}

// add adds an event by the actor in a role.
func (r *Room) add(d *ledger.Draft[Programme], actor samad.Actor, role samad.Role, p ledger.Payload[Programme]) error {
	return d.Add(ledger.StampOf(actor, role), r.now(), r.random, p)
}

// stands fails unless the programme is in one of the states.
func stands(p Programme, reason samad.Text, states ...State) error {
	if slices.Contains(states, p.State) {
		return nil
	}
	return &StateError{Programme: p.ID, State: p.State, Reason: reason}
}

// Programme returns a programme with its turns.
func (r *Room) Programme(ctx context.Context, actor samad.Actor, id string) (Programme, error) {
	p, err := r.book.Read(ctx, r.ledger, id)
	if err != nil {
		return Programme{}, fmt.Errorf("meeting: programme %s: %w", id, err)
	}
	if _, err := r.may(actor, p.Province, agenciesOf(p), sees()...); err != nil {
		return Programme{}, err
	}
	return p, nil
}

// History returns the events of a programme, for audits. Whoever may see the
// programme may see how it came about.
func (r *Room) History(ctx context.Context, actor samad.Actor, id string) ([]ledger.Event, error) {
	if _, err := r.Programme(ctx, actor, id); err != nil {
		return nil, err
	}
	return r.ledger.Events(ctx, r.book.Ref(id))
}

func agenciesOf(p Programme) []samad.AgencyID {
	out := make([]samad.AgencyID, len(p.Hosts))
	for i, h := range p.Hosts {
		out[i] = h.Agency
	}
	return out
}

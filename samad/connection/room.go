package connection

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/internal/required"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Config says what a [Room] works with.
type Config struct {
	Ledger    ledger.Store    // required
	Directory samad.Directory // required; whose agencies these are
	Location  *time.Location  // required; where days begin
	// Now is the clock; default [time.Now].
	Now func() time.Time
	// Random gives ids of events; default [rand.Reader]. It must be safe for
	// concurrent use.
	Random io.Reader
}

// Room keeps how agencies stand. It keeps no state of its own, starts no
// goroutines and is safe for concurrent use.
type Room struct {
	ledger    ledger.Store
	directory samad.Directory
	location  *time.Location
	now       func() time.Time
	random    io.Reader
	standings *ledger.Book[Standing]
}

// New checks the configuration and returns the Room. It does no I/O.
func New(config Config) (*Room, error) {
	need := required.Of("connection: Config")
	need.Field(config.Ledger != nil, "Ledger")
	need.Field(config.Directory != nil, "Directory")
	need.Field(config.Location != nil, "Location")
	if err := need.Err(); err != nil {
		return nil, err
	}
	r := &Room{
		ledger: config.Ledger, directory: config.Directory, location: config.Location, now: config.Now, random: config.Random,
		standings: standingBook(config.Location),
	}
	if r.now == nil {
		r.now = time.Now
	}
	if r.random == nil {
		r.random = rand.Reader
	}
	return r, nil
}

func (r *Room) today() (persian.Date, error) {
	day, err := persian.FromTime(r.now().In(r.location))
	if err != nil {
		return day, fmt.Errorf("connection: the clock: %w", err)
	}
	return day, nil
}

// Of returns what is recorded of exactly this office; with Revision 0 and no
// State when it is nothing.
func (r *Room) Of(ctx context.Context, office Office) (Standing, error) {
	s, err := r.standings.Read(ctx, r.ledger, office.id())
	if errors.Is(err, samad.ErrNotFound) || office.Agency == "" {
		return Standing{Office: office}, nil
	}
	if err != nil {
		return Standing{}, fmt.Errorf("connection: agency %q: %w", office.id(), err)
	}
	return s, nil
}

// countyDigits is how long the code of a county is; what lies in it begins with
// it.
const countyDigits = 4

// At returns how an agency stands for what happened at the place: what is
// recorded of its office in the place's county, else of the agency as a whole.
func (r *Room) At(ctx context.Context, agency samad.AgencyID, place samad.PlaceID) (Standing, error) {
	if len(place) >= countyDigits {
		s, err := r.Of(ctx, Office{agency, place[:countyDigits]})
		if err != nil || s.Revision > 0 {
			return s, err
		}
	}
	return r.Of(ctx, Office{Agency: agency})
}

// All returns the agencies and offices of which something was recorded.
func (r *Room) All(ctx context.Context) (map[Office]Standing, error) {
	out := map[Office]Standing{}
	err := r.standings.All(ctx, r.ledger, ledger.Query{OldestFirst: true}, func(_ string, s Standing) error {
		out[s.Office] = s
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("connection: agencies: %w", err)
	}
	return out, nil
}

// Entry is one change of an agency's history.
type Entry struct {
	State    State
	Since    persian.Date
	Reason   string
	Recorded time.Time // in UTC
	By       samad.Text
}

// History returns the changes of an office, the oldest first; none when nothing
// was recorded. It fails with an error matching [ledger.ErrHistory] when what is
// stored is not what was written.
func (r *Room) History(ctx context.Context, office Office) ([]Entry, error) {
	ref := r.standings.Ref(office.id())
	record, err := r.ledger.Record(ctx, ref)
	if errors.Is(err, samad.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("connection: history of %q: %w", office.id(), err)
	}
	events, err := r.ledger.Events(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("connection: history of %q: %w", office.id(), err)
	}
	if int64(len(events)) > record.Revision {
		events = events[:record.Revision] // added since the record was read
	}
	if err := r.standings.Verify(record, events); err != nil {
		return nil, fmt.Errorf("connection: history of %q: %w", office.id(), err)
	}
	out := make([]Entry, 0, len(events))
	for _, e := range events {
		var p changed
		if err := json.Unmarshal(e.Data, &p); err != nil {
			return nil, fmt.Errorf("connection: history of %q: %w", office.id(), err)
		}
		out = append(out, Entry{State: p.State, Since: p.Since, Reason: p.Reason, Recorded: e.At, By: e.Actor.Post})
	}
	return out, nil
}

// ByLetter reports whether the agency's cases at the place go out as letters:
// something is recorded of its office there, and that it is not connected.
func (r *Room) ByLetter(ctx context.Context, agency samad.AgencyID, place samad.PlaceID) (bool, error) {
	s, err := r.At(ctx, agency, place)
	return s.Revision > 0 && s.State != Connected, err
}

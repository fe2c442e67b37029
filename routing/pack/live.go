package pack

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

var (
	_ samad.Router    = (*Live)(nil)
	_ samad.Deadlines = (*Live)(nil)
	_ samad.Directory = liveDirectory{}
	_ sla.Calendars   = (*Live)(nil)
)

// Live is the packs of an installation, exchanged while requests run. It
// implements [samad.Router] and [samad.Deadlines], and [Live.Directory]
// implements [samad.Directory]; each call is answered by one version, from
// beginning to end. It is safe for concurrent use. Make one with [NewLive].
//
// Settings are read by the Desk when it is made: they do not change with the
// packs.
type Live struct {
	now    atomic.Pointer[Set]
	change sync.Mutex // one reload at a time
}

// NewLive begins with packs.
func NewLive(s *Set) (*Live, error) {
	if s == nil {
		return nil, errors.New("pack: live packs begin with ones that were loaded")
	}
	l := &Live{}
	l.now.Store(s)
	return l, nil
}

// Set returns the packs that hold now. They never change: callers who need one
// version for several questions keep it.
func (l *Live) Set() *Set { return l.now.Load() }

// Reload reads the packs anew and puts them in the place of the old ones. When
// they are faulty, the old ones go on and the error is a [directory.Faults] with
// every fault. Agencies, topics and places of the old packs must be there still:
// open cases name them. What has ended gets a valid_to.
func (l *Live) Reload(sources ...Source) error {
	next, err := LoadAll(sources...)
	if err != nil {
		return err
	}
	return l.Exchange(next)
}

// Exchange puts packs that were loaded in the place of the old ones, or fails as
// [Live.Reload] does and leaves those.
func (l *Live) Exchange(next *Set) error {
	if next == nil {
		return errors.New("pack: live packs are exchanged for ones that were loaded")
	}
	l.change.Lock()
	defer l.change.Unlock()
	if err := l.Replaceable(next); err != nil {
		return err
	}
	l.now.Store(next)
	return nil
}

// Replaceable fails with a [directory.Faults] when packs lack agencies, topics or
// places of those that hold now, so that [Live.Exchange] would refuse them.
func (l *Live) Replaceable(next *Set) error { return gone(l.Set().Directory(), next.Directory()) }

// gone reports ids that a directory no longer has.
func gone(before, after *directory.Directory) error {
	var faults directory.Faults
	for _, kind := range []struct {
		what, file  string
		before, now iter.Seq[string]
	}{
		{"agency", directory.AgenciesFile, before.AgencyIDs(), after.AgencyIDs()},
		{"topic", directory.TopicsFile, before.TopicIDs(), after.TopicIDs()},
		{"place", directory.PlacesFile, before.PlaceIDs(), after.PlaceIDs()},
	} {
		here := map[string]bool{}
		for id := range kind.now {
			here[id] = true
		}
		for id := range kind.before {
			if !here[id] {
				faults = append(faults, directory.Fault{
					File: kind.file, Message: fmt.Sprintf("%s %q is gone, but cases may name it", kind.what, id), Hint: "keep it and give it valid_to",
				})
				here[id] = true // one that stands twice is told once
			}
		}
	}
	return faults.Err()
}

// Route implements [samad.Router].
func (l *Live) Route(ctx context.Context, request samad.RouteRequest) (samad.Decision, error) {
	return l.Set().Route(ctx, request)
}

// RulesOn lists the ids of the rules that refer cases on the day, of all packs.
func (l *Live) RulesOn(on persian.Date) []string {
	var out []string
	for _, p := range l.Set().Packs() {
		if !p.InForce(on) {
			continue
		}
		for _, r := range p.Rules.Rules() {
			if !r.Continue && r.Includes(on) {
				out = append(out, r.ID)
			}
		}
	}
	return out
}

// Plan implements [samad.Deadlines].
func (l *Live) Plan(facts sla.Facts, clock sla.Clock) (sla.Plan, error) {
	return l.Set().Plan(facts, clock)
}

// RestartsOnReferral says whether a clock begins anew with another agency, as
// [Set.RestartsOnReferral] does.
func (l *Live) RestartsOnReferral(facts sla.Facts) bool { return l.Set().RestartsOnReferral(facts) }

// For implements [sla.Calendars] as [Set.For] does, on the packs that hold when it
// is asked.
func (l *Live) For(scope sla.Scope) *sla.Calendar { return l.Set().For(scope) }

// Directory returns the agencies, topics and places that hold now, whenever it is
// asked.
func (l *Live) Directory() samad.Directory { return liveDirectory{l} }

type liveDirectory struct{ live *Live }

func (d liveDirectory) dir() *directory.Directory { return d.live.Set().Directory() }

func (d liveDirectory) Agency(id samad.AgencyID, on persian.Date) (samad.Agency, bool) {
	return d.dir().Agency(id, on)
}

func (d liveDirectory) Topic(id samad.TopicID, on persian.Date) (samad.Topic, bool) {
	return d.dir().Topic(id, on)
}

func (d liveDirectory) Place(id samad.PlaceID, on persian.Date) (samad.Place, bool) {
	return d.dir().Place(id, on)
}
func (d liveDirectory) Agencies(on persian.Date) []samad.Agency { return d.dir().Agencies(on) }
func (d liveDirectory) Topics(on persian.Date) []samad.Topic    { return d.dir().Topics(on) }
func (d liveDirectory) Places(on persian.Date) []samad.Place    { return d.dir().Places(on) }

func (d liveDirectory) AgencyPath(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	return d.dir().AgencyPath(id, on)
}

func (d liveDirectory) AgencySubtree(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	return d.dir().AgencySubtree(id, on)
}

func (d liveDirectory) Centre(place samad.PlaceID, on persian.Date) (samad.AgencyID, bool) {
	return d.dir().Centre(place, on)
}

func (d liveDirectory) Questions(kind samad.Kind, topic samad.TopicID, on persian.Date) []samad.Question {
	return d.dir().Questions(kind, topic, on)
}

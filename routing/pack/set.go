package pack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

var (
	_ samad.Router    = (*Set)(nil)
	_ samad.Deadlines = (*Set)(nil)
)

// Source is one pack of a [Set].
type Source struct {
	FS      fs.FS
	Options Options
}

// Set is the packs of several provinces in one installation. It implements
// [samad.Router] and [samad.Deadlines] by the province of the case.
type Set struct {
	packs    []*Pack
	dir      *directory.Directory
	settings samad.Settings
}

// LoadAll reads packs that stand side by side: one province each, and no id of
// an agency, topic, place or pack in two of them. What two packs have from the
// same pack that both extend is no clash as long as neither changes it. Give
// each pack a name in its options, so that faults tell them apart.
func LoadAll(sources ...Source) (*Set, error) {
	var faults directory.Faults
	s := &Set{}
	for _, source := range sources {
		l := loader{opts: source.Options}
		p, err := l.load(source.FS)
		if err := l.merge(err); err != nil {
			return nil, err
		}
		faults = append(faults, l.faults...)
		if p != nil {
			s.packs = append(s.packs, p)
		}
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("pack: no packs to load")
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	l := loader{}
	if err := l.join(s); err != nil {
		return nil, err
	}
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// join builds the common directory and settings.
func (l *loader) join(s *Set) error {
	var layers, campaigns []directory.Layer
	taken := map[string]bool{} // packs that are extended, by name
	for i, p := range s.packs {
		own := p.files[len(p.files)-1]
		at := directory.Fault{File: path.Join(own.name, PackFile)}
		for _, other := range s.packs[:i] {
			if other.ID == p.ID {
				at.Message = fmt.Sprintf("pack %q stands here a second time", p.ID)
				l.faults = append(l.faults, at)
			}
			if other.Province == p.Province {
				at.Message = fmt.Sprintf("packs %q and %q are both of province %s", other.ID, p.ID, p.Province)
				l.faults = append(l.faults, at)
			}
			if len(p.files) > 1 && len(other.files) > 1 {
				l.compare(other, p, own.name)
			}
		}
		for j, f := range p.files {
			base := j < len(p.files)-1
			if base && taken[f.name] {
				continue
			}
			taken[f.name] = taken[f.name] || base
			layers = append(layers, directory.Layer{FS: f.fsys, Name: f.name, Over: len(p.files) > 1 && j > 0})
		}
		if p.campaignFiles != nil {
			campaigns = append(campaigns, directory.Layer{FS: p.campaignFiles, Name: campaignsName, Over: true})
		}
		l.joinSettings(s, p, own.name, i == 0)
	}
	if len(l.faults) > 0 {
		return nil
	}
	dir, err := directory.Load(append(layers, campaigns...)...)
	s.dir = dir
	return l.merge(err)
}

// compare reports ids that two packs on a common one both have, with different
// content.
func (l *loader) compare(a, b *Pack, name string) {
	clash := func(file, what, id string, x, y any) {
		if !reflect.DeepEqual(x, y) {
			l.faults = append(l.faults, directory.Fault{
				File: path.Join(name, file), Message: fmt.Sprintf("%s %q is another one in pack %q", what, id, a.ID), Hint: "give it another id",
			})
		}
	}
	var whenever persian.Date
	for _, y := range b.Directory.Agencies(whenever) {
		if x, ok := a.Directory.Agency(y.ID, y.From); ok {
			clash(directory.AgenciesFile, "agency", string(y.ID), x, y)
		}
	}
	for _, y := range b.Directory.Topics(whenever) {
		if x, ok := a.Directory.Topic(y.ID, y.From); ok {
			clash(directory.TopicsFile, "topic", string(y.ID), x, y)
		}
	}
	for _, y := range b.Directory.Places(whenever) {
		if x, ok := a.Directory.Place(y.ID, y.From); ok {
			clash(directory.PlacesFile, "place", string(y.ID), x, y)
		}
	}
}

// joinSettings puts lists of agencies together. What is one number for the
// whole installation must be the same in all packs.
func (l *loader) joinSettings(s *Set, p *Pack, name string, first bool) {
	mine, all := p.Settings, s.settings
	all.Approval = append(slices.Clone(all.Approval), mine.Approval...)
	mine.Approval = all.Approval
	all.Retention = append(slices.Clone(all.Retention), mine.Retention...)
	mine.Retention = all.Retention
	if !first && !reflect.DeepEqual(mine, all) {
		l.faults = append(l.faults, directory.Fault{
			File:    path.Join(name, SettingsFile),
			Message: "the settings differ from those of the other packs", Hint: "only approval and retention may differ between provinces of one installation",
		})
	}
	s.settings = mine
}

// Packs returns the packs in the order of loading. The caller owns the list.
func (s *Set) Packs() []*Pack { return slices.Clone(s.packs) }

// Directory returns the agencies, topics and places of all packs.
func (s *Set) Directory() *directory.Directory { return s.dir }

// Settings returns what the Desk of the installation works with.
func (s *Set) Settings() samad.Settings {
	out := s.settings
	out.Approval, out.Retention = slices.Clone(out.Approval), slices.Clone(out.Retention)
	return out
}

// Of returns the pack of the province in which a place lies. The empty place is
// that of the only pack, if there is just one.
func (s *Set) Of(place samad.PlaceID) (*Pack, bool) {
	if len(s.packs) == 1 && place == "" {
		return s.packs[0], true
	}
	for _, p := range s.packs {
		if place != "" && place.Under(p.Province) {
			return p, true
		}
	}
	return nil, false
}

// Route decides by the rules of the case's province. Without a place, of
// several packs the only one that knows the topic decides. Where none does it
// fails with a [*routing.NoRouteError].
func (s *Set) Route(ctx context.Context, request samad.RouteRequest) (samad.Decision, error) {
	p, ok := s.Of(request.Place)
	if !ok && request.Place == "" && request.Topic != "" {
		var knowing []*Pack
		for _, candidate := range s.packs {
			if _, known := candidate.Directory.Topic(request.Topic, persian.Date{}); known {
				knowing = append(knowing, candidate)
			}
		}
		if ok = len(knowing) == 1; ok {
			p = knowing[0]
		}
	}
	if !ok {
		return samad.Decision{}, &routing.NoRouteError{
			RuleSet: "none", Kind: request.Kind, Topic: request.Topic, Place: request.Place, About: request.About, Reason: "no_rule",
		}
	}
	return p.Rules.Route(ctx, request)
}

// Plan computes deadlines by the policy of the case's province, in the version
// under which the case began where the pack still has it; without a
// place by that of the agency's, else by that of the first pack.
func (s *Set) Plan(facts sla.Facts, clock sla.Clock) (sla.Plan, error) {
	p := s.pack(facts)
	plan, err := p.Policies.Plan(facts, clock)
	if errors.Is(err, sla.ErrNoPolicy) {
		// The version under which the case began is not kept any more.
		return p.Deadlines.Plan(facts, clock)
	}
	return plan, err
}

// RestartsOnReferral says so by the same policy as [Set.Plan].
func (s *Set) RestartsOnReferral(facts sla.Facts) bool {
	p := s.pack(facts)
	if version, ok := p.Policies.ByID(facts.Policy); ok {
		return version.RestartsOnReferral(facts)
	}
	return p.Deadlines.RestartsOnReferral(facts)
}

func (s *Set) pack(facts sla.Facts) *Pack {
	if p, ok := s.Of(samad.PlaceID(facts.Place)); ok {
		return p
	}
	for _, p := range s.packs {
		if _, known := p.Directory.Agency(samad.AgencyID(facts.Agency), persian.Date{}); known && facts.Agency != "" {
			return p
		}
	}
	return s.packs[0]
}

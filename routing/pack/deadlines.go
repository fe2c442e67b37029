package pack

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
)

func (l *loader) readCalendar(p *Pack) error {
	base, err := iran.Calendar()
	if err != nil {
		return fmt.Errorf("pack: calendar: %w", err)
	}
	p.Calendar = base
	src, shown, err := l.last(CalendarFile)
	if err != nil || src == nil {
		return err
	}
	own, err := sla.LoadCalendar(src, shown, sla.Sources{Bases: []*sla.Calendar{base}})
	if err := l.merge(err); err != nil {
		return err
	}
	if own != nil {
		p.Calendar = own
	}
	return nil
}

func (l *loader) readDeadlines(p *Pack) error {
	src, shown, err := l.last(DeadlinesFile)
	if err != nil {
		return err
	}
	if src == nil {
		p.Deadlines = sla.DefaultPolicy(p.Calendar)
		campaignDeadlines(p)
		return l.readVersions(p)
	}
	policy, err := sla.LoadPolicy(src, shown, p.Calendar)
	if err := l.merge(err); err != nil {
		return err
	}
	p.Deadlines = policy
	campaignDeadlines(p)
	if p.Directory != nil && policy != nil {
		l.checkDeadlines(p.Directory, src, shown)
	}
	return l.readVersions(p)
}

// readVersions reads the earlier versions of the policy, which running cases
// keep.
func (l *loader) readVersions(p *Pack) error {
	if p.Deadlines == nil {
		return nil // its faults are told
	}
	versions := []*sla.Policy{p.Deadlines}
	own := l.layers[len(l.layers)-1]
	names, err := fs.Glob(own.fsys, versionFiles)
	if err != nil {
		return fmt.Errorf("pack: list versions of deadlines: %w", err)
	}
	slices.Sort(names)
	for _, name := range names {
		src, shown, err := l.read(own, name)
		if err != nil {
			return err
		}
		policy, err := sla.LoadPolicy(src, shown, p.Calendar)
		if err := l.merge(err); err != nil {
			return err
		}
		if policy != nil {
			versions = append(versions, policy)
		}
	}
	p.Policies, err = sla.NewPolicies(versions...)
	return l.merge(err)
}

// versionFiles are the names of earlier versions of [DeadlinesFile].
const versionFiles = "deadlines-*.yaml"

// checkDeadlines reports topics, places, agencies and kinds that the rules of a
// policy name and nobody knows: package sla takes them for plain words.
func (l *loader) checkDeadlines(dir *directory.Directory, src []byte, shown string) {
	quiet := func(yamlfile.Pos, string, string) {} // read without a fault before
	root, ok := yamlfile.Parse(shown, src, quiet)
	if !ok {
		return
	}
	for _, n := range root.Map().List("rules", yamlfile.Optional) {
		m := n.Map()
		for key, known := range map[string]func(func(string) bool){
			"topic": dir.TopicIDs(), "place": dir.PlaceIDs(), "agency": dir.AgencyIDs(), "kind": words(samad.Kinds()),
			"urgency": words(samad.Urgencies()), "channel": words(samad.Channels()),
		} {
			for _, id := range m.Each(key) {
				l.known(id, key, id.Code(), known)
			}
		}
	}
}

func words[T ~string](list []T) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, w := range list {
			if !yield(string(w)) {
				return
			}
		}
	}
}

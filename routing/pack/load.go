package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
)

// Load reads the pack at the root of fsys. The error is a [directory.Faults]
// when the files are wrong; other errors come from reading them.
func Load(fsys fs.FS, opts Options) (*Pack, error) {
	l := loader{opts: opts}
	p, err := l.load(fsys)
	if err != nil {
		return nil, err
	}
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// loader gathers the faults of all files of a pack.
type loader struct {
	opts   Options
	faults directory.Faults
	layers []file // the pack that is extended by all others first

	province yamlfile.Pos // where the pack's own head names it
}

func (l *loader) report(pos yamlfile.Pos, message, hint string) {
	l.faults = append(l.faults, directory.Fault{File: pos.File, Line: pos.Line, Column: pos.Column, Message: message, Hint: hint})
}

// merge takes over faults that another package found, and returns any other
// error.
func (l *loader) merge(err error) error {
	var mine directory.Faults
	var theirs sla.Faults
	switch {
	case err == nil:
	case errors.As(err, &mine):
		l.faults = append(l.faults, mine...)
	case errors.As(err, &theirs):
		for _, f := range theirs {
			l.faults = append(l.faults, directory.Fault{File: f.File, Line: f.Line, Column: f.Column, Message: f.Message, Hint: f.Hint})
		}
	default:
		return err
	}
	return nil
}

func (l *loader) load(fsys fs.FS) (*Pack, error) {
	p := &Pack{}
	if err := l.readHeads(p, fsys); err != nil {
		return nil, err
	}
	if len(l.layers) == 0 {
		return nil, l.faults.Err() // without its head there is no pack
	}
	p.files = l.layers
	steps := []func(*Pack) error{
		l.readDirectory, l.readRules, l.readCalendar, l.readDeadlines, l.readSettings, l.readTexts, l.readCases, l.checkFiles,
	}
	for _, step := range steps {
		if err := step(p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// read returns a file of a layer; nil when it is absent.
func (l *loader) read(layer file, name string) ([]byte, string, error) {
	shown := path.Join(layer.name, name)
	src, err := fs.ReadFile(layer.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, shown, nil
	}
	if err != nil {
		return nil, shown, fmt.Errorf("pack: read %s: %w", shown, err)
	}
	if src == nil {
		src = []byte{}
	}
	return src, shown, nil
}

// readHeads reads pack.yaml and those of the packs that it extends.
func (l *loader) readHeads(p *Pack, fsys fs.FS) error {
	layer := file{fsys, l.opts.Name}
	seen := map[string]bool{}
	for own := true; ; own = false {
		src, shown, err := l.read(layer, PackFile)
		if err != nil {
			return err
		}
		if src == nil {
			l.report(yamlfile.Pos{File: shown}, "the file is missing", "a pack needs it")
			l.layers = nil
			return nil
		}
		root, ok := yamlfile.Parse(shown, src, l.report)
		if !ok {
			l.layers = nil
			return nil
		}
		m := root.Map()
		head := readHead(m)
		if own {
			p.ID, p.Title, p.Version, p.Validity, p.Province = head.ID, head.Title, head.Version, head.Validity, head.Province
			l.province = m.PosOf("province")
		}
		seen[head.ID] = true
		l.layers = append(l.layers, layer)
		extends := m.Text("extends", yamlfile.Optional)
		m.Done()
		if extends == "" {
			slices.Reverse(l.layers)
			return nil
		}
		base, ok := l.opts.Bases[extends]
		switch {
		case seen[extends]:
			m.FaultAt("extends", fmt.Sprintf("packs extend each other in a circle, %q again", extends), "")
		case !ok:
			hint := "name it in Options.Bases"
			names := make([]string, 0, len(l.opts.Bases))
			for name := range l.opts.Bases {
				names = append(names, name)
			}
			slices.Sort(names)
			if near := yamlfile.Nearest(extends, slices.Values(names)); near != "" {
				hint = fmt.Sprintf("is %q meant?", near)
			}
			m.FaultAt("extends", fmt.Sprintf("unknown pack %q", extends), hint)
		default:
			layer = file{base, extends}
			continue
		}
		slices.Reverse(l.layers)
		return nil
	}
}

func readHead(m *yamlfile.Map) Pack {
	p := Pack{
		ID:       m.Text("id", yamlfile.Required),
		Title:    samad.Text{Fa: m.Text("title", yamlfile.Required), En: m.Text("title_en", yamlfile.Required)},
		Version:  m.Code("version", yamlfile.Required),
		Validity: samad.Validity{From: date(m, "valid_from", yamlfile.Required), To: date(m, "valid_to", yamlfile.Optional)},
		Province: samad.PlaceID(m.Code("province", yamlfile.Required)),
	}
	if p.ID != "" && strings.Trim(p.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		m.FaultAt("id", fmt.Sprintf("%q is no id of a pack", p.ID), "small Latin letters, digits and hyphens")
	}
	if !p.From.IsZero() && !p.To.IsZero() && !p.From.Before(p.To) {
		m.FaultAt("valid_to", "valid_to is not after valid_from", "valid_to is the first day on which the pack no longer holds")
	}
	return p
}

func date(m *yamlfile.Map, key string, need yamlfile.Need) persian.Date {
	n := m.Get(key, need)
	s := n.Text()
	if s == "" {
		return persian.Date{}
	}
	d, err := persian.Parse(s)
	if err != nil {
		n.Fault(fmt.Sprintf("%q is not a Persian date: %v", s, err), "write YYYY-MM-DD, for example 1405-01-31")
	}
	return d
}

func (l *loader) readDirectory(p *Pack) error {
	layers := make([]directory.Layer, len(l.layers))
	for i, f := range l.layers {
		layers[i] = directory.Layer{FS: f.fsys, Name: f.name, Over: i > 0}
	}
	dir, err := directory.Load(layers...)
	if err := l.merge(err); err != nil || dir == nil {
		return err
	}
	p.Directory = dir
	own := l.layers[len(l.layers)-1]
	if place, ok := dir.Place(p.Province, persian.Date{}); p.Province != "" && (!ok || place.Level != samad.ProvincePlace) {
		l.report(l.province, fmt.Sprintf("province %q is no province of places.yaml", p.Province), "two digits in quotes")
	} else if _, ok := dir.Centre(p.Province, persian.Date{}); p.Province != "" && !ok {
		l.report(yamlfile.Pos{File: path.Join(own.name, directory.AgenciesFile)}, fmt.Sprintf("no agency is the Samad centre of province %q", p.Province), "give one of them centre: true")
	}
	return nil
}

// readRules needs the directory: without one, only the form of the file is
// checked.
func (l *loader) readRules(p *Pack) error {
	var sources []routing.Source
	for _, f := range l.layers {
		src, shown, err := l.read(f, routing.RulesFile)
		if err != nil {
			return err
		}
		if src != nil {
			sources = append(sources, routing.Source{Name: shown, Data: src})
		}
	}
	if len(sources) == 0 {
		own := l.layers[len(l.layers)-1]
		l.report(yamlfile.Pos{File: path.Join(own.name, routing.RulesFile)}, "the file is missing", "a pack needs it")
		return nil
	}
	if p.Directory == nil {
		return l.merge(routing.CheckForm(sources...))
	}
	table, err := routing.Load(routing.Options{Directory: p.Directory, Location: l.opts.Location}, sources...)
	p.Rules = table
	return l.merge(err)
}

// last returns a file out of the topmost layer that has it.
func (l *loader) last(name string) (src []byte, shown string, err error) {
	for _, f := range slices.Backward(l.layers) {
		if src, shown, err = l.read(f, name); src != nil || err != nil {
			return src, shown, err
		}
	}
	return nil, "", nil
}

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
		return nil
	}
	policy, err := sla.LoadPolicy(src, shown, p.Calendar)
	if err := l.merge(err); err != nil {
		return err
	}
	p.Deadlines = policy
	if p.Directory != nil && policy != nil {
		l.checkDeadlines(p.Directory, src, shown)
	}
	return nil
}

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

// known reports a name that nobody knows.
func (l *loader) known(n yamlfile.Node, what, id string, all func(func(string) bool)) bool {
	for known := range all {
		if known == id {
			return true
		}
	}
	hint := ""
	if near := yamlfile.Nearest(id, all); near != "" {
		hint = fmt.Sprintf("is %q meant?", near)
	}
	l.report(n.Pos(), fmt.Sprintf("unknown %s %q", what, id), hint)
	return false
}

func (l *loader) readCases(p *Pack) error {
	own := l.layers[len(l.layers)-1]
	names, err := fs.Glob(own.fsys, "*_test.yaml")
	if err != nil {
		return fmt.Errorf("pack: list tests: %w", err)
	}
	slices.Sort(names)
	for _, name := range names {
		src, shown, err := l.read(own, name)
		if err != nil {
			return err
		}
		if p.Rules == nil {
			continue
		}
		cases, err := p.Rules.LoadCases(routing.Source{Name: shown, Data: src})
		if err := l.merge(err); err != nil {
			return err
		}
		p.cases = append(p.cases, cases...)
	}
	return nil
}

// checkFiles reports YAML files that no part of a pack is read from: a name
// mistyped is a file that has no effect.
func (l *loader) checkFiles(*Pack) error {
	known := []string{
		PackFile, directory.AgenciesFile, directory.TopicsFile, directory.PlacesFile, routing.RulesFile,
		DeadlinesFile, CalendarFile, SettingsFile, TextsFileFa, TextsFileEn,
	}
	for _, f := range l.layers {
		entries, err := fs.ReadDir(f.fsys, ".")
		if err != nil {
			return fmt.Errorf("pack: list files: %w", err)
		}
		for _, e := range entries {
			name := e.Name()
			ext := path.Ext(name)
			if e.IsDir() || ext != ".yaml" && ext != ".yml" || slices.Contains(known, name) || strings.HasSuffix(name, "_test.yaml") {
				continue
			}
			hint := "tests of rules end in _test.yaml"
			if near := yamlfile.Nearest(name, slices.Values(known)); near != "" {
				hint = fmt.Sprintf("is %q meant?", near)
			}
			l.report(yamlfile.Pos{File: path.Join(f.name, name)}, "a pack has no such file", hint)
		}
	}
	return nil
}

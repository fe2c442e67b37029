package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/celrule"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
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
		l.readDirectory, l.readRules, l.readCalendar, l.readDeadlines, l.readSettings, l.readTexts, l.readTests, l.checkFiles,
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
	if err := l.addCampaigns(p, layers); err != nil {
		return err
	}
	dir = p.Directory
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
	model, err := l.readModel()
	if err != nil {
		return err
	}
	if len(p.campaigns) > 0 {
		more, err := l.campaignRules(p, sources[len(sources)-1])
		if err != nil {
			return err
		}
		sources = append(sources, more)
	}
	table, err := routing.Load(routing.Options{Directory: p.Directory, Location: l.opts.Location, Expressions: celrule.New(celrule.Options{}), Model: model}, sources...)
	p.Rules = table
	return l.merge(err)
}

// readModel reads what was learned from labelled messages, nil where the pack
// has none.
func (l *loader) readModel() (*routing.Model, error) {
	src, shown, err := l.last(ModelFile)
	if src == nil || err != nil {
		return nil, err
	}
	model, err := routing.ReadModel(bytes.NewReader(src))
	if err != nil {
		l.report(yamlfile.Pos{File: shown}, err.Error(), "make it anew with samadctl rules train")
	}
	return model, nil
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

func (l *loader) readTests(p *Pack) error {
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
		tests, err := p.Rules.LoadTests(routing.Source{Name: shown, Data: src})
		if err := l.merge(err); err != nil {
			return err
		}
		p.tests = append(p.tests, tests...)
	}
	return nil
}

// isVersion reports whether a file holds an earlier version of the deadlines.
func isVersion(name string) bool {
	ok, err := path.Match(versionFiles, name)
	return ok && err == nil
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
			if e.IsDir() || ext != ".yaml" && ext != ".yml" || slices.Contains(known, name) || strings.HasSuffix(name, "_test.yaml") || isVersion(name) {
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

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/samad111/go-samad/internal/yamlfile"
)

// origin is where a setting comes from.
type origin struct {
	// source is "flag", "environment" or "file"; "" for the default.
	source string
	// label names the place: --addr, SAMAD_ADDR, or a file with line and
	// column.
	label string
}

// origin names the place of a setting, the flag for a default.
func (o *options) origin(flag string) string {
	if from := o.from[flag]; from.label != "" {
		return from.label
	}
	return "--" + flag
}

// given is what one source says of a setting.
type given struct {
	values []string
	from   origin
}

// grammar is what a command line may hold. target points to a struct that is
// or embeds options.
func grammar(target any, out io.Writer, ended *bool) (*kong.Kong, error) {
	parser, err := kong.New(target,
		kong.Name("intake"),
		kong.Description("Samad's reference service: REST API and Persian pages over one database."),
		kong.Vars{"version": "intake " + version()},
		kong.Writers(out, out),
		kong.Exit(func(int) { *ended = true }),
		kong.UsageOnError(),
	)
	if err != nil {
		return nil, fmt.Errorf("command line: %w", err)
	}
	return parser, nil
}

// inFileToo reports whether a flag is a setting: some ask for something to be
// done once, and stand on the command line only.
func inFileToo(name string) bool {
	switch name {
	case "help", "version", "config", "print-config", "setup", "demo":
		return false
	}
	return true
}

func variable(flag string) string {
	return "SAMAD_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func key(flag string) string { return strings.ReplaceAll(flag, "-", "_") }

// parse gathers the settings: a flag wins over the environment, that over the
// file of --config, that over the default. All faults are returned together,
// each with its place.
func parse(args []string, getenv func(string) string, out io.Writer) (options, error) {
	o := new(options)
	err := parseInto(o, o, args, getenv, out)
	return *o, err
}

// parseInto parses into target, which is o or a struct that embeds it.
func parseInto(target any, o *options, args []string, getenv func(string) string, out io.Writer) error {
	ended := false
	parser, err := grammar(target, out, &ended)
	if err != nil {
		return err
	}
	line, err := parser.Parse(args)
	if ended {
		return errEnd
	}
	if err != nil {
		return fmt.Errorf("%w; see --help", err)
	}
	all := map[string]given{}
	if o.Config == "" {
		o.Config = getenv(variable("config"))
	}
	faults := fromFile(o.Config, parser.Model.Flags, all)
	faults = append(faults, fromEnvironment(getenv, parser.Model.Flags, all)...)
	for _, p := range line.Path {
		if p.Flag != nil {
			all[p.Flag.Name] = given{from: origin{"flag", "--" + p.Flag.Name}}
		}
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	// The others go first as flags, then the line as it was.
	var merged []string
	from := map[string]origin{}
	for _, f := range parser.Model.Flags {
		g, ok := all[f.Name]
		if !ok {
			continue
		}
		from[f.Name] = g.from
		for _, v := range g.values {
			merged = append(merged, "--"+f.Name+"="+v)
		}
	}
	config := o.Config
	*o = options{}
	if parser, err = grammar(target, out, &ended); err != nil {
		return err
	}
	if _, err := parser.Parse(append(merged, args...)); err != nil {
		return fmt.Errorf("%w; see --help", err)
	}
	o.from, o.Config = from, config
	return o.check()
}

// fromFile reads the file of settings, if one is given.
func fromFile(path string, flags []*kong.Flag, all map[string]given) []error {
	if path == "" {
		return nil
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return []error{fmt.Errorf("--config: %w", err)}
	}
	var found []fileFault
	report := func(at yamlfile.Pos, message, hint string) {
		if hint != "" {
			hint = "; " + hint
		}
		found = append(found, fileFault{at, fmt.Errorf("%s: %s%s", place(at), message, hint)})
	}
	root, ok := yamlfile.Parse(path, src, report)
	if !ok {
		return inOrder(found)
	}
	m := root.Map()
	for _, f := range flags {
		if !inFileToo(f.Name) || !m.Has(key(f.Name)) {
			continue
		}
		at := m.PosOf(key(f.Name))
		g := given{from: origin{"file", place(at)}}
		before := len(found)
		switch {
		case f.IsBool():
			g.values = []string{fmt.Sprint(m.Bool(key(f.Name)))}
		case f.IsSlice():
			for _, n := range m.Each(key(f.Name)) {
				g.values = append(g.values, n.Code())
			}
		default:
			g.values = []string{m.Code(key(f.Name), yamlfile.Optional)}
		}
		if len(found) > before {
			continue
		}
		for _, err := range tryOut(f.Name, g) {
			found = append(found, fileFault{at, err})
		}
		all[f.Name] = g
	}
	m.Done()
	return inOrder(found)
}

// fileFault is something wrong at a place of the file.
type fileFault struct {
	at  yamlfile.Pos
	err error
}

// inOrder returns the faults in the order of the file.
func inOrder(found []fileFault) []error {
	slices.SortStableFunc(found, func(a, b fileFault) int {
		return cmp.Or(cmp.Compare(a.at.Line, b.at.Line), cmp.Compare(a.at.Column, b.at.Column))
	})
	out := make([]error, len(found))
	for i, f := range found {
		out[i] = f.err
	}
	return out
}

func place(at yamlfile.Pos) string {
	if at.Line == 0 {
		return at.File
	}
	return fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Column)
}

// fromEnvironment reads the variables. Those of lists hold several values with
// commas between them, that of packs one.
func fromEnvironment(getenv func(string) string, flags []*kong.Flag, all map[string]given) (faults []error) {
	for _, f := range flags {
		value := getenv(variable(f.Name))
		if !inFileToo(f.Name) || value == "" {
			continue
		}
		g := given{values: []string{value}, from: origin{"environment", variable(f.Name)}}
		if f.IsSlice() && f.Tag.Sep != -1 {
			g.values = strings.Split(value, ",")
		}
		faults = append(faults, tryOut(f.Name, g)...)
		all[f.Name] = g
	}
	if all["trace-endpoint"].values == nil { // the name that collectors' guides use
		if value := getenv("OTEL_EXPORTER_OTLP_ENDPOINT"); value != "" {
			all["trace-endpoint"] = given{[]string{value}, origin{"environment", "OTEL_EXPORTER_OTLP_ENDPOINT"}}
		}
	}
	return faults
}

// tryOut parses a setting alone, so that each one's fault is told with its
// place.
func tryOut(name string, g given) []error {
	ended := false
	parser, err := grammar(new(options), io.Discard, &ended)
	if err == nil {
		args := make([]string, len(g.values))
		for i, v := range g.values {
			args[i] = "--" + name + "=" + v
		}
		_, err = parser.Parse(args)
	}
	if err != nil {
		return []error{fmt.Errorf("%s: %w", g.from.label, err)}
	}
	return nil
}

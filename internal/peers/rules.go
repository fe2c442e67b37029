package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"cel.dev/cel-go/cel"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"github.com/hyperjumptech/grule-rule-engine/ast"
	"github.com/hyperjumptech/grule-rule-engine/builder"
	"github.com/hyperjumptech/grule-rule-engine/engine"
	"github.com/hyperjumptech/grule-rule-engine/pkg"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

const (
	ownRules  = "routing, Decide"
	ownRoute  = "routing, Route"
	exprRules = "expr-lang/expr"
	celRules  = "google/cel-go"
	grule     = "hyperjumptech/grule"
	handLoop  = "loop by hand"
)

// ruleCounts are the sizes of rule sets.
var ruleCounts = []int{10, 100, 1_000, 10_000}

// gruleLimit is how long grule may build its rules. It is far slower than the
// others there, and ever slower the more there are.
const gruleLimit = 10 * time.Minute

// rules compares decisions on a case out of so many rules, each for a kind, a
// topic and a county, with one at the end that always holds. The text of a case
// plays no part.
func rules(n int) Comparison {
	c := Comparison{Name: fmt.Sprintf("rules-%d", n), Title: fmt.Sprintf("Deciding by %d rules", n)}
	for _, name := range []string{exprRules, ownRules, ownRoute, celRules, grule, handLoop} {
		s := Subject{Name: name, Bench: benchRules(name, n)}
		if name == grule {
			s.Ready = func() error {
				_, err := engines(n).engine(grule)
				return err
			}
		}
		c.Subjects = append(c.Subjects, s)
	}
	switch n {
	case 10:
		c.Goals = []Goal{{Subject: ownRules, Peer: exprRules, AtMost: 1.0 / 2, Allocs: 0}}
	case 1_000:
		c.Goals = []Goal{{Subject: ownRules, Peer: exprRules, AtMost: 1.0 / 150, Allocs: 0}}
	case 10_000:
		c.Goals = []Goal{
			{Subject: ownRules, Peer: exprRules, AtMost: 1.0 / 2000, Allocs: 0},
			{Subject: ownRules, Peer: handLoop, AtMost: 1.0 / 50, Allocs: -1},
		}
	default:
		c.Goals = []Goal{{Subject: ownRules, Peer: handLoop, AtMost: 1, Allocs: 0}}
	}
	return c
}

// rulesGrowth compares our own decisions by few and by many rules.
func rulesGrowth() Comparison {
	c := Comparison{Name: "rules-growth", Title: "Deciding by ever more rules"}
	of := func(name string, n int) string { return fmt.Sprintf("%s, %d rules", name, n) }
	for _, n := range ruleCounts {
		c.Subjects = append(c.Subjects, Subject{Name: of("Decide", n), Bench: benchRules(ownRules, n)})
	}
	for _, n := range ruleCounts {
		c.Subjects = append(c.Subjects, Subject{Name: of("Route", n), Bench: benchRules(ownRoute, n)})
	}
	c.Goals = []Goal{
		{Subject: of("Decide", 10_000), Peer: of("Decide", 10), AtMost: 8, Allocs: 0},
		{Subject: of("Route", 10_000), Peer: of("Route", 10), AtMost: 8, Allocs: 4},
	}
	return c
}

func benchRules(name string, n int) func(*testing.B) {
	return func(b *testing.B) {
		b.ReportAllocs()
		decide, err := engines(n).engine(name)
		if err != nil {
			b.Fatal(err)
		}
		cases := engines(n).cases
		for i := 0; b.Loop(); i++ {
			if _, err := decide(cases[i%len(cases)]); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// fact is a case as the peers see it.
type fact struct {
	Kind, Topic, Place string
	Decided            string // set by grule, where "rule" is a word of the language
}

// plainRule holds for a kind, a topic and a county.
type plainRule struct {
	id, kind, topic, county string
}

// engineSet is one rule set in the form of every engine, made when it is first
// asked for.
type engineSet struct {
	rules []plainRule
	cases []fact
	own   func() (*routing.Table, error)
	made  map[string]func() (func(fact) (string, error), error)
}

func (s *engineSet) engine(name string) (func(fact) (string, error), error) {
	engine, ok := s.made[name]
	if !ok {
		return nil, fmt.Errorf("no engine %q", name)
	}
	return engine()
}

// engines makes the set of so many rules when it is first asked for.
var engines = each(newEngineSet)

// each remembers what was made for a number.
func each[T any](of func(n int) T) func(n int) T {
	var lock sync.Mutex
	made := map[int]T{}
	return func(n int) T {
		lock.Lock()
		defer lock.Unlock()
		if _, ok := made[n]; !ok {
			made[n] = of(n)
		}
		return made[n]
	}
}

const (
	topicCount  = 160
	countyCount = 24
	caseCount   = 1024
)

func newEngineSet(n int) *engineSet {
	s := &engineSet{}
	random := rand.New(rand.NewPCG(1, uint64(n))) //nolint:gosec // the same rules in every run
	kinds := samad.Kinds()
	topic := func(i int) string { return fmt.Sprintf("g%d/t%d", i%26, i) }
	county := func(i int) string { return fmt.Sprintf("10%02d", i+1) }
	for _, at := range random.Perm(len(kinds) * topicCount * countyCount)[:n-1] {
		s.rules = append(s.rules, plainRule{
			id:   fmt.Sprintf("r%d", at),
			kind: string(kinds[at%7]), topic: topic(at / 7 % topicCount), county: county(at / 7 / topicCount),
		})
	}
	for i := range caseCount {
		f := fact{Kind: string(kinds[random.IntN(7)]), Topic: topic(random.IntN(topicCount)), Place: county(random.IntN(countyCount)) + "000001"}
		if i%2 == 0 { // half of the cases have a rule of their own
			r := s.rules[random.IntN(len(s.rules))]
			f = fact{Kind: r.kind, Topic: r.topic, Place: r.county + "000001"}
		}
		s.cases = append(s.cases, f)
	}
	s.own = sync.OnceValues(s.table)
	s.made = map[string]func() (func(fact) (string, error), error){
		ownRules:  sync.OnceValues(s.ownEngine),
		ownRoute:  sync.OnceValues(s.routeEngine),
		exprRules: sync.OnceValues(s.exprEngine),
		celRules:  sync.OnceValues(s.celEngine),
		grule:     sync.OnceValues(s.gruleEngine),
		handLoop:  sync.OnceValues(s.loopEngine),
	}
	return s
}

const defaultRule = "default"

func (s *engineSet) table() (*routing.Table, error) {
	var agencies, topics, places, file strings.Builder
	agencies.WriteString("agencies:\n  - {id: a, name: الف, name_en: A, level: provincial, kind: office, jurisdiction: {places: [\"10\"]}, centre: true}\n")
	topics.WriteString("topics:\n")
	for g := range 26 {
		fmt.Fprintf(&topics, "  - {path: g%d, title: گروه, title_en: Group}\n", g)
	}
	for i := range topicCount {
		fmt.Fprintf(&topics, "  - {path: g%d/t%d, title: موضوع, title_en: Topic, agency: a}\n", i%26, i)
	}
	places.WriteString("provinces:\n  - {code: \"10\", name: استان, latin: Province}\ncounties:\n")
	for i := range countyCount {
		fmt.Fprintf(&places, "  - {code: \"10%02d\", name: شهرستان, latin: County}\n", i+1)
	}
	places.WriteString("cities:\n")
	for i := range countyCount {
		fmt.Fprintf(&places, "  - {code: \"10%02d000001\", name: شهر, latin: City}\n", i+1)
	}
	dir, err := directory.Load(directory.Layer{FS: fstest.MapFS{
		directory.AgenciesFile: {Data: []byte(agencies.String())},
		directory.TopicsFile:   {Data: []byte(topics.String())},
		directory.PlacesFile:   {Data: []byte(places.String())},
	}})
	if err != nil {
		return nil, err
	}
	file.WriteString("id: many\nversion: \"1\"\ntitle: بسیار\ntitle_en: Many\nrules:\n")
	for _, r := range s.rules {
		fmt.Fprintf(&file, "  - {id: %s, when: {kind: %s, topic: %s, place: %q}, refer: {agency: a}}\n", r.id, r.kind, r.topic, r.county)
	}
	fmt.Fprintf(&file, "  - {id: %s, refer: {agency: a}}\n", defaultRule)
	return routing.Load(routing.Options{Directory: dir}, routing.Source{Name: "rules.yaml", Data: []byte(file.String())})
}

func (f fact) request() samad.RouteRequest {
	return samad.RouteRequest{Kind: samad.Kind(f.Kind), Topic: samad.TopicID(f.Topic), Place: samad.PlaceID(f.Place)}
}

func (s *engineSet) ownEngine() (func(fact) (string, error), error) {
	table, err := s.own()
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	return func(f fact) (string, error) {
		r, err := table.Decide(ctx, f.request())
		return r.Rule, err
	}, nil
}

func (s *engineSet) routeEngine() (func(fact) (string, error), error) {
	table, err := s.own()
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	return func(f fact) (string, error) {
		d, err := table.Route(ctx, f.request())
		return d.Rule, err
	}, nil
}

// condition is a rule in the language that expr and CEL share.
func (r plainRule) condition(startsWith string) string {
	return fmt.Sprintf("Kind == %q && Topic == %q && %s", r.kind, r.topic, fmt.Sprintf(startsWith, r.county))
}

func (s *engineSet) exprEngine() (func(fact) (string, error), error) {
	programs := make([]*vm.Program, len(s.rules))
	for i, r := range s.rules {
		var err error
		if programs[i], err = expr.Compile(r.condition("Place startsWith %q"), expr.Env(fact{}), expr.AsBool()); err != nil {
			return nil, fmt.Errorf("expr: compile: %w", err)
		}
	}
	machine := vm.VM{}
	return func(f fact) (string, error) {
		var env any = f
		for i, p := range programs {
			out, err := machine.Run(p, env)
			if err != nil {
				return "", fmt.Errorf("expr: run: %w", err)
			}
			if holds, ok := out.(bool); ok && holds {
				return s.rules[i].id, nil
			}
		}
		return defaultRule, nil
	}, nil
}

// celFacts gives CEL the facts without a map.
type celFacts struct{ fact *fact }

func (celFacts) Parent() cel.Activation { return nil }

func (a celFacts) ResolveName(name string) (any, bool) {
	switch name {
	case "Kind":
		return a.fact.Kind, true
	case "Topic":
		return a.fact.Topic, true
	case "Place":
		return a.fact.Place, true
	}
	return nil, false
}

func (s *engineSet) celEngine() (func(fact) (string, error), error) {
	env, err := cel.NewEnv(cel.Variable("Kind", cel.StringType), cel.Variable("Topic", cel.StringType), cel.Variable("Place", cel.StringType))
	if err != nil {
		return nil, fmt.Errorf("cel: environment: %w", err)
	}
	programs := make([]cel.Program, len(s.rules))
	for i, r := range s.rules {
		tree, issues := env.Compile(r.condition("Place.startsWith(%q)"))
		if issues.Err() != nil {
			return nil, fmt.Errorf("cel: compile: %w", issues.Err())
		}
		if programs[i], err = env.Program(tree, cel.EvalOptions(cel.OptOptimize)); err != nil {
			return nil, fmt.Errorf("cel: program: %w", err)
		}
	}
	return func(f fact) (string, error) {
		var facts cel.Activation = celFacts{&f}
		for i, p := range programs {
			out, _, err := p.Eval(facts)
			if err != nil {
				return "", fmt.Errorf("cel: evaluate: %w", err)
			}
			if holds, ok := out.Value().(bool); ok && holds {
				return s.rules[i].id, nil
			}
		}
		return defaultRule, nil
	}, nil
}

// gruleChunk is how many rules are handed to grule at once.
const gruleChunk = 100

func (s *engineSet) gruleEngine() (func(fact) (string, error), error) {
	library := ast.NewKnowledgeLibrary()
	build := func(source []byte) error {
		if err := builder.NewRuleBuilder(library).BuildRuleFromResource("many", "1", pkg.NewBytesResource(source)); err != nil {
			return fmt.Errorf("grule: build: %w", err)
		}
		return nil
	}
	// Part by part, for it cannot be told to stop.
	began, done := time.Now(), 0
	for part := range slices.Chunk(s.rules, gruleChunk) {
		if time.Since(began) > gruleLimit {
			return nil, fmt.Errorf("grule: %d of %d rules were built when its time of %v was over", done, len(s.rules), gruleLimit)
		}
		var source bytes.Buffer
		for _, r := range part {
			fmt.Fprintf(&source, "rule %s \"%s\" salience 10 { when Fact.Kind == %q && Fact.Topic == %q && Fact.Place.HasPrefix(%q) then Fact.Decided = %q; Complete(); }\n",
				r.id, r.id, r.kind, r.topic, r.county, r.id)
		}
		if err := build(source.Bytes()); err != nil {
			return nil, err
		}
		done += len(part)
	}
	if err := build(fmt.Appendf(nil, "rule %s \"default\" salience 0 { when true then Fact.Decided = %q; Complete(); }\n", defaultRule, defaultRule)); err != nil {
		return nil, err
	}
	knowledge, err := library.NewKnowledgeBaseInstance("many", "1")
	if err != nil {
		return nil, fmt.Errorf("grule: instance: %w", err)
	}
	machine := engine.NewGruleEngine()
	return func(f fact) (string, error) {
		data := ast.NewDataContext()
		if err := data.Add("Fact", &f); err != nil {
			return "", fmt.Errorf("grule: facts: %w", err)
		}
		if err := machine.Execute(data, knowledge); err != nil {
			return "", fmt.Errorf("grule: execute: %w", err)
		}
		return f.Decided, nil
	}, nil
}

func (s *engineSet) loopEngine() (func(fact) (string, error), error) {
	return func(f fact) (string, error) {
		i := slices.IndexFunc(s.rules, func(r plainRule) bool {
			return r.kind == f.Kind && r.topic == f.Topic && strings.HasPrefix(f.Place, r.county)
		})
		if i < 0 {
			return defaultRule, nil
		}
		return s.rules[i].id, nil
	}, nil
}

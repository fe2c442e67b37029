package celrule_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/celrule"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

var full = samad.RouteRequest{
	At:   time.Date(2026, 9, 26, 8, 0, 0, 0, time.UTC),
	Kind: samad.Report, Topic: "water/outage", Place: "1014021440", Channel: samad.SMS, Urgency: samad.High,
	Identity: samad.Confidential, Petitioner: samad.LegalEntity, About: "isf.abfa", Flags: []string{"trip", "press"},
	Text: "آبمون دو روزه قطعه",
}

func TestExpressionsSeeEveryFact(t *testing.T) {
	t.Parallel()
	tests := []struct {
		source      string
		full, empty bool
	}{
		{"true", true, true},
		{`kind == "report"`, true, false},
		{`topic == "water/outage"`, true, false},
		{`topicUnder(topic, "water")`, true, false},
		{`topicUnder(topic, "wat")`, false, false},
		{`placeUnder(place, "1014")`, true, false},
		{`placeUnder(place, "1002")`, false, false},
		{`place == ""`, false, true},
		{`channel == "sms" && urgency == "high"`, true, false},
		{`identity == "confidential" || petitioner == "person"`, true, false},
		{`petitioner == "legal_entity"`, true, false},
		{`about.startsWith("isf.")`, true, false},
		{`"trip" in flags`, true, false},
		{`flags.exists(f, f == "press")`, true, false},
		{`flags.size() == 0`, false, true},
		{`text.contains("قطع")`, true, false},
		{`text.size() == 18`, true, false}, // letters, not bytes
		{`text.matches("^آب.*قطعه$")`, true, false},
		{`at > timestamp("2026-01-01T00:00:00Z")`, true, false},
		{`at.getFullYear("Asia/Tehran") == 1970`, false, true},
	}
	c := celrule.New(celrule.Options{})
	for _, tt := range tests {
		t.Run(tt.source, func(t *testing.T) {
			t.Parallel()
			e, err := c.Compile(tt.source)
			require.NoError(t, err)
			holds, err := e.Holds(full)
			require.NoError(t, err)
			assert.Equal(t, tt.full, holds, "all facts")
			holds, err = e.Holds(samad.RouteRequest{})
			require.NoError(t, err)
			assert.Equal(t, tt.empty, holds, "no facts")
		})
	}
}

func TestFaultyExpressions(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, source, want string }{
		{"syntax", `kind == `, "1:9: it ends too early"},
		{"no end", `(kind == "idea"`, "1:16: ')' is missing at the end"},
		{"a word too many", `kind == "idea" und text == "a"`, "1:16: it cannot go on with 'und'"},
		{"one =", `kind = "idea"`, "1:6: a single = (write == to compare)"},
		{"unknown name", `kinds == "x"`, "1:1: undeclared reference to 'kinds'"},
		{"types", "text == \"a\" &&\n place > 3", "2:8: found no matching overload"},
		{"no truth value", `text`, "1:1: gives string, not true or false"},
		{"unknown function", `text.has("a")`, "1:9: undeclared reference to 'has'"},
		{"too long", `text == "` + strings.Repeat("a", 5000) + `"`, "1:1: expression code point size exceeds limit"},
		{"too deep", strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300), "recursion"},
		{"too dear at its least", dear(), "costs"},
	}
	c := celrule.New(celrule.Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, err := c.Compile(tt.source)
			require.Error(t, err)
			assert.Nil(t, e)
			var faulty *routing.ExpressionError
			require.ErrorAs(t, err, &faulty)
			assert.Contains(t, err.Error(), tt.want)
		})
	}
}

// dear nests macros over lists that stand in the expression itself.
func dear() string {
	list := "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"
	return fmt.Sprintf("%s.map(a, %s.map(b, %s.map(c, %s.map(d, a+b+c+d)))).size() == 3", list, list, list, list)
}

// Nested loops over a long list would run for days: 10¹² steps and more.
func TestEvilLoopsStop(t *testing.T) {
	t.Parallel()
	flags := make([]string, 1000)
	for i := range flags {
		flags[i] = fmt.Sprint("f", i)
	}
	evil := samad.RouteRequest{Flags: flags, Text: strings.Repeat("ا", 10_000)}
	for _, source := range []string{
		`flags.all(a, flags.all(b, flags.all(c, flags.all(d, a + b + c != d))))`,
		`flags.exists(a, flags.exists(b, flags.exists(c, flags.exists(d, a + b + c + d == ""))))`,
		`flags.map(a, flags.map(b, flags.map(c, a + b + c))).size() == 1`,
		`flags.all(a, !text.matches("(ا+)+" + a))`,
		`flags.all(a, flags.all(b, !text.contains(a + b)))`,
	} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			e, err := celrule.New(celrule.Options{}).Compile(source)
			require.NoError(t, err)
			began := time.Now()
			_, err = e.Holds(evil)
			require.ErrorIs(t, err, celrule.ErrCost)
			assert.Less(t, time.Since(began), 5*time.Second, "a few milliseconds on an idle machine")
		})
	}
}

func TestTheLimitIsTheCallers(t *testing.T) {
	t.Parallel()
	const source = `flags.all(a, flags.all(b, a != b + "x"))`
	q := samad.RouteRequest{Flags: []string{"a", "b", "c", "d"}}
	e, err := celrule.New(celrule.Options{Cost: 20}).Compile(source)
	require.NoError(t, err)
	_, err = e.Holds(q)
	require.ErrorIs(t, err, celrule.ErrCost)
	require.ErrorContains(t, err, "limit of 20")

	e, err = celrule.New(celrule.Options{Cost: 2000}).Compile(source)
	require.NoError(t, err)
	holds, err := e.Holds(q)
	require.NoError(t, err)
	assert.True(t, holds)
}

func TestEvaluationMayFail(t *testing.T) {
	t.Parallel()
	e, err := celrule.New(celrule.Options{}).Compile(`flags[0] == "a"`)
	require.NoError(t, err)
	_, err = e.Holds(samad.RouteRequest{})
	require.ErrorContains(t, err, "index out of bounds")
	require.NotErrorIs(t, err, celrule.ErrCost)
}

// directoryOf is a directory of one agency.
func directoryOf(t testing.TB) *directory.Directory {
	t.Helper()
	d, err := directory.Load(directory.Layer{FS: fstest.MapFS{
		"places.yaml":   {Data: []byte(`provinces: [{code: "10", name: اصفهان, latin: Isfahan}]`)},
		"agencies.yaml": {Data: []byte("agencies:\n  - {id: a, name: آ, name_en: A, level: provincial, kind: office, centre: true}\n  - {id: b, name: ب, name_en: B, level: provincial, kind: office}\n")},
		"topics.yaml":   {Data: []byte("topics:\n  - {path: x, title: ایکس, title_en: X, agency: a}\n")},
	}})
	require.NoError(t, err)
	return d
}

func load(t testing.TB, expressions routing.Expressions, rules string) (*routing.Table, error) {
	t.Helper()
	return routing.Load(routing.Options{Directory: directoryOf(t), Location: time.UTC, Expressions: expressions},
		routing.Source{Name: "rules.yaml", Data: []byte("id: t\nversion: 1\ntitle: ت\ntitle_en: T\n" + rules)})
}

func TestRulesWithExpressions(t *testing.T) {
	t.Parallel()
	table, err := load(t, celrule.New(celrule.Options{}), `rules:
  - {id: plain, refer: {agency: a}}
  - {id: alone, when: 'channel == "letter"', refer: {agency: b}}
  - {id: broken, when: {kind: report, expr: 'flags[0] == "x"'}, refer: {agency: b}}
  - {id: adds, continue: true, when: {kind: idea, expr: 'flags[1] == "x"'}, labels: l}
`)
	require.NoError(t, err)
	assert.Equal(t, `channel == "letter"`, table.Rules()[1].When.Expr)
	route := func(q samad.RouteRequest) (samad.Decision, error) { return table.Route(context.Background(), q) }

	d, err := route(samad.RouteRequest{Channel: samad.Letter})
	require.NoError(t, err)
	assert.Equal(t, "alone", d.Rule)
	d, err = route(samad.RouteRequest{Kind: samad.Report, Flags: []string{"y"}})
	require.NoError(t, err)
	assert.Equal(t, "plain", d.Rule)

	for kind, rule := range map[samad.Kind]string{samad.Report: "broken", samad.Idea: "adds"} {
		_, err = route(samad.RouteRequest{Kind: kind})
		require.ErrorIs(t, err, samad.ErrNoRoute)
		var none *routing.NoRouteError
		require.ErrorAs(t, err, &none)
		assert.Equal(t, "expression", none.Reason)
		assert.Equal(t, rule, none.Rule)
		require.ErrorContains(t, err, "rule "+rule+": celrule: evaluate: index out of bounds")

		e, err := table.Explain(context.Background(), samad.RouteRequest{Kind: kind})
		require.NoError(t, err)
		assert.Equal(t, "expression", e.NoRoute.Reason)
	}
	findings, err := table.Lint(context.Background(), routing.LintOptions{})
	require.NoError(t, err)
	for _, f := range findings {
		assert.NotEqual(t, routing.Unreachable, f.Code, f.String())
	}
}

func TestFaultsHaveTheirPlaceInTheFile(t *testing.T) {
	t.Parallel()
	_, err := load(t, celrule.New(celrule.Options{}), `rules:
  - {id: one, when: {expr: 'kind == 3'}, refer: {agency: b}}
  - id: two
    when:
      expr: |
        kind == "idea" &&
          chanel == "sms"
    refer: {agency: b}
  - {id: three, when: text.size(), refer: {agency: b}}
`)
	require.ErrorIs(t, err, directory.ErrFaulty)
	var got []string
	for line := range strings.Lines(err.Error()) {
		got = append(got, strings.SplitAfterN(line, ": ", 2)[0])
	}
	assert.Equal(t, []string{"rules.yaml:6:34: ", "rules.yaml:11:11: ", "rules.yaml:13:23: "}, got, "%v", err)

	// Ids and words that no fact can be are found too.
	_, err = load(t, celrule.New(celrule.Options{}), `rules:
  - {id: one, when: {expr: 'topicUnder(topic, "xx") || kind == "compliant"'}, refer: {agency: b}}
  - {id: two, when: {expr: '"" != about && about in ["a", "bb"] && channel == "sms"'}, refer: {agency: b}}
  - {id: three, when: {expr: '"urgnt" == urgency || text == "xx"'}, refer: {agency: b}}
`)
	for _, want := range []string{
		`rules.yaml:6:47: expression: unknown topic "xx"`, `rules.yaml:6:64: expression: unknown kind "compliant" (is "complaint" meant?)`,
		`expression: unknown agency "bb"`, `expression: unknown urgency "urgnt"`,
	} {
		require.ErrorContains(t, err, want)
	}
	require.NotContains(t, err.Error(), `"sms"`)
	require.Equal(t, 4, strings.Count(err.Error(), "unknown"))

	_, err = load(t, nil, "rules: [{id: one, when: 'true', refer: {agency: b}}]\n")
	require.ErrorContains(t, err, "expressions are not read here")
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	e, err := celrule.New(celrule.Options{}).Compile(`text.contains("قطع") && "trip" in flags`)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if holds, err := e.Holds(full); err != nil || !holds {
					t.Errorf("%v, %v", holds, err)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"", "true", `kind == "x"`, dear(), "flags.all(a, a.matches(text))", "((((", "\x00", `"\u200c" in flags`} {
		f.Add(s)
	}
	c := celrule.New(celrule.Options{Cost: 1000})
	f.Fuzz(func(t *testing.T, source string) {
		e, err := c.Compile(source)
		if err != nil {
			return
		}
		if _, err := e.Holds(full); err != nil && err.Error() == "" {
			t.Fatal("an error without words")
		}
	})
}

func BenchmarkHolds(b *testing.B) {
	e, err := celrule.New(celrule.Options{}).Compile(`kind == "report" && topicUnder(topic, "water") && "press" in flags`)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if holds, err := e.Holds(full); err != nil || !holds {
			b.Fatal(holds, err)
		}
	}
}

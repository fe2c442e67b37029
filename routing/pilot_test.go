package routing_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad/directory"
)

func pilot(t testing.TB) *routing.Table {
	t.Helper()
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	src, err := fs.ReadFile(isfahan.FS(), routing.RulesFile)
	require.NoError(t, err)
	table, err := routing.Load(routing.Options{Directory: dir}, routing.Source{Name: routing.RulesFile, Data: src})
	require.NoError(t, err)
	return table
}

type sample struct {
	ID         string  `json:"id"`
	Text       string  `json:"text"`
	Channel    string  `json:"channel"`
	FormCounty *string `json:"form_county"`
	Expected   struct {
		Screening   string  `json:"screening"`
		Kind        *string `json:"kind"`
		Topic       *string `json:"topic"`
		Agency      *string `json:"agency"`
		County      *string `json:"county"`
		Urgency     string  `json:"urgency"`
		DuplicateOf string  `json:"duplicate_of"`
		Ambiguous   bool    `json:"county_ambiguous"`
		Landmark    bool    `json:"county_by_landmark"`
	} `json:"expected"`
}

func samples(t testing.TB) (out []sample) {
	t.Helper()
	f, err := os.Open("../examples/isfahan/testdata/samples.jsonl")
	require.NoError(t, err)
	defer f.Close()
	in := bufio.NewScanner(f)
	for in.Scan() {
		var s sample
		require.NoError(t, json.Unmarshal(in.Bytes(), &s))
		out = append(out, s)
	}
	require.NoError(t, in.Err())
	require.Len(t, out, 198)
	return out
}

func TestSamples(t *testing.T) {
	run := pilot(t).NewRun()
	verbose := os.Getenv("SAMPLES") != ""
	var accepted, topic, kind, agency, screening, urgency, place, placed int
	for _, s := range samples(t) {
		in := routing.Input{ID: json.RawMessage(`"` + s.ID + `"`), Text: s.Text}
		if s.FormCounty != nil {
			require.NoError(t, json.Unmarshal([]byte(`"`+*s.FormCounty+`"`), &in.Place))
		}
		out, err := run.Route(context.Background(), in)
		require.NoError(t, err)
		e := s.Expected
		if string(out.Screening) == e.Screening {
			screening++
		} else if verbose {
			t.Logf("%s screening %s want %s: %s", s.ID, out.Screening, e.Screening, s.Text)
		}
		if !e.Ambiguous && !e.Landmark {
			placed++
			if (e.County == nil) == (out.TextPlace == nil) && (e.County == nil || *e.County == string(*out.TextPlace)) {
				place++
			} else if verbose {
				t.Logf("%s place: %s", s.ID, s.Text)
			}
		}
		if string(out.Urgency) == e.Urgency {
			urgency++
		}
		if e.Screening != "accept" {
			continue
		}
		accepted++
		eq := func(want *string, got string, ok bool) bool { return ok && want != nil && *want == got }
		if out.Topic != nil && eq(e.Topic, string(*out.Topic), true) {
			topic++
		} else if verbose {
			got := "-"
			if out.Topic != nil {
				got = string(*out.Topic)
			}
			t.Logf("%s topic %s want %s: %s", s.ID, got, *e.Topic, s.Text)
		}
		if out.Kind != nil && eq(e.Kind, string(*out.Kind), true) {
			kind++
		} else if verbose && out.Kind != nil {
			t.Logf("%s kind %s want %s (%s): %s", s.ID, *out.Kind, *e.Kind, *e.Topic, s.Text)
		}
		if out.Agency != nil && eq(e.Agency, string(*out.Agency), true) {
			agency++
		}
	}
	t.Logf("accepted %d: topic %d, kind %d, agency %d; of 198: screening %d, urgency %d; place %d of %d",
		accepted, topic, kind, agency, screening, urgency, place, placed)
}

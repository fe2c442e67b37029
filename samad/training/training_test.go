package training_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/training"
	"github.com/samad111/go-samad/storage/memory"
)

const twoTasks = `
tasks:
  - id: answer
    role: agency_expert
    title: {fa: پاسخ, en: Answer}
    brief: {fa: پاسخ بنویسید, en: Write an answer}
    scene: {name: one, cases: [{kind: request, place: "1014", text: متن}]}
    needs:
      - events: [case/answered, case/answer_drafted]
        lacks: {fa: پاسخی نیست, en: no answer}
        where:
          - {field: final, is: "true", says: {fa: نهایی نیست, en: not final}}
          - {quality: true, says: {fa: کم دارد, en: it lacks something}}
    wrong:
      - events: case/returned
        lacks: {fa: نباید, en: not that}
  - id: name-it
    role: agency_expert
    title: {fa: نام ببرید, en: Name it}
    brief: {fa: نام ببرید, en: Name it}
    ask: {fa: کدام؟, en: Which?}
    needs:
      - events: training/told
        lacks: {fa: پاسخ ندادید, en: no answer}
        where: [{field: answer, is: "@truth", says: {fa: نادرست, en: wrong}}]
`

func tasks(t testing.TB) []training.Task {
	t.Helper()
	out, err := training.ParseTasks("tasks.yaml", []byte(twoTasks))
	require.NoError(t, err)
	return out
}

func TestFilesOfTasks(t *testing.T) {
	t.Parallel()
	all := tasks(t)
	require.Len(t, all, 2)
	assert.Equal(t, []string{"case/answered", "case/answer_drafted"}, all[0].Needs[0].Events)
	assert.Equal(t, "1014", string(all[0].Scene.Cases[0].Place))
	assert.True(t, all[0].Needs[0].Where[1].Quality)

	_, err := training.ParseTasks("x.yaml", []byte(`
tasks:
  - id: A b
    role: cook
    title: {fa: ۱, en: "1"}
    brief: {fa: ۱, en: "1"}
    needs:
      - events: [case/eaten, answered]
        lacks: {fa: ۱, en: "1"}
        where: [{field: x, says: {fa: ۱, en: "1"}}, {text: y, is: z, says: {fa: ۱, en: "1"}}]
    page_: /x
`))
	require.Error(t, err)
	for _, part := range []string{"x.yaml:3:9", "unknown role cook", "no event eaten", "case/answered", "a field with is", "page_"} {
		assert.ErrorContains(t, err, part)
	}
	_, err = training.ParseTasks("x.yaml", []byte("tasks: [{id: a, role: operator"))
	require.Error(t, err)
}

func TestCheck(t *testing.T) {
	t.Parallel()
	task := tasks(t)[0]
	own, other := training.CaseRef("01OWN"), training.CaseRef("01OTHER")
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	deed := func(ref ledger.Ref, seq int64, kind, data, explanation string) training.Deed {
		return training.Deed{Ref: ref, Seq: seq, Type: kind, At: at.Add(time.Duration(seq) * time.Minute), Data: json.RawMessage(data), Hash: samad.Hash{byte(seq)}, Texts: map[string]string{"explanation": explanation}}
	}
	setting := training.Setting{Staged: []ledger.Ref{own}, Quality: func(a samad.AnswerText, outcome samad.Outcome) []samad.Text {
		if len(a.Explanation) < 10 || outcome != samad.Done {
			return []samad.Text{{En: "explain"}}
		}
		return nil
	}}
	good := deed(own, 4, "answered", `{"final": true, "outcome": "done"}`, "long enough to explain")
	says := func(f training.Feedback) (out []string) {
		for _, s := range f.Says {
			out = append(out, s.En)
		}
		return out
	}
	for name, c := range map[string]struct {
		deeds []training.Deed
		says  []string
		wrong bool
	}{
		"nothing":            {nil, []string{"no answer"}, false},
		"another case":       {[]training.Deed{deed(other, 4, "answered", string(good.Data), good.Texts["explanation"])}, []string{"no answer"}, false},
		"not final":          {[]training.Deed{deed(own, 4, "answered", `{"final": false, "outcome": "done"}`, good.Texts["explanation"])}, []string{"not final"}, false},
		"poor":               {[]training.Deed{deed(own, 4, "answer_drafted", string(good.Data), "short")}, []string{"it lacks something", "explain"}, false},
		"both":               {[]training.Deed{deed(own, 4, "answered", `{}`, "")}, []string{"not final", "it lacks something", "explain"}, false},
		"poor, then good":    {[]training.Deed{deed(own, 3, "answered", `{}`, ""), good}, nil, false},
		"returned before it": {[]training.Deed{deed(own, 2, "returned", `{}`, ""), good}, []string{"not that"}, true},
		"not JSON":           {[]training.Deed{deed(own, 4, "answered", `{`, "")}, []string{"not final", "it lacks something", "explain"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := training.Check(task, c.deeds, setting)
			assert.Equal(t, c.says, says(f))
			assert.Equal(t, c.wrong, f.Wrong)
			assert.Equal(t, len(c.says) == 0, f.Done)
			if f.Done {
				assert.Equal(t, good.At, f.At)
				assert.Equal(t, []training.Evidence{{Ref: own, Seq: 4, Hash: samad.Hash{4}}}, f.Evidence)
			}
		})
	}
}

// school is a sandbox in memory whose scene is a case that is nobody's.
type school struct {
	*training.Room
	db    *memory.Store
	now   time.Time
	truth string
}

var (
	expert = samad.Actor{ID: "01EXPERT", Roles: []samad.Role{samad.RoleAgencyExpert}, Agency: "isf.tamin"}
	admin  = samad.Actor{ID: "01ADMIN", Roles: []samad.Role{samad.RoleAdmin}}
)

func open(t *testing.T) *school {
	t.Helper()
	s := &school{db: memory.New(), now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), truth: "isf.abfa"}
	var err error
	s.Room, err = training.New(training.Config{
		Ledger: s.db.Ledger(), Cases: s.db, Tasks: tasks(t), Now: func() time.Time { s.now = s.now.Add(time.Minute); return s.now },
		Stage: func(context.Context, samad.Actor, training.Scene) ([]ledger.Ref, error) {
			return nil, errors.New("no stage here")
		},
		Truth: func(context.Context, training.Task, []ledger.Ref) ([]string, error) { return []string{s.truth}, nil },
	})
	require.NoError(t, err)
	return s
}

func TestATaskFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), open(t)
	_, err := s.Begin(ctx, samad.Actor{ID: "01OP", Roles: []samad.Role{samad.RoleOperator}}, "op", "name-it")
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = s.Begin(ctx, expert, "tamin.expert", "nothing")
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = s.Look(ctx, expert, "name-it")
	require.ErrorIs(t, err, samad.ErrTransition)
	_, err = s.Tell(ctx, expert, "name-it", "isf.abfa")
	require.ErrorIs(t, err, samad.ErrTransition, "not begun")
	_, err = s.Begin(ctx, expert, "tamin.expert", "answer")
	require.ErrorContains(t, err, "no stage here")

	_, err = s.Begin(ctx, expert, "tamin.expert", "name-it")
	require.NoError(t, err)
	f, err := s.Finish(ctx, expert, "name-it")
	require.NoError(t, err)
	require.Equal(t, "no answer", f.Says[0].En)
	_, err = s.Tell(ctx, expert, "name-it", "isf.tamin")
	require.NoError(t, err)
	f, err = s.Finish(ctx, expert, "name-it")
	require.NoError(t, err)
	require.Equal(t, "wrong", f.Says[0].En)
	again, err := s.Begin(ctx, expert, "tamin.expert", "name-it")
	require.NoError(t, err)
	require.Equal(t, 2, again.Tasks["name-it"].Tries)
	f, err = s.Look(ctx, expert, "name-it")
	require.NoError(t, err)
	require.Equal(t, "no answer", f.Says[0].En, "what was told before does not count")
	_, err = s.Tell(ctx, expert, "name-it", "isf.abfa")
	require.NoError(t, err)
	f, err = s.Finish(ctx, expert, "name-it")
	require.NoError(t, err)
	require.True(t, f.Done)
	_, err = s.Finish(ctx, expert, "name-it")
	require.NoError(t, err)
	_, err = s.Begin(ctx, expert, "tamin.expert", "name-it")
	require.ErrorIs(t, err, samad.ErrTransition, "finished")
	kept, err := s.Of(ctx, expert.ID)
	require.NoError(t, err)
	require.Equal(t, f.At, kept.Tasks["name-it"].Finished)
	require.NotEmpty(t, kept.Tasks["name-it"].Evidence)

	for role, want := range map[samad.Role]int{samad.RoleAdmin: 1, samad.RoleOversight: 1, samad.RoleOperator: 0, samad.RoleAgencyExpert: 0} {
		all, err := s.Results(ctx, samad.Actor{ID: "01X", Roles: []samad.Role{role}, Agency: "isf.tamin"})
		require.NoError(t, err)
		assert.Len(t, all, want, role)
	}
	for agency, want := range map[samad.AgencyID]int{"isf.tamin": 1, "isf.abfa": 0, "": 0} {
		all, err := s.Results(ctx, samad.Actor{ID: "01X", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: agency})
		require.NoError(t, err)
		assert.Len(t, all, want, agency)
	}
	report, err := ledger.Verify(ctx, s.db.Ledger(), s.db)
	require.NoError(t, err)
	require.Empty(t, report.Faults)
}

func key(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+b)), ed25519.SeedSize)))
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func certificate() training.Certificate {
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	return training.Certificate{Issued: at, Results: []training.Result{{
		Username: "tamin.expert", Role: samad.RoleAgencyExpert, Agency: "isf.tamin",
		Tasks: []training.Passed{{Task: "name-it", Finished: at}, {Task: "unknown", Finished: at}},
	}}}
}

func TestSignedResults(t *testing.T) {
	t.Parallel()
	file, err := certificate().Sign(key(0))
	require.NoError(t, err)
	got, err := training.OpenCertificate(file, public(key(1)), public(key(0)))
	require.NoError(t, err)
	if diff := cmp.Diff(certificate().Results, got.Results); diff != "" {
		t.Error(diff)
	}
	text, err := training.ParseKey(training.KeyText(public(key(0))))
	require.NoError(t, err)
	require.Equal(t, public(key(0)), text)
	_, err = training.ParseKey("nothing")
	require.ErrorIs(t, err, samad.ErrInvalid)

	var indented map[string]any
	require.NoError(t, json.Unmarshal(file, &indented))
	var loose strings.Builder
	for _, r := range string(file) { // white space on the way does no harm
		loose.WriteRune(r)
		if r == '{' {
			loose.WriteString("\n  ")
		}
	}
	_, err = training.OpenCertificate([]byte(loose.String()), public(key(0)))
	require.NoError(t, err)

	_, err = training.OpenCertificate(file, public(key(1)))
	require.ErrorIs(t, err, training.ErrUntrusted)
	for _, src := range []string{"", "{}", "null", `{"format":"samad-training-1"}`} {
		_, err = training.OpenCertificate([]byte(src), public(key(0)))
		require.Error(t, err, src)
	}
}

// TestChangedResultsAreRefused: whatever byte is changed, no other results come
// out of the file.
func TestChangedResultsAreRefused(t *testing.T) {
	t.Parallel()
	file, err := certificate().Sign(key(0))
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		bad := slices.Clone(file)
		bad[rapid.IntRange(0, len(bad)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		got, err := training.OpenCertificate(bad, public(key(0)))
		if err == nil && !cmp.Equal(got.Results, certificate().Results) {
			t.Fatalf("accepted %s", bad)
		}
	})
}

func TestRegister(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), memory.New()
	r, err := training.NewRegister(training.RegisterConfig{Ledger: db.Ledger(), Tasks: tasks(t), Trusted: []ed25519.PublicKey{public(key(0))}})
	require.NoError(t, err)
	file, err := certificate().Sign(key(0))
	require.NoError(t, err)
	_, err = r.Import(ctx, expert, file)
	require.ErrorIs(t, err, samad.ErrForbidden)
	n, err := r.Import(ctx, admin, file)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	n, err = r.Import(ctx, admin, file)
	require.NoError(t, err)
	require.Zero(t, n, "the same file adds nothing")
	forged, err := certificate().Sign(key(2))
	require.NoError(t, err)
	_, err = r.Import(ctx, admin, forged)
	require.ErrorIs(t, err, training.ErrUntrusted)

	missing := func(username string, role samad.Role, agency samad.AgencyID) (out []string) {
		list, err := r.Missing(ctx, username, role, agency)
		require.NoError(t, err)
		for _, m := range list {
			out = append(out, m.ID)
		}
		return out
	}
	assert.Equal(t, []string{"answer"}, missing("tamin.expert", samad.RoleAgencyExpert, "isf.tamin"))
	assert.Equal(t, []string{"answer", "name-it"}, missing("tamin.expert", samad.RoleAgencyExpert, "isf.abfa"), "in another agency")
	assert.Equal(t, []string{"answer", "name-it"}, missing("other", samad.RoleAgencyExpert, "isf.tamin"))
	assert.Empty(t, missing("other", samad.RoleOperator, "isf.tamin"), "a role without tasks")

	more := certificate()
	more.Results[0].Tasks[0].Task = "answer"
	file, err = more.Sign(key(0))
	require.NoError(t, err)
	n, err = r.Import(ctx, admin, file)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	assert.Empty(t, missing("tamin.expert", samad.RoleAgencyExpert, "isf.tamin"))
	all, err := r.All(ctx, samad.Actor{ID: "01H", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"})
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.NotContains(t, all[0].Tasks, "unknown")
}

func TestSandboxes(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), memory.New()
	is, err := training.IsSandbox(ctx, db.Ledger())
	require.NoError(t, err)
	require.False(t, is)
	for range 2 {
		require.NoError(t, training.MarkSandbox(ctx, db.Ledger(), time.Now(), nil))
	}
	is, err = training.IsSandbox(ctx, db.Ledger())
	require.NoError(t, err)
	require.True(t, is)
	require.ErrorIs(t, training.NoCarrier{}.Notify(ctx, samad.Notice{}), samad.ErrPermanent)
	_, err = training.New(training.Config{})
	for _, field := range []string{"Ledger", "Cases", "Tasks", "Stage"} {
		assert.ErrorContains(t, err, field)
	}
	_, err = training.NewRegister(training.RegisterConfig{})
	require.Error(t, err)
}

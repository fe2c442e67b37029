package oversight_test

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

// post keeps what a carrier is handed.
type letterbox struct {
	mu      sync.Mutex
	notices []samad.Notice
}

func (l *letterbox) Notify(_ context.Context, n samad.Notice) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notices = append(l.notices, n)
	return nil
}

// tokens delivers everything and returns the links of surveys by case.
func (f *fixture) tokens() map[samad.CaseID]string {
	f.Helper()
	box := &letterbox{}
	desk := f.deskConfig
	desk.Notifier = box
	d, err := samad.NewDesk(desk)
	require.NoError(f, err)
	for {
		r, err := d.Deliver(f.ctx, "courier", 500)
		require.NoError(f, err)
		if r.Claimed == 0 {
			break
		}
	}
	out := map[samad.CaseID]string{}
	for _, n := range box.notices {
		if n.Kind == samad.SurveyMessage {
			_, token, ok := strings.Cut(n.Text, "https://samad.example/s/")
			require.True(f, ok)
			out[n.Case] = strings.TrimSpace(token)
		}
	}
	return out
}

func scores(a, b, c int) map[string]int { return map[string]int{"answer": a, "service": b, "trust": c} }

func TestSurvey(t *testing.T) {
	t.Parallel()
	onEveryStore(t, testSurvey)
}

func testSurvey(t *testing.T, f *fixture) {
	t.Helper()
	c := f.referred("welfare/unemployment-insurance", "1014")
	f.answer(taminHead, c.ID, samad.Done)
	f.sweep()
	assert.Empty(t, f.tokens(), "not at once")
	f.clock.set(f.clock.Now().Add(25 * time.Hour))
	f.sweep()
	token := f.tokens()[c.ID]
	require.NotEmpty(t, token)
	form, err := f.office.SurveyForm(f.ctx, token)
	require.NoError(t, err)
	assert.Equal(t, oversight.DefaultQuestions(oversight.AfterAnswer), form)
	_, err = f.office.SurveyForm(f.ctx, "abc")
	require.ErrorIs(t, err, samad.ErrNotFound)

	bad := func(a oversight.SurveyAnswer) {
		require.ErrorIs(t, f.office.AnswerSurvey(f.ctx, token, a), samad.ErrInvalid)
	}
	bad(oversight.SurveyAnswer{Scores: scores(1, 2, 6), By: samad.Web})
	bad(oversight.SurveyAnswer{Scores: map[string]int{"answer": 1}, By: samad.Web})
	bad(oversight.SurveyAnswer{Scores: scores(1, 2, 3), By: samad.Letter})
	require.NoError(t, f.office.AnswerSurvey(f.ctx, strings.ToUpper(token), oversight.SurveyAnswer{
		Scores: scores(1, 2, 2), By: samad.Web, Comment: "همسایه‌ام علی هم همین مشکل را دارد."}))
	require.ErrorIs(t, f.office.AnswerSurvey(f.ctx, token, oversight.SurveyAnswer{Scores: scores(5, 5, 5), By: samad.Web}), oversight.ErrState, "once")

	// What was written is nowhere in the record, and gone with the case.
	id := string(c.ID) + "-1-answer"
	events, err := f.ledger.Events(f.ctx, ledger.Ref{Kind: "survey", ID: id})
	require.NoError(t, err)
	text, err := json.Marshal(events)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "علی")
	assert.NotContains(t, string(text), token, "the token is in the message alone")
	comment, err := f.office.Comment(f.ctx, officer, id)
	require.NoError(t, err)
	assert.Contains(t, comment, "علی")
	_, err = f.office.Comment(f.ctx, taminHead, id)
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.desk.Close(f.ctx, officer, samad.ReasonRequest{Ref: samad.Ref{ID: c.ID}, Reason: "پایان"})
	require.NoError(t, err)
	admin := samad.Actor{ID: "01ADMIN", Roles: []samad.Role{samad.RoleAdmin}}
	_, err = f.desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: c.ID}, Ground: "retention"})
	require.NoError(t, err)
	_, err = f.office.Comment(f.ctx, officer, id)
	require.ErrorIs(t, err, samad.ErrErased)

	// A low score is a ground for an action that shows before and after.
	n := oversight.NewImprovement{Agency: "isf.tamin", Place: "10", Ground: ledger.Ref{Kind: "survey", ID: id},
		Cause: "پاسخ روشن نبود", Measure: "آموزش کارشناسان", Owner: samad.Text{Fa: "معاون اداری"}, Due: f.clock.Now().Add(240 * time.Hour)}
	f.clock.set(f.clock.Now().Add(time.Minute))
	wrong := n
	wrong.Agency = "isf.abfa"
	_, err = f.office.OpenImprovement(f.ctx, officer, wrong)
	require.ErrorIs(t, err, oversight.ErrGround)
	i, err := f.office.OpenImprovement(f.ctx, officer, n)
	require.NoError(t, err)
	assert.Equal(t, 1, i.Before.Survey.Answered)
	assert.True(t, i.Before.Survey.Suppressed)
	f.clock.set(n.Due.Add(time.Minute))
	f.sweep()
	i, err = f.office.Improvement(f.ctx, taminHead, i.ID)
	require.NoError(t, err)
	assert.False(t, i.Reminded.IsZero())
	_, err = f.office.JudgeImprovement(f.ctx, officer, i.ID, "خوب")
	require.ErrorIs(t, err, oversight.ErrState)
	_, err = f.office.FinishImprovement(f.ctx, taminHead, i.ID, "آموزش برگزار شد")
	require.NoError(t, err)
	i, err = f.office.JudgeImprovement(f.ctx, officer, i.ID, "هنوز زود است")
	require.NoError(t, err)
	require.NotNil(t, i.After)
}

func TestSurveysExpireAndAreNotTooMany(t *testing.T) {
	t.Parallel()
	onEveryStore(t, testSurveysExpireAndAreNotTooMany)
}

func testSurveysExpireAndAreNotTooMany(t *testing.T, f *fixture) {
	t.Helper()
	c := f.referred("welfare/unemployment-insurance", "1014")
	f.answer(taminHead, c.ID, samad.Done)
	_, err := f.desk.Close(f.ctx, officer, samad.ReasonRequest{Ref: samad.Ref{ID: c.ID}, Reason: "پایان"})
	require.NoError(t, err)
	f.clock.set(f.clock.Now().Add(25 * time.Hour))
	f.sweep()
	f.sweep()
	tokens := f.tokens()
	require.Len(t, tokens, 1)
	counts, err := f.ledger.Count(f.ctx, ledger.Query{Kind: "survey"}, ledger.ByState)
	require.NoError(t, err)
	assert.Equal(t, []ledger.Tally{{Values: []string{"sent"}, Records: 1}, {Values: []string{"skipped"}, Records: 1}}, counts, "asked lately")
	f.clock.set(f.clock.Now().Add(14 * 24 * time.Hour))
	f.sweep()
	require.ErrorIs(t, f.office.AnswerSurvey(f.ctx, tokens[c.ID], oversight.SurveyAnswer{Scores: scores(5, 5, 5), By: samad.Web}), samad.ErrTooLate)
	require.ErrorIs(t, f.office.AnswerSurveyFor(f.ctx, operator, c.ID, oversight.SurveyAnswer{Scores: scores(5, 5, 5)}), samad.ErrNotFound)
}

func TestScores(t *testing.T) {
	t.Parallel()
	onEveryStore(t, testScores)
}

func testScores(t *testing.T, f *fixture) {
	t.Helper()
	var cases []samad.Case
	for range 8 {
		c := f.referred("welfare/unemployment-insurance", "1014")
		f.answer(taminHead, c.ID, samad.Done)
		cases = append(cases, c)
	}
	small := f.referred("welfare/unemployment-insurance", "1010")
	f.answer(taminHead, small.ID, samad.Done)
	f.clock.set(f.clock.Now().Add(25 * time.Hour))
	f.sweep()
	tokens := f.tokens()
	require.Len(t, tokens, 9)
	for i, c := range cases[:5] {
		require.NoError(t, f.office.AnswerSurvey(f.ctx, tokens[c.ID], oversight.SurveyAnswer{Scores: scores(5, 4, i+1), By: samad.SMS}))
	}
	require.NoError(t, f.office.AnswerSurveyFor(f.ctx, operator, small.ID, oversight.SurveyAnswer{Scores: scores(1, 1, 1)}))

	by := func(actor samad.Actor, by oversight.ScoreBy) map[string]oversight.Score {
		list, err := f.office.Scores(f.ctx, actor, oversight.ScoreQuery{By: by})
		require.NoError(t, err)
		out := map[string]oversight.Score{}
		for _, s := range list {
			out[s.Group] = s
		}
		return out
	}
	counties := by(officer, oversight.ScoreByCounty)
	whole := counties["1014"]
	assert.Equal(t, [2]int{8, 5}, [2]int{whole.Sent, whole.Answered})
	assert.InDelta(t, 5.0/8, whole.Rate.Value, 1e-12)
	assert.InDelta(t, 4.0, whole.Mean.Value, 1e-12)
	assert.InDelta(t, 3.0/5, whole.Satisfied.Value, 1e-12, "means 10/3, 11/3, 4, 13/3, 14/3")
	assert.True(t, counties["1010"].Suppressed)
	assert.Zero(t, counties["1010"].Mean, "one person's opinion is not shown")
	questions := by(officer, oversight.ScoreByQuestion)
	assert.Equal(t, 6, questions["answer"].Answered)
	assert.InDelta(t, (5*5+1)/6.0, questions["answer"].Mean.Value, 1e-12)
	assert.Contains(t, by(taminHead, oversight.ScoreByOfficer), string(samad.RoleAgencyHead))
	assert.Empty(t, by(abfaHead, oversight.ScoreByAgency))
	_, err := f.office.Scores(f.ctx, inspector, oversight.ScoreQuery{})
	require.ErrorIs(t, err, samad.ErrForbidden)
}

func TestQuestionSetsHaveVersions(t *testing.T) {
	t.Parallel()
	f := setup(t)
	set := oversight.DefaultQuestions(oversight.AfterAnswer)
	set.Questions[0].Text.Fa = "پاسخ چطور بود؟"
	_, err := f.office.PublishQuestions(f.ctx, officer, set)
	require.ErrorIs(t, err, samad.ErrInvalid, "a reason is needed")
	set.Reason = "ساده‌تر"
	_, err = f.office.PublishQuestions(f.ctx, taminHead, set)
	require.ErrorIs(t, err, samad.ErrForbidden)
	for want := 1; want <= 2; want++ {
		got, err := f.office.PublishQuestions(f.ctx, officer, set)
		require.NoError(t, err)
		assert.Equal(t, want, got.Version)
		f.clock.set(f.clock.Now().Add(time.Second))
		again, err := f.office.PublishQuestions(f.ctx, officer, set)
		require.NoError(t, err)
		assert.Equal(t, got, again, "the same twice is one version")
		now, err := f.office.Questions(f.ctx, oversight.AfterAnswer, "1014")
		require.NoError(t, err)
		assert.Equal(t, got, now)
		set.Questions = slices.Clone(set.Questions)
		set.Questions[0].Text.Fa += "؟"
	}
	// Another province asks what it asked; a county may have its own, and what
	// the whole installation has stands behind all.
	elsewhere, err := f.office.Questions(f.ctx, oversight.AfterAnswer, "07")
	require.NoError(t, err)
	assert.Zero(t, elsewhere.Version)
	set.Place = "10"
	_, err = f.office.PublishQuestions(f.ctx, farOffice, set)
	require.ErrorIs(t, err, samad.ErrForbidden)
	set.Place = "1014"
	county, err := f.office.PublishQuestions(f.ctx, officer, set)
	require.NoError(t, err)
	assert.Equal(t, "answer/1014/1", county.ID())
	now, err := f.office.Questions(f.ctx, oversight.AfterAnswer, "1014")
	require.NoError(t, err)
	assert.Equal(t, county, now)
	now, err = f.office.Questions(f.ctx, oversight.AfterAnswer, "1010")
	require.NoError(t, err)
	assert.Equal(t, "answer/10/2", now.ID())
	// As sets lie that were published before there were places.
	whole := oversight.QuestionSet{Occasion: oversight.AfterAnswer, Version: 3, Questions: set.Questions, Reason: "همه"}
	book := ledger.NewBook("question_set", func(oversight.QuestionSet) ledger.Keys {
		return ledger.Keys{State: "published", Free: []ledger.Key{{Name: "occasion", Value: "answer"}}}
	}, func() ledger.Payload[oversight.QuestionSet] { return new(publishedBefore) })
	draft := book.New(whole.ID())
	require.NoError(t, draft.Add(ledger.SystemStamp(), f.clock.Now(), chacha(9), &publishedBefore{whole}))
	change, err := draft.Change()
	require.NoError(t, err)
	require.NoError(t, f.ledger.Apply(f.ctx, change))
	elsewhere, err = f.office.Questions(f.ctx, oversight.AfterAnswer, "07")
	require.NoError(t, err)
	assert.Equal(t, whole, elsewhere)
	closing, err := f.office.Questions(f.ctx, oversight.AfterClosing, "10")
	require.NoError(t, err)
	assert.Zero(t, closing.Version)
}

type publishedBefore struct{ oversight.QuestionSet }

func (*publishedBefore) EventType() string { return "published" }

func (p *publishedBefore) Apply(s *oversight.QuestionSet, _ ledger.Event) error {
	*s = p.QuestionSet
	return nil
}

// 81 of 263 is an example of Newcombe (1998); with nobody or everybody the bound
// is z²/(n+z²). The mean's bounds are 3 ± 2.7764 · √(2.5/5).
func TestIntervals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{0, 10, 0, 0.2775328}, {10, 10, 0.7224672, 1}, {1, 2, 0.0945312, 0.9054688}, {81, 263, 0.2553, 0.3662},
	} {
		i := oversight.Wilson(c.k, c.n)
		assert.InDelta(t, c.low, i.Low, 5e-5, "%d of %d", c.k, c.n)
		assert.InDelta(t, c.high, i.High, 5e-5, "%d of %d", c.k, c.n)
	}
	assert.Equal(t, oversight.Interval{Low: 0, High: 1}, oversight.Wilson(0, 0))
	m := oversight.Mean([]float64{1, 2, 3, 4, 5}, 1, 5)
	assert.InDelta(t, 3, m.Value, 1e-12)
	assert.InDelta(t, 1.036757, m.Low, 1e-4)
	assert.InDelta(t, 4.963243, m.High, 1e-4)
	assert.Equal(t, oversight.Interval{Value: 4, Low: 1, High: 5}, oversight.Mean([]float64{4}, 1, 5))
	assert.Equal(t, oversight.Interval{Low: 1, High: 5}, oversight.Mean(nil, 1, 5))
}

// An interval holds its value, is within the scale, and shrinks as more answer.
func TestIntervalProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 10_000).Draw(r, "n")
		k := rapid.IntRange(0, n).Draw(r, "k")
		i, wide := oversight.Wilson(k, n), oversight.Wilson(2*k, 2*n)
		require.True(r, 0 <= i.Low && i.Low <= i.Value && i.Value <= i.High && i.High <= 1, "%+v", i)
		require.Less(r, wide.High-wide.Low, i.High-i.Low)
		mirror := oversight.Wilson(n-k, n)
		require.InDelta(r, i.Low, 1-mirror.High, 1e-9)

		values := rapid.SliceOfN(rapid.Float64Range(1, 5), 2, 60).Draw(r, "values")
		m := oversight.Mean(values, 1, 5)
		require.True(r, 1 <= m.Low && m.Low <= m.Value+1e-9 && m.Value <= m.High+1e-9 && m.High <= 5, "%+v", m)
		require.False(r, math.IsNaN(m.Low+m.High))
	})
}

// Of many samples of a known share, about 95 % of the intervals hold it.
func TestWilsonCovers(t *testing.T) {
	t.Parallel()
	random := &source{rnd: chacha(3)}
	next := func() float64 {
		b := make([]byte, 4)
		_, _ = random.Read(b)
		return float64(uint32(b[0])|uint32(b[1])<<8|uint32(b[2])<<16|uint32(b[3])<<24) / (1 << 32)
	}
	const share, size, rounds = 0.15, 40, 4000
	held := 0
	for range rounds {
		k := 0
		for range size {
			if next() < share {
				k++
			}
		}
		if i := oversight.Wilson(k, size); i.Low <= share && share <= i.High {
			held++
		}
	}
	assert.InDelta(t, 0.95, float64(held)/rounds, 0.02)
}

// A survey that is answered by text message says so, in its record and history,
// and counts like the others.
func TestSurveyAnsweredBySMS(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) { c.Settings.MinGroup = 1 })
	c := f.referred("welfare/unemployment-insurance", "1014")
	f.answer(taminHead, c.ID, samad.Done)
	f.clock.set(f.clock.Now().Add(25 * time.Hour))
	f.sweep()
	token := f.tokens()[c.ID]
	require.NotEmpty(t, token)
	require.NoError(t, f.office.AnswerSurvey(f.ctx, token, oversight.SurveyAnswer{Scores: scores(4, 5, 3), By: samad.SMS, Comment: "سپاس"}))
	page, err := f.ledger.List(f.ctx, ledger.Query{Kind: "survey"})
	require.NoError(t, err)
	require.Len(t, page.Records, 1)
	s, err := f.office.Survey(f.ctx, officer, page.Records[0].Ref.ID)
	require.NoError(t, err)
	assert.Equal(t, samad.SMS, s.By)
	assert.Equal(t, oversight.SurveyAnswered, s.State)
	events, err := f.ledger.Events(f.ctx, page.Records[0].Ref)
	require.NoError(t, err)
	assert.Contains(t, string(events[len(events)-1].Data), `"by":"sms"`)
	all, err := f.office.Scores(f.ctx, officer, oversight.ScoreQuery{})
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.InDelta(t, 4, all[0].Mean.Value, 1e-9)
}

// An action for improvement shows the scores of those asked since it was done,
// and of nobody else, beside those before.
func TestImprovementShowsTheScoresAfter(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) { c.Settings.MinGroup = 2 })
	ask := func(said ...map[string]int) (ids []string) {
		var cases []samad.Case
		for range said {
			c := f.referred("welfare/unemployment-insurance", "1014")
			f.answer(taminHead, c.ID, samad.Done)
			cases = append(cases, c)
		}
		f.clock.set(f.clock.Now().Add(25 * time.Hour))
		f.sweep()
		tokens := f.tokens()
		for i, c := range cases {
			require.NoError(t, f.office.AnswerSurvey(f.ctx, tokens[c.ID], oversight.SurveyAnswer{Scores: said[i], By: samad.Web}))
		}
		low, _, err := f.office.LowSurveys(f.ctx, officer, oversight.ListQuery{})
		require.NoError(t, err)
		for _, s := range low {
			ids = append(ids, s.ID)
		}
		return ids
	}
	low := ask(scores(1, 1, 1), scores(2, 2, 2), scores(3, 3, 3))
	require.Len(t, low, 2)
	f.clock.set(f.clock.Now().Add(time.Minute))
	i, err := f.office.OpenImprovement(f.ctx, officer, oversight.NewImprovement{Agency: "isf.tamin", Place: "10", Ground: ledger.Ref{Kind: "survey", ID: low[0]},
		Cause: "پاسخ روشن نبود", Measure: "آموزش", Owner: samad.Text{Fa: "معاون"}, Due: f.clock.Now().Add(2400 * time.Hour)})
	require.NoError(t, err)
	assert.Equal(t, 3, i.Before.Survey.Answered)
	assert.InDelta(t, 2, i.Before.Survey.Mean.Value, 1e-9)
	assert.Nil(t, i.After)
	ask(scores(1, 1, 1)) // while it is under way: counts on neither side
	f.clock.set(f.clock.Now().Add(time.Hour))
	_, err = f.office.FinishImprovement(f.ctx, taminHead, i.ID, "آموزش برگزار شد")
	require.NoError(t, err)
	f.clock.set(f.clock.Now().Add(time.Hour))
	ask(scores(5, 5, 5), scores(4, 4, 4))
	f.clock.set(f.clock.Now().Add(time.Hour))
	i, err = f.office.JudgeImprovement(f.ctx, officer, i.ID, "بهتر شد")
	require.NoError(t, err)
	require.NotNil(t, i.After)
	assert.Equal(t, 2, i.After.Survey.Answered)
	assert.False(t, i.After.Survey.Suppressed)
	assert.InDelta(t, 4.5, i.After.Survey.Mean.Value, 1e-9)
	assert.InDelta(t, 2, i.Before.Survey.Mean.Value, 1e-9, "what stood before does not change")
	again, err := f.office.Improvement(f.ctx, taminHead, i.ID)
	require.NoError(t, err)
	assert.Equal(t, i, again)
}

package demo

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

// week is what oversight and agencies do once a week: what time asks for,
// surveys that came back, reviews, demands, actions for improvement, gaps.
func (h *hall) week(ctx context.Context, n int) error {
	dice := h.y.chance(weekChance, n)
	if err := h.chores(ctx); err != nil {
		return err
	}
	for _, do := range []func(context.Context, *rand.Rand) error{h.surveys, h.review, h.demand, h.improve, h.gaps, h.readArticles} {
		if err := h.y.note(do(ctx, dice)); err != nil {
			return err
		}
	}
	if n%3 == 0 && len(h.posts) > 0 {
		return h.leave(ctx, pick(dice, h.posts), dice)
	}
	return nil
}

// chores does what time asks for in oversight.
func (h *hall) chores(ctx context.Context) error {
	const limit, most = 1000, 200
	for _, chore := range h.Oversight.Chores() {
		// The registers of months long past would be read by nobody and take
		// most of the time.
		if chore.Name() == "oversight/registers" && h.y.Until.Sub(h.now) > 70*dayAndMore {
			continue
		}
		for range most {
			done, err := chore.Run(ctx, h.now, limit)
			if err != nil {
				return err
			}
			if done == 0 {
				break
			}
		}
	}
	return nil
}

// Notify implements [samad.Notifier]: it keeps the surveys that went out.
func (m *inbox) Notify(_ context.Context, n samad.Notice) error {
	if n.Kind == samad.SurveyMessage {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.surveys = append(m.surveys, n)
	}
	return nil
}

// inbox is the carrier of the year: nobody is written to, and the surveys are
// kept, as people keep them until they answer.
type inbox struct {
	mu      sync.Mutex
	surveys []samad.Notice
}

// take empties it, in the order of the cases.
func (m *inbox) take(number func(samad.CaseID) int) []samad.Notice {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.surveys
	m.surveys = nil
	slices.SortStableFunc(out, func(a, b samad.Notice) int {
		return cmp.Or(cmp.Compare(number(a.Case), number(b.Case)), a.Created.Compare(b.Created))
	})
	return out
}

// surveys answers some of those that went out, by the link in the message.
func (h *hall) surveys(ctx context.Context, _ *rand.Rand) error {
	for _, notice := range h.y.mail.take(h.y.number) {
		dice := h.y.chance(surveyChance, h.y.number(notice.Case))
		_, rest, ok := strings.Cut(notice.Text, "/s/")
		if !ok || !hit(dice, 34) {
			continue
		}
		token := strings.Fields(rest)[0]
		set, err := h.Oversight.SurveyForm(ctx, token)
		if errors.Is(err, samad.ErrTooLate) {
			continue
		}
		if err != nil {
			return err
		}
		a := oversight.SurveyAnswer{Scores: map[string]int{}, By: samad.Web}
		mood := 1 + dice.IntN(5)
		for _, q := range set.Questions {
			a.Scores[q.ID] = min(5, max(1, mood+dice.IntN(3)-1))
		}
		if hit(dice, 25) {
			a.Comment = pick(dice, comments[mood >= 3])
		}
		if err := h.Oversight.AnswerSurvey(ctx, token, a); err != nil {
			return err
		}
		h.y.mu.Lock()
		h.y.report.Surveys++
		h.y.mu.Unlock()
	}
	return nil
}

// review judges answers of the sample, and opens an action where one is poor.
func (h *hall) review(ctx context.Context, dice *rand.Rand) error {
	officer := h.y.Staff.Oversight
	waiting, _, err := h.Oversight.Reviews(ctx, officer, oversight.ListQuery{States: []string{string(oversight.ReviewWaiting)}, Limit: 40})
	if err != nil {
		return err
	}
	for i, r := range waiting {
		if i%4 == 3 { // some wait
			continue
		}
		own := h.y.chance(surveyChance, 1_000_000+h.y.number(r.Case))
		j := oversight.Judgement{Points: map[string]bool{}, Note: pick(own, notes)}
		for _, p := range oversight.ReviewPoints() {
			j.Points[p] = !hit(own, 8+8*int(h.y.pace(r.Agency).neglect))
		}
		judged, err := h.Oversight.Judge(ctx, officer, r.ID, j)
		if err != nil {
			return err
		}
		if judged.State != oversight.ReviewPoor || !hit(own, 40) {
			continue
		}
		measure := pick(own, measures)
		_, err = h.Oversight.OpenImprovement(ctx, officer, oversight.NewImprovement{
			Agency: r.Agency, Place: h.Province, Ground: ledger.Ref{Kind: "review", ID: r.ID}, Cause: j.Note, Measure: measure,
			Owner: samad.Text{Fa: "معاون مدیرکل", En: "Deputy director-general"}, Due: h.now.AddDate(0, 1, dice.IntN(30)),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// demand goes on with the demands that are open: the agency answers, and
// oversight judges the answer.
func (h *hall) demand(ctx context.Context, dice *rand.Rand) error {
	officer := h.y.Staff.Oversight
	all, _, err := h.Oversight.Demands(ctx, officer, oversight.ListQuery{
		States: []string{string(oversight.DemandOpen), string(oversight.DemandAnswered), string(oversight.DemandRaised)}, Limit: 60,
	})
	if err != nil {
		return err
	}
	for _, d := range all {
		head, ok := h.y.Staff.Head(d.Agency)
		switch c := dice.IntN(100); {
		case d.State == oversight.DemandAnswered && c < 60:
			_, err = h.Oversight.EndDemand(ctx, officer, d.ID, oversight.DemandMet, pick(dice, outcomes))
		case d.State == oversight.DemandAnswered && c < 75:
			_, err = h.Oversight.ReturnDemand(ctx, officer, d.ID, pick(dice, returned))
		case d.State != oversight.DemandAnswered && ok && c < 55:
			_, err = h.Oversight.AnswerDemand(ctx, head, d.ID, pick(dice, demandAnswers))
		case d.State == oversight.DemandOpen && c > 92:
			_, err = h.Oversight.RaiseDemand(ctx, officer, d.ID, "دستگاه پاسخ روشنی نداده است.")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// improve finishes actions that are due, and judges those that are finished.
func (h *hall) improve(ctx context.Context, dice *rand.Rand) error {
	officer := h.y.Staff.Oversight
	all, _, err := h.Oversight.Improvements(ctx, officer, oversight.ListQuery{
		States: []string{string(oversight.ImprovementOpen), string(oversight.ImprovementDone)}, Limit: 60,
	})
	if err != nil {
		return err
	}
	for _, i := range all {
		head, ok := h.y.Staff.Head(i.Agency)
		switch c := dice.IntN(100); {
		case i.State == oversight.ImprovementOpen && ok && c < 20:
			_, err = h.Oversight.FinishImprovement(ctx, head, i.ID, pick(dice, finished))
		case i.State == oversight.ImprovementDone && h.now.Sub(i.Done) > 20*dayAndMore && c < 50:
			_, err = h.Oversight.JudgeImprovement(ctx, officer, i.ID, pick(dice, verdicts))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// gaps gives gaps that were found an owner, and ends some.
func (h *hall) gaps(ctx context.Context, dice *rand.Rand) error {
	officer := h.y.Staff.Oversight
	all, _, err := h.Oversight.Gaps(ctx, officer, oversight.ListQuery{
		States: []string{string(oversight.GapFound), string(oversight.GapOwned)}, Limit: 40,
	})
	if err != nil {
		return err
	}
	for _, g := range all {
		switch c := dice.IntN(100); {
		case g.State == oversight.GapFound && c < 30:
			owner := cmp.Or(g.Of, h.y.agencies[dice.IntN(len(h.y.agencies))])
			_, err = h.Oversight.OwnGap(ctx, officer, g.ID, owner, h.now.AddDate(0, 1, 0), "به دستگاه مسئول سپرده شد.")
		case g.State == oversight.GapOwned && c < 12:
			_, err = h.Oversight.EndGap(ctx, officer, g.ID, oversight.GapSettled, "راهکار اجرا شد.")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeArticles publishes what can be read before one asks.
func (h *hall) writeArticles(ctx context.Context) error {
	pr, err := h.y.whoever(samad.RoleAgencyPR)
	if err != nil {
		return err
	}
	for _, d := range articles {
		d.Owner = pr.Agency
		a, err := h.Advice.Write(ctx, pr, d)
		if err != nil {
			return err
		}
		h.articles = append(h.articles, a.ID)
	}
	return nil
}

// readArticles counts what became of articles in a week.
func (h *hall) readArticles(ctx context.Context, dice *rand.Rand) error {
	for _, id := range h.articles {
		for range dice.IntN(4) {
			use := advice.Helped
			if hit(dice, 45) {
				use = advice.InAnswer
			}
			if err := h.Advice.Count(ctx, h.y.Staff.Operator, id, use); err != nil {
				return err
			}
		}
	}
	return nil
}

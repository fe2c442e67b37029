package oversight

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// maxListed bounds how many cases a demand or gap names as evidence.
const maxListed = 100

// findViolations looks for broken rules and opens a demand for each that has
// none yet: one for an agency, rule and Persian month, one for a case, one for
// a post and its latest absence. It opens at most limit and returns how many.
func (o *Office) findViolations(ctx context.Context, now time.Time, limit int) (int, error) {
	found, err := o.late(ctx, now)
	if err != nil {
		return 0, err
	}
	absent, err := o.absences(ctx, now)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, v := range append(found, absent...) {
		if done == limit {
			break
		}
		opened, err := o.demandOnce(ctx, now, v)
		if err != nil {
			return done, err
		}
		if opened {
			done++
		}
	}
	return done, nil
}

// demandOnce opens the demand of a violation unless it is there.
func (o *Office) demandOnce(ctx context.Context, now time.Time, v violation) (bool, error) {
	opened := false
	err := retry("open demand "+v.id(), func() error {
		opened = false
		_, err := o.ledger.Record(ctx, o.books.demands.Ref(v.id()))
		if !isNotFound(err) {
			return err
		}
		w := o.beginByTime(now)
		if _, err := o.openDemand(ctx, w, v); err != nil {
			return err
		}
		opened = true
		return w.apply(ctx)
	})
	return opened, err
}

// late finds answers far beyond their deadline, and agencies with many overdue.
func (o *Office) late(ctx context.Context, now time.Time) ([]violation, error) {
	day := o.day(now)
	month := fmt.Sprintf("%04d-%02d", day.Year(), day.Month())
	yes := true
	beyond, many := map[[2]string]*violation{}, map[[2]string]*violation{}
	err := o.eachCase(ctx, samad.Query{Late: &yes, Now: now, Order: samad.OldestFirst}, maxProposed, func(c samad.Case) error {
		key := [2]string{string(c.Agency), string(c.Province)}
		count := func(in map[[2]string]*violation, rule Rule) {
			if in[key] == nil {
				in[key] = &violation{rule: rule, agency: c.Agency, place: c.Province, key: month + "/" + string(c.Province)}
			}
			in[key].cases = append(in[key].cases, c.ID)
		}
		count(many, RuleManyLate)
		if c.Due().Before(now.Add(-o.at(c.Province, now).LateBeyond)) {
			count(beyond, RuleLate)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []violation
	for _, v := range beyond {
		n := len(v.cases)
		v.text = samad.Text{
			Fa: fmt.Sprintf("پاسخ %s پرونده بیش از اندازه دیر شده است.", persianDigits(fmt.Sprint(n))),
			En: fmt.Sprintf("%d answers are far beyond their deadline", n)}
		out = append(out, *v)
	}
	for _, v := range many {
		n := len(v.cases)
		if n < o.at(v.place, now).LateCases {
			continue
		}
		v.text = samad.Text{
			Fa: fmt.Sprintf("مهلت پاسخ %s پرونده هم‌زمان گذشته است.", persianDigits(fmt.Sprint(n))),
			En: fmt.Sprintf("%d answers are overdue at once", n)}
		out = append(out, *v)
	}
	for i := range out {
		out[i].cases = out[i].cases[:min(len(out[i].cases), maxListed)]
	}
	slices.SortFunc(out, func(a, b violation) int { return strings.Compare(a.id(), b.id()) })
	return out, nil
}

// absences finds posts that were found absent again and again.
func (o *Office) absences(ctx context.Context, now time.Time) ([]violation, error) {
	var out []violation
	err := o.books.posts.All(ctx, o.ledger, ledger.Query{States: []string{"watched"}}, func(id string, p Post) error {
		settings := o.at(p.Place, now)
		var evidence []ledger.Ref
		for _, v := range p.Visits {
			if v.Finding != Absent || now.Sub(v.At) > settings.LadderWindow {
				continue
			}
			visit, err := read(ctx, o, o.books.visits, v.Visit)
			if err != nil {
				return err
			}
			// What was excused counts for nothing, nor what may still be
			// replied to, nor that whose letter was withdrawn on appeal.
			withdrawn, err := o.withdrawn(ctx, visit.Letter)
			if err != nil {
				return err
			}
			if visit.Letter != "" && !withdrawn {
				evidence = append(evidence, o.books.visits.Ref(v.Visit))
			}
		}
		if len(evidence) == 0 || len(evidence)%settings.Absences != 0 {
			return nil
		}
		out = append(out, violation{
			rule: RuleAbsence, agency: p.Agency, place: p.Place, key: id + "/" + evidence[len(evidence)-1].ID, evidence: evidence,
			text: samad.Text{Fa: p.Title.Fa + " بارها در ساعت دیدار مردمی حضور نداشته است.", En: "the post " + id + " was found absent again and again"},
		})
		return nil
	})
	return out, err
}

// returned finds a case whose answers came back again and again.
func (o *Office) returned(c samad.Case) (violation, bool) {
	if c.Agency == "" || c.Episode <= o.at(c.Province, o.instant()).SentBack {
		return violation{}, false
	}
	n := c.Episode - 1
	return violation{
		rule: RuleSentBack, agency: c.Agency, place: c.Province, key: string(c.ID), cases: []samad.CaseID{c.ID},
		text: samad.Text{Fa: fmt.Sprintf("پاسخ این پرونده %s بار پذیرفته نشده است.", persianDigits(fmt.Sprint(n))),
			En: fmt.Sprintf("the answer of a case was not accepted %d times", n)},
	}, true
}

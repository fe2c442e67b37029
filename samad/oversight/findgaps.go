package oversight

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

// maxAnalysed bounds how many cases one analysis looks at.
const maxAnalysed = 1_000_000

// analysis collects what one pass over the cases of a window shows.
type analysis struct {
	o        *Office
	now      time.Time
	settings Settings
	// province is the one that is looked at, "" for all in one.
	province samad.PlaceID
	topics   map[samad.TopicID][]samad.CaseID
	circle   map[samad.TopicID][]samad.CaseID
	due      map[samad.PlaceID][2]int // by county: due, answered
	late     map[samad.PlaceID][]samad.CaseID
	final    map[samad.AgencyID]int
	upheld   map[samad.AgencyID][]samad.CaseID
	week     map[[2]string][]samad.CaseID // topic and county: the last seven days
	before   map[[2]string]int            // and before that
	rules    *rulesUsed
}

// FindGaps looks at the cases of the last Settings.GapWindow and writes what is
// lacking into the register: see the kinds of gaps for what counts, and
// Settings for the thresholds. It returns how many gaps it wrote.
//
// An objection counts as upheld when the final answer after it has another
// outcome than the one before. A surge is a week with SurgeFactor times the
// cases of an average week of the window before it; a topic and county without
// any earlier case is measured as if there had been one. A rule counts as never
// matching only where rules referred as many times as there are rules: before,
// silence says nothing.
func (o *Office) FindGaps(ctx context.Context) (int, error) { return o.findGaps(ctx, o.instant()) }

// Where several provinces have settings of their own ([Config.Local]), each is
// looked at by itself, by its own, and its gaps lie in its place.
func (o *Office) findGaps(ctx context.Context, now time.Time) (int, error) {
	provinces := o.provinces()
	if len(provinces) < 2 {
		return o.findGapsOf(ctx, now, "", o.at(append(provinces, "")[0], now), &rulesUsed{ids: map[string]bool{}})
	}
	n := 0
	used := &rulesUsed{ids: map[string]bool{}, more: true}
	for i, p := range provinces {
		used.more = i < len(provinces)-1
		found, err := o.findGapsOf(ctx, now, p, o.at(p, now), used)
		n += found
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// rulesUsed are the rules that referred cases. They are of all provinces: which
// rule is whose is not known here.
type rulesUsed struct {
	ids  map[string]bool
	all  int  // referrals by rules
	more bool // another province comes after this one
}

// findGapsOf looks at the cases of a province, or of all for "".
func (o *Office) findGapsOf(ctx context.Context, now time.Time, province samad.PlaceID, settings Settings, used *rulesUsed) (int, error) {
	a := &analysis{
		o: o, now: now, settings: settings, province: province,
		topics: map[samad.TopicID][]samad.CaseID{}, circle: map[samad.TopicID][]samad.CaseID{},
		due: map[samad.PlaceID][2]int{}, late: map[samad.PlaceID][]samad.CaseID{},
		final: map[samad.AgencyID]int{}, upheld: map[samad.AgencyID][]samad.CaseID{},
		week: map[[2]string][]samad.CaseID{}, before: map[[2]string]int{}, rules: used,
	}
	err := o.eachCase(ctx, samad.Query{Province: province, CreatedFrom: now.Add(-settings.GapWindow), Order: samad.OldestFirst}, maxAnalysed,
		func(c samad.Case) error {
			a.look(c)
			return nil
		})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, found := range a.found() {
		found.Evidence.Cases = found.Evidence.Cases[:min(len(found.Evidence.Cases), maxListed)]
		wrote, err := o.see(ctx, now, found)
		if err != nil {
			return n, err
		}
		if wrote {
			n++
		}
	}
	return n, nil
}

func (a *analysis) look(c samad.Case) {
	if c.State == samad.Merged || c.State == samad.Declined {
		return
	}
	place := county(c)
	if c.Topic != "" {
		a.topics[c.Topic] = append(a.topics[c.Topic], c.ID)
		key := [2]string{string(c.Topic), string(place)}
		if a.now.Sub(c.Created) < 7*24*time.Hour {
			a.week[key] = append(a.week[key], c.ID)
		} else {
			a.before[key]++
		}
	}
	if a.circles(c) {
		a.circle[c.Topic] = append(a.circle[c.Topic], c.ID)
	}
	count := a.due[place]
	final := answered(c, c.Episode)
	if late := c.Late(a.now); late || final {
		count[0]++
		if final {
			count[1]++
		} else {
			a.late[place] = append(a.late[place], c.ID)
		}
		a.due[place] = count
	}
	var last *samad.Answer
	for i := range c.Answers {
		x := &c.Answers[i]
		if !x.Final {
			continue
		}
		a.final[x.Agency]++
		if last != nil && last.Episode < x.Episode && last.Outcome != x.Outcome {
			a.upheld[last.Agency] = append(a.upheld[last.Agency], c.ID)
		}
		last = x
	}
	for _, r := range c.Referrals {
		if r.Rule != "" {
			a.rules.ids[r.Rule] = true
			a.rules.all++
		}
	}
}

// circles reports whether a case went round: given back as often as the
// settings say in one episode, or back to an agency that had given it back.
func (a *analysis) circles(c samad.Case) bool {
	if c.Returns >= a.settings.CircleReturns {
		return true
	}
	returned := map[[2]string]int{}
	for _, r := range c.Referrals {
		key := [2]string{fmt.Sprint(r.Episode), string(r.Agency)}
		if returned[key] > 0 {
			return true
		}
		if r.Returned {
			returned[key]++
		}
	}
	return false
}

// found lists the gaps in a stable order.
func (a *analysis) found() []gapSeen {
	var out []gapSeen
	day := a.o.day(a.now)
	settings := a.settings
	text := func(fa, en string, args ...any) samad.Text {
		return samad.Text{Fa: persianDigits(fmt.Sprintf(fa, args...)), En: fmt.Sprintf(en, args...)}
	}
	for topic, cases := range a.topics {
		t, ok := a.o.directory.Topic(topic, day)
		if n := len(cases); n >= settings.GapCases && (!ok || t.Agency == "") && !a.ownedAbove(topic) {
			out = append(out, gapSeen{Kind: GapNoOwner, About: string(topic), Place: a.province, Evidence: GapEvidence{Count: n, Cases: cases,
				Text: text("%d پرونده در موضوعی که دستگاه مسئول ندارد", "%d cases on a topic that no agency owns", n)}})
		}
	}
	for topic, cases := range a.circle {
		n := len(cases)
		out = append(out, gapSeen{Kind: GapCircle, About: orNone(string(topic)), Place: a.province, Evidence: GapEvidence{Count: n, Of: len(a.topics[topic]), Cases: cases,
			Text: text("%d پرونده میان دستگاه‌ها دست به دست شده است", "%d cases went from agency to agency", n)}})
	}
	for place, count := range a.due {
		if count[0] >= settings.GapCases && count[1] == 0 && place != "" {
			out = append(out, gapSeen{Kind: GapCounty, About: string(place), Place: place, Evidence: GapEvidence{Count: count[0], Of: count[0], Cases: a.late[place],
				Text: text("هیچ‌یک از %d پاسخ سررسیدشده داده نشده است", "none of %d answers that are due was given", count[0])}})
		}
	}
	for agency, cases := range a.upheld {
		n, of := len(cases), a.final[agency]
		if of >= settings.GapCases && float64(n) >= settings.UpheldShare*float64(of) {
			out = append(out, gapSeen{Kind: GapUpheld, About: string(agency), Of: agency, Place: a.province, Evidence: GapEvidence{Count: n, Of: of, Cases: cases,
				Text: text("%d پاسخ از %d پاسخ پس از اعتراض دگرگون شده است", "%d of %d answers changed after an objection", n, of)}})
		}
	}
	weeks := settings.GapWindow.Hours()/24/7 - 1
	for key, cases := range a.week {
		usual := max(1, float64(a.before[key])/max(1, weeks))
		if n := len(cases); n >= settings.GapCases && float64(n) >= settings.SurgeFactor*usual {
			out = append(out, gapSeen{Kind: GapSurge, About: key[0], Place: samad.PlaceID(key[1]), Evidence: GapEvidence{Count: n, Cases: cases,
				Text: text("%d پرونده همانند در یک هفته؛ پیش از آن در هر هفته %.1f", "%d like cases in a week; %.1f in a week before", n, float64(a.before[key])/max(1, weeks))}})
		}
	}
	if a.o.rules != nil && !a.rules.more {
		all := a.o.rules()
		for _, rule := range all {
			if !a.rules.ids[rule] && a.rules.all >= len(all) {
				out = append(out, gapSeen{Kind: GapRule, About: rule, Evidence: GapEvidence{
					Text: text("این قاعده در این بازه هیچ پرونده‌ای را ارجاع نداده است", "the rule referred no case in the window")}})
			}
		}
	}
	slices.SortFunc(out, func(a, b gapSeen) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.About, b.About), cmp.Compare(a.Place, b.Place))
	})
	return out
}

// ownedAbove reports whether a topic above names an agency.
func (a *analysis) ownedAbove(topic samad.TopicID) bool {
	day := a.o.day(a.now)
	for i := len(topic) - 1; i > 0; i-- {
		if topic[i] == '/' {
			if t, ok := a.o.directory.Topic(topic[:i], day); ok && t.Agency != "" {
				return true
			}
		}
	}
	return false
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

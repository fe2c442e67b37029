package demo

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// callsPerCase is how many calls come to nothing recorded as a case, for each
// case: the pilot has 3 to 20 cases per 100 calls, and about half of the cases
// come by telephone.
const callsPerCase = 4

// generalOffice begins the names of the offices whose heads are directors-general.
const generalOffice = "اداره کل"

func (y *year) readDirectory() error {
	day, err := persian.FromTime(y.Until.In(y.Desk.Location))
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	for _, p := range y.Desk.Directory.Places(day) {
		if p.Level == samad.CountyPlace {
			y.counties = append(y.counties, p.ID)
		}
	}
	for _, a := range y.Desk.Directory.Agencies(day) {
		if _, ok := y.Staff.Head(a.ID); ok && len(a.Places) > 0 {
			y.agencies = append(y.agencies, a.ID)
			if strings.HasPrefix(a.Name.Fa, generalOffice) {
				y.general = append(y.general, a.ID)
			}
		}
	}
	if len(y.general) == 0 {
		y.general = y.agencies
	}
	if len(y.counties) == 0 || len(y.agencies) == 0 {
		return errors.New("demo: the pack has no counties or no agencies with heads")
	}
	return nil
}

// submission makes up a matter.
func (l *life) submission(number int) (sub samad.Submission, phone bool) {
	kind := l.kind()
	s := pick(l.dice, l.y.byKind[kind])
	sub = samad.Submission{Kind: kind, Text: s.Text, Topic: s.Expected.Topic, Place: s.Expected.County, Channel: samad.Web}
	if sub.Place == "" {
		// Half of all in the first counties, which are the largest.
		sub.Place = l.y.counties[int(float64(len(l.y.counties))*l.dice.Float64()*l.dice.Float64())]
	}
	switch n := l.dice.IntN(100); {
	case n < 52:
		sub.Channel, phone = samad.Phone, true
	case n < 60:
		sub.Channel = samad.SMS
	case n < 64:
		sub.Channel = samad.InPerson
	}
	if phone && l.hit(6) {
		sub.Urgency = samad.High
	}
	sub.Petitioner = samad.Petitioner{Identity: samad.Named, Name: pick(l.dice, firstNames) + " " + pick(l.dice, lastNames), Mobile: mobile(number)}
	switch n := l.dice.IntN(100); {
	case n < 10:
		sub.Petitioner.Identity = samad.Confidential
	case n < 22 && sub.Channel == samad.Web:
		sub.Petitioner = samad.Petitioner{Identity: samad.AnonymousIdentity}
	}
	return sub, phone
}

func (l *life) kind() samad.Kind {
	n := l.dice.IntN(100)
	for _, s := range kindShares {
		if n -= s.share; n < 0 && len(l.y.byKind[s.kind]) > 0 {
			return s.kind
		}
	}
	return samad.Request
}

// mobile is a number of the block 0999 000 to 0999 099, which no operator gives
// out.
func mobile(number int) string { return fmt.Sprintf("+98999%07d", number%1_000_000) }

// newCall plans a call that makes no case.
func (y *year) newCall(number int) *step {
	dice := y.chance(2, number)
	outcome := pick(dice, []samad.CallOutcome{samad.CallAdvised, samad.CallAdvised, samad.CallOutOfScope, samad.CallCutOff})
	caller := mobile(500_000 + dice.IntN(400_000))
	return &step{y.randomInstant(dice, true), func(ctx context.Context, w *worker) (*step, error) {
		length := time.Duration(30+dice.IntN(150)) * time.Second
		_, err := w.TakeCall(ctx, y.Staff.Operator, samad.CallReport{
			Caller: caller, Started: w.now.Add(-length), Ended: w.now, Outcome: outcome,
		})
		if err == nil {
			y.mu.Lock()
			y.report.Calls++
			y.mu.Unlock()
		}
		return nil, err
	}}
}

// randomInstant is an instant of the year at which people are awake; by
// telephone in the centre's hours. The year's second half is busier, as people
// come to know the number.
func (y *year) randomInstant(dice *rand.Rand, phone bool) time.Time {
	span := float64(y.Until.Sub(y.From))
	share := dice.Float64()
	if dice.IntN(3) == 0 {
		share = 0.5 + share/2
	}
	day := y.From.Add(time.Duration(span * share)).In(y.Desk.Location)
	first, hours := 6, 17.0
	if phone {
		first, hours = 7, 13.0
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), first, 0, int(hours*3600*(dice.Float64()+dice.Float64())/2), dice.IntN(1000)*1000, y.Desk.Location)
	if !at.Before(y.Until) {
		at = at.AddDate(0, 0, -1)
	}
	if at.Before(y.From) {
		at = y.From
	}
	return at
}

// pace is how an agency works: most answer within the ten days, some do not.
type pace struct {
	hours   float64 // of office time to an answer, the median
	neglect float64 // 0 to 2
}

// pace belongs to the agency, whatever the case.
func (y *year) pace(agency samad.AgencyID) pace {
	h := fnv.New32a()
	_, _ = h.Write([]byte(agency)) // a hash does not fail
	switch h.Sum32() % 7 {
	case 0:
		return pace{60, 2} // mostly late
	case 1, 2:
		return pace{35, 1}
	default:
		return pace{14, 0}
	}
}

func pick[T any](dice *rand.Rand, from []T) T { return from[dice.IntN(len(from))] }

// Package province hands what a pack says of the rooms beside the desk to those
// rooms: the hours of open doors, how many are invited a week, how meetings are
// held, the thresholds of oversight, what an answer without a visit spares.
package province

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// OpenDoor are the hours of open doors by place on a day, for
// oversight.Settings.
func OpenDoor(p *pack.Pack, on persian.Date) map[samad.PlaceID]oversight.Hours {
	out := map[samad.PlaceID]oversight.Hours{}
	for _, d := range p.OpenDoors {
		if d.Includes(on) {
			out[d.Place] = oversight.Hours{Weekday: d.Weekday, Interval: d.Interval}
		}
	}
	return out
}

// Oversight is what packs decide about oversight, for oversight.Config.
func Oversight(packs []*pack.Pack) []oversight.Local {
	var out []oversight.Local
	for _, p := range packs {
		for _, span := range spans(p) {
			one := oversight.Local{Province: p.Province, Validity: span}
			one.OpenDoor = OpenDoor(p, span.From)
			for _, r := range p.Oversight {
				if r.Includes(span.From) {
					decide(&one.Settings, r)
				}
			}
			out = append(out, one)
		}
	}
	return out
}

// spans are those in which nothing of a pack's settings changes.
func spans(p *pack.Pack) []samad.Validity {
	edges := p.Edges()
	out := make([]samad.Validity, len(edges))
	for i, from := range edges {
		out[i].From = from
		if i+1 < len(edges) {
			out[i].To = edges[i+1]
		}
	}
	return out
}

// decide puts what a pack says into the settings.
func decide(s *oversight.Settings, r pack.OversightRules) {
	const day = 24 * time.Hour
	for key, to := range map[string]*int{
		"absences": &s.Absences, "ack_days": &s.AckDays, "age_max_weeks": &s.AgeMax, "appeal_days": &s.AppealDays,
		"agenda_back": &s.AgendaBack, "agenda_cases": &s.AgendaCases, "agenda_emergency": &s.AgendaEmergency,
		"agenda_people": &s.AgendaPeople, "agenda_urgent": &s.AgendaUrgent, "agenda_weeks": &s.AgendaWeeks,
		"circle_returns": &s.CircleReturns, "evidence_years": &s.EvidenceYears, "gap_cases": &s.GapCases, "late_cases": &s.LateCases, "late_minutes": &s.LateMinutes,
		"min_group": &s.MinGroup, "poor_score": &s.PoorScore, "remind_every_days": &s.RemindEvery, "reply_days": &s.ReplyDays,
		"resolution_reminders": &s.ResolutionReminders, "risk_absent": &s.RiskAbsent, "risk_late": &s.RiskLate,
		"risk_max": &s.RiskMax, "risk_poor": &s.RiskPoor, "sent_back": &s.SentBack,
	} {
		*to = r.Whole[key]
	}
	for key, to := range map[string]*time.Duration{
		"gap_window_days": &s.GapWindow, "ladder_window_days": &s.LadderWindow, "late_beyond_days": &s.LateBeyond,
		"survey_again_days": &s.SurveyAgain, "survey_delay_days": &s.SurveyDelay, "survey_life_days": &s.SurveyLife,
	} {
		*to = time.Duration(r.Days[key]) * day
	}
	for key, to := range map[string]*float64{
		"low_score": &s.LowScore, "review_risk": &s.ReviewRisk, "review_share": &s.ReviewShare,
		"surge_factor": &s.SurgeFactor, "upheld_share": &s.UpheldShare,
	} {
		*to = r.Shares[key]
	}
}

// Meetings is what packs decide about electronic meetings, for meeting.Config. A
// pack that does not say how many are invited a week goes by weekly.
func Meetings(packs []*pack.Pack, weekly []meeting.Weekly) ([]meeting.Local, error) {
	var out []meeting.Local
	for _, p := range packs {
		told, err := Weekly(p)
		if err != nil {
			return nil, err
		}
		if len(told) == 0 {
			told = weekly
		}
		for _, span := range spans(p) {
			one := meeting.Local{Province: p.Province, Validity: span, Settings: meeting.Settings{Weekly: told}}
			for _, r := range p.Meetings {
				if r.Includes(span.From) {
					hold(&one.Settings, r)
				}
			}
			out = append(out, one)
		}
	}
	return out, nil
}

// hold puts what a pack says into the settings.
func hold(s *meeting.Settings, r pack.MeetingRules) {
	for _, d := range r.Weekdays {
		s.Weekdays = append(s.Weekdays, d.Std())
	}
	if r.Hours.To > 0 {
		s.Begins, s.Lasts = time.Duration(r.Hours.From)*time.Minute, time.Duration(r.Hours.To-r.Hours.From)*time.Minute
	}
	s.PerHour, s.Window, s.LeastCases, s.Rest = r.PerHour, r.WindowDays, r.LeastCases, r.RestWeeks
	if r.Most > 0 {
		s.Band = [2]int{r.Least, r.Most}
	}
	s.CountyShare, s.RecordWithin = r.CountyShare, r.RecordWithin
}

// Weekly is how many directors-general are invited a week, for meeting.Settings;
// empty for a pack that does not say.
func Weekly(p *pack.Pack) ([]meeting.Weekly, error) {
	var out []meeting.Weekly
	for _, w := range p.WeeklyHosts {
		one := meeting.Weekly{From: w.From, Hosts: w.Hosts, Reason: w.Reason}
		if !w.To.IsZero() { // a pack names the first day on which it no longer holds
			var err error
			if one.To, err = w.To.AddDays(-1); err != nil {
				return nil, fmt.Errorf("province: weekly hosts: %w", err)
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// Spared are the estimates of packs, for figures.Config.
func Spared(packs []*pack.Pack) []figures.Estimate {
	var out []figures.Estimate
	for _, p := range packs {
		for _, s := range p.Spared {
			out = append(out, figures.Estimate{Province: p.Province, Topic: s.Topic, From: s.From, Visits: s.Visits, Minutes: s.Minutes})
		}
	}
	return out
}

// Calendars are those of the provinces in force.
func Calendars[C any](packs *pack.Live, as func(pack.LiveCalendar) C) map[samad.PlaceID]C {
	out := map[samad.PlaceID]C{}
	for _, p := range packs.Set().Packs() {
		out[p.Province] = as(packs.Calendar(p.Province))
	}
	return out
}

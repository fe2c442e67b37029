package oversight

import (
	"errors"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// Hours are the weekly hours in which a manager must be in the office and
// answer people.
type Hours struct {
	Weekday persian.Weekday `json:"weekday"`
	sla.Interval
}

// DefaultHours are Mondays from 9 to 12: "all directors of agencies are obliged
// to be at their workplace on Mondays from 9 to 12 and answer people" (Isfahan
// province, 1399, the source article's claim 30). Other provinces have other
// days (Tuesdays in Alborz), hence [Settings].OpenDoor.
func DefaultHours() Hours {
	return Hours{Weekday: persian.Monday, Interval: sla.Interval{From: 9 * 60, To: 12 * 60}}
}

// Settings are what a province decides for itself. The zero value is the
// default of every field. Apart from the Monday hours no public source gives
// any of these numbers: they are our choice, and settings for that reason.
type Settings struct {
	// OpenDoor gives hours by place; the longest code above a post's place
	// counts, "" is for everywhere. Default [DefaultHours].
	OpenDoor map[samad.PlaceID]Hours

	// Weights of risk in the draw of visits, in whole points: each absence,
	// lateness and poor visit of the last year; RiskMax is the most that they
	// make together. Defaults 4, 2, 2 and 20.
	RiskAbsent, RiskLate, RiskPoor, RiskMax int
	// AgeMax is after how many weeks without a visit the weight grows no more;
	// default 26.
	AgeMax int

	// ReplyDays is how many working days a manager has to reply to a visit's
	// report or a letter; default 3. AckDays is by when a letter must be
	// acknowledged; default 3.
	ReplyDays, AckDays int
	// AppealDays is how many working days after acknowledgement a letter can
	// be appealed; default 10.
	AppealDays int
	// LadderWindow is how long a letter counts for the next step; default one
	// year.
	LadderWindow time.Duration
	// LateMinutes is how late a manager may come without being late; default
	// 15.
	LateMinutes int

	// ResolutionReminders is how often an agency is reminded of an overdue
	// resolution before it is a violation; default 1. RemindEvery is how many
	// working days lie between; default 3.
	ResolutionReminders, RemindEvery int

	// The thresholds of violations: an answer later than LateBeyond past its
	// deadline (default 10 days), an agency with LateCases late answers at once
	// (default 10), an answer sent back or objected to SentBack times in one
	// case (default 3), Absences of one post within LadderWindow (default 2).
	LateBeyond time.Duration
	LateCases  int
	SentBack   int
	Absences   int

	// The thresholds of gaps: cases within GapWindow (default 30 days) that a
	// finding needs at least (default 5); circles from CircleReturns returns on
	// (default 3, after which a case goes to screening by itself); upheld
	// objections from UpheldShare of the answers on (default 0.2); a surge from
	// SurgeFactor times the window before on (default 3).
	GapWindow     time.Duration
	GapCases      int
	CircleReturns int
	UpheldShare   float64
	SurgeFactor   float64

	// AgendaCases is how many open cases a group has at least that is proposed to
	// a commission; default 1. The weight of a group counts AgendaPeople for each
	// petitioner (default 2), AgendaUrgent and AgendaEmergency for each case of
	// high urgency and each emergency (3 and 6), AgendaBack for each that came
	// back (4), and one for each week of the oldest, up to AgendaWeeks (26).
	AgendaCases, AgendaPeople, AgendaUrgent, AgendaEmergency, AgendaBack, AgendaWeeks int

	// ReviewShare is the share of final answers that chance takes for review;
	// default 0.05. ReviewRisk is the share of those with signs of a poor
	// answer; default 0.25. PoorScore is the number of the five points of the
	// checklist below which an answer is poor; default 4.
	ReviewShare, ReviewRisk float64
	PoorScore               int

	// SurveyDelay is how long after an answer or a closing the survey goes out;
	// default 24 hours. SurveyLife is how long it can be answered; default 14
	// days. SurveyAgain keeps the petitioner of one case from being asked more
	// often; default 7 days. LowScore is the mean, 1 to 5, up to which a survey
	// is low; default 2.
	SurveyDelay, SurveyLife, SurveyAgain time.Duration
	LowScore                             float64
	// SurveyURL begins the link of a survey; the token follows. Default
	// "https://samad.example/s/".
	SurveyURL string
	// MinGroup is the fewest answers of a group whose figures are shown;
	// default 5.
	MinGroup int

	// EvidenceYears is after how many years files of visits, sessions and demands
	// are erased; the records stay, with names and digests. 0, the default, keeps
	// them as long as the records.
	EvidenceYears int

	// Lease is how long a chore holds what it took; default one minute.
	Lease time.Duration
}

func (s Settings) withDefaults() (Settings, error) {
	bad := false
	whole := func(n *int, to int) {
		bad = bad || *n < 0
		if *n == 0 {
			*n = to
		}
	}
	span := func(d *time.Duration, to time.Duration) {
		bad = bad || *d < 0
		if *d == 0 {
			*d = to
		}
	}
	share := func(x *float64, to float64) {
		bad = bad || !(*x >= 0) // NaN as well
		if *x == 0 {
			*x = to
		}
	}
	const day = 24 * time.Hour
	whole(&s.RiskAbsent, 4)
	whole(&s.RiskLate, 2)
	whole(&s.RiskPoor, 2)
	whole(&s.RiskMax, 20)
	whole(&s.AgeMax, 26)
	whole(&s.ReplyDays, 3)
	whole(&s.AckDays, 3)
	whole(&s.AppealDays, 10)
	span(&s.LadderWindow, 365*day)
	whole(&s.LateMinutes, 15)
	whole(&s.ResolutionReminders, 1)
	whole(&s.RemindEvery, 3)
	span(&s.LateBeyond, 10*day)
	whole(&s.LateCases, 10)
	whole(&s.SentBack, 3)
	whole(&s.Absences, 2)
	span(&s.GapWindow, 30*day)
	whole(&s.GapCases, 5)
	whole(&s.CircleReturns, 3)
	share(&s.UpheldShare, 0.2)
	share(&s.SurgeFactor, 3)
	whole(&s.AgendaCases, 1)
	whole(&s.AgendaPeople, 2)
	whole(&s.AgendaUrgent, 3)
	whole(&s.AgendaEmergency, 6)
	whole(&s.AgendaBack, 4)
	whole(&s.AgendaWeeks, 26)
	share(&s.ReviewShare, 0.05)
	share(&s.ReviewRisk, 0.25)
	whole(&s.PoorScore, 4)
	span(&s.SurveyDelay, day)
	span(&s.SurveyLife, 14*day)
	span(&s.SurveyAgain, 7*day)
	share(&s.LowScore, 2)
	whole(&s.MinGroup, 5)
	whole(&s.EvidenceYears, 0)
	span(&s.Lease, time.Minute)
	if s.SurveyURL == "" {
		s.SurveyURL = "https://samad.example/s/"
	}
	if bad || s.ReviewShare > 1 || s.ReviewRisk > 1 || s.UpheldShare > 1 {
		return s, errors.New("oversight: Config.Settings has a negative field, or a share above 1")
	}
	hours := map[samad.PlaceID]Hours{"": DefaultHours()}
	for place, h := range s.OpenDoor {
		if h.Weekday > persian.Friday || h.From < 0 || h.From >= h.To || h.To > 24*60 {
			return s, errors.New("oversight: Config.Settings.OpenDoor has impossible hours")
		}
		hours[place] = h
	}
	s.OpenDoor = hours
	return s, nil
}

// hours are the open-door hours of a place.
func (s Settings) hours(place samad.PlaceID) Hours {
	for n := len(place); n > 0; n-- {
		if h, ok := s.OpenDoor[place[:n]]; ok {
			return h
		}
	}
	return s.OpenDoor[""]
}

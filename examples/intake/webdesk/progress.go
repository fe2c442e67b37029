package webdesk

import (
	"math"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

// progress is how much of the time to a deadline has gone.
type progress struct {
	Percent int // 0 to 100
	Text    string
	Held    string // since when and that the clock is held, "" while it runs
}

// Any reports whether there is a running deadline to show.
func (p progress) Any() bool { return p.Text != "" || p.Held != "" }

// progress tells the deadline that runs now, if one does. It counts the time
// that passes on a wall clock: what days off and pauses did to the deadline is
// in its end already.
func (f frame) progress(view samad.View, now time.Time) progress {
	if len(view.Clocks) == 0 {
		return progress{}
	}
	k := view.Clocks[len(view.Clocks)-1]
	if !k.Running() {
		return progress{}
	}
	if k.Paused() {
		since := k.Pauses[len(k.Pauses)-1].From
		return progress{Held: f.T("ساعت این پرونده از ", "The clock of this case has stood still since ") + f.Day(since) +
			f.T(" ایستاده است تا پاسخ شما برسد؛ روزهای ایستادن از مهلت کم نمی‌شود.", ", waiting for your reply; days of waiting do not count.")}
	}
	due := k.Plan.Due
	if due.IsZero() || !due.After(k.Started) {
		return progress{}
	}
	share := float64(now.Sub(k.Started)) / float64(due.Sub(k.Started))
	out := progress{Percent: int(math.Round(100 * min(max(share, 0), 1)))}
	left := due.Sub(now)
	day := 24 * time.Hour
	of := stageName(k.Stage).In(f.Lang) + f.T(": ", ": ")
	switch {
	case left < 0:
		out.Text = of + f.T("گذشته است، ", "overdue by ") + f.length(-left, day)
	case left < day:
		out.Text = of + f.T("کمتر از یک روز مانده است", "less than a day left")
	default:
		out.Text = of + f.length(left, day) + f.T(" مانده است", " left")
	}
	return out
}

// length writes a duration in whole days, less than one as that.
func (f frame) length(d, day time.Duration) string {
	n := int(d / day)
	switch {
	case n == 0:
		return f.T("کمتر از یک روز", "less than a day")
	case n == 1:
		return f.T("یک روز", "one day")
	default:
		return f.N(n) + f.T(" روز", " days")
	}
}

// whyHere is why the office that has the case has it.
func whyHere(view samad.View) samad.Text {
	for _, e := range slices.Backward(view.Timeline) {
		if e.Type == samad.EventReferred && e.Agency == view.Agency {
			return e.Because
		}
	}
	return samad.Text{}
}

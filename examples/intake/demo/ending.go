package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

// The numbers of what is planned for the end of the year, beyond those of its
// months and weeks.
const (
	lastNumber  = 1000
	lateSession = lastNumber // an even one: of the first commission
	dueSession  = lastNumber + 2
	nextSession = lastNumber + 4
)

// planEnding lays out what is still open when the year ends, so that whoever
// looks then has something to do: a programme to come, a letter that nobody
// acknowledged, an appeal, demands, resolutions late and due.
func (h *hall) planEnding() {
	back := func(days float64, do func(ctx context.Context) error) {
		h.at(h.y.Until.Add(-time.Duration(days*float64(dayAndMore))), do)
	}
	call := func(n, ahead int) func(ctx context.Context) error {
		return func(ctx context.Context) error { return h.callSession(ctx, n, ahead) }
	}
	for _, days := range []float64{230, 180, 130} { // notice, warning, and then a report to the governor
		back(days, func(ctx context.Context) error { return h.ordered(ctx, h.sample(2), true, nil) })
	}
	back(70, call(lateSession, 2))
	back(22, func(ctx context.Context) error { return h.ordered(ctx, h.sample(0), true, nil) })
	back(24, func(ctx context.Context) error {
		return h.ordered(ctx, h.sample(1), true, func(l oversight.Letter) {
			back(4, func(ctx context.Context) error { return h.late(ctx, l) })
		})
	})
	back(16, call(dueSession, 3))
	back(12, func(ctx context.Context) error { return h.leave(ctx, h.sample(0), h.y.chance(visitChance, lastNumber)) })
	back(8, func(ctx context.Context) error { return h.ordered(ctx, h.sample(3), false, nil) })
	back(6, func(ctx context.Context) error { return h.invite(ctx, lastNumber, 11) })
	back(3, func(ctx context.Context) error { return h.commitDraw(ctx, lastNumber) })
	back(2, call(nextSession, sessionAhead))
	back(0.08, func(ctx context.Context) error { return h.week(ctx, lastNumber) })
	back(0.05, h.closing)
}

// sample is a watched post: first that of the agency whose accounts are shown.
func (h *hall) sample(n int) string { return h.posts[n%len(h.posts)] }

// ordered is a visit after a complaint that finds nobody, and the letter that
// follows, with which then goes on; without a letter it is left to whoever looks
// at the demo what follows.
func (h *hall) ordered(ctx context.Context, id string, letter bool, then func(oversight.Letter)) error {
	officer := h.y.Staff.Oversight
	inspector, err := h.y.whoever(samad.RoleInspector)
	if err != nil {
		return err
	}
	post, err := h.Oversight.Post(ctx, officer, id)
	if err != nil {
		return err
	}
	day, err := h.duty(post)
	if err != nil {
		return err
	}
	dice := h.y.chance(visitChance, lastNumber+len(h.letters))
	v, err := h.Oversight.OrderVisit(ctx, officer, post.ID, day, h.Oversight.Duty(post, day).Hours.From+60, inspector.ID, "شکایت مردم از بسته بودن در")
	if err != nil {
		return err
	}
	h.at(v.At.Add(5*time.Minute), func(ctx context.Context) error {
		files, err := h.photograph(ctx, inspector)
		if err != nil {
			return err
		}
		_, err = h.Oversight.Report(ctx, inspector, v.ID, oversight.VisitReport{
			At: v.At, Finding: oversight.Absent, Points: map[string]bool{oversight.PointNotice: false}, Remarks: pick(dice, absences), Files: files,
		})
		if err != nil {
			return err
		}
		h.after(dayAndMore, func(ctx context.Context) error { return h.answerFor(ctx, v, pick(dice, excuses)) })
		if !letter {
			return nil
		}
		h.after(2*dayAndMore, func(ctx context.Context) error {
			l, err := h.Oversight.Consequence(ctx, officer, v.ID)
			if err != nil {
				return err
			}
			h.letters = append(h.letters, l)
			if then != nil {
				then(l)
			}
			return nil
		})
		return nil
	})
	return nil
}

// photograph takes a picture of a closed door, where attachments are taken.
func (h *hall) photograph(ctx context.Context, inspector samad.Actor) ([]string, error) {
	if !h.TakesAttachments() {
		return nil, nil
	}
	const wide, high = 240, 320
	picture := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			shade := color.RGBA{214, 208, 196, 255} // the wall
			if x > 50 && x < 190 && y > 60 {
				shade = color.RGBA{112, 78, 48, 255} // the door
			}
			if (x-170)*(x-170)+(y-200)*(y-200) < 36 {
				shade = color.RGBA{222, 190, 90, 255} // its knob
			}
			picture.SetRGBA(x, y, shade)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, fmt.Errorf("demo: draw a door: %w", err)
	}
	up, err := h.Upload(ctx, inspector, samad.Upload{Name: "در بسته.png", Content: &b})
	if err != nil {
		return nil, err
	}
	return []string{up.Token}, nil
}

// late is an appeal that waits for the governor when the year ends.
func (h *hall) late(ctx context.Context, l oversight.Letter) error {
	head, ok := h.y.Staff.Head(l.Agency)
	if !ok {
		return nil
	}
	if _, err := h.Oversight.Acknowledge(ctx, head, l.ID); err != nil {
		return err
	}
	_, err := h.Oversight.Appeal(ctx, head, l.ID, appeals[0])
	return err
}

// closing is the last hour: demands that rest on letters, a case that goes to
// the governor, an action for improvement.
func (h *hall) closing(ctx context.Context) error {
	officer := h.y.Staff.Oversight
	for i, l := range h.letters {
		if h.now.Sub(l.Issued) > 40*dayAndMore {
			continue
		}
		d, err := h.Oversight.OpenDemand(ctx, officer, oversight.NewDemand{
			Agency: l.Agency, Place: h.Province, Text: samad.Text{Fa: "چرا در ساعت دیدار مردمی کسی در دفتر نبود و برای آن چه کردید؟"},
			Evidence: []ledger.Ref{{Kind: "letter", ID: l.ID}},
		})
		if err != nil {
			return err
		}
		if i%2 == 1 {
			continue
		}
		if _, err := h.Oversight.RaiseDemand(ctx, officer, d.ID, "نامه نیز بی‌پاسخ مانده است."); err != nil {
			return err
		}
	}
	if err := h.y.note(h.escalate(ctx)); err != nil {
		return err
	}
	return h.lastActions(ctx)
}

// escalate brings the case that is late longest before the governor.
func (h *hall) escalate(ctx context.Context) error {
	late := true
	page, err := h.y.Desk.Store.List(ctx, samad.Query{States: []samad.State{samad.Referred, samad.InProgress}, Late: &late, Now: h.now, Order: samad.DueFirst, Limit: 1})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	for _, c := range page.Cases {
		if _, err := h.Escalate(ctx, h.y.Staff.Oversight, samad.ReasonRequest{Ref: samad.Ref{ID: c.ID}, Reason: "پاسخی نرسیده و مهلت بسیار گذشته است."}); err != nil {
			return err
		}
	}
	return nil
}

// lastActions opens an action for improvement of the agency that is shown, for
// each objection that it granted.
func (h *hall) lastActions(ctx context.Context) error {
	for _, id := range h.y.upheld {
		_, err := h.Oversight.OpenImprovement(ctx, h.y.Staff.Oversight, oversight.NewImprovement{
			Agency: h.y.shown(), Place: h.Province, Ground: ledger.Ref{Kind: "case", ID: string(id)}, Cause: notes[0], Measure: measures[0],
			Owner: samad.Text{Fa: "معاون مدیرکل", En: "Deputy director-general"}, Due: h.now.AddDate(0, 1, 0),
		})
		if err := h.y.note(err); err != nil {
			return err
		}
	}
	return nil
}

package webdesk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
)

// How long a page may look for deadlines that move, or move them, and how many it
// shows. What is left is moved by the program that watches deadlines.
const (
	lookTime   = 20 * time.Second
	shownMoves = 100
)

// closurePage is a closure before it is declared or, later, as it stands, with the
// deadlines that a decision would move.
type closurePage struct {
	recordPage
	Before bool // nothing is decided yet
	Fields []field
	Wrong  faults
}

// moves looks which deadlines the packs of a trial would move.
func (v *visit) moves(title string, trial samad.Deadlines, place samad.PlaceID) (t recordTable, count string, err error) {
	f := v.frame("")
	ctx, cancel := context.WithTimeout(v.r.Context(), lookTime)
	defer cancel()
	t = table(title, v.T("هیچ مهلتی جابه‌جا نمی‌شود. روز را می‌توان بی‌اثر بر پرونده‌ها اعلام کرد.", "No deadline moves. The day may be declared without touching any case."), v.T("پرونده", "Case"), v.T("دستگاه", "Agency"),
		v.T("مهلت", "Deadline"), v.T("موعد کنونی", "Due now"), v.T("موعد تازه", "Due then"))
	dues, cases, marks, past := 0, map[samad.CaseID]bool{}, 0, 0
	now := v.h.Now()
	for m, err := range v.h.Desk.WithDeadlines(trial).RecalculateIn(ctx, v.h.Regime.Concerned(place), "", false) {
		if ctx.Err() != nil && v.r.Context().Err() == nil {
			t.Hint = v.T("پرونده‌ها بیش از آن‌اند که اکنون شمرده شوند؛ اینها تنها بخشی است.", "There are more cases than can be counted now: this is a part of them.")
			break
		}
		if err != nil {
			return t, "", err
		}
		if m.From.Equal(m.To) {
			marks++ // only warnings or escalations
			continue
		}
		dues++
		cases[m.Case] = true
		late := ""
		if m.From.After(now) && !m.To.After(now) {
			past++
			late = v.T("گذشته خواهد بود", "would be overdue")
		}
		if len(t.Rows) < shownMoves {
			office := ""
			if m.Agency != "" {
				office = v.agencyName(m.Agency)
			}
			t.add("/desk/cases/"+string(m.Case), isolated(m.Code.Format(string(v.lang))), office, stageName(m.Stage).In(v.lang), f.at(m.From), f.at(m.To))
			t.Rows[len(t.Rows)-1].Late = late
		}
	}
	count = v.T("هیچ مهلتی جابه‌جا نمی‌شود.", "No deadline moves.")
	if dues > 0 {
		count = v.T(f.N(dues)+" مهلت از "+f.N(len(cases))+" پرونده جابه‌جا می‌شود.", fmt.Sprintf("%d deadlines of %d cases move.", dues, len(cases)))
	}
	if marks > 0 {
		count += " " + v.T("زمان یادآوری یا ارجاع به مقام بالاتر در "+f.N(marks)+" مهلت دیگر هم جابه‌جا می‌شود.", fmt.Sprintf("Warnings or escalations of %d others move too.", marks))
	}
	if past > 0 {
		count += " " + v.T(f.N(past)+" مهلت گذشته خواهد بود.", fmt.Sprintf("%d would then be overdue.", past))
	}
	if dues > len(t.Rows) {
		t.Hint = v.T(f.N(len(t.Rows))+" مهلت نخست:", fmt.Sprintf("the first %d:", len(t.Rows)))
	}
	return t, count, nil
}

// tryClosure shows which deadlines a closure would move. Nothing is recorded.
func (h *handler) tryClosure(v *visit) error {
	if err := v.mayManageCalendar(); err != nil {
		return err
	}
	return h.showClosure(v, 200, v.r.URL.Query().Get, nil)
}

func (h *handler) showClosure(v *visit, status int, read func(string) string, wrong faults) error {
	page := closurePage{Before: true, Wrong: wrong, recordPage: recordPage{
		frame: v.frame(v.T("اعلام تعطیلی", "Declare a closure")), Back: link{v.T("تقویم", "Calendar"), "/desk/calendar"}, Action: "/desk/calendar",
	}}
	d, err := v.draft(read)
	if err == nil {
		trial, tryErr := h.Regime.Try(d)
		if err = tryErr; err == nil {
			var t recordTable
			if t, page.Lead, err = v.moves(v.T("مهلت‌هایی که جابه‌جا می‌شوند", "Deadlines that would move"), trial, d.Place); err != nil {
				return err
			}
			page.Tables = []recordTable{t}
			page.Facts = v.closureFacts(regime.Closure{Place: d.Place, From: d.From, To: cmp.Or(d.To, d.From), Until: d.Until, Except: d.Except})
			page.Forms = []form{v.declareForm(read)}
		}
	}
	if err != nil {
		more, err := v.roomFaults(err)
		if err != nil {
			return err
		}
		status, page.Wrong = 422, append(page.Wrong, more...)
	}
	page.Fields = v.closureFields(d.Place, read("from"))
	filled := form{Fields: page.Fields}
	filled.fill(read, page.Wrong)
	page.Forms = v.finish(page.Forms)
	for i := range page.Forms {
		for j := range page.Forms[i].Fields {
			page.Forms[i].Fields[j].Fault = page.Wrong.At(page.Forms[i].Fields[j].Name)
		}
	}
	return v.show(status, "closure", page)
}

// declareForm confirms what is shown: it carries it along.
func (v *visit) declareForm(read func(string) string) form {
	f := form{
		Step: "declare", Title: v.T("تأیید و اعلام", "Confirm and declare"), Button: v.T("تأیید و اعلام تعطیلی", "Confirm the closure"), Open: true,
		Hint: v.T("دلیل به هر متقاضی که مهلتش جابه‌جا شود گفته و با پست شما ثبت می‌شود.", "The reason is told to every petitioner whose deadline moves, and recorded with your post."),
		Fields: []field{
			{Name: "reason", Kind: "text", Label: v.T("دلیل", "Reason"), Required: true, Value: read("reason")},
			{Name: "law", Kind: "text", Label: v.T("شماره ابلاغ", "Number of the decree"), Value: read("law")},
		},
	}
	for _, name := range []string{"from", "to", "until", "place", "except"} {
		f.Fields = append(f.Fields, field{Name: name, Kind: "hidden", Value: read(name)})
	}
	return f
}

// closureFacts tell what a closure is.
func (v *visit) closureFacts(c regime.Closure) []said {
	f := v.frame("")
	out := []said{{v.T("روز", "Day"), v.days(c.From, c.To)}, {v.T("مکان", "Place"), v.placeName(c.Place)}}
	if c.Until > 0 {
		out = append(out, said{v.T("تعطیل از ساعت", "Closed from"), f.N(fmt.Sprintf("%02d:%02d", c.Until/60, c.Until%60))})
	}
	for _, a := range c.Except {
		out = append(out, said{v.T("به جز", "Except"), v.agencyName(a)})
	}
	if c.Reason != "" {
		out = append(out, said{v.T("دلیل", "Reason"), f.N(c.Reason)})
	}
	if c.Law != "" {
		out = append(out, said{v.T("شماره ابلاغ", "Decree"), f.N(c.Law)})
	}
	return out
}

// declareClosure records the closure and moves the deadlines.
func (h *handler) declareClosure(v *visit) error {
	if err := v.mayManageCalendar(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	d, err := v.draft(v.value)
	var one regime.Closure
	if err == nil {
		one, err = h.Regime.Declare(v.r.Context(), v.actor(), d)
	}
	if err != nil {
		wrong, err := v.roomFaults(err)
		if err != nil {
			return err
		}
		return h.showClosure(v, 422, v.value, wrong)
	}
	return v.moveNow(one.ID)
}

// moveNow moves what it can in the time of a page, and goes to the closure's.
func (v *visit) moveNow(id string) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), lookTime)
	defer cancel()
	if _, err := v.h.Regime.Move(ctx, v.h.Desk, id); err != nil {
		// It is declared; the program that watches deadlines finishes it.
		v.h.Logger.WarnContext(v.r.Context(), "not all deadlines were moved", "request_id", v.h.RequestID(v.r.Context()), "closure", id, "error", err.Error())
	}
	v.redirect("/desk/calendar/" + url.PathEscape(id) + "?done=yes")
	return nil
}

// closure shows a declared closure and what its end would move.
func (h *handler) closure(v *visit) error {
	if err := v.mayManageCalendar(); err != nil {
		return err
	}
	return h.closurePage(v, 200, nil)
}

func (h *handler) closurePage(v *visit, status int, wrong faults) error {
	c, err := h.Regime.Closure(v.r.PathValue("id"))
	if err != nil {
		return errNoPage
	}
	f := v.frame(v.T("تعطیلی ", "Closure of ") + v.days(c.From, c.To))
	page := closurePage{Wrong: wrong, recordPage: recordPage{
		frame: f, Back: link{v.T("تقویم", "Calendar"), "/desk/calendar"}, Action: "/desk/calendar/" + url.PathEscape(c.ID),
		Tags: []string{v.closureState(c)}, Facts: v.closureFacts(c),
	}}
	if v.r.URL.Query().Get("done") != "" {
		page.Notice = v.T("ثبت شد.", "Recorded.")
	}
	page.Facts = append(page.Facts, said{v.T("اعلام", "Declared"), f.at(c.Declared) + v.T("، ", ", ") + c.By.Post.In(v.lang)},
		said{v.T("مهلت جابه‌جاشده", "Deadlines moved"), f.N(c.Moved)})
	if !c.InForce() {
		page.Facts = append(page.Facts, said{v.T("لغو", "Revoked"), f.at(c.Revoked) + v.T("، ", ", ") + c.RevokedBy.Post.In(v.lang)},
			said{v.T("دلیل لغو", "Why"), f.N(c.Why)})
	}
	if c.Settled.IsZero() {
		page.Facts = append(page.Facts, said{v.T("وارسی", "Check"), v.T("برنامه پایش مهلت‌ها پرونده‌ها را یک بار دیگر وارسی می‌کند.", "The program that watches deadlines goes through the cases once more.")})
	}
	if c.InForce() && !h.today().After(c.To) {
		trial, err := h.Regime.TryRevoke(c.ID)
		if err != nil {
			return err
		}
		t, count, err := v.moves(v.T("اگر لغو شود، این مهلت‌ها برمی‌گردند", "If it is revoked, these deadlines move back"), trial, c.Place)
		if err != nil {
			return err
		}
		page.Lead, page.Tables = count, []recordTable{t}
		page.Lead = v.T("با لغو آن: ", "Revoking it: ") + count
		revoke := v.reasonForm("revoke", v.T("لغو تعطیلی", "Revoke"), v.T("دلیل", "Reason"))
		revoke.Danger, revoke.Open = true, len(wrong) > 0
		if len(wrong) > 0 {
			revoke.fill(v.value, wrong)
		}
		page.Forms = v.finish([]form{revoke})
	}
	return v.show(status, "closure", page)
}

// revokeClosure takes a closure back.
func (h *handler) revokeClosure(v *visit) error {
	if err := v.mayManageCalendar(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	one, err := h.Regime.Revoke(v.r.Context(), v.actor(), v.r.PathValue("id"), v.value("reason"))
	switch {
	case errors.Is(err, regime.ErrPast):
		return h.closurePage(v, 422, faults{{Field: "reason", Text: v.T("روزهایش گذشته است؛ دستگاه‌ها تعطیل بوده‌اند.", "Its days are over: the offices were closed.")}})
	case errors.Is(err, samad.ErrInvalid):
		wrong, err := v.roomFaults(err)
		if err != nil {
			return err
		}
		return h.closurePage(v, 422, wrong)
	case err != nil:
		return err
	}
	return v.moveNow(one.ID)
}

// isolated keeps the groups of a code in their order where it stands as plain text
// in a Persian line.
func isolated(code string) string { return "\u2066" + code + "\u2069" }

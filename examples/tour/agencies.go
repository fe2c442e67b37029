package main

import (
	"context"
	"fmt"
)

// give lets the responsible agency's head answer.
func (t *tour) give(ctx context.Context, m *matter, final bool) error {
	text := fmt.Sprintf("درخواست شماره %s بررسی شد؛ پاسخ %d.", m.sample.ID, len(m.sent)+1)
	body := map[string]any{
		"explanation": text, "done": "بازدید و بررسی پرونده انجام شد.", "basis": "ماده ۲۵ قانون مدیریت خدمات کشوری",
		"outcome": "done", "without_visit": true, "final": final,
	}
	if !final {
		body["outcome"], body["next"] = "needs_time", "تا ده روز دیگر پاسخ نهایی داده می‌شود."
	}
	if _, err := t.client.take(ctx, m, m.agency, "answer", "answered", body); err != nil {
		return err
	}
	m.sent = append(m.sent, answer{final: final, explanation: text, episode: m.episode()})
	if final {
		m.late = append(m.late, lateness{due: m.due, at: t.server.now()})
	}
	return nil
}

// episode counts the objections.
func (m *matter) episode() int {
	n := 1
	for _, a := range m.sent {
		if a.final {
			n++
		}
	}
	return n
}

// begin is the first day at the agencies: what is answered at once, and what
// is begun.
func (t *tour) begin(ctx context.Context, m *matter) error {
	if m.agency == "" {
		return nil
	}
	switch m.plan {
	case answeredThenSilence, answeredThenConfirm, answeredThenRated, answeredThenObjected:
		return t.give(ctx, m, true)
	case workedOn:
		return t.work(ctx, m)
	case returnedAsNotOurs:
		return t.giveBack(ctx, m)
	case askedByAgency:
		_, err := t.client.take(ctx, m, m.agency, "ask", "asked", map[string]any{"question": "شماره پرونده شما در این اداره چیست؟"})
		return err
	case extended:
		d, err := t.client.take(ctx, m, m.agency, "extend", "extended", map[string]any{"by": "5d", "reason": "در انتظار پاسخ استعلام"})
		m.due = d.Due
		return err
	case withdrawn:
		return t.withdraw(ctx, m)
	default: // nothing yet
		return nil
	}
}

// work assigns the case, reports a step and answers for now.
func (t *tour) work(ctx context.Context, m *matter) error {
	if _, err := t.client.take(ctx, m, m.agency, "assign", "assigned", map[string]any{"expert": m.agency}); err != nil {
		return err
	}
	if _, err := t.client.take(ctx, m, m.agency, "action", "action_reported", map[string]any{"text": "گروه بازرسی به محل رفت."}); err != nil {
		return err
	}
	return t.give(ctx, m, false)
}

// giveBack returns a case as not ours and proposes another agency, which gets
// it by the rules or by the operator's decision. The time used stays used.
func (t *tour) giveBack(ctx context.Context, m *matter) error {
	other, first, due := "isf.ostandari", m.agency, m.due
	if first == other {
		other = "isf.tamin"
	}
	d, err := t.client.take(ctx, m, first, "return", "returned", map[string]any{
		"reason": "not_ours", "propose": other, "text": "این موضوع در صلاحیت ما نیست.",
	})
	if err != nil {
		return err
	}
	if d.State == "received" {
		if err := t.accept(ctx, m, map[string]any{"agency": other, "reason": "به پیشنهاد دستگاه پیشین"}); err != nil {
			return err
		}
	} else if err := t.referred(m, d); err != nil {
		return err
	}
	if m.agency != other {
		t.findings.add(m, fmt.Sprintf("returned by %s for %s, now with %s", first, other, m.agency))
	}
	if !m.due.Equal(due) {
		t.findings.add(m, fmt.Sprintf("a return moved the deadline from %s to %s", due, m.due))
	}
	return nil
}

// respond is what petitioners do with the first answers.
func (t *tour) respond(ctx context.Context, m *matter) error {
	if m.agency == "" || m.ended != "" || len(m.sent) == 0 {
		return nil
	}
	switch m.plan {
	case answeredThenConfirm:
		return t.confirm(ctx, m)
	case answeredThenRated:
		return t.rate(ctx, m)
	case answeredThenObjected:
		return t.object(ctx, m)
	default:
		return nil
	}
}

// finish is a later day, still in time: what was begun is answered.
func (t *tour) finish(ctx context.Context, m *matter) error {
	switch {
	case m.agency == "" || m.ended != "":
		return nil
	case m.plan == askedByAgency:
		if err := t.inform(ctx, m); err != nil {
			return err
		}
		d, err := t.client.read(ctx, m.agency, m.id)
		if err != nil {
			return err
		}
		m.due = d.Due // moved on by the time that the petitioner took
	case m.plan != workedOn && m.plan != returnedAsNotOurs && m.plan != extended && m.plan != answeredThenObjected:
		return nil
	}
	return t.give(ctx, m, true)
}

// afterDeadline lets those answer who are late, after some steps of the
// ladder.
func (t *tour) afterDeadline(which plan, escalated int) func(context.Context, *matter) error {
	return func(ctx context.Context, m *matter) error {
		if m.agency == "" || m.ended != "" || m.plan != which {
			return nil
		}
		if err := t.give(ctx, m, true); err != nil {
			return err
		}
		m.late[len(m.late)-1].escalated = escalated
		return nil
	}
}

package oversight

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Consequence issues the letter that follows on a visit: a notice, a warning
// letter when a letter of the last year is in force, and a report to the
// governor after that. It rests on that visit alone, once; it waits for the
// manager's reply or for the end of the time to reply.
func (o *Office) Consequence(ctx context.Context, actor samad.Actor, visit string) (Letter, error) {
	var out Letter
	_, err := o.changeVisit(ctx, actor, IssueLetter, visit, func(w *write, d *ledger.Draft[Visit]) error {
		v := d.State
		switch {
		case v.State != VisitReported || !v.breach():
			return fmt.Errorf("oversight: a letter on visit %s, which is %s: %w", visit, v.State, ErrGround)
		case v.Replied.IsZero() && !w.now.After(v.ReplyDue):
			return &StateError{Step: "issue a letter on", State: string(v.State), Reason: "the manager may still reply"}
		}
		post, err := edit(ctx, o, o.books.posts, v.Post)
		if err != nil {
			return err
		}
		step := nextStep(o.inForce(post.State, w.now))
		subject, body := o.visitLetter(step, post.State, v)
		letter, err := o.issue(ctx, w, letterIssued{
			Step: step, Agency: v.Agency, Place: v.Place, Post: v.Post, Ground: d.Ref(), Subject: subject, Body: body,
		}, samad.RoleAgencyHead)
		if err != nil {
			return err
		}
		if err := add(w, d, &visitSettled{Letter: letter.State.ID}); err != nil {
			return err
		}
		keep(w, post)
		out = letter.State
		return add(w, post, &postWritten{Letter: letter.State.ID, Step: step})
	})
	return out, err
}

// inForce counts the letters of a post that count for the next step.
func (o *Office) inForce(p Post, now time.Time) int {
	n, window := 0, o.at(p.Place, now).LadderWindow
	for _, s := range p.Steps {
		if !s.Withdrawn && now.Sub(s.At) <= window {
			n++
		}
	}
	return n
}

// changeLetter takes a step on a letter.
func (o *Office) changeLetter(ctx context.Context, actor samad.Actor, action Action, id string, step func(w *write, d *ledger.Draft[Letter]) error) (Letter, error) {
	return change(ctx, o, o.books.letters, id, actor, action, ReadLetters,
		func(l Letter) Subject { return o.subject(l.Agency, l.Place) }, step)
}

// Acknowledge says that the office has the letter.
func (o *Office) Acknowledge(ctx context.Context, actor samad.Actor, letter string) (Letter, error) {
	return o.changeLetter(ctx, actor, Acknowledge, letter, func(w *write, d *ledger.Draft[Letter]) error {
		if d.State.State != LetterIssued {
			return &StateError{Step: "acknowledge", State: string(d.State.State)}
		}
		due, err := o.workingDays(d.State.Agency, d.State.Place, w.now, o.at(d.State.Place, w.now).AppealDays)
		if err != nil {
			return err
		}
		return add(w, d, &letterAcknowledged{AppealDue: due})
	})
}

// withdrawn reports whether there is such a letter and an appeal against it was
// granted: then what it was about counts for nothing.
func (o *Office) withdrawn(ctx context.Context, letter string) (bool, error) {
	if letter == "" {
		return false, nil
	}
	l, err := read(ctx, o, o.books.letters, letter)
	return l.State == LetterWithdrawn, err
}

// Appeal asks for an acknowledged letter to be withdrawn.
func (o *Office) Appeal(ctx context.Context, actor samad.Actor, letter, text string) (Letter, error) {
	var f faults
	f.text("/text", text)
	if err := f.err(); err != nil {
		return Letter{}, err
	}
	return o.changeLetter(ctx, actor, Appeal, letter, func(w *write, d *ledger.Draft[Letter]) error {
		switch {
		case d.State.State != LetterAcknowledged:
			return &StateError{Step: "appeal against", State: string(d.State.State)}
		case w.now.After(d.State.AppealDue):
			return fmt.Errorf("oversight: appeal against letter %s: %w", letter, samad.ErrTooLate)
		}
		return add(w, d, &letterAppealed{Text: text})
	})
}

// DecideAppeal upholds or withdraws a letter. Whoever issued it cannot decide.
// A letter that is withdrawn counts for nothing on the ladder.
func (o *Office) DecideAppeal(ctx context.Context, actor samad.Actor, letter string, withdraw bool, reason string) (Letter, error) {
	var f faults
	f.text("/reason", reason)
	if err := f.err(); err != nil {
		return Letter{}, err
	}
	return o.changeLetter(ctx, actor, DecideAppeal, letter, func(w *write, d *ledger.Draft[Letter]) error {
		switch {
		case d.State.State != LetterAppealed:
			return &StateError{Step: "decide on", State: string(d.State.State)}
		case actor.ID == d.State.By.ID:
			return &StateError{Step: "decide on", State: string(d.State.State), Reason: "whoever issued a letter does not decide on the appeal"}
		}
		if err := add(w, d, &letterDecided{Withdrawn: withdraw, Reason: reason}); err != nil {
			return err
		}
		m, err := w.officeMessage(d.State.Agency, samad.RoleAgencyHead, samad.Text{
			Fa: "درباره اعتراض شما به نامه شماره " + d.State.Number() + " تصمیم گرفته شد.",
			En: "your appeal against letter " + letter + " was decided",
		})
		if err != nil {
			return err
		}
		d.Send(m)
		if !withdraw || d.State.Post == "" {
			return nil
		}
		post, err := edit(ctx, o, o.books.posts, d.State.Post)
		if err != nil {
			return err
		}
		keep(w, post)
		return add(w, post, &postLetterGone{Letter: letter})
	})
}

// Letter returns a letter.
func (o *Office) Letter(ctx context.Context, actor samad.Actor, id string) (Letter, error) {
	l, err := read(ctx, o, o.books.letters, id)
	if err != nil {
		return Letter{}, err
	}
	_, err = allow(actor, ReadLetters, "", o.subject(l.Agency, l.Place), o.books.letters.Ref(id))
	if err != nil {
		return Letter{}, err
	}
	return l, nil
}

// Letters returns one page of the letters that the actor may see, the newest
// first. Keys are "step", "post" and "ground".
func (o *Office) Letters(ctx context.Context, actor samad.Actor, q ListQuery) ([]Letter, string, error) {
	return list(ctx, o, o.books.letters, actor, ReadLetters, q)
}

package oversight

import (
	"context"
	"fmt"
	"slices"
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
	n := 0
	for _, s := range p.Steps {
		if !s.Withdrawn && now.Sub(s.At) <= o.settings.LadderWindow {
			n++
		}
	}
	return n
}

// changeLetter takes a step on a letter.
func (o *Office) changeLetter(ctx context.Context, actor samad.Actor, action Action, id string, step func(w *write, d *ledger.Draft[Letter]) error) (Letter, error) {
	var out Letter
	err := retry("change letter "+id, func() error {
		d, err := edit(ctx, o, o.books.letters, id)
		if err != nil {
			return err
		}
		role, err := allow(actor, action, ReadLetters, o.subject(d.State.Agency, d.State.Place), d.Ref())
		if err != nil {
			return err
		}
		w := o.begin(actor, role)
		keep(w, d)
		if err := step(w, d); err != nil {
			return err
		}
		out = d.State
		return w.apply(ctx)
	})
	return out, err
}

// Acknowledge says that the office has the letter.
func (o *Office) Acknowledge(ctx context.Context, actor samad.Actor, letter string) (Letter, error) {
	return o.changeLetter(ctx, actor, Acknowledge, letter, func(w *write, d *ledger.Draft[Letter]) error {
		if d.State.State != LetterIssued {
			return &StateError{Step: "acknowledge", State: string(d.State.State)}
		}
		due, err := o.workingDays(d.State.Agency, d.State.Place, w.now, o.settings.AppealDays)
		if err != nil {
			return err
		}
		return add(w, d, &letterAcknowledged{AppealDue: due})
	})
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

// ListQuery selects records of one kind that belong to agencies. Zero fields
// do not restrict.
type ListQuery struct {
	States   []string
	Agency   samad.AgencyID
	Place    samad.PlaceID
	Keys     []ledger.Key
	From, To time.Time // a half-open span of what the record is about
	Cursor   string
	Limit    int // 1 to 1000; 0 means 50
}

// Letters returns one page of the letters that the actor may see, the newest
// first. Keys are "step", "post" and "ground".
func (o *Office) Letters(ctx context.Context, actor samad.Actor, q ListQuery) ([]Letter, string, error) {
	return list(ctx, o, o.books.letters, actor, ReadLetters, q)
}

// list gives a page of records within the actor's reach: the place, or the
// agency's subtree.
func list[S any](ctx context.Context, o *Office, book *ledger.Book[S], actor samad.Actor, action Action, q ListQuery) ([]S, string, error) {
	query := ledger.Query{States: q.States, Place: q.Place, Keys: q.Keys, From: q.From, To: q.To, Cursor: q.Cursor, Limit: q.Limit}
	var within bool
	if query.Place, within = narrow(actor.Place, query.Place); !within {
		return nil, "", nil
	}
	if !May(actor, action, Subject{Place: actor.Place}) {
		if !May(actor, action, o.subject(actor.Agency, actor.Place)) {
			return nil, "", &ForbiddenError{Action: action, Roles: slices.Clone(actor.Roles)}
		}
		if query.Agencies = o.directory.AgencySubtree(actor.Agency, o.day(o.now())); len(query.Agencies) == 0 {
			query.Agencies = []samad.AgencyID{actor.Agency}
		}
	}
	if q.Agency != "" {
		if len(query.Agencies) > 0 && !slices.Contains(query.Agencies, q.Agency) {
			return nil, "", nil
		}
		query.Agencies = []samad.AgencyID{q.Agency}
	}
	return book.List(ctx, o.ledger, query)
}

// narrow returns the smaller of the place that an actor is limited to and the
// one that is asked for, or false when they have nothing in common.
func narrow(limit, asked samad.PlaceID) (samad.PlaceID, bool) {
	switch {
	case asked.Under(limit):
		return asked, true
	case limit.Under(asked):
		return limit, true
	default:
		return "", false
	}
}

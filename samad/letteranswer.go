package samad

import (
	"cmp"
	"context"
	"fmt"
)

// Letters says which agencies answer by letter, because nobody there works in
// Samad yet. samad/connection implements it. It must be safe for concurrent use.
type Letters interface {
	// ByLetter reports whether the agency's cases at the place go out as
	// letters.
	ByLetter(ctx context.Context, agency AgencyID, place PlaceID) (bool, error)
}

// ByLetter reports whether the case is with an agency that answers by letter;
// false without Config.Letters, and while no agency is responsible.
func (d *Desk) ByLetter(ctx context.Context, c Case) (bool, error) {
	if d.letters == nil || c.Agency == "" {
		return false, nil
	}
	by, err := d.letters.ByLetter(ctx, c.Agency, cmp.Or(c.Place, c.Province))
	if err != nil {
		return false, fmt.Errorf("samad: does %s answer by letter: %w", c.Agency, err)
	}
	return by, nil
}

// LetterAnswerRequest is what an agency answered on paper.
type LetterAnswerRequest struct {
	AnswerRequest // its Attachments hold the scanned letter and are required
	// Letter is the number and day of the letter, as written on it.
	Letter string
}

// AnswerByLetter enters the answer of an agency that is not connected, with its
// letter attached. The answer is the agency's: it goes out as by [Desk.Answer],
// without anybody's approval, for the letter is signed. It fails with a
// [*ForbiddenError] for an agency that works in Samad (see Config.Letters).
func (d *Desk) AnswerByLetter(ctx context.Context, actor Actor, r LetterAnswerRequest) (Case, error) {
	return d.do(ctx, actor, AnswerByLetter, r.Ref, func(s *step) error {
		byLetter, err := d.ByLetter(s.ctx, s.c)
		if err != nil {
			return err
		}
		if !byLetter {
			return &ForbiddenError{Action: AnswerByLetter, Roles: []Role{s.stamp.Role}}
		}
		if err := d.checkLetterAnswer(r); err != nil {
			return err
		}
		attached, record, err := s.attach(r.Attachments)
		if err != nil {
			return err
		}
		err = s.emit(&AnsweredCase{
			Attached: attached, Agency: s.c.Agency, Outcome: r.Outcome, WithoutVisit: r.WithoutVisit, Final: r.Final, Letter: r.Letter,
		}, append(answerValues(r.AnswerText), record)...)
		if err != nil {
			return err
		}
		return s.answered(r.AnswerText, r.Final)
	})
}

func (d *Desk) checkLetterAnswer(r LetterAnswerRequest) error {
	f := d.answerFaults(r.AnswerRequest)
	f.required("/letter", r.Letter, maxFlag)
	if len(r.Attachments) == 0 {
		f.add("/attachments", "required", "تصویر نامه دستگاه را پیوست کنید.", "attach the agency's letter")
	}
	return f.err()
}

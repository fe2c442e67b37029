package samad_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// onPaper are the agencies that answer by letter, at one place.
type onPaper struct {
	agency samad.AgencyID
	place  samad.PlaceID
	err    error
}

func (p onPaper) ByLetter(_ context.Context, agency samad.AgencyID, place samad.PlaceID) (bool, error) {
	return p.err == nil && agency == p.agency && place == p.place, p.err
}

func (f *fixture) letterAnswer(id samad.CaseID) samad.LetterAnswerRequest {
	r := samad.LetterAnswerRequest{AnswerRequest: answer(id), Letter: "۱۲/۳۴۵ مورخ ۱۴۰۵/۰۹/۰۱"}
	r.Attachments = []string{f.upload("letter.pdf", pdfFile).Token}
	return r
}

// TestAnswerByLetter: the centre's operator enters what an agency that is not
// connected wrote, and the answer is the agency's.
func TestAnswerByLetter(t *testing.T) {
	t.Parallel()
	f, _ := withBlobs(t, func(c *samad.Config) { c.Letters = onPaper{agency: "isf.tamin", place: "1014"} })
	_, c := f.referred()
	d, err := f.desk.Dossier(f.ctx, operator, c.ID)
	require.NoError(t, err)
	require.Contains(t, d.May, samad.AnswerByLetter)

	empty := f.letterAnswer(c.ID)
	empty.Attachments, empty.Letter = nil, ""
	_, err = f.desk.AnswerByLetter(f.ctx, operator, empty)
	var invalid *samad.InvalidError
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Faults, 2)
	assert.Equal(t, "/letter", invalid.Faults[0].Field)
	assert.Equal(t, "/attachments", invalid.Faults[1].Field)
	for _, actor := range []samad.Actor{head, expert, oversight, governor, admin, stranger} {
		_, err := f.desk.AnswerByLetter(f.ctx, actor, f.letterAnswer(c.ID))
		require.Error(t, err, actor.ID)
		require.True(t, errors.Is(err, samad.ErrForbidden) || errors.Is(err, samad.ErrNotFound), actor.ID)
	}

	interim := f.letterAnswer(c.ID)
	interim.Final, interim.Outcome = false, samad.NeedsTime
	c, err = f.desk.AnswerByLetter(f.ctx, operator, interim)
	require.NoError(t, err)
	require.Equal(t, samad.InProgress, c.State)
	c, err = f.desk.AnswerByLetter(f.ctx, supervisor, f.letterAnswer(c.ID))
	require.NoError(t, err)
	require.Equal(t, samad.Answered, c.State)
	d, err = f.desk.Dossier(f.ctx, operator, c.ID)
	require.NoError(t, err)
	require.NotContains(t, d.May, samad.AnswerByLetter)
	var last *samad.AnsweredCase
	for _, e := range d.Events {
		p, err := e.Payload()
		require.NoError(t, err)
		if a, ok := p.(*samad.AnsweredCase); ok {
			last = a
			require.Len(t, d.Attachments[e.Seq], 1)
			require.Contains(t, []samad.Role{samad.RoleOperator, samad.RoleSupervisor}, e.Actor.Role, "whoever entered it is in the history")
		}
	}
	require.NotNil(t, last)
	assert.Equal(t, samad.AgencyID("isf.tamin"), last.Agency)
	assert.Equal(t, "۱۲/۳۴۵ مورخ ۱۴۰۵/۰۹/۰۱", last.Letter)
}

// TestNoAnswerByLetterForOthers: not of an agency that works in Samad, nor in
// another county, nor where nobody says who does not.
func TestNoAnswerByLetterForOthers(t *testing.T) {
	t.Parallel()
	broken := errors.New("no store")
	for name, letters := range map[string]samad.Letters{
		"nobody says": nil, "another agency": onPaper{agency: "isf.water", place: "1014"},
		"another county": onPaper{agency: "isf.tamin", place: "1010"}, "broken": onPaper{err: broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, _ := withBlobs(t, func(c *samad.Config) { c.Letters = letters })
			_, c := f.referred()
			_, err := f.desk.AnswerByLetter(f.ctx, operator, f.letterAnswer(c.ID))
			d, dossier := f.desk.Dossier(f.ctx, operator, c.ID)
			if name == "broken" {
				require.ErrorIs(t, err, broken)
				require.ErrorIs(t, dossier, broken)
				return
			}
			require.ErrorIs(t, err, samad.ErrForbidden)
			require.NoError(t, dossier)
			require.NotContains(t, d.May, samad.AnswerByLetter)
		})
	}
}

package oversight

import (
	"context"

	"github.com/samad111/go-samad/samad"
)

// LowSurveys returns one page of the answered surveys whose mean is at most
// Settings.LowScore, the newest first, for whoever may read comments: each is a
// ground for an action for improvement ([Office.OpenImprovement]). A page may
// hold fewer than the limit, even none, while the cursor goes on.
//
// Agencies do not get them: they see scores in groups ([Office.Scores]), so that
// nobody who answers plainly can be picked out.
func (o *Office) LowSurveys(ctx context.Context, actor samad.Actor, q ListQuery) ([]Survey, string, error) {
	q.States = []string{string(SurveyAnswered)}
	all, next, err := list(ctx, o, o.books.surveys, actor, ReadComments, q)
	if err != nil {
		return nil, "", err
	}
	low := all[:0]
	for _, s := range all {
		if s.Mean() <= o.at(s.Place, s.Answered).LowScore {
			low = append(low, s.plain())
		}
	}
	return low, next, nil
}

// Survey returns a survey for whoever may read comments; the comment itself is
// read by [Office.Comment].
func (o *Office) Survey(ctx context.Context, actor samad.Actor, id string) (Survey, error) {
	s, err := read(ctx, o, o.books.surveys, id)
	if err != nil {
		return Survey{}, err
	}
	if _, err := allow(actor, ReadComments, "", o.subject(s.Agency, s.Place), o.books.surveys.Ref(id)); err != nil {
		return Survey{}, err
	}
	return s.plain(), nil
}

// plain leaves out what is sealed and what would answer in the petitioner's
// name.
func (s Survey) plain() Survey {
	s.Comment, s.Token = nil, ""
	return s
}

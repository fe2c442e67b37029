package oversight

import (
	"context"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// AddPapers puts uploaded files to an item of a session's agenda, until the
// minutes are closed. The tokens are those of samad.Desk.Upload.
func (o *Office) AddPapers(ctx context.Context, actor samad.Actor, session string, item int, tokens []string) (Session, error) {
	var out Session
	if err := somePapers(tokens); err != nil {
		return out, err
	}
	return out, o.withFiles(ctx, tokens, func(file func(w *write, of ledger.Ref) ([]Evidence, error)) (err error) {
		out, err = o.changeSession(ctx, actor, session, func(w *write, d *ledger.Draft[Session]) error {
			var f faults
			f.check(item >= 1 && item <= len(d.State.Agenda), "/item", "دستور را از فهرست برگزینید.", "choose an item of the agenda")
			if err := f.err(); err != nil {
				return err
			}
			papers, err := file(w, d.Ref())
			if err != nil {
				return err
			}
			return add(w, d, &papersAdded{Item: item, Papers: papers})
		})
		return err
	})
}

func somePapers(tokens []string) error {
	var f faults
	if len(tokens) == 0 {
		f.add("/attachments", "required", "فایلی برگزینید.", "choose a file")
	}
	return f.err()
}

// papersAdded puts papers to an item of a session.
type papersAdded struct {
	Item   int        `json:"item"`
	Papers []Evidence `json:"papers"`
}

func (*papersAdded) EventType() string { return "papers_added" }

func (p *papersAdded) Apply(s *Session, _ ledger.Event) error {
	if s.State == SessionClosed || p.Item < 1 || p.Item > len(s.Agenda) {
		return wrongState("add papers to", s.State)
	}
	agenda := append([]AgendaItem(nil), s.Agenda...)
	one := &agenda[p.Item-1]
	one.Papers = append(append([]Evidence(nil), one.Papers...), p.Papers...)
	s.Agenda = agenda
	return nil
}

// AddDemandPapers puts uploaded files to an open demand: letters of oversight,
// what the agency brings for its answer.
func (o *Office) AddDemandPapers(ctx context.Context, actor samad.Actor, id string, tokens []string) (Demand, error) {
	var out Demand
	if err := somePapers(tokens); err != nil {
		return out, err
	}
	d, err := o.Demand(ctx, actor, id)
	if err != nil {
		return out, err
	}
	action := OpenDemand
	if !May(actor, OpenDemand, o.subject(d.Agency, d.Place)) {
		action = AnswerDemand
	}
	return out, o.withFiles(ctx, tokens, func(file func(w *write, of ledger.Ref) ([]Evidence, error)) (err error) {
		out, err = o.changeDemand(ctx, actor, action, id, func(w *write, d *ledger.Draft[Demand]) error {
			papers, err := file(w, d.Ref())
			if err != nil {
				return err
			}
			return add(w, d, &demandPapers{Papers: papers})
		})
		return err
	})
}

// demandPapers puts papers to a demand.
type demandPapers struct {
	Papers []Evidence `json:"papers"`
}

func (*demandPapers) EventType() string { return "papers_added" }

func (p *demandPapers) Apply(s *Demand, e ledger.Event) error {
	if !s.open() {
		return wrongState("add papers to", s.State)
	}
	s.Steps = append(append([]DemandStep(nil), s.Steps...), DemandStep{At: e.At, By: e.Actor, Kind: "papers", Papers: p.Papers})
	return nil
}

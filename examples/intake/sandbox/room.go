package sandbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/samad/training"
)

// office is the room of oversight at an instant.
func (s Stage) office(now time.Time) (*oversight.Office, error) {
	config := s.Oversight
	config.Now = func() time.Time { return now }
	office, err := oversight.NewOffice(config)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return office, nil
}

// appeal makes an absence, the letter that followed, and the manager's appeal
// against it.
func (s Stage) appeal(ctx context.Context, trainee samad.Actor) ([]ledger.Ref, error) {
	refs, err := s.visit(ctx, trainee, true)
	if err != nil {
		return nil, err
	}
	office, err := s.office(s.Desk.Now())
	if err != nil {
		return nil, err
	}
	head := s.actor(samad.RoleAgencyHead, visited, "")
	letter, err := office.Consequence(ctx, s.overseer(), refs[0].ID)
	if err == nil {
		_, err = office.Acknowledge(ctx, head, letter.ID)
	}
	if err == nil {
		_, err = office.Appeal(ctx, head, letter.ID, "در آن ساعت برای بازدید از محل یک پرونده با مردم بیرون رفته بودم.")
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return append([]ledger.Ref{{Kind: "letter", ID: letter.ID}}, refs...), nil
}

// demand makes a demand on the trainee's agency, on the ground of a case whose
// deadline has passed.
func (s Stage) demand(ctx context.Context, trainee samad.Actor, scene training.Scene) ([]ledger.Ref, error) {
	refs, err := s.cases(ctx, trainee, scene)
	if err != nil {
		return nil, err
	}
	office, err := s.office(s.Desk.Now())
	if err != nil {
		return nil, err
	}
	d, err := office.OpenDemand(ctx, s.overseer(), oversight.NewDemand{
		Agency: trainee.Agency, Place: s.Province, Cases: []samad.CaseID{samad.CaseID(refs[0].ID)},
		Text: samad.Text{Fa: "مهلت این پرونده گذشته است. بنویسید چه شد و تا کی انجام می‌شود.", En: "The deadline of this case has passed. Say what became of it and by when it is done."},
	})
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return append([]ledger.Ref{{Kind: "demand", ID: d.ID}}, refs...), nil
}

// session makes a commission of three with the trainee among its members, and a
// session with the scene's case on its agenda; with held the session is over,
// and one resolution was made.
func (s Stage) session(ctx context.Context, trainee samad.Actor, scene training.Scene, held bool) ([]ledger.Ref, error) {
	refs, err := s.cases(ctx, trainee, scene)
	if err != nil {
		return nil, err
	}
	id, err := ledger.NewID(s.Desk.Now(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	now := s.Desk.Now()
	office, err := s.office(now.Add(-time.Hour))
	if err != nil {
		return nil, err
	}
	secretary := s.actor(samad.RoleCommissionSecretary, s.Centre, s.Province)
	members := []oversight.Member{
		{Account: trainee.ID, Agency: trainee.Agency, Post: trainee.Post},
		{Account: "TRAINING-chair", Agency: s.Centre, Post: samad.Text{Fa: "رئیس نمونه", En: "Sample chair"}, Chair: true},
		{Account: "TRAINING-member", Agency: visited, Post: samad.Text{Fa: "عضو نمونه", En: "Sample member"}},
	}
	const quorum = 2
	c, err := office.KeepCommission(ctx, s.overseer(), oversight.Commission{
		ID: "training/" + id, Kind: "training", Name: samad.Text{Fa: "کمیسیون نمونه برای آموزش", En: "Sample commission"},
		Place: s.Province, Members: members, Quorum: quorum,
	})
	var meets oversight.Session
	if err == nil {
		meets, err = office.CallSession(ctx, secretary, c.ID, now.Add(-time.Minute), "سالن نمونه")
	}
	if err == nil {
		_, err = office.AddItem(ctx, secretary, meets.ID, oversight.AgendaItem{
			Title: "پرونده نمونه", Cases: []samad.CaseID{samad.CaseID(refs[0].ID)},
		})
	}
	if err == nil && held {
		err = s.hold(ctx, meets.ID, secretary, members[1:], samad.CaseID(refs[0].ID))
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return append([]ledger.Ref{{Kind: "session", ID: meets.ID}}, refs...), nil
}

// hold has a session make a resolution for the agency that the rules name, and
// closes it.
func (s Stage) hold(ctx context.Context, session string, secretary samad.Actor, there []oversight.Member, about samad.CaseID) error {
	office, err := s.office(s.Desk.Now())
	if err != nil {
		return err
	}
	right, err := s.rightOf(ctx, about)
	if err != nil {
		return err
	}
	a := oversight.Attendance{President: there[0].Account}
	for _, m := range there {
		a.Present = append(a.Present, m.Account)
	}
	if _, err := office.OpenSession(ctx, secretary, session, a); err != nil {
		return err
	}
	if _, err := office.Resolve(ctx, secretary, session, oversight.NewResolution{
		Item: 1, Agency: right, Text: "تا ده روز بازدید شود و آنچه انجام شد گزارش شود.", Public: "کمیسیون خواسته است که تا ده روز بازدید شود.",
	}); err != nil {
		return err
	}
	_, err = office.CloseSession(ctx, secretary, session)
	return err
}

// resolved is the agency that must carry out the first resolution of a session.
func (s Stage) resolved(ctx context.Context, session string) ([]string, error) {
	office, err := s.office(s.Desk.Now())
	if err != nil {
		return nil, err
	}
	held, err := office.Session(ctx, s.overseer(), session)
	if err != nil || len(held.Resolutions) == 0 {
		return nil, err
	}
	r, err := office.Resolution(ctx, s.overseer(), held.Resolutions[0])
	return []string{string(r.Agency)}, err
}

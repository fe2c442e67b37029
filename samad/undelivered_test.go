package samad_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

func TestParseEmail(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" Zahra.K+samad@Example.IR ": "Zahra.K+samad@example.ir",
		"a-b@mail-1.example.co.ir":   "a-b@mail-1.example.co.ir",
		"":                           "", "zahra": "", "@example.ir": "", "zahra@": "", "zahra@localhost": "",
		"za hra@example.ir": "", "زهرا@example.ir": "", ".z@example.ir": "", "z..k@example.ir": "", "z@-example.ir": "",
		"z@example.ir\r\nBcc: x@y.ir": "", `"z"@example.ir`: "", "a@b@example.ir": "",
	} {
		got, err := samad.ParseEmail(in)
		assert.Equal(t, want, got, in)
		assert.Equal(t, want == "", errors.Is(err, samad.ErrInvalid), in)
	}
}

// TestContact: messages go the way that the petitioner chose.
func TestContact(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, row := range []struct {
		name          string
		mobile, email string
		contact       samad.Carrier
		by            samad.Carrier
		to            string
	}{
		{"by SMS where there is a number", "09130001234", "z@example.ir", "", samad.BySMS, "+989130001234"},
		{"by mail on request", "09130001234", "z@example.ir", samad.ByEmail, samad.ByEmail, "z@example.ir"},
		{"by mail where there is nothing else", "", "z@example.ir", "", samad.ByEmail, "z@example.ir"},
		{"not at all on request", "09130001234", "z@example.ir", samad.ByPortal, "", ""},
		{"not at all without an address", "", "", "", "", ""},
	} {
		sub := submission()
		sub.Petitioner.Mobile, sub.Petitioner.Email, sub.Petitioner.Contact = row.mobile, row.email, row.contact
		r := f.submit(sub)
		var got samad.Notice
		f.carrier.fail = func(n samad.Notice) error {
			if n.Case == r.Case {
				got = n
			}
			return nil
		}
		_, err := f.desk.Deliver(f.ctx, "a", 10)
		require.NoError(t, err)
		assert.Equal(t, row.by, got.Carrier, row.name)
		assert.Equal(t, row.to, got.To, row.name)
		f.verify(r.Case)
	}
	sub := submission()
	sub.Petitioner.Mobile, sub.Petitioner.Contact = "", samad.BySMS
	_, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	require.ErrorContains(t, err, "/petitioner/contact")
}

// TestPostponed: what a carrier puts off is not counted as tried.
func TestPostponed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	morning := f.clock.Now().Add(10 * time.Hour).UTC().Truncate(time.Microsecond)
	f.carrier.fail = func(samad.Notice) error { return &samad.PostponedError{Until: morning, Why: "quiet hours"} }
	for range 20 { // more often than MaxAttempts
		f.clock.Advance(time.Minute)
		_, err := f.desk.Deliver(f.ctx, "a", 10)
		require.NoError(t, err)
	}
	m := f.outbox(r.Case)[0]
	assert.Equal(t, samad.Pending, m.State)
	assert.Zero(t, m.Attempts)
	assert.True(t, m.NotBefore.Equal(morning))
	f.carrier.fail = nil
	f.clock.Advance(10 * time.Hour)
	report, err := f.desk.Deliver(f.ctx, "a", 10)
	require.NoError(t, err)
	assert.Equal(t, samad.DeliverReport{Claimed: 1, Delivered: 1}, report)
}

func (f *fixture) outbox(id samad.CaseID) []samad.Message {
	f.Helper()
	all, err := f.store.Messages(f.ctx, id)
	require.NoError(f, err)
	return all
}

// TestUndelivered: an answer that does not arrive is shown to whoever may call,
// until it has.
func TestUndelivered(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	f.carrier.fail = func(samad.Notice) error { return samad.ErrPermanent }
	_, err := f.desk.Deliver(f.ctx, "a", 10)
	require.NoError(t, err)
	shown := func(actor samad.Actor, q samad.UndeliveredQuery) []string {
		page, err := f.desk.Undelivered(f.ctx, actor, q)
		require.NoError(t, err)
		ids := []string{}
		for _, u := range page.Items {
			assert.Empty(t, u.Message.Sealed)
			ids = append(ids, u.Message.ID)
		}
		return ids
	}
	m := f.outbox(r.Case)[0]
	assert.Equal(t, []string{m.ID}, shown(operator, samad.UndeliveredQuery{}))
	assert.Empty(t, shown(operator, samad.UndeliveredQuery{Kinds: []samad.MessageKind{samad.AnswerMessage}}))
	assert.Empty(t, shown(stranger, samad.UndeliveredQuery{}), "of another province")
	_, err = f.desk.Undelivered(f.ctx, samad.Anonymous(), samad.UndeliveredQuery{})
	require.ErrorIs(t, err, samad.ErrForbidden)

	// The operator has it tried again; it goes, and the gateway reports later
	// that it did not arrive, then that it did.
	f.carrier.fail = nil
	require.ErrorIs(t, f.desk.Resend(f.ctx, stranger, r.Case, m.ID), samad.ErrNotFound)
	require.ErrorIs(t, f.desk.Resend(f.ctx, operator, r.Case, "01NOSUCH"), samad.ErrNotFound)
	require.NoError(t, f.desk.Resend(f.ctx, operator, r.Case, m.ID))
	require.ErrorIs(t, f.desk.Resend(f.ctx, operator, r.Case, m.ID), samad.ErrConflict)
	_, err = f.desk.Deliver(f.ctx, "a", 10)
	require.NoError(t, err)
	assert.Empty(t, shown(operator, samad.UndeliveredQuery{}))
	f.clock.Advance(48 * time.Hour)
	assert.Equal(t, []string{m.ID}, shown(operator, samad.UndeliveredQuery{SilentFor: 24 * time.Hour}), "nobody said that it arrived")
	require.NoError(t, f.desk.ConfirmMessage(f.ctx, samad.Confirmation{ID: m.ID, Fault: "undelivered"}))
	assert.Equal(t, []string{m.ID}, shown(operator, samad.UndeliveredQuery{}))
	require.ErrorIs(t, f.desk.Resend(f.ctx, operator, r.Case, m.ID), samad.ErrErased, "a receipt is not kept; a new PIN is the way")
	require.NoError(t, f.desk.ConfirmMessage(f.ctx, samad.Confirmation{ID: m.ID, Arrived: true}))
	assert.Empty(t, shown(operator, samad.UndeliveredQuery{SilentFor: time.Minute}))
	require.ErrorIs(t, f.desk.ConfirmMessage(f.ctx, samad.Confirmation{Reference: "x", Arrived: true}), samad.ErrNotFound)
}

// TestTell: what concerns an office is written once, whoever writes it.
func TestTell(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	m := samad.OfficeMessage{
		Key: "morning/isf.tamin", At: f.clock.Now(), About: r.Case, Office: "isf.tamin", Role: samad.RoleAgencyHead,
		Kind: samad.DigestMessage, Text: samad.Text{Fa: "کارهای امروز", En: "today"},
	}
	for i := range 3 {
		fresh, err := f.desk.Tell(f.ctx, m)
		require.NoError(t, err)
		assert.Equal(t, i == 0, fresh)
		f.clock.Advance(time.Second)
	}
	m.At = m.At.AddDate(0, 0, 1)
	fresh, err := f.desk.Tell(f.ctx, m)
	require.NoError(t, err)
	assert.True(t, fresh, "another day")
	n := 0
	for _, x := range f.outbox(r.Case) {
		if x.Kind == samad.DigestMessage {
			n++
		}
	}
	assert.Equal(t, 2, n)
	f.verify(r.Case)
}

// stubborn refuses changes that hold one case, or makes another writer come
// first.
type stubborn struct {
	samad.Store
	refuse  samad.CaseID
	applies int
}

func (s *stubborn) Apply(ctx context.Context, changes ...samad.Change) error {
	s.applies++
	if slices.ContainsFunc(changes, func(ch samad.Change) bool { return ch.Case != nil && ch.Case.ID == s.refuse }) {
		return samad.ErrUnavailable
	}
	return s.Store.Apply(ctx, changes...)
}

// TestSweepTogether: many cases are written in one transaction, and one that
// cannot be written does not keep the others.
func TestSweepTogether(t *testing.T) {
	t.Parallel()
	store := &stubborn{}
	f := setup(t, func(c *samad.Config) { store.Store = c.Store; c.Store = store })
	var ids []samad.CaseID
	for range 30 {
		ids = append(ids, f.submit(submission()).Case)
	}
	f.clock.Advance(60 * 24 * time.Hour)
	store.applies, store.refuse = 0, ids[7]
	report, err := f.desk.Sweep(f.ctx, "a", 100)
	require.ErrorIs(t, err, samad.ErrUnavailable)
	assert.Equal(t, 30, report.Claimed)
	breached := report.Breached
	assert.NotZero(t, breached)
	store.applies, store.refuse = 0, ""
	f.clock.Advance(time.Hour)
	report, err = f.desk.Sweep(f.ctx, "b", 100)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Claimed, "only the one that was refused")
	assert.Equal(t, 30, breached+report.Breached)
	for _, id := range ids {
		f.verify(id)
	}

	g := setup(t, func(c *samad.Config) { store = &stubborn{Store: c.Store}; c.Store = store })
	for range 30 {
		g.submit(submission())
	}
	g.clock.Advance(60 * 24 * time.Hour)
	store.applies = 0
	report, err = g.desk.Sweep(g.ctx, "a", 100)
	require.NoError(t, err)
	assert.Equal(t, 30, report.Breached)
	assert.Equal(t, 1, store.applies, "one transaction")
}

// TestToldByPhone: whoever has a landline and nothing else is called about what
// must be known, and only about that.
func TestToldByPhone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Petitioner.Mobile, sub.Petitioner.Landline = "", "03132221100"
	r := f.submit(sub)
	c, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(t, err)
	assert.False(t, c.Reachable, "no text reaches a landline, no PIN either")
	_, err = f.desk.ReplacePIN(f.ctx, operator, samad.Ref{ID: r.Case})
	require.ErrorIs(t, err, samad.ErrLimit)
	_, err = f.desk.Answer(f.ctx, head, answer(c.ID))
	require.NoError(t, err)

	page, err := f.desk.Undelivered(f.ctx, operator, samad.UndeliveredQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1, "the answer; where it was referred to can be asked")
	m := page.Items[0].Message
	assert.Equal(t, samad.AnswerMessage, m.Kind)
	assert.Equal(t, samad.ByPhone, m.Carrier)
	assert.Equal(t, samad.FaultLandline, m.Fault)
	page, err = f.desk.Undelivered(f.ctx, operator, samad.UndeliveredQuery{SilentFor: time.Hour})
	require.NoError(t, err)
	assert.Len(t, page.Items, 1)
	f.carrier.fail = func(n samad.Notice) error {
		assert.NotEqual(t, samad.ByPhone, n.Carrier, "no courier carries it")
		return nil
	}
	_, err = f.desk.Deliver(f.ctx, "a", 100)
	require.NoError(t, err)
	require.ErrorIs(t, f.desk.Resend(f.ctx, operator, r.Case, m.ID), samad.ErrConflict)

	require.ErrorIs(t, f.desk.ToldByPhone(f.ctx, stranger, r.Case, m.ID), samad.ErrNotFound)
	require.ErrorIs(t, f.desk.ToldByPhone(f.ctx, head, r.Case, m.ID), samad.ErrForbidden)
	require.ErrorIs(t, f.desk.ToldByPhone(f.ctx, operator, r.Case, "01NOSUCH"), samad.ErrNotFound)
	require.NoError(t, f.desk.ToldByPhone(f.ctx, operator, r.Case, m.ID))
	require.NoError(t, f.desk.ToldByPhone(f.ctx, operator, r.Case, m.ID), "twice is once")
	for _, told := range f.outbox(r.Case) {
		if told.ID == m.ID {
			assert.Equal(t, samad.Delivered, told.State)
			assert.False(t, told.Confirmed.IsZero())
		}
	}
	_, err = f.desk.Confirm(f.ctx, operator, samad.Ref{ID: r.Case})
	require.NoError(t, err)
	page, err = f.desk.Undelivered(f.ctx, operator, samad.UndeliveredQuery{})
	require.NoError(t, err)
	assert.Empty(t, page.Items, "who accepted the answer knows that the case ended")
	f.verify(r.Case)

	// Nobody calls those who asked for no messages, or who are nobody.
	for _, change := range []func(*samad.Petitioner){
		func(p *samad.Petitioner) { p.Contact = samad.ByPortal },
		func(p *samad.Petitioner) {
			*p = samad.Petitioner{Identity: samad.AnonymousIdentity, Landline: p.Landline}
		},
	} {
		quiet := submission()
		quiet.Petitioner.Mobile, quiet.Petitioner.Landline = "", "03132221100"
		change(&quiet.Petitioner)
		r := f.submit(quiet)
		_, err := f.desk.Decline(f.ctx, operator, samad.DeclineRequest{Ref: samad.Ref{ID: r.Case}, Text: "کار دادگاه است."})
		require.NoError(t, err)
	}
	page, err = f.desk.Undelivered(f.ctx, operator, samad.UndeliveredQuery{})
	require.NoError(t, err)
	assert.Empty(t, page.Items)

	// What still waits for the courier was not told by anybody.
	by := f.submit(submission())
	require.ErrorIs(t, f.desk.ToldByPhone(f.ctx, operator, by.Case, f.outbox(by.Case)[0].ID), samad.ErrConflict)
}

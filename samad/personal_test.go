package samad_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// witness keeps whatever leaves the desk for logs and metrics.
type witness struct{ said strings.Builder }

func (w *witness) Observe(_ context.Context, o samad.Observation) { fmt.Fprintf(&w.said, "%+v\n", o) }

func (w *witness) err(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	fmt.Fprintln(&w.said, err, samad.Explain(err, samad.Persian), samad.Explain(err, samad.English))
}

// TestNothingPersonalLeaks: whatever goes wrong on the way of a case, errors,
// their explanations, observations, reports and the faults of messages repeat
// nothing of the petitioner's.
func TestNothingPersonalLeaks(t *testing.T) {
	t.Parallel()
	w := &witness{}
	f := setup(t, func(c *samad.Config) { c.Observer = w })
	name, mobile, address, text, village := "مریم نهان", "09131112233", "کوچه پنهان پلاک ۷", "این متن را کسی نباید ببیند", "دهکده ناپیدا"
	secret := func() samad.Submission {
		sub := submission()
		sub.Text, sub.Address, sub.Village = text, address, village
		sub.Petitioner = samad.Petitioner{Identity: samad.Named, Name: name, NationalID: "0499370899", Mobile: mobile}
		sub.Key = "submission-1"
		return sub
	}
	receipt := f.submit(secret())
	secrets := []string{
		name, "نهان", mobile, "9131112233", "۹۱۳۱۱۱۲۲۳۳", "0499370899", "0499370898", address, "پنهان", text, village,
		"کوچه دیگر", "+98913",
	}

	for _, spoil := range []func(*samad.Submission){
		func(s *samad.Submission) { s.Petitioner.NationalID = "0499370898" },
		func(s *samad.Submission) { s.Petitioner.Mobile = mobile + "0" },
		func(s *samad.Submission) { s.Petitioner.Name = name + "\x00" },
		func(s *samad.Submission) { s.Text = text + "\x00" },
		func(s *samad.Submission) { s.Address = strings.Repeat(address, 2000) },
		func(s *samad.Submission) { s.Village = village + "\xff" },
		func(s *samad.Submission) { s.Questions = map[string]string{"nothing": text} },
		func(s *samad.Submission) { s.Text = "کوچه دیگر" }, // the key was used with other content
	} {
		sub := secret()
		spoil(&sub)
		_, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
		w.err(t, err)
	}
	_, _, err := f.desk.Authenticate(f.ctx, receipt.Code, tracking.PIN{})
	w.err(t, err)
	_, err = f.desk.Accept(f.ctx, stranger, samad.AcceptRequest{Ref: samad.Ref{ID: receipt.Case}})
	w.err(t, err)
	_, err = f.desk.TakeCall(f.ctx, operator, samad.CallReport{Caller: mobile, Outcome: samad.CallAdvised, Note: text + "\x00"})
	w.err(t, err)
	_, err = f.desk.TakeCall(f.ctx, operator, samad.CallReport{
		Caller: mobile, Started: f.clock.Now(), Ended: f.clock.Now(), Outcome: samad.CallAdvised, Note: text,
	})
	require.NoError(t, err)
	_, err = f.desk.Earlier(f.ctx, operator, samad.Petitioner{Mobile: mobile + "1"}, 5)
	w.err(t, err)

	f.carrier.fail = func(n samad.Notice) error { return fmt.Errorf("no way to %s with %q", n.To, n.Text) }
	report, err := f.desk.Deliver(f.ctx, "courier", 10)
	require.NoError(t, err)
	require.NotZero(t, report.Retried)
	messages, err := f.store.Messages(f.ctx, receipt.Case)
	require.NoError(t, err)
	for _, m := range messages {
		fmt.Fprintln(&w.said, m.Fault)
	}
	c, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: receipt.Case}})
	require.NoError(t, err)
	_, err = f.desk.Answer(f.ctx, head, answer(c.ID))
	require.NoError(t, err)
	_, err = f.desk.Object(f.ctx, f.petitioner(receipt), samad.ObjectRequest{Ref: samad.Ref{ID: c.ID}, Text: text + "\x00"})
	w.err(t, err)
	f.clock.Advance(90 * 24 * time.Hour)
	swept, err := f.desk.Sweep(f.ctx, "sweeper", 100)
	require.NoError(t, err)
	fmt.Fprintf(&w.said, "%+v\n", swept)

	broken := f.desk.With(brokenStore{f.store})
	_, err = broken.Submit(f.ctx, samad.Anonymous(), func() samad.Submission { s := secret(); s.Key = ""; return s }())
	w.err(t, err)

	require.Contains(t, w.said.String(), string(samad.Submit), "the witness saw something")
	for _, part := range secrets {
		assert.NotContains(t, w.said.String(), part)
	}
	// By chance an id or a duration may hold six such digits.
	assert.NotRegexp(t, `\b`+receipt.PIN.Reveal()+`\b`, w.said.String())
}

// brokenStore writes nothing.
type brokenStore struct{ samad.Store }

func (brokenStore) Apply(context.Context, ...samad.Change) error { return errors.New("disk full") }

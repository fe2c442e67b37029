package storagetest

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

func timeChecks() []Check {
	return []Check{
		{"time/microseconds", "a history whose hashes no longer fit", microseconds},
		{"time/UTC whatever came in", "a deadline three and a half hours off", alwaysUTC},
		{"time/zero stays zero", "a case that ended in the year 1", zeroStaysZero},
	}
}

// clocked returns a case with the instant in every field that has one.
func clocked(n int, at time.Time) samad.Change {
	ch := submission(n, func(c *samad.Case) {
		c.Created, c.Updated, c.Ended = at, at, at
		c.Referrals = []samad.Referral{{Agency: "a", At: at, Left: at}}
		c.Answers = []samad.Answer{{Seq: 1, At: at}}
		c.Ratings = []samad.Rating{{Seq: 1, At: at}}
		c.Escalated = []samad.Escalation{{At: at}}
		c.Clocks = []samad.Clock{{
			Stage: sla.Answer, Breached: at,
			Clock: sla.Clock{Started: at, Pauses: []sla.Span{{From: at, To: at}}, Stopped: at},
			Plan:  sla.Plan{Due: at, AimDue: at, Marks: []sla.Mark{{At: at, Kind: sla.Breach, Name: "x"}}},
		}}
	})
	ch.Events = nil
	extend(&ch, 0, samad.Hash{}, at, samad.EventSubmitted)
	m := &ch.Messages[0]
	m.Created, m.NotBefore, m.Settled, m.State = at, at, at, samad.Delivered
	ch.Key = &samad.KeyRecord{Key: fmt.Sprint(n), Case: ch.Case.ID, Created: at, Expires: at}
	c := call(n)
	c.Started, c.Ended = at, at
	ch.Calls = []samad.Call{c}
	return ch
}

// keptAs applies given and checks that want comes back.
func keptAs(ctx context.Context, s Store, given, want samad.Change) error {
	if err := s.Apply(ctx, given); err != nil {
		return err
	}
	key, err := s.Key(ctx, want.Key.Key)
	if err != nil {
		return err
	}
	page, err := s.List(ctx, samad.Query{Limit: 1000})
	if err != nil {
		return err
	}
	calls, err := s.Calls(ctx, samad.CallQuery{Limit: 1000})
	if err != nil {
		return err
	}
	feed, _, err := s.Feed(ctx, "", 1000)
	if err != nil {
		return err
	}
	if err := stored(ctx, s, want); err != nil {
		return err
	}
	if err := same("key", key, *want.Key); err != nil {
		return err
	}
	for _, c := range page.Cases {
		if c.ID == want.Case.ID {
			if err := same("list", c, *want.Case); err != nil {
				return err
			}
		}
	}
	for _, c := range calls.Calls {
		if c.ID == want.Calls[0].ID {
			if err := same("call", c, want.Calls[0]); err != nil {
				return err
			}
		}
	}
	if len(feed) == 0 {
		return fmt.Errorf("the feed is empty, want the event of case %s", want.Case.ID)
	}
	return same("feed", feed[len(feed)-1], want.Events[0])
}

func microseconds(ctx context.Context, s Store) error {
	for i, at := range []time.Time{
		time.Date(2026, 3, 20, 20, 29, 59, 999_999_000, time.UTC), // a microsecond before Nowruz in Tehran
		time.Date(1969, 12, 31, 23, 59, 59, 1_000, time.UTC),
		time.Date(1827, 3, 22, 0, 0, 0, 500_001_000, time.UTC), // 1206, the first year of the calendar
		time.Date(2120, 3, 20, 12, 0, 0, 10_000, time.UTC),     // 1498, the last
	} {
		ch := clocked(i+1, at)
		if err := keptAs(ctx, s, ch, ch); err != nil {
			return fmt.Errorf("%s: %w", at.Format(time.RFC3339Nano), err)
		}
	}
	return nil
}

func alwaysUTC(ctx context.Context, s Store) error {
	for i, zone := range []*time.Location{
		time.FixedZone("+0330", 3*3600+1800), time.FixedZone("", -3600), time.Local, time.FixedZone("LMT", 12344),
	} {
		given, want := clocked(i+1, noon.In(zone)), clocked(i+1, noon)
		if err := keptAs(ctx, s, given, want); err != nil {
			return fmt.Errorf("given in zone %v: %w", zone, err)
		}
	}
	return nil
}

func zeroStaysZero(ctx context.Context, s Store) error {
	ch := submission(1)
	ch.Messages[0].NotBefore, ch.Messages[0].Settled = time.Time{}, time.Time{}
	ch.Calls = []samad.Call{call(1)}
	if err := s.Apply(ctx, ch); err != nil {
		return err
	}
	if err := stored(ctx, s, ch); err != nil {
		return err
	}
	got, err := s.ClaimMessages(ctx, samad.Claim{Now: noon, Limit: 1, Lease: time.Minute, Owner: "o"})
	if err != nil {
		return err
	}
	return same("claimable messages without NotBefore", len(got), 1)
}

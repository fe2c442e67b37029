package samad

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/samad111/go-samad/tracking"
)

// Authenticate returns the actor for the petitioner who knows the code and
// its PIN, and the case. An unknown code and a wrong PIN give the same
// [ErrNoMatch] after the same work and the same time: what little the look-up
// of a case that exists costs more vanishes in Settings.NoMatchTime, which
// also slows guessing.
func (d *Desk) Authenticate(ctx context.Context, code tracking.Code, pin tracking.PIN) (Actor, Case, error) {
	began := time.Now() // the wall's, not Config.Now's: it is a stranger's wait that is measured
	c, secrets, err := d.store.CaseByCode(ctx, code)
	unknown := errors.Is(err, ErrNotFound)
	if err != nil && !unknown {
		return Actor{}, Case{}, fmt.Errorf("samad: look a code up: %w", err)
	}
	if unknown {
		// Hash and compare all the same, so that time tells nothing.
		c.ID, secrets.PIN = "00000000000000000000000000", make([]byte, 32)
	}
	hash, err := d.pinHash(ctx, c.ID, pin)
	if err != nil {
		return Actor{}, Case{}, err
	}
	if match := hmac.Equal(hash, secrets.PIN); unknown || !match {
		if err := waitUntil(ctx, began.Add(d.settings.NoMatchTime)); err != nil {
			return Actor{}, Case{}, fmt.Errorf("samad: look a code up: %w", err)
		}
		return Actor{}, Case{}, ErrNoMatch
	}
	return Actor{Roles: []Role{RolePetitioner}, own: c.ID}, c, nil
}

// timerSlack is how late a timer may fire: an idle process sleeps in whole
// milliseconds.
const timerSlack = 1500 * time.Microsecond

// waitUntil waits for the instant, or for the end of the context. A timer
// alone would fire later the later it was set, and so tell what it is there to
// hide; the last millisecond is therefore waited for awake.
func waitUntil(ctx context.Context, at time.Time) error {
	timer := time.NewTimer(time.Until(at) - timerSlack)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	for time.Now().Before(at) {
		if err := ctx.Err(); err != nil {
			return err
		}
		runtime.Gosched()
	}
	return nil
}

// ReplacePIN sends a new PIN to the recorded contact. It fails with
// [ErrLimit] when there is none: nobody else may be told a PIN.
func (d *Desk) ReplacePIN(ctx context.Context, actor Actor, ref Ref) (Case, error) {
	return d.do(ctx, actor, ReplacePIN, ref, func(s *step) error {
		if !s.c.Reachable {
			return fmt.Errorf("samad: case %s has no contact to send a PIN to: %w", s.c.ID, ErrLimit)
		}
		pin, err := d.codes.NewPIN()
		if err != nil {
			return fmt.Errorf("samad: make a PIN: %w", err)
		}
		keys, err := s.keys()
		if err != nil {
			return err
		}
		if keys.PIN, err = d.pinHash(ctx, s.c.ID, pin); err != nil {
			return err
		}
		s.change.Secrets = keys
		if err := s.emit(&PINReplaced{}); err != nil {
			return err
		}
		return s.tellOne(s.c, *keys, NewPINMessage, true, newPINText(s.c.Code, pin))
	})
}

package samad

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// stepKey keeps the keys of steps apart from each other and from those of
// submissions.
func (r Ref) stepKey() string { return "step/" + string(r.ID) + "/" + r.Key }

// doneBefore reports whether the step was done before under its key, and how the
// case stands now. It fails with [ErrKeyReused] when the key came with other
// content.
func (d *Desk) doneBefore(ctx context.Context, actor Actor, action Action, ref Ref) (Case, bool, error) {
	c, err := d.store.Case(ctx, ref.ID)
	if err != nil {
		return Case{}, false, fmt.Errorf("samad: %s case %s: %w", action, ref.ID, err)
	}
	if _, ok := d.rights.by(actor, action, c); !ok {
		return Case{}, false, nil // told as for every other request
	}
	was, err := d.store.Key(ctx, ref.stepKey())
	if errors.Is(err, ErrNotFound) {
		return Case{}, false, nil
	}
	if err != nil {
		return Case{}, false, fmt.Errorf("samad: look an idempotency key up: %w", err)
	}
	digest, err := d.stepDigest(ctx, actor, action, ref)
	if err != nil {
		return Case{}, false, err
	}
	if !slices.Equal(was.Digest, digest) {
		return Case{}, false, fmt.Errorf("samad: %s case %s: %w", action, ref.ID, ErrKeyReused)
	}
	return c, true, nil
}

// keepStep writes down that the step was done under its key.
func (s *step) keepStep(actor Actor, ref Ref) error {
	digest, err := s.desk.stepDigest(s.ctx, actor, s.action, ref)
	if err != nil {
		return err
	}
	s.change.Key = &KeyRecord{
		Key: ref.stepKey(), Digest: digest, Case: s.c.ID, Created: s.now, Expires: s.now.Add(s.desk.settings.ReceiptTTL),
	}
	return nil
}

// stepDigest is a keyed hash of who asked for what: texts could be guessed from
// a plain one.
func (d *Desk) stepDigest(ctx context.Context, actor Actor, action Action, ref Ref) ([]byte, error) {
	digest, err := d.vault.Hash(ctx, "step", string(action)+"\x00"+actor.ID+"\x00"+ref.Content)
	if err != nil {
		return nil, fmt.Errorf("samad: digest of a request: %w", err)
	}
	return digest, nil
}

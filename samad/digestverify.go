package samad

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/sla/persian"
)

// DigestReport says what [VerifyDigests] found.
type DigestReport struct {
	Digests int64
	// Events are all events of the feed; Open are those of them that came
	// after the last digest.
	Events, Open int64
	// Begun counts the first events of cases: as many cases must be there.
	Begun int64
	// Last is the last digest; the zero Digest when there is none.
	Last Digest
	// Faults are the digests that do not verify, in order.
	Faults []*DigestError
}

// DigestError tells which digest does not verify, and why. It matches
// [ErrHistory].
type DigestError struct {
	Number int64
	Day    persian.Date
	Reason string
}

// Error names the digest, its day and the reason.
func (e *DigestError) Error() string {
	return fmt.Sprintf("samad: digest %d (%s): %s", e.Number, e.Day, e.Reason)
}

// Unwrap makes the error match [ErrHistory].
func (e *DigestError) Unwrap() error { return ErrHistory }

// VerifyDigests reads all digests and all events of the store and checks that
// the digests are numbered without a gap, carry their hashes and chain, and
// that each covers exactly the events that stand in the feed between the one
// before and itself. A case that was removed, slipped in or whose history was
// written anew after a digest makes the digest of each day fail on which it
// had events; days apart from those still verify.
//
// It does not check the events' own hashes; that is for [VerifyHistory]. What
// nobody can find from within is that the whole end of the record was cut off,
// digests included, or that all digests were computed anew: for that, keep the
// Hash of the last one elsewhere and look for it in the chain.
//
// Events committed while it runs count as Open. With progress not nil, it is
// told the number of events read now and then.
func VerifyDigests(ctx context.Context, store Store, progress func(events int64)) (DigestReport, error) {
	v := digestVerifier{store: store, progress: progress}
	for {
		page, err := store.Digests(ctx, v.report.Last.Number, feedPage)
		if err != nil {
			return v.report, fmt.Errorf("samad: verify digests: %w", err)
		}
		if len(page) == 0 {
			break
		}
		for _, d := range page {
			if err := v.digest(ctx, d); err != nil {
				return v.report, err
			}
		}
	}
	for {
		n, err := v.read(ctx, feedPage, nil)
		if err != nil {
			return v.report, err
		}
		if n == 0 {
			return v.report, nil
		}
		v.report.Open += n
	}
}

type digestVerifier struct {
	store    Store
	progress func(int64)
	cursor   string
	report   DigestReport
}

// read takes the next events of the feed, at most limit, into the content.
func (v *digestVerifier) read(ctx context.Context, limit int64, into *DigestContent) (int64, error) {
	events, next, err := v.store.Feed(ctx, v.cursor, int(min(limit, feedPage)))
	if err != nil {
		return 0, fmt.Errorf("samad: verify digests: %w", err)
	}
	for _, e := range events {
		if into != nil {
			into.Add(e)
		}
		if e.Seq == 1 {
			v.report.Begun++
		}
	}
	v.cursor = next
	v.report.Events += int64(len(events))
	if v.progress != nil {
		v.progress(v.report.Events)
	}
	return int64(len(events)), nil
}

func (v *digestVerifier) digest(ctx context.Context, d Digest) error {
	fault := func(format string, args ...any) {
		v.report.Faults = append(v.report.Faults, &DigestError{d.Number, d.Day, fmt.Sprintf(format, args...)})
	}
	prev := v.report.Last
	v.report.Digests++
	v.report.Last = d
	switch {
	case d.Number != prev.Number+1:
		fault("stands where digest %d must be", prev.Number+1)
	case d.Prev != prev.Hash:
		fault("does not chain to the digest before it")
	case d.Hash != d.ComputeHash():
		fault("its hash is not that of its content")
	case d.At.Before(prev.At):
		fault("was made before the digest before it")
	}
	var content DigestContent
	for content.Events() < d.Events {
		n, err := v.read(ctx, d.Events-content.Events(), &content)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if content.Events() == d.Events && v.cursor == d.Cursor && content.Cases() == d.Cases && content.Sum() == d.Content {
		return nil
	}
	fault("the events of %d cases that it sums up are not those that are there now: some were removed, added or changed", d.Cases)
	// The next day is looked at by itself.
	v.cursor = d.Cursor
	return nil
}

package samad

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"
)

// BlobError tells which attachment is not the one that came. It matches
// [ErrHistory].
type BlobError struct {
	Blob   string
	Case   CaseID
	Seq    int64 // the event with which it came
	Reason string
}

// Error names the attachment, its event and the reason.
func (e *BlobError) Error() string {
	return fmt.Sprintf("samad: attachment %s, which came with event %d of case %s, %s", e.Blob, e.Seq, e.Case, e.Reason)
}

// Unwrap makes the error match [ErrHistory].
func (e *BlobError) Unwrap() error { return ErrHistory }

// VerifyBlobs checks that every attachment of a case is there, and is to the
// byte what was kept, without any key, and returns what is wrong and how many
// it looked at. An erased case has none.
func VerifyBlobs(ctx context.Context, blobs Blobs, c Case, events []Event) (faults []*BlobError, looked int, err error) {
	if c.Erased || c.Erasing {
		return nil, 0, nil
	}
	for _, e := range events {
		facts, seq, err := attachmentsOf(e)
		if err != nil {
			return nil, looked, err
		}
		if seq != e.Seq {
			continue // stands at its draft
		}
		for _, a := range facts {
			looked++
			sealed, err := blobs.Get(ctx, a.ID)
			reason := ""
			switch {
			case errors.Is(err, ErrNotFound):
				reason = "is gone"
			case err != nil:
				return nil, looked, fmt.Errorf("samad: attachment of case %s: %w", c.ID, err)
			case len(sealed) != a.Size+sealedOver, !a.Sealed.IsZero() && Hash(sha256.Sum256(sealed)) != a.Sealed:
				reason = "was changed"
			}
			if reason != "" {
				faults = append(faults, &BlobError{Blob: a.ID, Case: c.ID, Seq: e.Seq, Reason: reason})
			}
		}
	}
	return faults, looked, nil
}

// StrayReport says what [StrayBlobs] found.
type StrayReport struct {
	Kept  int      // lasting blobs made before the instant
	Stray []string // those of them that no case has, in the order of time
}

// StrayBlobs finds lasting blobs, made before the instant, that belong to no
// case that still has its attachments: a process was killed between keeping
// one and writing its step, or a backup of the one was restored beside a later
// state of the other. Leave days between the instant and now, so that no step
// is still under way. It reads all events, and keeps 40 bytes or so for each
// blob. Each of others tells which blobs belong to records beside cases: without
// them their files look like strays.
func StrayBlobs(ctx context.Context, store Store, blobs BlobLister, before time.Time, others ...func(ctx context.Context, owned func(id string)) error) (StrayReport, error) {
	var report StrayReport
	unknown := map[string]struct{}{}
	if err := blobs.Kept(ctx, func(id string) error {
		at, err := BlobTime(id)
		if err == nil && at.Before(before) {
			unknown[id] = struct{}{}
		}
		return err
	}); err != nil {
		return report, fmt.Errorf("samad: list the attachments: %w", err)
	}
	report.Kept = len(unknown)
	for _, other := range others {
		if err := other(ctx, func(id string) { delete(unknown, id) }); err != nil {
			return report, fmt.Errorf("samad: files of records: %w", err)
		}
	}
	erased := map[CaseID]bool{}
	for cursor := ""; len(unknown) > 0; {
		events, next, err := store.Feed(ctx, cursor, feedPage)
		if err != nil {
			return report, fmt.Errorf("samad: look for attachments without a case: %w", err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			facts, _, err := attachmentsOf(e)
			if err != nil {
				return report, err
			}
			if len(facts) == 0 {
				continue
			}
			gone, known := erased[e.Case]
			if !known {
				c, err := store.Case(ctx, e.Case)
				if err != nil {
					return report, fmt.Errorf("samad: look for attachments without a case: %w", err)
				}
				gone = c.Erased
				erased[e.Case] = gone
			}
			for _, a := range facts {
				if !gone {
					delete(unknown, a.ID)
				}
			}
		}
		cursor = next
	}
	report.Stray = make([]string, 0, len(unknown))
	for id := range unknown {
		report.Stray = append(report.Stray, id)
	}
	slices.Sort(report.Stray)
	return report, nil
}

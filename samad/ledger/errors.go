package ledger

import (
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// ErrHistory says that the history of a record does not verify; errors.As with
// [*HistoryError] tells where. It matches samad.ErrHistory as well.
var ErrHistory = fmt.Errorf("ledger: %w", samad.ErrHistory)

// HistoryError tells where a history stops to verify. It matches [ErrHistory].
type HistoryError struct {
	Ref    Ref
	Seq    int64 // the first event that does not verify
	Reason string
}

// Error names the record, the event and the reason.
func (e *HistoryError) Error() string {
	return fmt.Sprintf("ledger: history of %s, event %d: %s", e.Ref, e.Seq, e.Reason)
}

// Unwrap makes the error match [ErrHistory].
func (e *HistoryError) Unwrap() error { return ErrHistory }

// ConflictError names the record that has changed since it was read. It
// matches samad.ErrConflict.
type ConflictError struct {
	Ref    Ref
	Expect int64
}

// Error names the record and the revision that was expected.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("ledger: %s is not at revision %d any more", e.Ref, e.Expect)
}

// Unwrap makes the error match samad.ErrConflict.
func (e *ConflictError) Unwrap() error { return samad.ErrConflict }

// IsConflict reports whether the error is the store's word that a record or a
// case changed, so that the step may be tried on what is there now.
func IsConflict(err error) bool { return errors.Is(err, samad.ErrConflict) }

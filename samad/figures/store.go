package figures

import (
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Store keeps facts and cells. The backends in storage implement it; each
// "must" is a check of the conformance suite.
//
// All methods must be safe for concurrent use, must return copies, and must
// fail with an error matching the context's error soon after the context ends,
// and with one matching samad.ErrClosed after the store was closed.
type Store interface {
	// Position returns what was saved as [Batch.Position] last, "" before the
	// first batch.
	Position(ctx context.Context) (string, error)
	// CaseFacts returns the facts of each of the cases that has any.
	CaseFacts(ctx context.Context, cases []samad.CaseID) ([]Fact, error)
	// Cells returns the cells with these keys that exist.
	Cells(ctx context.Context, keys []string) (map[string][]byte, error)
	// Range returns the cells whose keys lie between from and to, both
	// included, by their bytes, in that order.
	Range(ctx context.Context, from, to string) ([]StoredCell, error)
	// Save writes the batch as a whole or not at all. It must fail with an
	// error matching samad.ErrConflict, having written nothing, when the
	// position is no longer batch.Expect.
	Save(ctx context.Context, batch Batch) error
	// Scan calls each with every fact that matches, in no order, until it
	// returns an error. What is saved meanwhile may or may not be seen.
	Scan(ctx context.Context, query Scan, each func(Fact) error) error
}

// Batch is what one round of a [Keeper] writes.
type Batch struct {
	Expect, Position string
	// Facts replace those of the same case and episode.
	Facts []Fact
	// Cells replace those of the same key; an empty one is removed.
	Cells map[string][]byte
}

// StoredCell is a cell under its key.
type StoredCell struct {
	Key  string
	Data []byte
}

// Scan selects facts. Zero fields do not restrict.
type Scan struct {
	// From and To: facts with a point on one of these days, both included.
	From, To persian.Date
	Province samad.PlaceID
	Agencies []samad.AgencyID
	County   samad.PlaceID
	Topic    samad.TopicID // it and those below it
	// Open restricts to facts whose case had not ended by the end of To.
	Open bool
}

// First is the day of the first point; without any, as for Last, the day on which
// the episode began.
func (f Fact) First() persian.Date {
	if len(f.Points) == 0 {
		return f.Received
	}
	return f.Points[0].Day
}

// Last is the day of the last point.
func (f Fact) Last() persian.Date {
	if len(f.Points) == 0 {
		return f.Received
	}
	return f.Points[len(f.Points)-1].Day
}

// Matches reports whether the scan selects the fact.
func (s Scan) Matches(f Fact) bool {
	if !s.From.IsZero() && f.Last().Before(s.From) || !s.To.IsZero() && f.First().After(s.To) {
		return false
	}
	if s.Province != "" && f.Province != s.Province || s.County != "" && f.County != s.County {
		return false
	}
	if s.Topic != "" && !f.Topic.Under(s.Topic) {
		return false
	}
	if s.Agencies != nil && !slices.Contains(s.Agencies, f.Agency) {
		return false
	}
	if s.Open && !f.Ended.IsZero() && (s.To.IsZero() || !f.Ended.After(s.To)) {
		return false
	}
	return true
}

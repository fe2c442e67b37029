package memory

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// schedule enters the case where [Store.ClaimDue] finds it, held by nobody.
func (s *Store) schedule(e *entry) {
	next := e.c.NextDue()
	if next.IsZero() {
		s.coming.move(e.mark, mark{})
		e.mark = mark{}
		s.due.drop(&e.due)
		return
	}
	was := e.mark
	e.mark = mark{next.UnixMicro(), string(e.c.ID)}
	s.coming.move(was, e.mark)
	e.due.rank, e.due.id = next.UnixMicro(), string(e.c.ID)
	e.due.from = e.due.rank
	s.due.put(&e.due)
}

// NextDue implements [samad.Store].
func (s *Store) NextDue(ctx context.Context, after time.Time) (time.Time, error) {
	if err := s.read(ctx); err != nil {
		return time.Time{}, err
	}
	defer s.mu.RUnlock()
	at, ok := s.coming.after(after.UnixMicro())
	if !ok {
		return time.Time{}, nil
	}
	return time.UnixMicro(at).UTC(), nil
}

// ClaimDue implements [samad.Store].
func (s *Store) ClaimDue(ctx context.Context, claim samad.Claim) ([]samad.CaseID, error) {
	claim, err := admit.Claim(claim)
	if err != nil {
		return nil, err
	}
	if err := s.write(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var out []samad.CaseID
	for _, x := range s.due.take(claim.Now.UnixMicro(), claim.Limit) {
		out = append(out, x.owner.c.ID)
		x.from = claim.Now.Add(claim.Lease).UnixMicro()
		s.due.put(x)
	}
	return out, nil
}

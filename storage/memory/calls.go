package memory

import (
	"bytes"
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

func (s *Store) addCalls(calls []samad.Call) {
	for _, c := range calls {
		s.calls[c.ID] = &c
		i, _ := slices.BinarySearchFunc(s.started, callKey(&c), func(x *samad.Call, k admit.Key) int { return callKey(x).Compare(k) })
		s.started = slices.Insert(s.started, i, &c)
	}
}

func (s *Store) eraseCalls(ids []string) {
	for _, id := range ids {
		if c := s.calls[id]; c != nil {
			c.Key, c.Caller, c.Note, c.CallerHash = nil, nil, nil, nil
		}
	}
}

// personal reports whether the call still holds personal data.
func personal(c *samad.Call) bool {
	return len(c.Key)+len(c.Caller)+len(c.Note)+len(c.CallerHash) > 0
}

func callKey(c *samad.Call) admit.Key { return admit.Key{At: c.Started.UnixMicro(), ID: c.ID} }

// Calls implements [samad.Store].
func (s *Store) Calls(ctx context.Context, query samad.CallQuery) (samad.CallPage, error) {
	query, after, err := admit.CallQuery(query)
	if err != nil {
		return samad.CallPage{}, err
	}
	if err := s.read(ctx); err != nil {
		return samad.CallPage{}, err
	}
	defer s.mu.RUnlock()
	end := len(s.started)
	if !after.IsZero() {
		end, _ = slices.BinarySearchFunc(s.started, after, func(x *samad.Call, k admit.Key) int { return callKey(x).Compare(k) })
	}
	var page samad.CallPage
	var last *samad.Call
	for _, c := range slices.Backward(s.started[:end]) {
		if !callMatches(c, query) {
			continue
		}
		if len(page.Calls) == query.Limit {
			page.Next = admit.CallCursor(callKey(last))
			break
		}
		page.Calls = append(page.Calls, cloneCall(c))
		last = c
	}
	return page, nil
}

func callMatches(c *samad.Call, q samad.CallQuery) bool {
	return (q.ID == "" || c.ID == q.ID) &&
		(q.Centres == nil || slices.Contains(q.Centres, c.Centre)) &&
		(q.Operator == "" || c.Operator.ID == q.Operator) &&
		(len(q.Caller) == 0 || bytes.Equal(c.CallerHash, q.Caller)) &&
		(q.Case == "" || slices.Contains(c.Cases, q.Case)) &&
		among(q.Outcomes, c.Outcome) &&
		(!q.Personal || personal(c)) &&
		within(c.Started, q.From, q.To)
}

func cloneCall(c *samad.Call) samad.Call {
	out := *c
	out.Key, out.Caller, out.Note = bytes.Clone(c.Key), bytes.Clone(c.Caller), bytes.Clone(c.Note)
	out.CallerHash = bytes.Clone(c.CallerHash)
	out.Cases = slices.Clone(c.Cases)
	return out
}

package memory

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Words implements [samad.Store].
func (s *Store) Words(ctx context.Context, id samad.CaseID) ([]string, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	if e := s.cases[id]; e != nil {
		return slices.Clone(e.words), nil
	}
	return nil, nil
}

// Outbox implements [samad.Store].
func (s *Store) Outbox(ctx context.Context, after string, limit int) ([]samad.Message, string, error) {
	from, err := admit.ParseFeedCursor(after)
	if err != nil {
		return nil, "", err
	}
	if err := admit.Limit(limit); err != nil {
		return nil, "", err
	}
	if err := s.read(ctx); err != nil {
		return nil, "", err
	}
	defer s.mu.RUnlock()
	size := int64(len(s.outgone))
	if from >= size {
		return nil, after, nil
	}
	to := min(from+int64(limit), size)
	var out []samad.Message
	for _, m := range s.outgone[from:to] {
		out = append(out, m.copy())
	}
	return out, strconv.FormatInt(to, 10), nil
}

// Keys implements [samad.Store]. It sorts all keys anew each time.
func (s *Store) Keys(ctx context.Context, after string, limit int) ([]samad.KeyRecord, error) {
	if err := admit.Limit(limit); err != nil {
		return nil, err
	}
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	var out []samad.KeyRecord
	for _, key := range slices.Sorted(maps.Keys(s.keys)) {
		if key > after && len(out) < limit {
			out = append(out, cloneKey(s.keys[key]))
		}
	}
	return out, nil
}

// Rewrap implements [samad.Store].
func (s *Store) Rewrap(ctx context.Context, keys ...samad.WrappedKey) (int, error) {
	keys, err := admit.WrappedKeys(keys)
	if err != nil {
		return 0, err
	}
	if err := s.write(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	replaced := 0
	for _, k := range keys {
		var at *[]byte
		if e := s.cases[k.Case]; k.Case != "" && e != nil {
			at = &e.secrets.Key
		} else if c := s.calls[k.Call]; k.Call != "" && c != nil {
			at = &c.Key
		}
		if at != nil && bytes.Equal(*at, k.Old) {
			*at = k.New
			replaced++
		}
	}
	return replaced, nil
}

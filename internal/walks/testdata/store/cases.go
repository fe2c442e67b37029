package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
	"github.com/samad111/go-samad/tracking"
)

func compareRefs(a, b samad.ValueRef) int {
	return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Name, b.Name))
}

// entry returns a case; the caller must unlock when there is no error.
func (s *Store) entry(ctx context.Context, id samad.CaseID) (*entry, error) {
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	e := s.cases[id]
	if e == nil {
		s.mu.Unlock()
		return nil, samad.ErrNotFound
	}
	return e, nil
}

func (s *Store) Case(ctx context.Context, id samad.CaseID) (samad.Case, error) {
	e, err := s.entry(ctx, id)
	if err != nil {
		return samad.Case{}, err
	}
	defer s.mu.Unlock()
	return copied(e.Case), nil
}

func (s *Store) CaseByCode(ctx context.Context, code tracking.Code) (samad.Case, samad.Secrets, error) {
	if err := s.lock(ctx); err != nil {
		return samad.Case{}, samad.Secrets{}, err
	}
	defer s.mu.Unlock()
	e := s.byCode(code)
	if e == nil {
		return samad.Case{}, samad.Secrets{}, samad.ErrNotFound
	}
	return copied(e.Case), copied(e.secrets), nil
}

func (s *Store) Secrets(ctx context.Context, id samad.CaseID) (samad.Secrets, error) {
	e, err := s.entry(ctx, id)
	if err != nil {
		return samad.Secrets{}, err
	}
	defer s.mu.Unlock()
	return copied(e.secrets), nil
}

func (s *Store) Events(ctx context.Context, id samad.CaseID) ([]samad.Event, error) {
	e, err := s.entry(ctx, id)
	if err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return copied(e.events), nil
}

// of gives a part of a case, or nothing for an unknown one.
func of[T any](ctx context.Context, s *Store, id samad.CaseID, part func(*entry) []T) ([]T, error) {
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	e := s.cases[id]
	if e == nil {
		return nil, nil
	}
	return copied(part(e)), nil
}

func (s *Store) Values(ctx context.Context, id samad.CaseID) ([]samad.Value, error) {
	return of(ctx, s, id, func(e *entry) []samad.Value { return e.values })
}

func (s *Store) Words(ctx context.Context, id samad.CaseID) ([]string, error) {
	return of(ctx, s, id, func(e *entry) []string { return e.words })
}

func (s *Store) Messages(ctx context.Context, id samad.CaseID) ([]samad.Message, error) {
	return of(ctx, s, id, func(*entry) (out []samad.Message) {
		for _, m := range s.messages {
			if m.Case == id {
				out = append(out, m.Message)
			}
		}
		return out
	})
}

func (s *Store) List(ctx context.Context, q samad.Query) (page samad.Page, err error) {
	q, after, err := admit.Query(q)
	if err != nil {
		return page, err
	}
	if err := s.lock(ctx); err != nil {
		return page, err
	}
	defer s.mu.Unlock()
	turn := 1
	if q.Order == samad.NewestFirst {
		turn = -1
	}
	var found []*entry
	for _, e := range s.cases {
		if matches(e, q) && (after.IsZero() || turn*admit.CaseKey(q.Order, &e.Case).Compare(after) > 0) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *entry) int {
		return turn * admit.CaseKey(q.Order, &a.Case).Compare(admit.CaseKey(q.Order, &b.Case))
	})
	for i, e := range found {
		if i == q.Limit {
			page.Next = admit.Cursor(q.Order, admit.CaseKey(q.Order, &page.Cases[i-1]))
			break
		}
		page.Cases = append(page.Cases, copied(e.Case))
	}
	return page, nil
}

func (s *Store) Count(ctx context.Context, q samad.Query, by ...samad.Dimension) ([]samad.Tally, error) {
	q.Cursor, q.Limit, q.Order = "", 0, ""
	q, _, err := admit.Query(q)
	if err != nil {
		return nil, err
	}
	if err := admit.Dimensions(by); err != nil {
		return nil, err
	}
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	groups := map[string]*samad.Tally{}
	if len(by) == 0 {
		groups[""] = &samad.Tally{}
	}
	for _, e := range s.cases {
		if !matches(e, q) {
			continue
		}
		var values []string
		for _, d := range by {
			values = append(values, map[samad.Dimension]string{
				samad.ByState: string(e.State), samad.ByKind: string(e.Kind), samad.ByChannel: string(e.Channel),
				samad.ByTopic: string(e.Topic), samad.ByAgency: string(e.Agency), samad.ByPlace: string(e.Place),
			}[d])
		}
		key := strings.Join(values, "\x00")
		if groups[key] == nil {
			groups[key] = &samad.Tally{Values: values}
		}
		g := groups[key]
		g.Cases++
		if !e.Ended.IsZero() {
			g.Ended++
			g.Lasted += e.Ended.Sub(e.Created)
		}
	}
	var out []samad.Tally
	for _, g := range groups {
		if g.Ended > 0 {
			g.Lasted = (g.Lasted / time.Duration(g.Ended)).Truncate(time.Second)
		}
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b samad.Tally) int { return slices.Compare(a.Values, b.Values) })
	return out, nil
}

func oneOf[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

func matches(e *entry, q samad.Query) bool {
	sees := func(id samad.AgencyID) bool { return id != "" && slices.Contains(q.Visible, id) }
	visible := sees(e.Agency) || slices.ContainsFunc(e.Cooperating, func(c samad.Cooperation) bool { return sees(c.Agency) })
	return oneOf(q.States, e.State) && oneOf(q.Kinds, e.Kind) && oneOf(q.Channels, e.Channel) && oneOf(q.Agencies, e.Agency) &&
		(q.Visible == nil || visible) && (q.Centres == nil || slices.Contains(q.Centres, e.Centre)) &&
		(q.Place == "" || e.Place.Under(q.Place)) && (q.Province == "" || e.Province == q.Province) &&
		(q.Topic == "" || e.Topic.Under(q.Topic)) && (q.Expert == "" || e.Expert == q.Expert) &&
		(q.Late == nil || e.Late(q.Now) == *q.Late) && (q.Erased == nil || e.Erased == *q.Erased) &&
		within(e.Created, q.CreatedFrom, q.CreatedTo) && within(e.Ended, q.EndedFrom, q.EndedTo) &&
		(q.Order != samad.EndedFirst || !e.Ended.IsZero()) &&
		!slices.ContainsFunc(q.Search, func(w string) bool {
			return !slices.ContainsFunc(e.words, func(have string) bool { return strings.HasPrefix(have, w) })
		}) &&
		(len(q.Petitioner) == 0 || slices.ContainsFunc(q.Petitioner, func(l samad.Lookup) bool {
			return slices.ContainsFunc(e.secrets.Lookups, func(have samad.Lookup) bool { return have.Kind == l.Kind && bytes.Equal(have.Hash, l.Hash) })
		}))
}

func within(t, from, to time.Time) bool {
	if from.IsZero() && to.IsZero() {
		return true
	}
	return !t.IsZero() && (from.IsZero() || !t.Before(from)) && (to.IsZero() || t.Before(to))
}

func (s *Store) Feed(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
	return follow(ctx, s, after, limit, func() []samad.Event { return s.feed })
}

// follow gives what comes after a cursor in a list that only grows.
func follow[T any](ctx context.Context, s *Store, after string, limit int, list func() []T) ([]T, string, error) {
	from, err := admit.ParseFeedCursor(after)
	if err != nil {
		return nil, "", err
	}
	if err := admit.Limit(limit); err != nil {
		return nil, "", err
	}
	if err := s.lock(ctx); err != nil {
		return nil, "", err
	}
	defer s.mu.Unlock()
	all := list()
	begin := min(int(from), len(all))
	end := min(begin+limit, len(all))
	if begin == end {
		return nil, after, nil
	}
	return copied(all[begin:end]), strconv.Itoa(end), nil
}

func (s *Store) AddDigest(ctx context.Context, d samad.Digest) error {
	d, err := admit.Clean(d)
	if err != nil {
		return err
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if d.Number != int64(len(s.digests))+1 {
		return samad.ErrConflict
	}
	s.digests = append(s.digests, d)
	return nil
}

func (s *Store) LastDigest(ctx context.Context) (samad.Digest, error) {
	if err := s.lock(ctx); err != nil {
		return samad.Digest{}, err
	}
	defer s.mu.Unlock()
	if len(s.digests) == 0 {
		return samad.Digest{}, samad.ErrNotFound
	}
	return s.digests[len(s.digests)-1], nil
}

func (s *Store) Digests(ctx context.Context, after int64, limit int) ([]samad.Digest, error) {
	if err := admit.Limit(limit); err != nil {
		return nil, err
	}
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	begin := min(max(int(after), 0), len(s.digests))
	return slices.Clone(s.digests[begin:min(begin+limit, len(s.digests))]), nil
}

func (s *Store) Rewrap(ctx context.Context, keys ...samad.WrappedKey) (n int, err error) {
	if keys, err = admit.WrappedKeys(keys); err != nil {
		return 0, err
	}
	if err := s.lock(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	for _, k := range keys {
		if e := s.cases[k.Case]; e != nil && len(k.Old) > 0 && bytes.Equal(e.secrets.Key, k.Old) {
			e.secrets.Key = k.New
			n++
		}
		for _, c := range s.calls {
			if k.Call != "" && c.ID == k.Call && len(k.Old) > 0 && bytes.Equal(c.Key, k.Old) {
				c.Key = k.New
				n++
			}
		}
	}
	return n, nil
}

func (s *Store) Calls(ctx context.Context, q samad.CallQuery) (page samad.CallPage, err error) {
	q, after, err := admit.CallQuery(q)
	if err != nil {
		return page, err
	}
	if err := s.lock(ctx); err != nil {
		return page, err
	}
	defer s.mu.Unlock()
	key := func(c *samad.Call) admit.Key { return admit.NewKey(c.Started, c.ID) }
	var found []*samad.Call
	for _, c := range s.calls {
		if (q.ID == "" || c.ID == q.ID) && (q.Centres == nil || slices.Contains(q.Centres, c.Centre)) &&
			(q.Operator == "" || c.Operator.ID == q.Operator) && (q.Caller == nil || bytes.Equal(c.CallerHash, q.Caller)) &&
			(q.Case == "" || slices.Contains(c.Cases, q.Case)) && oneOf(q.Outcomes, c.Outcome) && within(c.Started, q.From, q.To) &&
			(!q.Personal || len(c.Key)+len(c.Caller)+len(c.Note)+len(c.CallerHash) > 0) &&
			(after.IsZero() || key(c).Compare(after) < 0) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b *samad.Call) int { return key(b).Compare(key(a)) })
	for i, c := range found {
		if i == q.Limit {
			page.Next = admit.CallCursor(key(found[i-1]))
			break
		}
		page.Calls = append(page.Calls, copied(*c))
	}
	return page, nil
}

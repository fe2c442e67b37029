package memory

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Count implements [samad.Store].
func (s *Store) Count(ctx context.Context, query samad.Query, by ...samad.Dimension) ([]samad.Tally, error) {
	query.Cursor, query.Limit, query.Order = "", 0, samad.NewestFirst
	query, _, err := admit.Query(query)
	if err != nil {
		return nil, err
	}
	if err := admit.Dimensions(by); err != nil {
		return nil, err
	}
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()

	tallies, seconds := map[string]*samad.Tally{}, map[string]int64{}
	if len(by) == 0 {
		tallies[""] = &samad.Tally{}
	}
	for _, e := range s.candidates(query) {
		if !matches(e, query) {
			continue
		}
		values := make([]string, len(by))
		for i, d := range by {
			values[i] = dimension(e.c, d)
		}
		key := strings.Join(values, "\x00") // no stored text holds U+0000
		if tallies[key] == nil {
			tallies[key] = &samad.Tally{Values: values}
		}
		tallies[key].Cases++
		if !e.c.Ended.IsZero() {
			tallies[key].Ended++
			seconds[key] += (e.c.Ended.UnixMicro() - e.c.Created.UnixMicro()) / 1_000_000
		}
	}
	out := make([]samad.Tally, 0, len(tallies))
	for key, t := range tallies {
		if t.Ended > 0 {
			t.Lasted = time.Duration(seconds[key]/t.Ended) * time.Second
		}
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b samad.Tally) int { return slices.Compare(a.Values, b.Values) })
	return out, nil
}

func dimension(c *samad.Case, d samad.Dimension) string {
	switch d {
	case samad.ByState:
		return string(c.State)
	case samad.ByKind:
		return string(c.Kind)
	case samad.ByChannel:
		return string(c.Channel)
	case samad.ByTopic:
		return string(c.Topic)
	case samad.ByAgency:
		return string(c.Agency)
	default: // admit.Dimensions lets nothing else through
		return string(c.Place)
	}
}

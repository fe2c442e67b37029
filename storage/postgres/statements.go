package postgres

import (
	"fmt"
	"hash/fnv"
	"sync"

	"github.com/samad111/go-samad/storage/sqlstore"
)

// statements are the texts that batches need, made when first asked for. There
// are as many as kinds of steps: a submission, a note, an answer.
type statements struct {
	sets   [numSets]set
	prefix string // of the names

	mu   sync.RWMutex
	made map[int]prepared // by the sets as bits, and the rows of each above
}

// prepared is a statement and its name on connections.
type prepared struct {
	name, text string
	spelled    bool // its rows are values, not arrays
}

func newStatements(n sqlstore.Names) *statements {
	// A host may keep several stores on the connections of one handle.
	id := fnv.New64a()
	_, _ = id.Write([]byte(n.In("{p}"))) // does not fail
	return &statements{sets: newSets(n), prefix: fmt.Sprintf("samad_%x", id.Sum64()), made: map[int]prepared{}}
}

// maxSpelled is how many rows of each set are spelled out at most. Who has made
// maxMade statements spells out no more kinds of steps, for the server keeps a
// plan for each on each connection.
const (
	maxSpelled  = 3
	spelledBits = 2
	maxMade     = 64
)

// of returns the statement that writes the sets, with the rows of each spelled
// out when counts are given and that is worth a statement of its own.
func (s *statements) of(list, counts []int) prepared {
	key := 0
	for k, i := range list {
		key |= 1 << i
		if counts != nil {
			key |= counts[k] << (numSets + i*spelledBits)
		}
	}
	s.mu.RLock()
	p, ok := s.made[key]
	full := len(s.made) >= maxMade
	s.mu.RUnlock()
	switch {
	case ok:
		return p
	case full && counts != nil:
		return s.of(list, nil)
	}
	p = prepared{fmt.Sprintf("%s_%x", s.prefix, key), statement(&s.sets, list, counts), counts != nil}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made[key] = p
	return p
}

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
	made map[int]prepared // by the sets as bits
}

// prepared is a statement and its name on connections.
type prepared struct{ name, text string }

func newStatements(n sqlstore.Names) *statements {
	// A host may keep several stores on the connections of one handle.
	id := fnv.New64a()
	_, _ = id.Write([]byte(n.In("{p}"))) // does not fail
	return &statements{sets: newSets(n), prefix: fmt.Sprintf("samad_%x", id.Sum64()), made: map[int]prepared{}}
}

// of returns the statement that writes the sets.
func (s *statements) of(list []int) prepared {
	bits := 0
	for _, i := range list {
		bits |= 1 << i
	}
	s.mu.RLock()
	p, ok := s.made[bits]
	s.mu.RUnlock()
	if ok {
		return p
	}
	p = prepared{fmt.Sprintf("%s_%x", s.prefix, bits), statement(&s.sets, list)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made[bits] = p
	return p
}

package main

import (
	"fmt"
	"sync"
)

// findings are where the service and the ledger differ.
type findings struct {
	mu  sync.Mutex
	all []string
}

func (f *findings) add(m *matter, what string) {
	f.addf("message %s (%s, %s): %s", m.sample.ID, m.sample.Expected.Screening, m.plan, what)
}

func (f *findings) addf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, fmt.Sprintf(format, args...))
}

func (f *findings) list() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all
}

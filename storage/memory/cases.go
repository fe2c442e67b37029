package memory

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// Case implements [samad.Store].
func (s *Store) Case(ctx context.Context, id samad.CaseID) (samad.Case, error) {
	if err := s.read(ctx); err != nil {
		return samad.Case{}, err
	}
	defer s.mu.RUnlock()
	e := s.cases[id]
	if e == nil {
		return samad.Case{}, fmt.Errorf("memory: case %s: %w", id, samad.ErrNotFound)
	}
	return e.c.Clone(), nil
}

// CaseByCode implements [samad.Store].
func (s *Store) CaseByCode(ctx context.Context, code tracking.Code) (samad.Case, samad.Secrets, error) {
	if err := s.read(ctx); err != nil {
		return samad.Case{}, samad.Secrets{}, err
	}
	defer s.mu.RUnlock()
	e := s.codes[code]
	if e == nil {
		return samad.Case{}, samad.Secrets{}, fmt.Errorf("memory: case by code: %w", samad.ErrNotFound)
	}
	return e.c.Clone(), cloneSecrets(e.secrets), nil
}

// Secrets implements [samad.Store].
func (s *Store) Secrets(ctx context.Context, id samad.CaseID) (samad.Secrets, error) {
	if err := s.read(ctx); err != nil {
		return samad.Secrets{}, err
	}
	defer s.mu.RUnlock()
	e := s.cases[id]
	if e == nil {
		return samad.Secrets{}, fmt.Errorf("memory: secrets of case %s: %w", id, samad.ErrNotFound)
	}
	return cloneSecrets(e.secrets), nil
}

// Events implements [samad.Store].
func (s *Store) Events(ctx context.Context, id samad.CaseID) ([]samad.Event, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	e := s.cases[id]
	if e == nil {
		return nil, fmt.Errorf("memory: events of case %s: %w", id, samad.ErrNotFound)
	}
	return cloneEvents(e.events), nil
}

// Values implements [samad.Store].
func (s *Store) Values(ctx context.Context, id samad.CaseID) ([]samad.Value, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	e := s.cases[id]
	if e == nil {
		return nil, nil
	}
	out := slices.Clone(e.values)
	for i := range out {
		out[i].Salt = bytes.Clone(out[i].Salt)
		out[i].Data = bytes.Clone(out[i].Data)
	}
	return out, nil
}

func cloneSecrets(x samad.Secrets) samad.Secrets {
	x.Key, x.PIN = bytes.Clone(x.Key), bytes.Clone(x.PIN)
	x.Lookups = slices.Clone(x.Lookups)
	for i := range x.Lookups {
		x.Lookups[i].Hash = bytes.Clone(x.Lookups[i].Hash)
	}
	return x
}

func cloneEvents(events []samad.Event) []samad.Event {
	out := slices.Clone(events)
	for i := range out {
		out[i].Data = bytes.Clone(out[i].Data)
	}
	return out
}

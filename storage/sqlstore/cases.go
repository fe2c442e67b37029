package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
	"github.com/samad111/go-samad/tracking"
)

// Case implements [samad.Store].
func (s *Store) Case(ctx context.Context, id samad.CaseID) (samad.Case, error) {
	var doc sql.RawBytes
	var c samad.Case
	found := false
	err := s.lookup(ctx, "case "+string(id), s.q.caseByID, string(id), func(r *sql.Rows) error {
		found = true
		if err := r.Scan(&doc); err != nil {
			return err
		}
		return readDoc(doc, &c)
	})
	if err == nil && !found {
		err = fmt.Errorf("sqlstore: case %s: %w", id, samad.ErrNotFound)
	}
	return c, err
}

// CaseByCode implements [samad.Store].
func (s *Store) CaseByCode(ctx context.Context, code tracking.Code) (samad.Case, samad.Secrets, error) {
	var doc sql.RawBytes
	var c samad.Case
	var x samad.Secrets
	found := false
	err := s.lookup(ctx, "case by code", s.q.caseByCode, code.String(), func(r *sql.Rows) error {
		found = true
		var lookups sql.RawBytes // NULL while the case has no secrets
		if err := r.Scan(&doc, &x.Key, &x.PIN, &lookups); err != nil {
			return err
		}
		if err := readDoc(doc, &c); err != nil {
			return err
		}
		if x.Case = c.ID; lookups == nil {
			return nil
		}
		return readLookups(lookups, &x.Lookups)
	})
	if err == nil && !found {
		err = fmt.Errorf("sqlstore: case by code: %w", samad.ErrNotFound)
	}
	return c, x, err
}

// lookup is [Store.query] for one text to look for. A text that could never
// have been stored is not there, and does not reach the database.
func (s *Store) lookup(ctx context.Context, op, statement, text string, scan func(*sql.Rows) error) error {
	if _, err := admit.Clean(text); err != nil {
		return nil //nolint:nilerr // found nothing, as said
	}
	return s.query(ctx, op, statement, scan, text)
}

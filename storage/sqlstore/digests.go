package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// AddDigest implements [samad.Store].
func (s *Store) AddDigest(ctx context.Context, digest samad.Digest) error {
	d, err := admit.Clean(digest)
	if err != nil {
		return err
	}
	return s.write(ctx, fmt.Sprintf("add digest %d", d.Number), func(ctx context.Context, tx bun.IDB) error {
		var last int64
		if err := tx.QueryRowContext(ctx, s.q.lastDigest).Scan(&last); err != nil {
			return err
		}
		if d.Number != last+1 {
			return samad.ErrConflict
		}
		_, err := tx.ExecContext(ctx, s.q.insertDigest, d.Number, d.Day.String(), micros(d.At), d.Events, d.Cases,
			blob(hashBytes(d.Content)), blob(hashBytes(d.Prev)), blob(hashBytes(d.Hash)), d.Cursor)
		if err != nil { // another may have been faster where transactions run side by side
			return s.refusal(err, "/Number")
		}
		return nil
	})
}

// LastDigest implements [samad.Store].
func (s *Store) LastDigest(ctx context.Context) (samad.Digest, error) {
	var out []samad.Digest
	err := s.query(ctx, "last digest", s.q.digestAtEnd, digestsInto(&out))
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("sqlstore: last digest: %w", samad.ErrNotFound)
	}
	if err != nil {
		return samad.Digest{}, err
	}
	return out[0], nil
}

// Digests implements [samad.Store].
func (s *Store) Digests(ctx context.Context, after int64, limit int) ([]samad.Digest, error) {
	if err := admit.Limit(limit); err != nil {
		return nil, err
	}
	var out []samad.Digest
	err := s.query(ctx, "digests", s.q.digests, digestsInto(&out), after, int64(limit))
	return out, err
}

func digestsInto(out *[]samad.Digest) func(*sql.Rows) error {
	return func(r *sql.Rows) error {
		var d samad.Digest
		var day string
		var at int64
		var content, prev, hash sql.RawBytes
		if err := r.Scan(&d.Number, &day, &at, &d.Events, &d.Cases, &content, &prev, &hash, &d.Cursor); err != nil {
			return err
		}
		d.At = instant(at)
		if err := d.Day.UnmarshalText([]byte(day)); err != nil {
			return fmt.Errorf("read the day of digest %d: %w", d.Number, err)
		}
		for _, x := range []struct {
			from sql.RawBytes
			to   *samad.Hash
		}{{content, &d.Content}, {prev, &d.Prev}, {hash, &d.Hash}} {
			if len(x.from) != len(x.to) {
				return fmt.Errorf("digest %d: a hash of %d bytes", d.Number, len(x.from))
			}
			copy(x.to[:], x.from)
		}
		*out = append(*out, d)
		return nil
	}
}

// Package publicity counts what campaigns of publicity bring: visits of the pages
// by a campaign's link or QR code, calls in which the caller named it, and cases
// that were filed on the way. It keeps numbers by day alone: no visitor, no
// address, no case, and no cookie, so that there is nothing to follow anybody by.
// A page that is read again is counted again.
package publicity

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/sla/persian"
)

// What is counted.
const (
	Visits = "visits"
	Calls  = "calls"
	Cases  = "cases"
)

// Errors that are the sender's to mend.
var (
	ErrTag      = errors.New("publicity: a tag has 2 to 32 of a-z and hyphens")
	ErrTitle    = errors.New("publicity: a title has 1 to 120 letters")
	ErrTaken    = errors.New("publicity: this tag is taken")
	ErrNotFound = errors.New("publicity: no such campaign")
)

// maxTitle is the most letters of a title.
const maxTitle = 120

var tagForm = regexp.MustCompile(`^[a-z][a-z-]{1,31}$`)

// Campaign is one campaign with its sums.
type Campaign struct {
	Tag     string
	Title   string
	Created time.Time // UTC
	Closed  time.Time // UTC; zero while it runs
	Visits  int64
	Calls   int64
	Cases   int64
}

// Day is what came of a campaign on a day.
type Day struct {
	Day    string // of the Persian calendar, YYYY-MM-DD
	Visits int64
	Calls  int64
	Cases  int64
}

// Store keeps campaigns in the tables of the service, which account.Open makes.
// It is safe for concurrent use.
type Store struct {
	DB       account.Database
	Now      func() time.Time
	Location *time.Location // where days begin
}

// Create begins a campaign.
func (s Store) Create(ctx context.Context, tag, title string) error {
	tag, title = strings.ToLower(strings.TrimSpace(tag)), strings.TrimSpace(title)
	if !tagForm.MatchString(tag) {
		return ErrTag
	}
	if n := utf8.RuneCountInString(title); n < 1 || n > maxTitle || !utf8.ValidString(title) || strings.ContainsRune(title, 0) {
		return ErrTitle
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO intake_campaigns (tag, title, created, closed) VALUES (?, ?, ?, 0) ON CONFLICT (tag) DO NOTHING`,
			tag, title, s.Now().UTC().UnixMicro())
		if err != nil {
			return fmt.Errorf("publicity: create %s: %w", tag, err)
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(ErrTaken, err)
		}
		return nil
	})
}

// Close ends a campaign, or opens it again: what comes after its end is not
// counted. Errors: [ErrNotFound].
func (s Store) Close(ctx context.Context, tag string, end bool) error {
	at := int64(0)
	if end {
		at = s.Now().UTC().UnixMicro()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		result, err := tx.ExecContext(ctx, `UPDATE intake_campaigns SET closed = ? WHERE tag = ?`, at, tag)
		if err != nil {
			return fmt.Errorf("publicity: close %s: %w", tag, err)
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(ErrNotFound, err)
		}
		return nil
	})
}

// Open reports whether the tag is that of a campaign that runs.
func (s Store) Open(ctx context.Context, tag string) (bool, error) {
	if !tagForm.MatchString(tag) {
		return false, nil
	}
	var n int
	if err := s.DB.Read().QueryRowContext(ctx, `SELECT count(*) FROM intake_campaigns WHERE tag = ? AND closed = 0`, tag).Scan(&n); err != nil {
		return false, fmt.Errorf("publicity: find %s: %w", tag, err)
	}
	return n > 0, nil
}

// Count adds one. Tags of no campaign, and of one that has ended, count nothing.
func (s Store) Count(ctx context.Context, tag, what string) error {
	if !tagForm.MatchString(tag) {
		return nil
	}
	day, err := persian.FromTime(s.Now().In(s.Location))
	if err != nil {
		return fmt.Errorf("publicity: the clock: %w", err)
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		const add = `INSERT INTO intake_campaign_counts (tag, day, what, n)
			SELECT tag, ?, ?, 1 FROM intake_campaigns WHERE tag = ? AND closed = 0
			ON CONFLICT (tag, day, what) DO UPDATE SET n = intake_campaign_counts.n + 1`
		if _, err := tx.ExecContext(ctx, add, day.String(), what, tag); err != nil {
			return fmt.Errorf("publicity: count %s: %w", tag, err)
		}
		return nil
	})
}

const columns = `tag, title, created, closed,
	coalesce((SELECT sum(n) FROM intake_campaign_counts c WHERE c.tag = k.tag AND c.what = 'visits'), 0),
	coalesce((SELECT sum(n) FROM intake_campaign_counts c WHERE c.tag = k.tag AND c.what = 'calls'), 0),
	coalesce((SELECT sum(n) FROM intake_campaign_counts c WHERE c.tag = k.tag AND c.what = 'cases'), 0)`

// All returns the campaigns, the newest first.
func (s Store) All(ctx context.Context) ([]Campaign, error) {
	rows, err := s.DB.Read().QueryContext(ctx, `SELECT `+columns+` FROM intake_campaigns k ORDER BY created DESC, tag`)
	if err != nil {
		return nil, fmt.Errorf("publicity: list: %w", err)
	}
	defer rows.Close() //nolint:errcheck // its error is rows.Err's
	var out []Campaign
	for rows.Next() {
		var c Campaign
		var created, closed int64
		if err := rows.Scan(&c.Tag, &c.Title, &created, &closed, &c.Visits, &c.Calls, &c.Cases); err != nil {
			return nil, fmt.Errorf("publicity: list: %w", err)
		}
		c.Created = time.UnixMicro(created).UTC()
		if closed > 0 {
			c.Closed = time.UnixMicro(closed).UTC()
		}
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("publicity: list: %w", err)
	}
	return out, nil
}

// Days returns what came of a campaign day by day, the newest first.
func (s Store) Days(ctx context.Context, tag string) ([]Day, error) {
	const list = `SELECT day, sum(CASE WHEN what = 'visits' THEN n ELSE 0 END), sum(CASE WHEN what = 'calls' THEN n ELSE 0 END),
		sum(CASE WHEN what = 'cases' THEN n ELSE 0 END) FROM intake_campaign_counts WHERE tag = ? GROUP BY day ORDER BY day DESC`
	rows, err := s.DB.Read().QueryContext(ctx, list, tag)
	if err != nil {
		return nil, fmt.Errorf("publicity: days of %s: %w", tag, err)
	}
	defer rows.Close() //nolint:errcheck // its error is rows.Err's
	var out []Day
	for rows.Next() {
		var d Day
		if err := rows.Scan(&d.Day, &d.Visits, &d.Calls, &d.Cases); err != nil {
			return nil, fmt.Errorf("publicity: days of %s: %w", tag, err)
		}
		out = append(out, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("publicity: days of %s: %w", tag, err)
	}
	return out, nil
}

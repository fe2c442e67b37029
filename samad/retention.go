package samad

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// retentionChore erases cases whose time is over.
type retentionChore struct{ desk *Desk }

func (c retentionChore) Name() string { return "retention" }

// Run erases at most limit cases. One that cannot be erased does not keep the
// others.
func (c retentionChore) Run(ctx context.Context, now time.Time, limit int) (done int, err error) {
	d := c.desk
	before, ok := d.yearsBefore(now, d.settings.shortestRetention())
	if !ok {
		return 0, nil
	}
	var errs []error
	kept := false
	query := Query{EndedTo: before, Erased: &kept, Order: EndedFirst, Limit: min(limit, feedPage)}
	for done < limit {
		page, err := d.store.List(ctx, query)
		if err != nil {
			return done, fmt.Errorf("samad: look for cases to erase: %w", err)
		}
		for _, one := range page.Cases {
			if done == limit {
				break
			}
			over, err := c.over(ctx, one, now)
			if err == nil && !over {
				continue
			}
			if err == nil {
				_, err = d.Erase(ctx, system(), EraseRequest{Ref: Ref{ID: one.ID, Revision: one.Revision}, Ground: RetentionGround})
			}
			switch {
			case err == nil:
				done++
			case errors.Is(err, ErrConflict), errors.Is(err, ErrErased), errors.Is(err, ErrHeld): // somebody else was at it; the next round looks again
			default:
				errs = append(errs, err)
			}
		}
		if query.Cursor = page.Next; page.Next == "" || ctx.Err() != nil {
			break
		}
	}
	return done, errors.Join(errs...)
}

// over reports whether nobody needs the case any more. One that joined another
// lives as long as that one does: its petitioner is told through it.
func (c retentionChore) over(ctx context.Context, one Case, now time.Time) (bool, error) {
	if !c.past(one, now) {
		return false, nil
	}
	if err := c.desk.held(ctx, one, now); errors.Is(err, ErrHeld) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if one.MergedInto == "" {
		return true, nil
	}
	other, err := c.desk.store.Case(ctx, one.MergedInto)
	if err != nil {
		return false, fmt.Errorf("samad: the case that case %s joined: %w", one.ID, err)
	}
	return c.past(other, now), nil
}

// past reports whether the years of a case are over.
func (c retentionChore) past(one Case, now time.Time) bool {
	if one.Ended.IsZero() {
		return false
	}
	before, ok := c.desk.yearsBefore(now, c.desk.settings.retention(one.AgencyPath, c.desk.day(one.Ended)))
	return ok && one.Ended.Before(before)
}

// callRetentionChore erases the personal part of call records whose time is
// over.
type callRetentionChore struct{ desk *Desk }

func (c callRetentionChore) Name() string { return "call_retention" }

// Run erases at most limit calls.
func (c callRetentionChore) Run(ctx context.Context, now time.Time, limit int) (int, error) {
	d := c.desk
	before, ok := d.yearsBefore(now, d.settings.CallRetentionYears)
	if !ok {
		return 0, nil
	}
	var calls []Call
	for query := (CallQuery{To: before, Personal: true, Limit: min(limit, feedPage)}); len(calls) == 0; {
		page, err := d.store.Calls(ctx, query)
		if err != nil {
			return 0, fmt.Errorf("samad: look for calls to erase: %w", err)
		}
		if calls, err = d.freeCalls(ctx, page.Calls, "", now); err != nil {
			return 0, err
		}
		if query.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	if len(calls) == 0 {
		return 0, nil
	}
	if err := d.store.Apply(ctx, Change{EraseCalls: callIDs(calls)}); err != nil {
		return 0, fmt.Errorf("samad: erase calls: %w", err)
	}
	return len(calls), d.destroyCallKeys(ctx, calls)
}

func callIDs(calls []Call) []string {
	ids := make([]string, len(calls))
	for i, c := range calls {
		ids[i] = c.ID
	}
	return ids
}

func (d *Desk) destroyCallKeys(ctx context.Context, calls []Call) error {
	var errs []error
	for _, c := range calls {
		if len(c.Key) == 0 {
			continue
		}
		if err := d.vault.DestroyKey(ctx, c.ID, c.Key); err != nil {
			errs = append(errs, fmt.Errorf("samad: destroy the key of call %s: %w", c.ID, err))
		}
	}
	return errors.Join(errs...)
}

// personalCalls returns all calls about the case that still hold personal
// data.
func (d *Desk) personalCalls(ctx context.Context, id CaseID) ([]Call, error) {
	var all []Call
	query := CallQuery{Case: id, Personal: true, Limit: feedPage}
	for {
		page, err := d.store.Calls(ctx, query)
		if err != nil {
			return nil, fmt.Errorf("samad: calls about case %s: %w", id, err)
		}
		all = append(all, page.Calls...)
		if query.Cursor = page.Next; page.Next == "" {
			return all, nil
		}
	}
}

// yearsBefore returns the beginning of the day so many Persian years before
// the instant's, or false when that is never.
func (d *Desk) yearsBefore(now time.Time, years int) (time.Time, bool) {
	today := d.day(now)
	if years < 0 || today.IsZero() {
		return time.Time{}, false
	}
	day, err := today.AddYears(-years)
	if err != nil {
		return time.Time{}, false
	}
	return day.Start(d.location).UTC(), true
}

package storage_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// clients is how many people work at once.
const clients = 64

type toTamin struct{}

func (toTamin) Route(context.Context, samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{Agency: "isf.tamin", Rule: "all"}, nil
}

// counter is a desk with an operator and the head of an office.
type counter struct {
	*samad.Desk
	operator, head samad.Actor
}

func newCounter(t *testing.T, store samad.Store) counter {
	t.Helper()
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	keys, err := vault.CreateFile(filepath.Join(t.TempDir(), "samad.key"))
	require.NoError(t, err)
	calendars, err := iran.Calendars()
	require.NoError(t, err)
	desk, err := samad.NewDesk(samad.Config{
		Store: store, Router: toTamin{}, Deadlines: sla.DefaultPolicy(calendars), Directory: dir, Codes: tracking.Minter{}, Vault: keys,
	})
	require.NoError(t, err)
	day, err := persian.New(1405, 1, 5)
	require.NoError(t, err)
	centre, ok := dir.Centre("10", day)
	require.True(t, ok)
	return counter{
		desk,
		samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: "10"},
		samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"},
	}
}

// file files a case and refers it.
func (c counter) file(ctx context.Context, key string) (samad.CaseID, error) {
	receipt, err := c.Submit(ctx, c.operator, samad.Submission{
		Kind: samad.Request, Text: "حقوق بازنشستگی من واریز نشده است.", Place: "1014", Topic: "welfare/retirement", Key: key,
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه آزمایشی", Mobile: "09130001234"},
	})
	if err != nil {
		return "", err
	}
	_, err = c.Accept(ctx, c.operator, samad.AcceptRequest{Ref: samad.Ref{ID: receipt.Case, Key: key + "-accept", Content: "1"}})
	return receipt.Case, err
}

// act adds a step, trying again for as long as others come first.
func (c counter) act(ctx context.Context, id samad.CaseID, key string) error {
	for {
		_, err := c.Act(ctx, c.head, samad.ActRequest{Ref: samad.Ref{ID: id, Key: key, Content: "1"}, Text: key})
		if !errors.Is(err, samad.ErrConflict) {
			return err
		}
	}
}

// acted returns how often a case tells of a step, having verified its history.
func (c counter) acted(t *testing.T, store samad.Store, id samad.CaseID) (n int) {
	t.Helper()
	events, err := store.Events(t.Context(), id)
	require.NoError(t, err)
	values, err := store.Values(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, samad.VerifyHistory(id, events, values))
	for _, e := range events {
		if e.Type == samad.EventActed {
			n++
		}
	}
	return n
}

func together(f func(client int) error) error {
	errs := make([]error, clients)
	var all sync.WaitGroup
	for client := range errs {
		all.Go(func() { errs[client] = f(client) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// TestClients lets 64 people work through a desk at once, on one case and on
// many: every step that a person was told of is in the history once, and every
// step that was repeated is there once, too. It is worth most with -race.
func TestClients(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"memory":   "memory:",
		"sqlite":   "sqlite:" + filepath.Join(t.TempDir(), "samad.db"),
		"postgres": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "postgres" {
				address = freshSchema(t, "clients")
			}
			db, err := storage.Open(t.Context(), address, storage.Options{})
			require.NoError(t, err)
			t.Cleanup(func() { assert.NoError(t, db.Close()) })
			require.NoError(t, db.Migrate(t.Context()))
			store := db.Cases()
			c := newCounter(t, store)

			id, err := c.file(t.Context(), "one")
			require.NoError(t, err)
			require.NoError(t, together(func(client int) error {
				// Two who press the button twice share a key.
				return c.act(t.Context(), id, fmt.Sprint("act-", client/2))
			}))
			assert.Equal(t, clients/2, c.acted(t, store, id))

			ids := make([]samad.CaseID, clients)
			require.NoError(t, together(func(client int) (err error) {
				key := fmt.Sprint("many-", client)
				if ids[client], err = c.file(t.Context(), key); err != nil {
					return err
				}
				if err := c.act(t.Context(), ids[client], key+"-act"); err != nil {
					return err
				}
				again, err := c.Submit(t.Context(), c.operator, samad.Submission{
					Kind: samad.Request, Text: "حقوق بازنشستگی من واریز نشده است.", Place: "1014", Topic: "welfare/retirement", Key: key,
					Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه آزمایشی", Mobile: "09130001234"},
				})
				if err == nil && again.Case != ids[client] {
					err = fmt.Errorf("key %s: case %s and then %s", key, ids[client], again.Case)
				}
				return err
			}))
			seen := map[samad.CaseID]bool{}
			for _, id := range ids {
				assert.False(t, seen[id], "one case for two")
				seen[id] = true
				assert.Equal(t, 1, c.acted(t, store, id))
			}
			tallies, err := store.Count(t.Context(), samad.Query{})
			require.NoError(t, err)
			assert.EqualValues(t, clients+1, tallies[0].Cases)
		})
	}
}

package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/storagetest"
	"github.com/samad111/go-samad/storage/vault"
)

// asProgram makes the test binary, started again, the program itself.
const asProgram = "SAMADCTL_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main() // ends the process
	}
	os.Exit(m.Run())
}

// The rotation writes 200 keys together: with so many cases, the key that it
// hangs at is in the middle of its third transaction.
const (
	rotated = 500
	hangsAt = 450
)

func hanging() samad.CaseID { return storagetest.Submission(hangsAt).Case.ID }

// TestKeyRotationIsKilled kills the program that rotates with SIGKILL, while a
// part is rewrapped and another is half written, and runs it again: all must be
// under the new key, the old one can go, and everything opens.
func TestKeyRotationIsKilled(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "samad.db")
		db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, db.Close()) })
		do := func(statement string) {
			require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
				_, err := tx.ExecContext(ctx, statement)
				return err
			}))
		}
		killRotation(t, "sqlite:"+path, func() (goOn func()) {
			do(`CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`)
			do(`CREATE TRIGGER hang BEFORE UPDATE OF wrapped_key ON cases WHEN NEW.id = '` + string(hanging()) + `'
				BEGIN SELECT max(i) FROM endless; END`)
			return func() {
				do(`DROP TRIGGER hang`)
				do(`DROP VIEW endless`)
			}
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		address, schema := rotationSchema(t)
		db, err := postgres.Open(t.Context(), address, postgres.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, db.Close()) })
		killRotation(t, address, func() (goOn func()) {
			locked, release, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
			go func() { // ends with goOn
				ended <- db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
					_, err := tx.ExecContext(ctx, "SELECT FROM "+schema+".cases WHERE id = ? FOR UPDATE", hanging())
					close(locked)
					<-release
					return err
				})
			}()
			<-locked
			return func() {
				close(release)
				require.NoError(t, <-ended)
			}
		})
	})
}

// rotationSchema returns the address of a schema of the test's own.
func rotationSchema(t *testing.T) (address, schema string) {
	t.Helper()
	address = os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	schema = "rotation_" + strings.ToLower(rand.Text()[:16])
	admin, err := postgres.Open(t.Context(), address, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, admin.Write(context.Background(), func(ctx context.Context, tx bun.IDB) error {
			_, err := tx.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+schema+" CASCADE")
			return err
		}))
		assert.NoError(t, admin.Close())
	})
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	return address + join + "schema=" + schema, schema
}

// killRotation fills the database, rotates until the program hangs in what
// hang has prepared, kills it, and rotates again.
func killRotation(t *testing.T, address string, hang func() (goOn func())) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "samad.key")
	keys, err := vault.CreateFile(file)
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), address, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	store := db.Cases()
	for first := 1; first <= rotated; first += 100 {
		var changes []samad.Change
		for n := first; n < first+100; n++ {
			changes = append(changes, sealed(t, keys, n))
		}
		require.NoError(t, store.Apply(t.Context(), changes...))
	}
	require.NoError(t, vault.RotateFile(file))
	infos, err := vault.ListFile(file)
	require.NoError(t, err)
	require.True(t, infos[1].Primary)
	old, fresh := infos[0].ID, infos[1].ID
	under := func() (n map[uint32]int) {
		n = map[uint32]int{}
		for i := 1; i <= rotated; i++ {
			secrets, err := store.Secrets(t.Context(), storagetest.Submission(i).Case.ID)
			require.NoError(t, err)
			by, known := vault.WrappedBy(secrets.Key)
			require.True(t, known)
			n[by]++
		}
		return n
	}
	require.Equal(t, map[uint32]int{old: rotated}, under())

	goOn := hang()
	rotation := exec.CommandContext(t.Context(), os.Args[0], "key", "rotate", "--key", file, "--db", address)
	rotation.Env = append(rotation.Environ(), asProgram+"=1")
	var said strings.Builder
	rotation.Stdout, rotation.Stderr = &said, &said
	require.NoError(t, rotation.Start())
	for begun := time.Now(); under()[fresh] < 400; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 30*time.Second {
			t.Error("the program has not come to the third transaction")
			break
		}
	}
	require.NoError(t, rotation.Process.Kill())
	require.ErrorContains(t, rotation.Wait(), "killed", said.String())
	goOn()
	require.Equal(t, map[uint32]int{fresh: 400, old: 100}, under(), "what was half written is gone")

	// In between everything opens, for the service must go on.
	opens(t, file, store)
	got := samadctl(t, "", "key", "rotate", "--key", file, "--db", address)
	require.Equal(t, exitGood, got.Code, got.Err)
	assert.Contains(t, got.Err, "looked at 500 keys of cases, calls and webhooks: 100 rewrapped")
	require.Equal(t, map[uint32]int{fresh: rotated}, under())
	require.NoError(t, vault.DropFile(file, old))
	opens(t, file, store)
}

// sealed returns the n-th case with its identity sealed under a key of its own.
func sealed(t *testing.T, keys samad.Vault, n int) samad.Change {
	t.Helper()
	ch := storagetest.Submission(n)
	id := string(ch.Case.ID)
	wrapped, err := keys.NewKey(t.Context(), id)
	require.NoError(t, err)
	ch.Secrets.Key = wrapped
	for i := range ch.Values {
		if v := &ch.Values[i]; v.Sealed {
			v.Data, err = keys.Seal(t.Context(), wrapped, id, v.Name, []byte("identity of "+id))
			require.NoError(t, err)
		}
	}
	return ch
}

// opens checks that a program started now can open the identity of every case.
func opens(t *testing.T, file string, store samad.Store) {
	t.Helper()
	keys, err := vault.OpenFile(file)
	require.NoError(t, err)
	for n := 1; n <= rotated; n++ {
		id := storagetest.Submission(n).Case.ID
		secrets, err := store.Secrets(t.Context(), id)
		require.NoError(t, err)
		values, err := store.Values(t.Context(), id)
		require.NoError(t, err)
		opened := 0
		for _, v := range values {
			if !v.Sealed {
				continue
			}
			plain, err := keys.Open(t.Context(), secrets.Key, string(id), v.Name, v.Data)
			require.NoError(t, err, id)
			require.Equal(t, "identity of "+string(id), string(plain))
			opened++
		}
		require.Equal(t, 1, opened, id)
	}
}

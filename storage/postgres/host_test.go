package postgres_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlstore"
	"github.com/samad111/go-samad/storage/storagetest"
)

// letter is a row of the host's own.
type letter struct {
	bun.BaseModel `bun:"table:letters"`
	Number        int64 `bun:",pk"`
	Text          string
}

// addLetter returns work that adds a letter.
func addLetter(number int64) func(context.Context, bun.IDB) error {
	return func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.NewInsert().Model(&letter{Number: number, Text: "نامه ?"}).Exec(ctx)
		return err
	}
}

// letters returns the numbers of the letters.
func letters(t testing.TB, db bun.IDB) []int64 {
	t.Helper()
	var numbers []int64
	require.NoError(t, db.NewSelect().Model((*letter)(nil)).Column("number").Order("number").Scan(context.Background(), &numbers))
	return numbers
}

// otherDriver hides from [postgres.New] that the driver is pgx.
type otherDriver struct{ driver.Connector }

func (d otherDriver) Driver() driver.Driver { return struct{ driver.Driver }{d.Connector.Driver()} }

// hostHandle is a handle as a host opens it, with a schema of its own in front
// that has a table of letters.
func hostHandle(t testing.TB, wrap func(driver.Connector) driver.Connector) *bun.DB {
	t.Helper()
	address := freshSchema(t)
	config, err := pgx.ParseConfig(server(t))
	require.NoError(t, err)
	schema := schemaOf(t, address)
	config.RuntimeParams["search_path"] = schema
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	connector := stdlib.GetConnector(*config)
	if wrap != nil {
		connector = wrap(connector)
	}
	handle := sql.OpenDB(connector)
	handle.SetMaxOpenConns(4)
	t.Cleanup(func() { require.NoError(t, handle.Close()) })
	db := bun.NewDB(handle, pgdialect.New())
	_, err = db.ExecContext(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	_, err = db.NewCreateTable().Model((*letter)(nil)).Exec(t.Context())
	require.NoError(t, err)
	return db
}

// TestStoreOnHostsHandle runs the whole suite over a handle that is not ours,
// with prefixed tables and a driver that is not known, so that every change has
// a transaction of its own, statement by statement.
func TestStoreOnHostsHandle(t *testing.T) {
	t.Parallel()
	server(t)
	storagetest.Run(t, func(t testing.TB) storagetest.Store {
		db, err := postgres.New(hostHandle(t, func(c driver.Connector) driver.Connector { return otherDriver{c} }), postgres.Options{Prefix: "samad_"})
		require.NoError(t, err)
		require.NoError(t, db.Migrate(t.Context()))
		require.NoError(t, db.Check(t.Context()))
		return closable{db.Cases(), db}
	})
}

// TestCaseAndHostRowTogether writes both in one transaction, or neither.
func TestCaseAndHostRowTogether(t *testing.T) {
	t.Parallel()
	handle := hostHandle(t, nil)
	db, err := postgres.New(handle, postgres.Options{Prefix: "samad_"})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	stop := errors.New("stop")
	for number, want := range map[int64]error{1: stop, 2: nil} {
		ch := submission(int(number))
		err := handle.RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
			cases := db.WithTx(tx)
			if err := cases.Apply(ctx, ch); err != nil {
				return err
			}
			// What is refused is a savepoint, and leaves the transaction whole.
			if err := cases.Apply(ctx, ch); !errors.Is(err, samad.ErrConflict) {
				return fmt.Errorf("a second creation: %w", err)
			}
			bad := submission(50)
			bad.Messages[0].Case = "nobody"
			if err := cases.Apply(ctx, bad); !errors.Is(err, samad.ErrInvalid) {
				return fmt.Errorf("a message for nobody: %w", err)
			}
			if _, err := cases.Case(ctx, ch.Case.ID); err != nil {
				return fmt.Errorf("read within the transaction: %w", err)
			}
			events, _, err := cases.Feed(ctx, "", 10)
			if err != nil || slices.ContainsFunc(events, func(e samad.Event) bool { return e.Case == ch.Case.ID }) {
				return fmt.Errorf("the feed shows events that may yet be taken back (%w)", err)
			}
			return errors.Join(addLetter(number)(ctx, tx), want)
		})
		require.ErrorIs(t, err, want)
		_, err = db.Cases().Case(t.Context(), ch.Case.ID)
		if want != nil {
			require.ErrorIs(t, err, samad.ErrNotFound)
		} else {
			require.NoError(t, err)
		}
	}
	assert.Equal(t, []int64{2}, letters(t, handle))
	// The same through the DB's own transactions.
	require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx bun.IDB) error {
		return errors.Join(db.WithTx(tx).Apply(ctx, submission(3)), addLetter(3)(ctx, tx))
	}))
	assert.Equal(t, []int64{2, 3}, letters(t, db.Read()))
	require.NoError(t, db.Close())
	require.NoError(t, handle.PingContext(t.Context()), "the handle is the host's")
}

// TestHostsTransactionMustBeRunAgain reads in a serialisable transaction, lets
// somebody else write what was read, and writes.
func TestHostsTransactionMustBeRunAgain(t *testing.T) {
	t.Parallel()
	handle := hostHandle(t, nil)
	db, err := postgres.New(handle, postgres.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	ch := submission(1)
	require.NoError(t, db.Cases().Apply(t.Context(), ch))
	tx, err := handle.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelSerializable})
	require.NoError(t, err)
	_, err = db.WithTx(tx).Case(t.Context(), ch.Case.ID)
	require.NoError(t, err)
	require.NoError(t, db.Cases().Apply(t.Context(), step(ch)))
	require.ErrorIs(t, db.WithTx(tx).Apply(t.Context(), step(ch)), samad.ErrRetryTx)
	require.NoError(t, tx.Rollback())
}

// TestDeadlockIsTriedAgain lets two transactions wait for each other.
func TestDeadlockIsTriedAgain(t *testing.T) {
	t.Parallel()
	handle := hostHandle(t, nil)
	db, err := postgres.New(handle, postgres.Options{})
	require.NoError(t, err)
	require.NoError(t, errors.Join(addLetter(1)(t.Context(), handle), addLetter(2)(t.Context(), handle)))
	first := make(chan struct{}, 20) // both have their first row
	tries := make(chan int64, 10)
	change := func(numbers ...int64) error {
		return db.Write(context.Background(), func(ctx context.Context, tx bun.IDB) error {
			tries <- numbers[0]
			for i, n := range numbers {
				if _, err := tx.NewUpdate().Model((*letter)(nil)).Set("text = text || ?", "!").Where("number = ?", n).Exec(ctx); err != nil {
					return err
				}
				if i == 0 {
					first <- struct{}{}
					for begun := time.Now(); len(first) < 2 && time.Since(begun) < 5*time.Second; {
						time.Sleep(time.Millisecond)
					}
				}
			}
			return nil
		})
	}
	other := make(chan error, 1)
	go func() { other <- change(2, 1) }()
	require.NoError(t, change(1, 2))
	require.NoError(t, <-other)
	assert.GreaterOrEqual(t, len(tries), 3, "no deadlock occurred, so this shows nothing")
	var texts []string
	require.NoError(t, handle.NewSelect().Model((*letter)(nil)).Column("text").Scan(t.Context(), &texts))
	assert.Equal(t, []string{"نامه ?!!", "نامه ?!!"}, texts, "each once, although one was tried twice")
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	_, err := postgres.New(nil, postgres.Options{})
	require.Error(t, err)
	for _, o := range []postgres.Options{{Prefix: "a b"}, {Prefix: "A"}, {Schema: "public."}, {Schema: `x"`}} {
		_, err = postgres.New(nil, o)
		require.ErrorIs(t, err, sqlstore.ErrPrefix, "%+v", o)
	}
}

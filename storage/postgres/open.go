package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	bundialect "github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/samad111/go-samad/storage/sqlstore"
)

// oldest is the oldest server that is supported: PostgreSQL 15.
const oldest = 150000

// Open opens the database at the address, "postgres://user@host/database",
// which takes all that libpq's addresses take. Options may stand in it too:
// schema, prefix, connections, pooler, replica and replica_lag. Open does not
// touch the tables: call [DB.Migrate]. Errors match [ErrAddress],
// [sqlstore.ErrPrefix], [ErrServer] when the server cannot keep cases,
// [sqlstore.ErrNewer] when a newer program has migrated the database, or tell
// what keeps the server from answering.
func Open(ctx context.Context, address string, options Options) (*DB, error) {
	config, options, err := parse(address, options)
	if err != nil {
		return nil, err
	}
	names, err := options.names()
	if err != nil {
		return nil, err
	}
	db := newDB(openHandle(config, options, options.Connections), openHandle(writing(config, options), options, leaders), names, options, true)
	db.owned = true
	if options.Replica != "" {
		config, err := connConfig(options.Replica, options)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("replica: %w", err), db.Close())
		}
		db.replica = newReplica(openHandle(config, options, options.Connections), options.ReplicaLag)
	}
	err = db.admit(ctx)
	if err == nil {
		have, want, schemaErr := db.schema(ctx)
		if err = schemaErr; err == nil && have > want {
			err = &sqlstore.SchemaError{Have: have, Want: want}
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("postgres: open: %w", err), db.Close())
	}
	return db, nil
}

// New uses a handle that the host keeps. With pgx below it (pgx/v5/stdlib)
// callers who wait share a transaction; with another driver each has its own.
// What [Open] promises of durability is then the host's: synchronous_commit
// must not be off. Closing the returned DB leaves the handle open. New fails
// when the handle's dialect is not bun's for PostgreSQL.
func New(handle *bun.DB, options Options) (*DB, error) {
	options = options.withDefaults()
	names, err := options.names()
	if err != nil {
		return nil, err
	}
	if handle == nil || handle.Dialect().Name() != bundialect.PG {
		return nil, fmt.Errorf("postgres: the handle is not one with bun's PostgreSQL dialect")
	}
	_, batches := handle.Driver().(*stdlib.Driver)
	return newDB(handle, handle, names, options, batches), nil
}

// writing returns the configuration of the connections that only write batches.
// Their few statements find each row by its key whatever the values, so planning
// one anew for the values costs more than all else and wins nothing; and a plan
// that was made while the tables were nearly empty must not go through all of
// them later, until somebody has counted their rows.
func writing(config *pgx.ConnConfig, options Options) *pgx.ConnConfig {
	if options.Pooler {
		return config
	}
	config = config.Copy()
	for name, value := range map[string]string{"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"} {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	return config
}

// openHandle returns a handle with so many connections at most.
func openHandle(config *pgx.ConnConfig, options Options, connections int) *bun.DB {
	var after []stdlib.OptionOpenDB
	if !options.Pooler {
		after = append(after, stdlib.OptionAfterConnect(durable))
	}
	db := sql.OpenDB(stdlib.GetConnector(*config, after...))
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.SetConnMaxLifetime(time.Hour) // after a failover some are to find the new server
	return bun.NewDB(db, pgdialect.New())
}

// durable makes commits wait for the disk where the server's settings let them
// not. What is stricter than that stays.
func durable(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`)
	return err
}

// admit checks that the server can keep cases.
func (db *DB) admit(ctx context.Context) error {
	var version int
	var encoding string
	err := db.handle.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding')`).
		Scan(&version, &encoding)
	switch {
	case poolerRefuses(err):
		return fmt.Errorf("%w: a pooler stands before it and takes no settings of connections: write pooler=true into the address: %w", ErrServer, err)
	case err != nil:
		return err
	case version < oldest:
		return fmt.Errorf("%w: version %d.%d is too old: 15 or newer is needed", ErrServer, version/10000, version%10000)
	case encoding != "UTF8":
		return fmt.Errorf("%w: the database's encoding is %s: make one with UTF8", ErrServer, encoding)
	}
	return nil
}

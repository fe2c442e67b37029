package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/storagetest"
)

func BenchmarkStore(b *testing.B) {
	storagetest.Benchmark(b, func(b testing.TB) storagetest.Store {
		db := openDB(b, postgres.Options{})
		return closable{db.Cases(), db}
	})
}

// BenchmarkSubmit holds submissions to the store against plain pgx, in turn in
// the same run, at the same durability. Plain pgx does one transaction for
// each, statement by statement: "few" with the case, two events and a message,
// "all" with the rows that the store writes besides. fsyncs are those of the
// whole server's log, so nothing else may use it meanwhile.
func BenchmarkSubmit(b *testing.B) {
	for _, clients := range []int{1, 32} {
		for _, who := range []string{"plain pgx, few", "plain pgx, all", "store"} {
			b.Run(fmt.Sprintf("clients=%d/%s", clients, who), func(b *testing.B) {
				var submit func(ctx context.Context, n int) error
				db := openDB(b, postgres.Options{})
				if who == "store" {
					submit = func(ctx context.Context, n int) error { return db.Cases().Apply(ctx, storagetest.Submission(n)) }
				} else {
					submit = openPlain(b, clients, who == "plain pgx, all").submit
				}
				before, commits := syncs(b, db), db.Commits()
				storagetest.Load(b, clients, submit)
				b.ReportMetric(float64(syncs(b, db)-before)/float64(b.N), "fsyncs/op")
				if who == "store" {
					b.ReportMetric(float64(db.Commits()-commits)/float64(b.N), "commits/op")
				}
			})
		}
	}
}

// syncs returns how often the server has brought its log to the disk.
func syncs(b *testing.B, db *postgres.DB) int64 {
	b.Helper()
	var n int64
	require.NoError(b, db.Read().NewRaw("SELECT wal_sync FROM pg_stat_wal").Scan(b.Context(), &n))
	return n
}

// plain is pgx with the tables that a submission needs, with their keys and no
// more.
type plain struct {
	pool *pgxpool.Pool
	all  bool
}

func openPlain(b *testing.B, clients int, all bool) *plain {
	b.Helper()
	address := server(b)
	schema := "bare_" + fmt.Sprint(clients, "_", all)
	config, err := pgxpool.ParseConfig(address)
	require.NoError(b, err)
	config.MaxConns = int32(clients)
	config.ConnConfig.RuntimeParams["search_path"] = schema
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	require.NoError(b, err)
	b.Cleanup(pool.Close)
	_, err = pool.Exec(b.Context(), `DROP SCHEMA IF EXISTS `+schema+` CASCADE; CREATE SCHEMA `+schema+`;
		CREATE TABLE cases (id text PRIMARY KEY, code text NOT NULL UNIQUE, revision bigint, doc text);
		CREATE TABLE events (pos bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id text REFERENCES cases, seq bigint, id text,
			at bigint, actor text, type text, data text, prev_hash bytea, hash bytea, UNIQUE (case_id, seq));
		CREATE TABLE messages (num bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text UNIQUE, case_id text REFERENCES cases, sealed bytea);
		CREATE TABLE case_values (case_id text, seq bigint, name text, salt bytea, data bytea, PRIMARY KEY (case_id, seq, name));
		CREATE TABLE case_secrets (case_id text PRIMARY KEY, wrapped_key bytea, pin bytea);
		CREATE TABLE lookups (kind text, hash bytea, case_id text, PRIMARY KEY (kind, hash, case_id));
		CREATE TABLE search (case_id text PRIMARY KEY, words tsvector);
		CREATE INDEX ON search USING gin (words);`)
	require.NoError(b, err)
	b.Cleanup(func() {
		_, err := pool.Exec(context.Background(), `DROP SCHEMA `+schema+` CASCADE`)
		require.NoError(b, err)
	})
	return &plain{pool, all}
}

func (p *plain) submit(ctx context.Context, n int) error {
	ch := storagetest.Submission(n)
	doc, err := json.Marshal(ch.Case)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		var err error
		run := func(statement string, args ...any) {
			if err == nil {
				_, err = tx.Exec(ctx, statement, args...)
			}
		}
		id := string(ch.Case.ID)
		run("INSERT INTO cases VALUES ($1, $2, $3, $4)", id, ch.Case.Code.String(), ch.Case.Revision, string(doc))
		for _, e := range ch.Events {
			actor, _ := json.Marshal(e.Actor)
			run(`INSERT INTO events (case_id, seq, id, at, actor, type, data, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
				id, e.Seq, e.ID, e.At.UnixMicro(), string(actor), string(e.Type), string(e.Data), e.PrevHash[:], e.Hash[:])
		}
		for _, m := range ch.Messages {
			run("INSERT INTO messages (id, case_id, sealed) VALUES ($1, $2, $3)", m.ID, id, m.Sealed)
		}
		if p.all {
			p.rest(run, ch)
		}
		return err
	})
}

// rest writes what a submission brings besides case, events and message.
func (p *plain) rest(run func(string, ...any), ch samad.Change) {
	id := string(ch.Case.ID)
	for _, v := range ch.Values {
		run("INSERT INTO case_values VALUES ($1, $2, $3, $4, $5)", id, v.Seq, v.Name, v.Salt, v.Data)
	}
	run("INSERT INTO case_secrets VALUES ($1, $2, $3)", id, ch.Secrets.Key, ch.Secrets.PIN)
	for _, l := range ch.Secrets.Lookups {
		run("INSERT INTO lookups VALUES ($1, $2, $3)", string(l.Kind), l.Hash, id)
	}
	run("INSERT INTO search VALUES ($1, array_to_tsvector($2))", id, ch.Search)
}

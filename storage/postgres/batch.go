package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/internal/queue"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// maxBatch bounds how many callers share a transaction, maxRows how many
// changes one of them brings, and leaders how many transactions there are at a
// time: while one waits for the disk, the other makes the next.
const (
	maxBatch = 256
	maxRows  = 1000
	leaders  = 2
)

// job is what a caller wants written: the rows, and the work that writes them
// one by one and so finds out what is wrong with them.
type job struct {
	rows []sqlstore.Row
	f    work
}

func (db *DB) newQueue() *queue.Queue[job, struct{}] {
	return queue.New(queue.Config[job, struct{}]{
		Leaders: leaders,
		Max:     maxBatch,
		Begin:   func(context.Context, <-chan struct{}) (struct{}, error) { return struct{}{}, nil },
		Write:   func(_ struct{}, b *queue.Batch[job]) { db.writeBatch(b) },
		Abandon: func(struct{}) {}, // the connection goes back with its transaction ended
		Keys: func(j job) []string {
			ids := make([]string, len(j.rows))
			for i, r := range j.rows {
				ids[i] = string(r.Case.ID)
			}
			return ids
		},
	})
}

// writeBatch writes the jobs whose callers have not gone.
func (db *DB) writeBatch(b *queue.Batch[job]) {
	var list []int
	for i, j := range b.Jobs {
		if err := j.Ctx.Err(); err != nil {
			b.Outcomes[i] = queue.Outcome{Err: err}
		} else {
			list = append(list, i)
		}
	}
	db.writeJobs(b, list)
}

// writeJobs writes the jobs in one transaction. When one of them is refused,
// nothing of it remains, and each half is tried by itself, until only that one
// is left: written alone, it learns why.
func (db *DB) writeJobs(b *queue.Batch[job], list []int) {
	if len(list) == 0 {
		return
	}
	err := db.send(b, list)
	switch {
	case err == nil:
		db.commits.Add(1)
	case refused(err) && len(list) == 1:
		i := list[0]
		b.Outcomes[i] = queue.Outcome{Err: db.transact(b.Jobs[i].Ctx, b.Jobs[i].Work.f)}
	case refused(err):
		db.writeJobs(b, list[:len(list)/2])
		db.writeJobs(b, list[len(list)/2:])
	default:
		for _, i := range list {
			b.Outcomes[i] = queue.Outcome{Err: err}
		}
	}
}

// send sends the rows of the jobs, again after a deadlock and where the server
// has not seen them.
func (db *DB) send(b *queue.Batch[job], list []int) error {
	cols := columns{sets: &db.statements.sets, expect: len(list)}
	for _, i := range list {
		for _, r := range b.Jobs[i].Work.rows {
			cols.change(r)
		}
	}
	ctx := db.patience.begin(db.options.patience())
	for try := 0; ; try++ {
		err := db.sendOnce(ctx, &cols)
		again := mustRepeat(err) || err != nil && pgconn.SafeToRetry(err)
		if err == nil || refused(err) && !again {
			return err
		}
		if !again || try == maxTries {
			return fmt.Errorf("%w: whether it was written is not known: %w", samad.ErrUnavailable, err)
		}
		if err := jitter(ctx, try); err != nil {
			return fmt.Errorf("%w: %w", samad.ErrUnavailable, err)
		}
	}
}

// errNotPgx: the host's handle has another driver.
var errNotPgx = errors.New("postgres: the handle's driver is not pgx")

// sendOnce sends the sets in one message. What stands between two sync points
// is a transaction: the server commits it, or takes all of it back.
func (db *DB) sendOnce(ctx context.Context, cols *columns) error {
	conn, err := db.writes.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close() }() // gives it back; a broken one is thrown away
	return conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return errNotPgx
		}
		var batch pgconn.Batch
		for i := range addCases {
			if err := db.queueSets(ctx, c, &batch, cols, i, i+1); err != nil {
				return err
			}
		}
		if err := db.queueSets(ctx, c, &batch, cols, addCases, numSets); err != nil {
			return err
		}
		return c.Conn().PgConn().ExecBatch(ctx, &batch).Close()
	})
}

// queueSets adds the sets from the one up to the other that have rows to the
// message, as one statement.
func (db *DB) queueSets(ctx context.Context, c *stdlib.Conn, batch *pgconn.Batch, cols *columns, from, to int) error {
	list, counts := cols.filled(from, to)
	if list == nil {
		return nil
	}
	s := db.statements.of(list, counts)
	parameters := 0
	for k, i := range list {
		if parameters += len(cols.of[i]); s.spelled {
			parameters += len(cols.of[i]) * (counts[k] - 1)
		}
	}
	values, oids := make([][]byte, 0, parameters), make([]uint32, 0, parameters)
	for _, i := range list {
		if s.spelled {
			values, oids = spell(cols.of[i], values, oids)
			continue
		}
		for k := range cols.of[i] {
			values, oids = append(values, cols.of[i][k].bytes()), append(oids, cols.of[i][k].oid)
		}
	}
	binary := []int16{1} // one for all
	if db.options.Pooler {
		batch.ExecParams(s.text, values, oids, binary, nil)
		return nil
	}
	known, err := c.Conn().Prepare(ctx, s.name, s.text)
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	batch.ExecStatement(known, values, binary, nil)
	return nil
}

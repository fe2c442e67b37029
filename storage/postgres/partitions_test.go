package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/postgres"
)

// partitionOf returns the partition in which the table keeps the rows of a case.
func partitionOf(t testing.TB, db *postgres.DB, table string, id samad.CaseID) []string {
	t.Helper()
	var names []string
	require.NoError(t, db.Read().NewRaw("SELECT DISTINCT reverse(split_part(reverse(tableoid::regclass::text), '.', 1)) FROM "+
		table+" WHERE case_id = ?", string(id)).Scan(t.Context(), &names))
	return names
}

func TestPartitions(t *testing.T) {
	t.Parallel()
	db, schema := openSchema(t, postgres.Options{})
	chore := db.Partitions()
	assert.Equal(t, "partitions", chore.Name())

	// Cases of a year that has no partition yet are kept nevertheless.
	nowruz := time.Date(2031, 3, 20, 20, 30, 0, 0, time.UTC) // midnight in Tehran, 1 Farvardin 1410
	last, first := submission(1), submission(2)
	rename(&last, nowruz.Add(-time.Millisecond))
	rename(&first, nowruz)
	for _, ch := range []samad.Change{last, first} {
		require.NoError(t, db.Cases().Apply(t.Context(), ch))
		assert.Equal(t, []string{"events_rest"}, partitionOf(t, db, schema+".events", ch.Case.ID))
		assert.Equal(t, []string{"messages_rest"}, partitionOf(t, db, schema+".messages", ch.Case.ID))
	}
	before, cursor, err := db.Cases().Feed(t.Context(), "", 100)
	require.NoError(t, err)

	// Two at a time, of four: this year and next, events and messages.
	for _, want := range []int{3, 1, 0} {
		done, err := chore.Run(t.Context(), nowruz.AddDate(0, -3, 0), 3)
		require.NoError(t, err)
		assert.Equal(t, want, done)
	}
	for ch, year := range map[*samad.Change]int{&last: 1409, &first: 1410} {
		assert.Equal(t, []string{fmt.Sprintf("events_%d", year)}, partitionOf(t, db, schema+".events", ch.Case.ID))
		assert.Equal(t, []string{fmt.Sprintf("messages_%d", year)}, partitionOf(t, db, schema+".messages", ch.Case.ID))
		// What was moved is as it was, and the next step lies beside it.
		require.NoError(t, db.Cases().Apply(t.Context(), step(*ch)))
		assert.Len(t, partitionOf(t, db, schema+".events", ch.Case.ID), 1)
		events, err := db.Cases().Events(t.Context(), ch.Case.ID)
		require.NoError(t, err)
		require.Len(t, events, 3)
		for _, e := range events {
			assert.Equal(t, e.Hash, e.ComputeHash())
		}
	}
	again, next, err := db.Cases().Feed(t.Context(), "", len(before))
	require.NoError(t, err)
	assert.Equal(t, before, again)
	assert.Equal(t, cursor, next)

	// Nothing can be rewritten in a partition either.
	odd := submission(3)
	rename(&odd, time.UnixMilli(0))
	require.NoError(t, db.Cases().Apply(t.Context(), odd))
	require.Equal(t, []string{"events_rest"}, partitionOf(t, db, schema+".events", odd.Case.ID))
	for _, statement := range []string{
		"UPDATE {s}.events_1410 SET data = '{}'", "DELETE FROM {s}.events_1410", "TRUNCATE {s}.events_1410",
		"UPDATE {s}.events_rest SET data = '{}'", "TRUNCATE {s}.events_rest",
	} {
		require.ErrorContains(t, execute(t, db, schema, statement), "only ever added", statement)
	}
}

// rename gives the change ids that begin with the instant.
func rename(ch *samad.Change, at time.Time) {
	id := samad.CaseID(ulidAt(at) + string(ch.Case.ID)[10:])
	c := *ch.Case
	c.ID = id
	ch.Case = &c
	ch.Secrets.Case = id
	head := samad.Hash{}
	for i := range ch.Events {
		e := &ch.Events[i]
		e.Case, e.PrevHash = id, head
		e.Hash = e.ComputeHash()
		head = e.Hash
	}
	c.Head = head
	ch.Case.Head = head
	for i := range ch.Values {
		ch.Values[i].Case = id
	}
	for i := range ch.Messages {
		ch.Messages[i].Case, ch.Messages[i].ID = id, string(id)+"-m"
	}
}

func ulidAt(at time.Time) string {
	out := ""
	for ms, i := at.UnixMilli(), 0; i < 10; i++ {
		out = string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[ms%32]) + out
		ms /= 32
	}
	return out
}

func TestULIDPrefix(t *testing.T) {
	t.Parallel()
	// From the specification of ULIDs: 1469918176385 ms is 01ARYZ6S41.
	assert.Equal(t, "01ARYZ6S41", ulidAt(time.UnixMilli(1469918176385)))
}

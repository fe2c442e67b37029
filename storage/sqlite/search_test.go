package sqlite_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
)

// TestWordsWaitForTheIndex: words are found whether they wait, are in the index,
// or both.
func TestWordsWaitForTheIndex(t *testing.T) {
	t.Parallel()
	db := openDB(t, sqlite.Options{})
	count := func(table string) (n int) {
		t.Helper()
		require.NoError(t, db.Read().NewRaw("SELECT count(*) FROM "+table).Scan(t.Context(), &n))
		return n
	}
	found := func(words ...string) (ids []samad.CaseID) {
		t.Helper()
		page, err := db.Cases().List(t.Context(), samad.Query{Search: words, Order: samad.OldestFirst})
		require.NoError(t, err)
		for _, c := range page.Cases {
			ids = append(ids, c.ID)
		}
		return ids
	}
	const waiting = "cases WHERE words IS NOT NULL"
	// One by one, and all but a few words have left the short table.
	const n = 300
	var all []samad.Change
	for i := range n {
		ch := submission(i + 1)
		ch.Search = []string{"نان", fmt.Sprintf("w%d", i)}
		require.NoError(t, db.Cases().Apply(t.Context(), ch))
		all = append(all, ch)
	}
	require.Equal(t, 256, count("search"))
	require.Equal(t, n-256, count(waiting))
	first, last := all[0], all[n-1]
	assert.Equal(t, []samad.CaseID{first.Case.ID}, found("w0", "نان"))
	assert.Equal(t, []samad.CaseID{last.Case.ID}, found("نا", "w299"))

	more := step(first)
	more.Search = []string{"آب"}
	require.NoError(t, db.Cases().Apply(t.Context(), more))
	assert.Equal(t, []samad.CaseID{first.Case.ID}, found("آب"))
	assert.Equal(t, []samad.CaseID{first.Case.ID}, found("w0", "آب"), "one word in the index, one waiting")
	assert.Empty(t, found("w1", "آب"))

	// The next ones bring these into the index too.
	for i := range n {
		ch := submission(n + i + 1)
		ch.Search = []string{"گاز"}
		require.NoError(t, db.Cases().Apply(t.Context(), ch))
	}
	require.Zero(t, count("new_words"))
	require.Less(t, count(waiting), 256)
	require.Equal(t, 2*n, count("search")+count(waiting), "each is in one of them")
	assert.Equal(t, []samad.CaseID{first.Case.ID}, found("w0", "آب"))
	words, err := db.Cases().Words(t.Context(), first.Case.ID)
	require.NoError(t, err)
	assert.Equal(t, []string{"w0", "آب", "نان"}, words)

	// So are those that a case gets while its first ones still wait.
	fresh := submission(2*n + 1)
	fresh.Search = []string{"برق"}
	require.NoError(t, db.Cases().Apply(t.Context(), fresh))
	late := step(fresh)
	late.Search = []string{"تلفن"}
	require.NoError(t, db.Cases().Apply(t.Context(), late))
	require.Zero(t, count("new_words"))
	assert.Equal(t, []samad.CaseID{fresh.Case.ID}, found("برق", "تلفن"))
	words, err = db.Cases().Words(t.Context(), fresh.Case.ID)
	require.NoError(t, err)
	assert.Equal(t, []string{"برق", "تلفن"}, words)
	late = step(late)
	late.EraseSearch = true
	require.NoError(t, db.Cases().Apply(t.Context(), late))
	assert.Empty(t, found("برق"))

	// Erased from both.
	more = step(more)
	more.Search = []string{"دوباره"}
	require.NoError(t, db.Cases().Apply(t.Context(), more))
	more = step(more)
	more.EraseSearch = true
	require.NoError(t, db.Cases().Apply(t.Context(), more))
	assert.Empty(t, found("w0"))
	assert.Empty(t, found("دوباره"))
}

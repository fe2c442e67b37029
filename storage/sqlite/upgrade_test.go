package sqlite_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/storagetest"
)

// TestUpgrade migrates what the program wrote when its schema had an earlier
// version: the first five of storagetest.Submission, of which the first got
// another word and a cooperating agency, and the second was erased. In version 8
// the words of the first three were in the index, all others waited.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	for _, version := range []int{6, 8, 9} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			t.Parallel()
			upgrade(t, fmt.Sprintf("testdata/schema%d.db.gz", version))
		})
	}
}

func upgrade(t *testing.T, file string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cases.db")
	unpack(t, file, path)
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	require.NoError(t, db.Check(t.Context()))
	store := db.Cases()

	for n := 1; n <= 5; n++ {
		was := storagetest.Submission(n)
		events, err := store.Events(t.Context(), was.Case.ID)
		require.NoError(t, err)
		values, err := store.Values(t.Context(), was.Case.ID)
		require.NoError(t, err)
		require.Len(t, values, len(was.Values))
		assert.Equal(t, was.Events, events[:len(was.Events)])
		secrets, err := store.Secrets(t.Context(), was.Case.ID)
		require.NoError(t, err)
		if n == 2 {
			assert.Empty(t, secrets.Key)
			assert.Empty(t, values[0].Data)
			continue
		}
		assert.Equal(t, *was.Secrets, secrets)
		assert.Equal(t, was.Values, values)
	}

	found := func(query samad.Query) (ns []string) {
		t.Helper()
		query.Order = samad.OldestFirst
		page, err := store.List(t.Context(), query)
		require.NoError(t, err)
		for _, c := range page.Cases {
			for n := 1; n <= 6; n++ {
				if c.ID == storagetest.Submission(n).Case.ID {
					ns = append(ns, fmt.Sprint(n))
				}
			}
		}
		return ns
	}
	all := storagetest.Submission(1)
	assert.Equal(t, []string{"1", "3", "4", "5"}, found(samad.Query{Search: []string{"حقوق"}}))
	assert.Equal(t, []string{"1"}, found(samad.Query{Search: []string{"حقوق", "آب"}}))
	words, err := store.Words(t.Context(), all.Case.ID)
	require.NoError(t, err)
	assert.Len(t, words, len(all.Search)+1)
	assert.Equal(t, []string{"1"}, found(samad.Query{Visible: []samad.AgencyID{"isf.small"}}))
	assert.Empty(t, found(samad.Query{Agencies: []samad.AgencyID{"isf.small"}}), "it only cooperates")
	assert.Equal(t, []string{"1", "2", "3", "4", "5"}, found(samad.Query{Agencies: []samad.AgencyID{all.Case.Agency}}))
	assert.Equal(t, []string{"3"}, found(samad.Query{Petitioner: storagetest.Submission(3).Secrets.Lookups}))

	messages, err := store.ClaimMessages(t.Context(), samad.Claim{Now: time.Now().AddDate(50, 0, 0), Limit: 9, Lease: time.Minute, Owner: "a"})
	require.NoError(t, err)
	assert.Len(t, messages, 4, "what was erased is not sent")

	// And work goes on.
	require.NoError(t, store.Apply(t.Context(), storagetest.Submission(6)))
	assert.Equal(t, []string{"1", "3", "4", "5", "6"}, found(samad.Query{Search: []string{"حقوق"}}))
	var broken int
	require.NoError(t, db.Read().NewRaw("SELECT count(*) FROM pragma_foreign_key_check").Scan(t.Context(), &broken))
	assert.Zero(t, broken)
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	packed, err := os.Open(from)
	require.NoError(t, err)
	defer func() { require.NoError(t, packed.Close()) }()
	text, err := gzip.NewReader(packed)
	require.NoError(t, err)
	data, err := io.ReadAll(text)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, data, 0o600))
}

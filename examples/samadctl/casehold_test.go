package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlite"
)

// TestCaseHold: a case is held and released by the command, and the history
// says by whom and on what ground.
func TestCaseHold(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "samad.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	o := fillOffice(t, db.Cases(), nil, 1)
	flags := orderFlags{dbFlags: dbFlags{"sqlite:" + path}, By: "mina", Ground: "court 12/7", Reason: "تا پایان دادرسی", Case: o.codes[0].Format("fa")}

	hold := func(until string) (string, error) {
		out, _, err := command(false, func(c *console) error { return (&caseHold{flags, until}).Run(t.Context(), c) })
		return strings.TrimSpace(out), err
	}
	_, err = hold("1310-01-01")
	require.ErrorIs(t, err, errFindings, "a day that has passed")
	_, err = hold("tomorrow")
	require.ErrorContains(t, err, "--until")
	number, err := hold("1450-12-29")
	require.NoError(t, err)
	c, err := db.Cases().Case(t.Context(), o.ids[0])
	require.NoError(t, err)
	require.Len(t, c.Holds, 1)
	assert.Equal(t, "1450-12-29", c.Holds[0].Until.String())
	events, err := db.Cases().Events(t.Context(), c.ID)
	require.NoError(t, err)
	last := events[len(events)-1]
	assert.Equal(t, samad.EventHeld, last.Type)
	assert.Equal(t, "mina", last.Actor.ID)
	assert.Contains(t, string(last.Data), "court 12/7")
	assert.NotContains(t, string(last.Data), "دادرسی", "the reason is a value, which can be erased")
	assert.Equal(t, number, strings.TrimSpace(strings.Split(number, "\n")[0]))

	out, _, err := command(true, func(c *console) error { return (&caseRelease{orderFlags: flags}).Run(t.Context(), c) })
	require.NoError(t, err)
	assert.Contains(t, out, `"hold":0`)
	_, errs, err := command(true, func(c *console) error { return (&caseRelease{orderFlags: flags}).Run(t.Context(), c) })
	require.ErrorIs(t, err, errFindings)
	assert.Contains(t, errs, "no such hold")
	require.NoError(t, verifyAt(t, path))
	require.NoError(t, db.Close())
}

// verifyAt verifies the database.
func verifyAt(t *testing.T, path string) error {
	t.Helper()
	_, _, err := command(false, func(c *console) error { return (&dbVerify{dbFlags: dbFlags{"sqlite:" + path}}).Run(t.Context(), c) })
	return err
}

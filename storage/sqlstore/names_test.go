package sqlstore_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/sqlstore"
)

func TestNames(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]string{"": "x cases cases_due", "samad_": "x samad_cases samad_cases_due"} {
		names, err := sqlstore.NewNames(prefix)
		require.NoError(t, err)
		assert.Equal(t, want, names.In("x {p}cases {p}cases_due"))
		assert.Equal(t, "cases.code", names.Plain(prefix+"cases.code"))
	}
	for _, prefix := range []string{"1", "_a", "A", "a-b", "a b", "a.b", `a"`, "گ", "a\n", strings.Repeat("a", 41)} {
		_, err := sqlstore.NewNames(prefix)
		require.ErrorIs(t, err, sqlstore.ErrPrefix, prefix)
	}
}

func TestSchemaError(t *testing.T) {
	t.Parallel()
	older, newer := &sqlstore.SchemaError{Have: 1, Want: 2}, &sqlstore.SchemaError{Have: 3, Want: 2}
	require.ErrorIs(t, older, sqlstore.ErrOlder)
	require.NotErrorIs(t, older, sqlstore.ErrNewer)
	require.ErrorIs(t, newer, sqlstore.ErrNewer)
	assert.Contains(t, older.Error(), "migrate it first")
	assert.Contains(t, newer.Error(), "version 3, this program has 2")
}

package postgres

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/sqlstore"
)

// TestFewRowsAreSpelledOut: values and types come row by row, and what has
// parameters without end of kinds does not get statements without end.
func TestFewRowsAreSpelledOut(t *testing.T) {
	t.Parallel()
	names, err := sqlstore.NewNames("")
	require.NoError(t, err)
	statements := newStatements(names)
	cols := columns{sets: &statements.sets, expect: 1}
	cols.add(addLookups, "mobile", []byte{1, 2}, "a")
	cols.add(addLookups, "", []byte(nil), "b")
	list, counts := cols.filled(addCases, numSets)
	require.Equal(t, []int{addLookups}, list)
	require.Equal(t, []int{2}, counts)

	p := statements.of(list, counts)
	assert.True(t, p.spelled)
	assert.Contains(t, p.text, "(VALUES ($1::text, $2::bytea, $3::text), ($4::text, $5::bytea, $6::text)) AS n")
	values, oids := spell(cols.of[addLookups], nil, nil)
	assert.Equal(t, [][]byte{[]byte("mobile"), {1, 2}, []byte("a"), {}, nil, []byte("b")}, values, "an empty text is not NULL")
	assert.Equal(t, []uint32{25, 17, 25, 25, 17, 25}, oids)

	cols.add(addLookups, "mobile", []byte{3}, "c")
	cols.add(addLookups, "mobile", []byte{4}, "d")
	_, counts = cols.filled(addCases, numSets)
	assert.Nil(t, counts, "four are as many as a batch has")

	for n := range 4 * maxMade {
		of := []int{addEvents, addValues, addLookups, addMessages}
		p := statements.of(of, []int{1 + n%3, 1 + n/3%3, 1 + n/9%3, 1 + n/27%3})
		assert.Equal(t, statements.of(of, nil).text == p.text, !p.spelled)
	}
	assert.LessOrEqual(t, len(statements.made), maxMade+1)
}

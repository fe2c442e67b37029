package pack_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

func TestFits(t *testing.T) {
	t.Parallel()
	set, err := pack.LoadAll(pack.Source{FS: isfahan.FS(), Options: pack.Options{Name: "isfahan"}})
	require.NoError(t, err)
	store := memory.New()
	require.NoError(t, set.Fits(t.Context(), store), "an empty database fits everything")

	ours := storagetest.Submission(1)
	require.Equal(t, samad.PlaceID("10"), ours.Case.Province)
	require.NoError(t, store.Apply(t.Context(), ours))
	require.NoError(t, set.Fits(t.Context(), store))

	theirs := storagetest.Submission(2)
	theirs.Case.Province, theirs.Case.Place = "07", "0701"
	require.NoError(t, store.Apply(t.Context(), theirs))
	err = set.Fits(t.Context(), store)
	var foreign *pack.ForeignError
	require.ErrorAs(t, err, &foreign)
	assert.Equal(t, samad.PlaceID("07"), foreign.Province)
	require.ErrorIs(t, err, pack.ErrForeign)
}

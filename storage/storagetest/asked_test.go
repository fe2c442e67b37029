package storagetest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/samad111/go-samad/samad"
)

func TestAsked(t *testing.T) {
	t.Parallel()
	late := false
	assert.Equal(t, "nothing in particular", asked(samad.Query{}))
	assert.Equal(t, `Visible: [""], Late: false, Limit: 1`, asked(samad.Query{Visible: []samad.AgencyID{""}, Late: &late, Limit: 1}))
	assert.Equal(t, `Centres: []`, asked(samad.Query{Centres: []samad.AgencyID{}}))
}

package pack_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
)

func TestPackReadsItsModel(t *testing.T) {
	t.Parallel()
	files := small("a", "10")
	files["rules.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(files["rules.yaml"].Data), "refer: topic", "refer: topic, when: 'kind != \"idea\"'", 1))}
	var model bytes.Buffer
	_, err := routing.Train([]routing.Example{{Text: "لطف بفرمایید", Topic: "a-water", Kind: samad.Idea}}).WriteTo(&model)
	require.NoError(t, err)
	with := func(data []byte) fstest.MapFS {
		files := small("a", "10")
		files[pack.ModelFile] = &fstest.MapFile{Data: data}
		return files
	}
	taught, err := pack.Load(with(model.Bytes()), pack.Options{})
	require.NoError(t, err)
	bare, err := pack.Load(small("a", "10"), pack.Options{})
	require.NoError(t, err)
	const text = "آب لطف بفرمایید"
	assert.NotEqual(t, samad.Idea, bare.Rules.Suggest(text).Kind)
	assert.Equal(t, samad.Idea, taught.Rules.Suggest(text).Kind)
	assert.NotEqual(t, samad.Idea, taught.Rules.WithModel(nil).Suggest(text).Kind)

	_, err = pack.Load(with([]byte("{}")), pack.Options{Name: "a"})
	require.ErrorContains(t, err, "a/suggest.json: routing: not a model of suggestions: format 0 (make it anew with samadctl rules train)")

	// Rules of packs may have expressions.
	p, err := pack.Load(files, pack.Options{})
	require.NoError(t, err)
	assert.Equal(t, `kind != "idea"`, p.Rules.Rules()[0].When.Expr)
}

package rooms_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func keyed(key string) header { return header{"Idempotency-Key", key} }

// TestEveryPostTakesAKey walks the document of the whole API: a client that got
// no answer sends its request again, whatever it was.
func TestEveryPostTakesAKey(t *testing.T) {
	t.Parallel()
	without := map[string]string{
		"signIn": "the token of a session is kept by nobody, so it cannot be given again; another sign-in makes another one",
		// These bring a subscription into a state, and say so if it is in it.
		"pauseWebhook": "", "resumeWebhook": "", "replayWebhook": "", "retryWebhook": "",
	}
	var document struct {
		Paths map[string]map[string]struct {
			ID         string `json:"operationId"`
			Parameters []struct{ Name, In string }
			Responses  map[string]any
		}
	}
	require.NoError(t, json.Unmarshal([]byte(setup(t).send("GET", "/openapi.json", nil).is(200).raw), &document))
	posts := 0
	for path, operations := range document.Paths {
		op, ok := operations["post"]
		if !ok {
			continue
		}
		posts++
		takes := false
		for _, p := range op.Parameters {
			takes = takes || p.In == "header" && p.Name == "Idempotency-Key"
		}
		_, left := without[op.ID]
		assert.NotEqual(t, left, takes, "%s %s", op.ID, path)
		if takes && op.ID != "bulk" { // which says it of each step
			assert.Contains(t, op.Responses, "409", "%s %s: a key that came with something else", op.ID, path)
		}
	}
	assert.Greater(t, posts, 60)
}

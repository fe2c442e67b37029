package rooms_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// unknown is the id of nothing.
const unknown = "01KAS2V0V3Z9W1S4Q0C5N8R7TX"

// TestEveryOperationRefuses sends each operation what it must not take: nobody
// signed in, parameters and bodies that are none, ids of nothing.
func TestEveryOperationRefuses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, _ := f.filed("welfare/retirement", "1014")
	for template, ops := range theDocument().Paths {
		for method, op := range ops {
			if !ofRooms(op) {
				continue
			}
			method = strings.ToUpper(method)
			path := strings.NewReplacer("{id}", unknown, "{code}", r.Code.String(), "{token}", "no-such-token").Replace(template)
			withPIN := strings.Contains(template, "{code}")
			var who []header
			switch {
			case withPIN:
				who = []header{pin(r.PIN.Reveal())}
			case op.Responses["401"].Content != nil:
				who = []header{as("oversight")}
			}
			if op.Responses["401"].Content != nil {
				f.send(method, path, exampleOf(t, template, method)).is(401)
			}
			if withPIN {
				f.send(method, strings.Replace(path, r.Code.String(), "12", 1), exampleOf(t, template, method), who...).is(422, "malformed_code")
				f.send(method, path, exampleOf(t, template, method), pin("000000")).is(404, "no_match")
			}
			f.send(method, path+"?zzz=1", exampleOf(t, template, method), who...).is(422, "invalid")
			if op.Responses["429"].Content != nil {
				*f.deny = true
				f.send(method, path, exampleOf(t, template, method), who...).is(429)
				*f.deny = false
			}
			if method == "POST" {
				f.send(method, path, "{", who...).is(400, "malformed_json")
				f.send(method, path, "{}", append(who, header{"Content-Type", "text/plain"})...).is(415)
				f.send(method, path, strings.Repeat(" ", 300<<10), who...).is(413)
			}
			if op.Responses["404"].Content != nil && strings.Contains(template, "{id}") {
				f.send(method, path, exampleOf(t, template, method), who...).is(404)
			}
		}
	}
}

// exampleOf is the documented example of a body, nil for none.
func exampleOf(t *testing.T, template, method string) any {
	t.Helper()
	op := theDocument().Paths[template][strings.ToLower(method)]
	media, ok := op.RequestBody.Content["application/json"]
	if !ok {
		return nil
	}
	if example, ok := media.Examples["example"]; ok {
		raw, err := json.Marshal(example.Value)
		require.NoError(t, err)
		return string(raw)
	}
	return nil
}

// Every example fits its schema, every operation is described in both
// languages, and ids are used once.
func TestDocumentOfTheRooms(t *testing.T) {
	t.Parallel()
	d, ids := theDocument(), map[string]bool{}
	for template, ops := range d.Paths {
		for method, op := range ops {
			require.False(t, ids[op.ID], "%s is used twice", op.ID)
			ids[op.ID] = true
			media := op.RequestBody.Content["application/json"]
			for _, example := range media.Examples {
				require.Empty(t, d.Faults(media.Schema, example.Value, ""), "%s %s", method, template)
			}
		}
	}
	f := setup(t)
	page := f.send("GET", "/docs", nil, header{"Accept-Language", "fa"}).raw
	for _, fa := range []string{"ملاقات الکترونیکی", "تماس‌گیرنده بعدی", "درخواست نوبت تماس"} {
		require.Contains(t, page, fa)
	}
}

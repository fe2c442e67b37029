package rooms_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestCampaignsOverHTTP: oversight adds, changes and ends a topic, others do not.
func TestCampaignsOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const path = "/api/v1/desk/campaigns"
	content := map[string]any{"title": map[string]any{"fa": "آنفلوآنزای پاییز"}, "agency": "isf.behdasht", "keywords": []string{"آنفلوآنزا"}, "limit": "3d"}
	flu := map[string]any{"id": "health/flu-1405", "content": content, "reason": "موج"}
	f.send("POST", path, flu, as("operator")).is(403)
	f.send("POST", path, flu, as("fars")).is(403)
	f.send("POST", path, map[string]any{"id": "health/flu-1405", "content": map[string]any{"title": map[string]any{"fa": "x"}, "agency": "isf.nobody", "keywords": []string{"x"}}, "reason": "x"}, as("oversight")).is(422)
	made := f.send("POST", path, flu, as("oversight"), keyed("c-1")).is(201)
	assert.Equal(t, made.raw, f.send("POST", path, flu, as("oversight"), keyed("c-1")).is(201).raw)
	assert.Equal(t, "health/flu-1405", made.str("id"))
	assert.Equal(t, true, made.at("open"))
	f.send("POST", path, flu, as("admin")).is(422)
	const one = path + "/health%2Fflu-1405"
	assert.Equal(t, "3d", f.get(one, "governor").str("limit"))
	f.send("GET", one, nil, as("head")).is(404)
	delete(flu, "id")
	content["limit"], flu["reason"] = "5d", "بیشتر شد"
	for range 2 {
		assert.Equal(t, "5d", f.send("POST", one+"/change", flu, as("admin"), keyed("c-2")).is(200).str("limit"))
	}
	f.send("POST", path+"/health%2Fnone/change", flu, as("admin")).is(404)
	f.send("POST", one+"/end", map[string]any{"last": "1404-01-01", "reason": "x"}, as("oversight")).is(422)
	last := map[string]any{"last": "1405-09-30", "reason": "فروکش کرد"}
	ended := f.send("POST", one+"/end", last, as("oversight"), keyed("c-3")).is(200)
	f.send("POST", one+"/end", last, as("oversight"), keyed("c-3")).is(200)
	for _, step := range []string{"", "/health%2Fflu-1405/change", "/health%2Fflu-1405/end"} { // each says 409 of a key that came with something else
		body := map[string]any{"content": content, "reason": "دیگر"}
		if step == "" {
			body["id"] = "health/other"
		} else if step[len(step)-3:] == "end" {
			body = map[string]any{"last": "1405-09-29", "reason": "دیگر"}
		}
		f.send("POST", path+step, body, as("oversight"), keyed("c-3")).is(409, "key_reused")
		f.send("POST", path+step, body, as("admin"), keyed("c-2")).is(409, "key_reused")
	}
	assert.Equal(t, "1405-09-30", ended.str("last"))
	all := f.get(path, "oversight")
	assert.Equal(t, "ended", all.str("items/0/steps/2/done"))
	f.send("GET", "/api/v1/desk/figures?period=1405-08&by=day&figure=received&topic=health", nil, as("oversight")).is(200)
}

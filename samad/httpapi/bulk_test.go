package httpapi_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func item(c *filed, step string, body object) object {
	return object{"id": c.id, "step": step, "body": body}
}

// Every step of a bulk is done or refused by itself, as it would be alone.
func TestBulk(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a, b, stale, answered := f.referred(), f.referred(), f.referred(), f.answered()
	foreign := object{"id": "01KAS2V0V3Z9W1S4Q0C5N8R7TX", "step": "action", "body": object{"revision": 1, "text": "x"}}
	items := []object{
		item(a, "assign", object{"revision": a.revision, "expert": "u-expert"}),
		item(stale, "action", object{"revision": 1, "text": "شد"}),
		item(answered, "action", object{"revision": answered.revision, "text": "شد"}),
		foreign,
		item(b, "action", object{"revision": b.revision, "text": "شد"}),
	}
	send := func(items []object, headers ...header) answer {
		return f.send("POST", "/api/v1/desk/bulk", object{"items": items}, append(headers, as("head"))...)
	}
	got := send(items, key("bulk-1")).is(200)
	var told string
	for _, one := range got.list("items") {
		told += fmt.Sprint(one["status"], " ")
		if problem, ok := one["problem"].(object); ok {
			told += fmt.Sprint(problem["code"], " ")
		}
	}
	require.Equal(t, "200 409 conflict 409 not_possible_now 404 not_found 200 ", told)
	require.Equal(t, int64(2), got.int("done"))
	require.Equal(t, int64(3), got.int("failed"))
	first, _ := got.list("items")[0]["case"].(object)
	require.Equal(t, "in_progress", first["state"])

	before := f.counts()
	again := send(items, key("bulk-1")).is(200)
	require.Equal(t, int64(2), again.int("done"), "done once, told twice")
	require.Equal(t, before, f.counts())

	// What is wrong with one body is told with that step.
	mixed := send([]object{
		item(a, "action", object{"txet": "x", "revision": "1"}), {"id": b.id, "step": "answer"}, item(stale, "action", object{"text": "x"}),
	}).is(200).list("items")
	for i, want := range []string{"/revision", "/revision", "/revision"} {
		problem, _ := mixed[i]["problem"].(object)
		faults, _ := problem["errors"].([]any)
		require.NotEmpty(t, faults)
		fault, _ := faults[0].(object)
		assert.Equal(t, want, fault["field"], "%v", problem)
	}
	for want, items := range map[string][]object{
		"/items range":             {},
		"/items/0/id malformed":    {{"id": "x", "step": "action"}},
		"/items/1/step unknown":    {item(a, "action", object{}), item(b, "fly", object{})},
		"/items/1/id duplicate":    {item(a, "action", object{}), item(a, "assign", object{})},
		"/items/0/body wrong_type": {{"id": a.id, "step": "action", "body": "x"}},
	} {
		assert.Equal(t, want, send(items).is(422, "invalid").faults())
	}
	many := make([]object, 101)
	for i := range many {
		many[i] = foreign
	}
	assert.Equal(t, "/items range", send(many).is(422).faults())
	assert.Equal(t, "header:Idempotency-Key malformed", send([]object{item(a, "action", object{})}, key("ی")).is(422).faults())
	require.Equal(t, before, f.counts(), "nothing was done")
	f.send("POST", "/api/v1/desk/bulk", object{"items": items}).is(401, "unauthenticated")
	for _, one := range f.send("POST", "/api/v1/desk/bulk", object{"items": items[:1]}, as("stranger")).is(200).list("items") {
		assert.InDelta(t, 404, one["status"], 0)
	}
}

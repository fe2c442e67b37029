package httpapi_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func ifMatch(tag string) header     { return header{"If-Match", tag} }
func ifNoneMatch(tag string) header { return header{"If-None-Match", tag} }

// A case that has not changed is not sent again, and one that has changed is
// not worked on.
func TestEntityTags(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.referred()
	paths := map[string][]header{
		c.desk(): {as("head")}, c.desk() + "/history": {as("head")}, c.path(): nil, "/api/v1/kinds": nil, "/api/v1/topics": nil,
		"/api/v1/places": nil, "/api/v1/agencies": nil,
	}
	for path, who := range paths {
		a := f.send("GET", path, nil, who...).is(200)
		tag := a.header.Get("ETag")
		require.NotEmpty(t, tag, path)
		again := f.send("GET", path, nil, append(who, ifNoneMatch(`"x", W/`+tag))...).is(304)
		require.Empty(t, again.raw)
		require.Equal(t, tag, again.header.Get("ETag"))
		f.send("GET", path, nil, append(who, ifNoneMatch(`*`))...).is(304)
		english := f.send("GET", path, nil, append(who, ifNoneMatch(tag), lang("en"))...).is(200)
		if !strings.HasSuffix(path, "history") {
			require.NotEqual(t, tag, english.header.Get("ETag"), path)
		}
	}
	f.send("GET", c.path(), nil, pin(c.pin), ifNoneMatch(f.send("GET", c.path(), nil).header.Get("ETag"))).is(200)
	f.send("GET", "/healthz", nil, ifNoneMatch("*")).is(200)

	read := f.send("GET", c.desk(), nil, as("head")).is(200).header.Get("ETag")
	require.True(t, strings.HasPrefix(read, `"`+stringOf(c.revision)+`.`), read)
	act := func(body object, headers ...header) answer {
		return f.send("POST", c.desk()+"/action", body, append(headers, as("head"))...)
	}
	a := act(object{"text": "۱"}, ifMatch(read)).is(200)
	next := a.header.Get("ETag")
	require.Equal(t, `"`+stringOf(a.int("revision"))+`"`, next)
	before := f.counts()
	act(object{"text": "۲"}, ifMatch(read)).is(412, "precondition_failed")
	act(object{"text": "۲"}, ifMatch(`"1", "2"`)).is(412, "precondition_failed")
	act(object{"text": "۲"}, ifMatch("W/"+next)).is(412, "precondition_failed")
	act(object{"text": "۲", "revision": c.revision}, ifMatch(next)).is(412, "precondition_failed")
	for _, bad := range []string{"4", `"`, `""`, `"x"`, `"0"`, `"-1"`, `"4" "5"`, ","} {
		assert.Equal(t, "header:If-Match malformed", act(object{"text": "۲"}, ifMatch(bad)).is(422).faults(), bad)
	}
	assert.Equal(t, "/revision required", act(object{"text": "۲"}).is(422).faults())
	require.Equal(t, before, f.counts())
	act(object{"text": "۲"}, ifMatch(`"1", `+next)).is(200)
	next = act(object{"text": "۳"}, ifMatch("*")).is(200).header.Get("ETag")
	act(object{"text": "۴", "revision": a.int("revision") + 2}, ifMatch(next)).is(200)

	// Whoever may not see the case learns nothing of its revision.
	for _, tag := range []string{next, `"1"`, "*", `"1", "2"`} {
		f.send("POST", c.desk()+"/action", object{"text": "۵"}, as("stranger"), ifMatch(tag)).is(404, "not_found")
	}
}

// A step with an Idempotency-Key is done once.
func TestStepsRepeat(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.answered()
	objection := object{"text": "هنوز واریز نشده است."}
	object1 := func(body object, k string) answer {
		return f.send("POST", c.path()+"/objection", body, pin(c.pin), key(k))
	}
	first := object1(objection, "k1").is(200)
	before := f.counts()
	again := object1(objection, "k1").is(200)
	require.Equal(t, first.body, again.body)
	object1(object{"text": "چیز دیگر"}, "k1").is(409, "key_reused")
	object1(objection, "k2").is(409, "not_possible_now")
	assert.Equal(t, "header:Idempotency-Key malformed", object1(objection, "a b").is(422).faults())
	require.Equal(t, before, f.counts(), "nothing was done")
	// Another case, another key of the same name.
	other := f.answered()
	f.send("POST", other.path()+"/objection", objection, pin(other.pin), key("k1")).is(200)

	work := object{"text": "بازدید شد", "revision": f.send("GET", c.desk(), nil, as("head")).int("revision")}
	step := func(who string) answer { return f.send("POST", c.desk()+"/action", work, as(who), key("k1-staff")) }
	step("head").is(200)
	before = f.counts()
	step("head").is(200)
	step("expert").is(404, "not_found")
	step("stranger").is(404, "not_found")
	require.Equal(t, before, f.counts())
}

// Every step takes If-Match; a header and a body that say different things are
// refused whoever asks.
func TestEveryStepTakesIfMatch(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.referred()
	before := f.counts()
	for name, body := range stepBodies() {
		f.send("POST", c.desk()+"/"+name, body, as("operator")).is(422)
		body["revision"] = 1
		f.send("POST", c.desk()+"/"+name, body, as("operator"), ifMatch(`"2"`)).is(412, "precondition_failed")
	}
	require.Equal(t, before, f.counts())
}

package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOpenDoorsSayWhere: oversight writes where an office is found, and people
// read it beside the hours.
func TestOpenDoorsSayWhere(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	v := s.signedIn(t, "oversight")
	p := v.through(v.send(v.get("/desk/visits"), "/desk/visits/post", map[string]string{"agency": "isf.tamin", "title": "مدیرکل", "address": "خیابان شیخ صدوق، طبقه دوم"}))
	require.Equal(t, http.StatusOK, p.Status, p.HTML)
	everybody := s.visitor(t)
	assert.Contains(t, everybody.get("/open-doors").text(t), "خیابان شیخ صدوق، طبقه دوم")
	post := "/desk/posts/isf.tamin%2Fhead"
	p = v.through(v.send(v.get(post), post+"/address", map[string]string{"address": "خیابان شریعتی"}))
	require.Equal(t, http.StatusOK, p.Status, p.HTML)
	checkPersian(t, p)
	p = everybody.get("/open-doors")
	assert.Contains(t, p.text(t), "خیابان شریعتی")
	assert.NotContains(t, p.text(t), "شیخ صدوق")
	assert.Equal(t, http.StatusNotFound, s.signedIn(t, "operator").post(post+"/address", nil).Status, "whoever may not read it")
}

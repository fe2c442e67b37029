package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
)

func TestDemo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	began := time.Now()
	s := start(t, dir, "--demo=150")
	for _, role := range samad.Roles() {
		switch role {
		case samad.RolePetitioner, samad.RoleSystem, samad.RoleService, samad.RoleLocalAdmin:
			continue
		}
		found := false
		for _, line := range s.lines {
			words := strings.Fields(line)
			found = found || len(words) == 4 && words[0] == "account" && words[2] == string(role)
		}
		assert.True(t, found, "no account of a %s", role)
	}
	assert.Contains(t, strings.Join(s.lines, "\n"), "150 cases and ")

	// What an official sees, by the account that was printed.
	status, body := s.call(t, http.MethodGet, "/api/v1/desk/cases?limit=50", s.token(t, "operator"), nil)
	require.Equal(t, http.StatusOK, status)
	assert.NotEmpty(t, body["items"], "%v", body)
	v := s.visitor(t)
	v.signIn("isf.tamin", s.accounts["isf.tamin"])
	assert.Equal(t, http.StatusOK, v.get("/desk").Status)
	// The figures have the calls too, several for each case.
	today, err := persian.FromTime(began)
	require.NoError(t, err)
	calls := 0.0
	for _, year := range []int{today.Year() - 1, today.Year()} {
		status, body = s.call(t, http.MethodGet, fmt.Sprintf("/api/v1/desk/figures?period=%d&figure=calls&by=month", year), s.token(t, "oversight"), nil)
		require.Equal(t, http.StatusOK, status, "%v", body)
		total := body["total"].(map[string]any)["figures"].([]any)[0].(map[string]any)
		value, _ := total["value"].(float64)
		calls += value
	}
	assert.Greater(t, calls, 450.0)
	require.NoError(t, s.stop())

	url := "sqlite:" + filepath.Join(dir, "samad.db")
	db, err := storage.Open(t.Context(), url, storage.Options{})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	count := func(by samad.Dimension) map[string]int64 {
		tallies, err := db.Cases().Count(t.Context(), samad.Query{}, by)
		require.NoError(t, err)
		out := map[string]int64{}
		for _, one := range tallies {
			out[one.Values[0]] = one.Cases
		}
		return out
	}
	kinds, states := count(samad.ByKind), count(samad.ByState)
	assert.Greater(t, kinds["request"], kinds["complaint"], "complaints are fewer than requests")
	assert.Positive(t, kinds["complaint"])
	for _, state := range []samad.State{samad.Closed, samad.Declined, samad.Referred} {
		assert.Positive(t, states[string(state)], "%s: %v", state, states)
	}
	assert.Greater(t, len(count(samad.ByAgency)), 5)
	assert.Greater(t, len(count(samad.ByPlace)), 5)
	page, err := db.Cases().List(t.Context(), samad.Query{Limit: 1000})
	require.NoError(t, err)
	met := count(samad.ByChannel)[string(samad.Meeting)]
	assert.Positive(t, met, "some came up in meetings")
	require.Equal(t, 150+int(met), len(page.Cases))
	var late, objected, rated int
	for _, c := range page.Cases {
		events, err := db.Cases().Events(t.Context(), c.ID)
		require.NoError(t, err)
		values, err := db.Cases().Values(t.Context(), c.ID)
		require.NoError(t, err)
		require.NoError(t, samad.VerifyCase(c, events, values))
		assert.False(t, c.Created.After(began), "nothing lies in the future")
		assert.True(t, c.Created.After(began.AddDate(-1, 0, -2)))
		for _, e := range events {
			assert.False(t, e.At.After(began.Add(time.Minute)))
			if e.Type == samad.EventBreached {
				late++
			}
		}
		objected += c.Objections
		rated += len(c.Ratings)
	}
	assert.Positive(t, late, "some answers were late")
	assert.Positive(t, objected)
	assert.Positive(t, rated)

	// Never into what is there.
	err = fails(t, nil, "--addr", "127.0.0.1:0", "--db", url, "--demo=10")
	assert.ErrorContains(t, err, "holds accounts or cases already")
	after, err := db.Cases().List(t.Context(), samad.Query{Limit: 1000})
	require.NoError(t, err)
	assert.Len(t, after.Cases, len(page.Cases))
}

func TestDemoIsForTrialsOnly(t *testing.T) {
	t.Parallel()
	for i, args := range [][]string{
		{"--demo", "--addr", "0.0.0.0:0"},
		{"--demo", "--pack", "../isfahan"},
		{"--demo=50", "--trusted-proxy", "127.0.0.1"},
		{"--demo=fifty"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			assert.ErrorContains(t, fails(t, nil, append(args, "--db", "sqlite:"+t.TempDir()+"/x.db")...), "demo")
		})
	}
}

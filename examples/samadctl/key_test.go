package main

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

func TestKeyRotation(t *testing.T) {
	t.Parallel()
	path, key, o := openFile(t)
	url := "sqlite:" + path
	hook := subscribe(t, url, key)
	list := func() []keyRecord {
		got := samadctl(t, "", "key", "list", "--json", "--key", key, "--db", url)
		require.Equal(t, exitGood, got.Code, got.Err)
		var out []keyRecord
		for line := range strings.Lines(got.Out) {
			var r keyRecord
			require.NoError(t, json.Unmarshal([]byte(line), &r))
			out = append(out, r)
		}
		return out
	}
	first := list()
	require.Len(t, first, 1)
	assert.EqualValues(t, 4, *first[0].Wraps)
	old := strconv.FormatUint(uint64(first[0].ID), 10)

	got := samadctl(t, "", "key", "new", "--key", key)
	require.Equal(t, exitGood, got.Code, got.Err)
	assert.Regexp(t, `^\d+\tprimary\n$`, got.Out)
	two := list()
	require.Len(t, two, 2)
	assert.EqualValues(t, 4, *two[0].Wraps)
	assert.EqualValues(t, 0, *two[1].Wraps)
	got = samadctl(t, "", "key", "drop", "--key", key, "--db", url, old)
	assert.Equal(t, exitFindings, got.Code)
	assert.Contains(t, got.Err, "still wraps 4 keys")

	for _, want := range []string{": 4 rewrapped", ": 0 rewrapped"} {
		got = samadctl(t, "", "key", "rotate", "--key", key, "--db", url)
		require.Equal(t, exitGood, got.Code, got.Err)
		assert.Contains(t, got.Err, want)
	}
	got = samadctl(t, "", "key", "drop", "--key", key, "--db", url, old)
	require.Equal(t, exitGood, got.Code, got.Err)
	three := list()
	require.Len(t, three, 1)
	assert.True(t, three[0].Primary)
	assert.EqualValues(t, 4, *three[0].Wraps)

	require.NoError(t, hook(), "its secret is still opened")

	got = samadctl(t, "", "case", "show", "--db", url, "--personal", "--key", key, o.codes[0].String())
	assert.Contains(t, got.Out, "petitioner: نمونه آزمایشی\n", got.Err)

	foreign := key + ".foreign"
	_, err := vault.CreateFile(foreign)
	require.NoError(t, err)
	got = samadctl(t, "", "key", "list", "--key", foreign, "--db", url)
	assert.Equal(t, exitFindings, got.Code)
	assert.Regexp(t, `^\d+\tprimary\t0\n`+strconv.FormatUint(uint64(three[0].ID), 10)+`\tmissing\t4\n$`, got.Out)

	for _, args := range [][]string{
		{"key", "drop", "--key", key, "--db", url, "x"},
		{"key", "drop", "--key", key, "--db", url, old},
		{"key", "drop", "--key", key, "--db", url, strconv.FormatUint(uint64(three[0].ID), 10)},
		{"key", "list", "--key", key + "x"},
	} {
		assert.NotEqual(t, exitGood, samadctl(t, "", args...).Code, args)
	}
}

// subscribe makes a webhook, and returns what tries to sign with its secret.
func subscribe(t *testing.T, url, key string) func() error {
	t.Helper()
	with := func(do func(r *webhook.Registry) error) error {
		db, err := storage.Open(t.Context(), url, storage.Options{})
		require.NoError(t, err)
		defer func() { assert.NoError(t, db.Close()) }()
		keys, err := vault.OpenFile(key)
		require.NoError(t, err)
		dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
		require.NoError(t, err)
		calendars, err := iran.Calendars()
		require.NoError(t, err)
		desk, err := samad.NewDesk(samad.Config{
			Store: db.Cases(), Vault: keys, Directory: dir, Router: nobody{}, Deadlines: sla.DefaultPolicy(calendars), Codes: tracking.Minter{},
		})
		require.NoError(t, err)
		r, err := webhook.NewRegistry(webhook.Config{Ledger: db.Ledger(), Vault: keys, Directory: dir, Feed: desk})
		require.NoError(t, err)
		return do(r)
	}
	require.NoError(t, with(func(r *webhook.Registry) error {
		_, err := r.Create(t.Context(), samad.Actor{ID: "u-admin", Roles: []samad.Role{samad.RoleAdmin}}, webhook.Draft{
			Agency: "isf.tamin", URL: "https://cases.example.ir/samad",
		})
		return err
	}))
	return func() error {
		return with(func(r *webhook.Registry) error {
			due, err := r.Due(t.Context(), time.Now(), 5, "test", time.Minute)
			if err == nil && (len(due) != 1 || len(due[0].Secrets) != 1) {
				err = errors.New("no hook that can sign")
			}
			return err
		})
	}
}

// nobody refers nothing.
type nobody struct{}

func (nobody) Route(context.Context, samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{}, samad.ErrNoRoute
}

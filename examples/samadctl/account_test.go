package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
)

func TestAccountReset(t *testing.T) {
	t.Parallel()
	path, _, _ := openFile(t)
	url := "sqlite:" + path
	db, err := storage.Open(t.Context(), url, storage.Options{})
	require.NoError(t, err)
	tables, ok := db.(account.Database)
	require.True(t, ok)
	store, err := account.Open(t.Context(), account.Config{Database: tables})
	require.NoError(t, err)
	made, err := store.Create(t.Context(), []account.Draft{{
		Username: "admin", Role: samad.RoleAdmin, Post: samad.Text{Fa: "راهبر سامانه", En: "Administrator"},
	}}, func([]account.Created) error { return nil })
	require.NoError(t, err)

	got := samadctl(t, "", "account", "reset", "--db", url, "admin")
	require.Equal(t, exitGood, got.Code, got.Err)
	password := strings.TrimSpace(got.Out)
	require.NotEmpty(t, password)
	_, err = store.SignIn(t.Context(), account.Page, "admin", made[0].Password)
	require.Error(t, err, "the old one is no good any more")
	_, err = store.SignIn(t.Context(), account.Page, "admin", password)
	require.NoError(t, err)
	require.NoError(t, db.Close())

	got = samadctl(t, "", "account", "reset", "--db", url, "nobody")
	assert.Equal(t, exitUsage, got.Code)
	assert.Contains(t, got.Err, "account nobody")
}

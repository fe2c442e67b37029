package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// fill puts n cases with a call each under keys of the vault into a store.
func fill(t *testing.T, store samad.Store, v *vault.Vault, from, n int) {
	t.Helper()
	for i := from; i < from+n; i++ {
		id, call := samad.CaseID(fmt.Sprintf("case-%03d", i)), fmt.Sprintf("call-%03d", i)
		code, err := tracking.Minter{}.NewCode()
		require.NoError(t, err)
		e := samad.Event{ID: string(id), Case: id, Seq: 1, Type: samad.EventSubmitted, Data: []byte("{}")}
		e.Hash = e.ComputeHash()
		at := time.Date(2026, 3, 1, 0, i, 0, 0, time.UTC)
		key, err := v.NewKey(t.Context(), string(id))
		require.NoError(t, err)
		callKey, err := v.NewKey(t.Context(), call)
		require.NoError(t, err)
		sealed, err := v.Seal(t.Context(), key, string(id), "name", []byte("زهرا"))
		require.NoError(t, err)
		require.NoError(t, store.Apply(t.Context(), samad.Change{
			Case:    &samad.Case{ID: id, Code: code, Revision: 1, Head: e.Hash, Created: at, Updated: at},
			Events:  []samad.Event{e},
			Secrets: &samad.Secrets{Case: id, Key: key},
			Values:  []samad.Value{{ValueRef: samad.ValueRef{Case: id, Seq: 1, Name: "name"}, Salt: []byte("s"), Data: sealed, Sealed: true}},
			Calls:   []samad.Call{{ID: call, Key: callKey, Started: at, Ended: at}},
		}))
	}
}

// readable opens the value of every case.
func readable(t *testing.T, store samad.Store, v *vault.Vault, n int) error {
	t.Helper()
	for i := range n {
		id := samad.CaseID(fmt.Sprintf("case-%03d", i))
		secrets, err := store.Secrets(t.Context(), id)
		require.NoError(t, err)
		values, err := store.Values(t.Context(), id)
		require.NoError(t, err)
		if _, err := v.Open(t.Context(), secrets.Key, string(id), "name", values[0].Data); err != nil {
			return err
		}
	}
	return nil
}

func TestRotate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "samad.key")
	before, err := vault.CreateFile(path)
	require.NoError(t, err)
	store := memory.New()
	fill(t, store, before, 0, 250)

	keys, err := vault.ListFile(path)
	require.NoError(t, err)
	require.Len(t, keys, 1)
	old := keys[0]
	assert.True(t, old.Primary)
	require.NoError(t, vault.RotateFile(path))
	keys, err = vault.ListFile(path)
	require.NoError(t, err)
	require.Len(t, keys, 2)
	assert.Equal(t, vault.KeyInfo{ID: old.ID}, keys[0])
	assert.True(t, keys[1].Primary)
	require.ErrorIs(t, vault.DropFile(path, keys[1].ID), vault.ErrInUse)
	require.ErrorIs(t, vault.DropFile(path, old.ID+keys[1].ID), fs.ErrNotExist)

	after, err := vault.OpenFile(path)
	require.NoError(t, err)
	fill(t, store, after, 250, 3) // the service goes on
	report, err := after.Rotate(t.Context(), store, true, nil)
	require.NoError(t, err)
	assert.Equal(t, vault.RotateReport{Seen: 506, Under: map[uint32]int64{old.ID: 500, keys[1].ID: 6}}, report)

	// It is stopped on the way, and goes on where it was.
	ctx, cancel := context.WithCancel(t.Context())
	report, err = after.Rotate(ctx, store, false, func(vault.RotateReport) { cancel() })
	require.ErrorIs(t, err, context.Canceled)
	assert.EqualValues(t, 200, report.Rewrapped)
	report, err = after.Rotate(t.Context(), store, false, nil)
	require.NoError(t, err)
	assert.EqualValues(t, 300, report.Rewrapped)
	assert.Equal(t, map[uint32]int64{keys[1].ID: 506}, report.Under)
	report, err = after.Rotate(t.Context(), store, false, nil)
	require.NoError(t, err)
	assert.Zero(t, report.Rewrapped)

	require.NoError(t, vault.DropFile(path, old.ID))
	last, err := vault.OpenFile(path)
	require.NoError(t, err)
	require.NoError(t, readable(t, store, last, 253))
	require.ErrorIs(t, readable(t, store, before, 253), vault.ErrNotOpened)
}

// service is a key management service in a test: it keeps its keys to itself.
type service struct{ broken bool }

func (s *service) Wrap(_ context.Context, key, bound []byte) ([]byte, error) {
	if s.broken {
		return nil, errors.New("the service is away")
	}
	out := append([]byte("kms:"), bound...)
	for _, b := range key {
		out = append(out, b^0x5a) // no cipher, but the vault cannot know
	}
	return out, nil
}

func (s *service) Unwrap(_ context.Context, wrapped, bound []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(wrapped, append([]byte("kms:"), bound...))
	if !ok || s.broken {
		return nil, errors.New("not mine")
	}
	out := make([]byte, len(rest))
	for i, b := range rest {
		out[i] = b ^ 0x5a
	}
	return out, nil
}

func TestKMS(t *testing.T) {
	t.Parallel()
	kms := &service{}
	hash := bytes.Repeat([]byte{7}, 32)
	v, err := vault.New(vault.Keys{KMS: kms, Hash: hash}, nil)
	require.NoError(t, err)
	store := memory.New()
	fill(t, store, v, 0, 3)
	require.NoError(t, readable(t, store, v, 3))
	report, err := v.Rotate(t.Context(), store, false, nil)
	require.NoError(t, err)
	assert.EqualValues(t, 6, report.Rewrapped, "which key the service used cannot be told")
	assert.Empty(t, report.Under)
	kms.broken = true
	_, err = v.NewKey(t.Context(), "case-9")
	require.ErrorContains(t, err, "the service is away")
	require.ErrorIs(t, readable(t, store, v, 1), vault.ErrNotOpened)
	_, err = vault.New(vault.Keys{Hash: hash}, nil)
	require.ErrorIs(t, err, vault.ErrKeys)
}

func TestLoad(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "samad.key")
	made, err := vault.CreateFile(path)
	require.NoError(t, err)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	key, err := made.NewKey(t.Context(), "c")
	require.NoError(t, err)
	sealed, err := made.Seal(t.Context(), key, "c", "n", []byte("x"))
	require.NoError(t, err)
	env := map[string]string{"SAMAD_KEYS": string(text), "BAD": "secret"}
	getenv := func(name string) string { return env[name] }
	for _, place := range []string{path, "env:SAMAD_KEYS"} {
		v, err := vault.Load(place, getenv)
		require.NoError(t, err, place)
		plain, err := v.Open(t.Context(), key, "c", "n", sealed)
		require.NoError(t, err, place)
		assert.Equal(t, "x", string(plain))
	}
	for _, place := range []string{"env:BAD", "env:NONE"} {
		_, err := vault.Load(place, getenv)
		require.ErrorIs(t, err, vault.ErrKeys)
		assert.NotContains(t, err.Error(), "secret")
	}
	_, err = vault.Load(path+"x", getenv)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

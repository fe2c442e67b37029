package vault_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/vault"
)

func newVault(t testing.TB) *vault.Vault {
	t.Helper()
	v, err := vault.CreateFile(filepath.Join(t.TempDir(), "samad.key"))
	require.NoError(t, err)
	return v
}

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	v, ctx := newVault(t), t.Context()
	key, err := v.NewKey(ctx, "case-1")
	require.NoError(t, err)
	other, err := v.NewKey(ctx, "case-2")
	require.NoError(t, err)
	assert.NotEqual(t, key, other)
	for _, plain := range []string{"", "a", "علی رضایی", string(make([]byte, 1<<20))} {
		sealed, err := v.Seal(ctx, key, "case-1", "identity", []byte(plain))
		require.NoError(t, err)
		again, err := v.Seal(ctx, key, "case-1", "identity", []byte(plain))
		require.NoError(t, err)
		assert.NotEqual(t, sealed, again, "equal texts must not look equal")
		if len(plain) > 3 {
			assert.False(t, bytes.Contains(sealed, []byte(plain)))
		}
		got, err := v.Open(ctx, key, "case-1", "identity", sealed)
		require.NoError(t, err)
		assert.Equal(t, plain, string(got))

		for what, open := range map[string]func() ([]byte, error){
			"another id":   func() ([]byte, error) { return v.Open(ctx, key, "case-2", "identity", sealed) },
			"another name": func() ([]byte, error) { return v.Open(ctx, key, "case-1", "contact", sealed) },
			"id and name cut elsewhere": func() ([]byte, error) {
				return v.Open(ctx, key, "case-1i", "dentity", sealed)
			},
			"another case's key": func() ([]byte, error) { return v.Open(ctx, other, "case-1", "identity", sealed) },
			"both of another":    func() ([]byte, error) { return v.Open(ctx, other, "case-2", "identity", sealed) },
			"another vault":      func() ([]byte, error) { return newVault(t).Open(ctx, key, "case-1", "identity", sealed) },
			"cut short":          func() ([]byte, error) { return v.Open(ctx, key, "case-1", "identity", sealed[:len(sealed)-1]) },
			"nothing":            func() ([]byte, error) { return v.Open(ctx, key, "case-1", "identity", nil) },
		} {
			_, err := open()
			require.ErrorIs(t, err, vault.ErrNotOpened, what)
		}
		_, err = v.Open(ctx, nil, "case-1", "identity", sealed)
		require.ErrorIs(t, err, samad.ErrErased)
		_, err = v.Seal(ctx, []byte{}, "case-1", "identity", []byte(plain))
		require.ErrorIs(t, err, samad.ErrErased)
	}
}

// TestTampering changes every single bit of a sealed value and of its key.
func TestTampering(t *testing.T) {
	t.Parallel()
	v, ctx := newVault(t), t.Context()
	key, err := v.NewKey(ctx, "c")
	require.NoError(t, err)
	sealed, err := v.Seal(ctx, key, "c", "n", []byte("0912 345 6789"))
	require.NoError(t, err)
	for i := range 8 * len(sealed) {
		changed := bytes.Clone(sealed)
		changed[i/8] ^= 1 << (i % 8)
		_, err := v.Open(ctx, key, "c", "n", changed)
		require.ErrorIs(t, err, vault.ErrNotOpened, "bit %d of the value", i)
	}
	for i := range 8 * len(key) {
		changed := bytes.Clone(key)
		changed[i/8] ^= 1 << (i % 8)
		_, err := v.Open(ctx, changed, "c", "n", sealed)
		require.ErrorIs(t, err, vault.ErrNotOpened, "bit %d of the key", i)
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "k")
	v, err := vault.CreateFile(path)
	require.NoError(t, err)
	hash := func(v *vault.Vault, purpose, value string) string {
		sum, err := v.Hash(t.Context(), purpose, value)
		require.NoError(t, err)
		require.Len(t, sum, 32)
		return string(sum)
	}
	want := hash(v, "mobile", "+989123456789")
	assert.Equal(t, want, hash(v, "mobile", "+989123456789"))
	assert.NotEqual(t, want, hash(v, "mobile", "+989123456780"))
	assert.NotEqual(t, want, hash(v, "national_id", "+989123456789"))
	assert.NotEqual(t, want, hash(v, "mobile+", "989123456789"))
	assert.NotEqual(t, want, hash(newVault(t), "mobile", "+989123456789"))

	require.NoError(t, vault.RotateFile(path))
	later, err := vault.OpenFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, hash(later, "mobile", "+989123456789"), "rotation must not lose anybody's cases")
}

func TestEndedContext(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, newKey := v.NewKey(ctx, "c")
	_, seal := v.Seal(ctx, []byte("k"), "c", "n", nil)
	_, open := v.Open(ctx, []byte("k"), "c", "n", nil)
	_, hash := v.Hash(ctx, "p", "v")
	for i, err := range []error{newKey, seal, open, hash, v.DestroyKey(ctx, "c", nil)} {
		require.ErrorIs(t, err, context.Canceled, "call %d", i)
	}
}

func TestNewRefusesKeys(t *testing.T) {
	t.Parallel()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	require.NoError(t, err)
	wrap, err := aead.New(handle)
	require.NoError(t, err)
	for what, keys := range map[string]vault.Keys{
		"none":           {},
		"no hash key":    {Wrap: wrap},
		"short hash key": {Wrap: wrap, Hash: make([]byte, 31)},
		"no wrap key":    {Hash: make([]byte, 32)},
	} {
		_, err := vault.New(keys, nil)
		require.ErrorIs(t, err, vault.ErrKeys, what)
	}
	_, err = vault.New(vault.Keys{Wrap: wrap, Hash: make([]byte, 32)}, nil)
	require.NoError(t, err)
}

// failing is a source of randomness, and a key service, that fails.
type failing struct{ tink.AEAD }

func (failing) Read([]byte) (int, error)               { return 0, assert.AnError }
func (failing) Encrypt([]byte, []byte) ([]byte, error) { return nil, assert.AnError }

func TestFailuresAreTold(t *testing.T) {
	t.Parallel()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	require.NoError(t, err)
	wrap, err := aead.New(handle)
	require.NoError(t, err)
	v, err := vault.New(vault.Keys{Wrap: wrap, Hash: make([]byte, 32)}, failing{})
	require.NoError(t, err)
	_, err = v.NewKey(t.Context(), "c")
	require.ErrorIs(t, err, assert.AnError)
	v, err = vault.New(vault.Keys{Wrap: failing{}, Hash: make([]byte, 32)}, nil)
	require.NoError(t, err)
	_, err = v.NewKey(t.Context(), "c")
	require.ErrorIs(t, err, assert.AnError)
}

func TestPrintsNoKeys(t *testing.T) {
	t.Parallel()
	keys := vault.Keys{Hash: []byte("secret secret secret secret secret")}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		assert.NotContains(t, fmt.Sprintf(format, keys), "secret")
		assert.NotContains(t, fmt.Sprintf(format, keys), "115 101")
		assert.Equal(t, "vault", fmt.Sprintf(format, newVault(t)))
	}
}

func FuzzOpen(f *testing.F) {
	v := newVault(f)
	ctx := context.Background()
	key, err := v.NewKey(ctx, "c")
	require.NoError(f, err)
	sealed, err := v.Seal(ctx, key, "c", "n", []byte("plain"))
	require.NoError(f, err)
	f.Add(key, "c", "n", sealed)
	f.Add(key[:4], "c", "n", sealed)
	f.Add(key, "c", "n", sealed[:11])
	f.Add([]byte{}, "", "", []byte{})
	f.Fuzz(func(t *testing.T, k []byte, id, name string, s []byte) {
		plain, err := v.Open(ctx, k, id, name, s)
		mine := bytes.Equal(k, key) && id == "c" && name == "n" && bytes.Equal(s, sealed)
		switch {
		case mine && (err != nil || string(plain) != "plain"):
			t.Fatalf("the sealed value does not open: %q, %v", plain, err)
		case !mine && err == nil:
			t.Fatalf("opened under key %x, id %q, name %q: %x", k, id, name, s)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	v := newVault(b)
	key, err := v.NewKey(b.Context(), "c")
	require.NoError(b, err)
	plain := []byte(`{"name":"علی رضایی","mobile":"+989123456789"}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Seal(b.Context(), key, "c", "identity", plain); err != nil {
			b.Fatal(err)
		}
	}
}

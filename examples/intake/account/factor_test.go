package account_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/vault"
)

func testVault(t *testing.T) samad.Vault {
	t.Helper()
	v, err := vault.CreateFile(t.TempDir() + "/key")
	require.NoError(t, err)
	return v
}

func withFactors(t *testing.T, policy account.FactorPolicy) func(*account.Config) {
	t.Helper()
	v := testVault(t)
	return func(c *account.Config) { c.Vault, c.Factor = v, policy }
}

func (b bench) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, b.clock.Now())
	require.NoError(t, err)
	return code
}

// enrolled sets a second factor up for the head and returns the secret and the
// recovery codes.
func (b bench) enrolled(t *testing.T) (secret string, recovery []string) {
	t.Helper()
	s, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	e, err := b.Enrol(t.Context(), s.Token, "Samad")
	require.NoError(t, err)
	again, err := b.Enrol(t.Context(), s.Token, "Samad")
	require.NoError(t, err)
	require.Equal(t, e, again, "a page that is loaded twice shows one secret")
	after, codes, err := b.Confirm(t.Context(), s.Token, b.code(t, e.Secret))
	require.NoError(t, err)
	require.True(t, after.Complete())
	require.NotEqual(t, s.Token, after.Token)
	_, err = b.Session(t.Context(), s.Token)
	require.ErrorIs(t, err, account.ErrNoSession, "the session of before is over")
	b.clock.pass(time.Minute)
	return e.Secret, codes
}

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	b := setup(t, withFactors(t, account.FactorAll))
	s, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	assert.True(t, s.NeedsEnrolment)
	assert.False(t, s.Complete())
	secret, codes := b.enrolled(t)
	require.Len(t, codes, 8)

	s, err = b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	assert.True(t, s.NeedsFactor)
	_, err = b.Change(t.Context(), s.Token, b.head.Password, good)
	assert.ErrorIs(t, err, account.ErrNoSession, "a password alone does not replace itself")
	_, err = b.Enrol(t.Context(), s.Token, "Samad")
	assert.ErrorIs(t, err, account.ErrFactor, "nor the factor")

	code := b.code(t, secret)
	passed, err := b.PassFactor(t.Context(), s.Token, code[:3]+" "+code[3:])
	require.NoError(t, err)
	assert.True(t, passed.Complete())
	read, err := b.Session(t.Context(), passed.Token)
	require.NoError(t, err)
	assert.True(t, read.Complete())

	// Each code is good once.
	second, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	_, err = b.PassFactor(t.Context(), second.Token, code)
	require.ErrorIs(t, err, account.ErrCredentials)
	_, err = b.PassFactor(t.Context(), second.Token, codes[0])
	require.NoError(t, err, "a recovery code in its place")
	third, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	_, err = b.PassFactor(t.Context(), third.Token, codes[0])
	require.ErrorIs(t, err, account.ErrCredentials, "and that once, too")

	// The password may change now, and the factor stays passed.
	changed, err := b.Change(t.Context(), passed.Token, b.head.Password, good)
	require.NoError(t, err)
	assert.True(t, changed.Complete())

	require.NoError(t, b.ResetFactor(t.Context(), b.head.ID))
	s, err = b.SignIn(t.Context(), account.Page, "isf.tamin", good)
	require.NoError(t, err)
	assert.True(t, s.NeedsEnrolment)
}

func TestFactorIsLockedAfterFailures(t *testing.T) {
	t.Parallel()
	b := setup(t, withFactors(t, account.FactorNone))
	secret, codes := b.enrolled(t)
	s, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	for range 5 {
		_, err = b.PassFactor(t.Context(), s.Token, "000000")
		require.ErrorIs(t, err, account.ErrCredentials)
	}
	for _, code := range []string{b.code(t, secret), codes[1]} {
		_, err = b.PassFactor(t.Context(), s.Token, code)
		require.ErrorIs(t, err, account.ErrLocked, "even with a right one")
	}
	b.clock.pass(time.Minute)
	_, err = b.PassFactor(t.Context(), s.Token, b.code(t, secret))
	require.NoError(t, err)
}

func TestWhoMustHaveAFactor(t *testing.T) {
	t.Parallel()
	for policy, want := range map[account.FactorPolicy][2]bool{
		account.FactorNone: {false, false}, account.FactorAdmins: {true, false}, account.FactorAll: {true, true},
	} {
		b := setup(t, withFactors(t, policy))
		made, err := b.Create(t.Context(), []account.Draft{{Username: "watch", Role: samad.RoleOversight, Place: "10"}}, nil)
		require.NoError(t, err)
		watch, err := b.SignIn(t.Context(), account.Page, "watch", made[0].Password)
		require.NoError(t, err)
		head, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
		require.NoError(t, err)
		assert.Equal(t, want, [2]bool{watch.NeedsEnrolment, head.NeedsEnrolment}, policy)
	}
}

// The database alone makes no codes.
func TestSecretsAreSealed(t *testing.T) {
	t.Parallel()
	b := setup(t, withFactors(t, account.FactorAll))
	secret, codes := b.enrolled(t)
	rows, err := b.db.Read().QueryContext(t.Context(), `SELECT secret FROM intake_factors UNION ALL SELECT code FROM intake_recovery`)
	require.NoError(t, err)
	defer func() { assert.NoError(t, rows.Close()) }()
	n := 0
	for rows.Next() {
		var blob []byte
		require.NoError(t, rows.Scan(&blob))
		n++
		for _, plain := range append(codes, secret) {
			assert.False(t, bytes.Contains(blob, []byte(plain)))
		}
	}
	require.NoError(t, rows.Err())
	assert.Equal(t, 9, n)
}

func TestKeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin := account.Account{ID: "01ADMIN", Role: samad.RoleAdmin}
	draft := account.KeyDraft{Name: "درگاه پیامک", Role: samad.RoleOperator, Agency: "isf.ostandari.bazresi", Place: "10", Life: 24 * time.Hour}
	k, secret, err := b.CreateKey(t.Context(), admin, draft)
	require.NoError(t, err)
	require.True(t, account.IsKey(secret))
	found, err := b.Key(t.Context(), secret)
	require.NoError(t, err)
	assert.Equal(t, k, found)
	assert.Equal(t, samad.Actor{
		ID: k.ID, Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.ostandari.bazresi", Place: "10",
		Post: samad.Text{Fa: "درگاه پیامک", En: "درگاه پیامک"},
	}, found.Actor())
	all, err := b.Keys(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, b.clock.Now(), all[0].Used)
	var kept []byte
	require.NoError(t, b.db.Read().QueryRowContext(t.Context(), `SELECT hash FROM intake_keys`).Scan(&kept))
	assert.NotContains(t, string(kept), secret[6:20])

	for _, wrong := range []string{"", "samad_", secret + "x", secret[:len(secret)-1] + "!", "Samad" + secret[5:]} {
		_, err := b.Key(t.Context(), wrong)
		assert.ErrorIs(t, err, account.ErrNoSession, wrong)
	}
	_, other, err := b.CreateKey(t.Context(), admin, draft)
	require.NoError(t, err)
	require.NoError(t, b.RevokeKey(t.Context(), k.ID))
	_, err = b.Key(t.Context(), secret)
	require.ErrorIs(t, err, account.ErrNoSession)
	_, err = b.Key(t.Context(), other)
	require.NoError(t, err, "one key's end is its own")
	require.ErrorIs(t, b.RevokeKey(t.Context(), "nobody"), account.ErrNotFound)
	b.clock.pass(24 * time.Hour)
	_, err = b.Key(t.Context(), other)
	require.ErrorIs(t, err, account.ErrNoSession, "it has expired")
}

func TestKeysThatNobodyMayMake(t *testing.T) {
	t.Parallel()
	b := setup(t)
	good := account.KeyDraft{Name: "x", Role: samad.RoleOperator, Agency: "a", Life: time.Hour}
	for name, change := range map[string]func(*account.KeyDraft){
		"name":   func(d *account.KeyDraft) { d.Name = " " },
		"role":   func(d *account.KeyDraft) { d.Role = samad.RoleAdmin },
		"agency": func(d *account.KeyDraft) { d.Agency = "" },
		"life":   func(d *account.KeyDraft) { d.Life = account.MaxKeyLife + 1 },
	} {
		d := good
		change(&d)
		_, _, err := b.CreateKey(t.Context(), account.Account{Role: samad.RoleAdmin}, d)
		var invalid *account.InvalidError
		require.ErrorAs(t, err, &invalid, name)
		assert.Equal(t, name, invalid.Field)
	}
	_, _, err := b.CreateKey(t.Context(), b.head.Account, good)
	assert.ErrorIs(t, err, samad.ErrForbidden, "keys are the administrator's to give")
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *account.Config) { c.ForceChange = true })
	who := account.Subject{Issuer: "https://id.example.ir", ID: "7", Username: "ISF.tamin"}
	s, err := b.SignInSubject(t.Context(), account.Page, who)
	require.NoError(t, err)
	assert.True(t, s.Complete(), "nobody knows the first password, and nobody needs to")
	read, err := b.Session(t.Context(), s.Token)
	require.NoError(t, err)
	assert.True(t, read.Complete())
	assert.Equal(t, b.head.ID, read.Account.ID)

	renamed := who
	renamed.Username = "somebody"
	_, err = b.SignInSubject(t.Context(), account.Page, renamed)
	require.NoError(t, err, "it is the same person")
	for _, other := range []account.Subject{
		{Issuer: who.Issuer, ID: "8", Username: who.Username}, // a name given away again
		{Issuer: who.Issuer, ID: "9", Username: "nobody"},
		{Issuer: who.Issuer, Username: who.Username},
	} {
		_, err = b.SignInSubject(t.Context(), account.Page, other)
		assert.ErrorIs(t, err, account.ErrCredentials)
	}
	require.NoError(t, b.Disable(t.Context(), b.head.ID, true))
	_, err = b.SignInSubject(t.Context(), account.Page, who)
	assert.ErrorIs(t, err, account.ErrCredentials)
}

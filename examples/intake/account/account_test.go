package account_test

import (
	"errors"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const good = "سرو کهن ابرکوه"

func TestSignInGivesTheActor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, err := b.SignIn(t.Context(), account.API, " ISF.tamin ", b.head.Password)
	require.NoError(t, err)
	assert.False(t, s.MustChange)
	assert.Equal(t, b.clock.Now().Add(12*time.Hour), s.Expires)

	again, err := b.Session(t.Context(), s.Token)
	require.NoError(t, err)
	assert.Empty(t, again.Token, "the token is not kept")
	want := samad.Actor{
		ID: b.head.ID, Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin",
		Post: samad.Text{Fa: "مدیر دستگاه", En: "Head of agency"},
	}
	if diff := cmp.Diff(want, again.Account.Actor(), cmp.AllowUnexported(samad.Actor{})); diff != "" {
		t.Errorf("actor (-want +got):\n%s", diff)
	}
	assert.NotEqual(t, want.ID, b.head.Username)
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, err := b.SignIn(t.Context(), account.API, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	second, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	require.NotEqual(t, first.Token, second.Token)

	require.NoError(t, b.SignOut(t.Context(), first.Token))
	_, err = b.Session(t.Context(), first.Token)
	require.ErrorIs(t, err, account.ErrNoSession)
	_, err = b.Session(t.Context(), second.Token)
	require.NoError(t, err, "the other one goes on")

	b.clock.pass(12 * time.Hour)
	_, err = b.Session(t.Context(), second.Token)
	require.ErrorIs(t, err, account.ErrNoSession, "twelve hours have passed")
	for _, token := range []string{"", "x", second.Token[:10]} {
		_, err = b.Session(t.Context(), token)
		require.ErrorIs(t, err, account.ErrNoSession)
	}
}

func TestTheTableHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, err := b.SignIn(t.Context(), account.API, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	var password string
	require.NoError(t, b.db.Read().QueryRowContext(t.Context(), `SELECT password FROM intake_accounts`).Scan(&password))
	assert.Regexp(t, `^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$`, password)
	assert.NotContains(t, password, b.head.Password)
	var token []byte
	require.NoError(t, b.db.Read().QueryRowContext(t.Context(), `SELECT token FROM intake_sessions`).Scan(&token))
	assert.Len(t, token, 32)
	assert.NotContains(t, string(token), s.Token)
}

func TestRefusalsLookAlike(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made, err := b.Create(t.Context(), []account.Draft{{Username: "gone", Role: samad.RoleAdmin}}, nil)
	require.NoError(t, err)
	require.NoError(t, b.Disable(t.Context(), made[0].ID, true))
	for name, try := range map[string][2]string{
		"wrong password":   {"isf.tamin", "no"},
		"unknown name":     {"nobody", b.head.Password},
		"disabled account": {"gone", made[0].Password},
		"long password":    {"isf.tamin", string(make([]byte, 5000))},
	} {
		_, err := b.SignIn(t.Context(), account.API, try[0], try[1])
		require.Equal(t, account.ErrCredentials, err, name)
	}
	require.NoError(t, b.Disable(t.Context(), made[0].ID, false))
	_, err = b.SignIn(t.Context(), account.API, "gone", made[0].Password)
	require.NoError(t, err)
}

func TestRefusalTakesItsTime(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *account.Config) { c.RefusalTime = 60 * time.Millisecond })
	for _, name := range []string{"isf.tamin", "nobody"} {
		began := time.Now()
		_, err := b.SignIn(t.Context(), account.API, name, "wrong")
		require.ErrorIs(t, err, account.ErrCredentials)
		assert.GreaterOrEqual(t, time.Since(began), 60*time.Millisecond, name)
	}
}

func TestLockout(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"isf.tamin", "nobody"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			fail := func() error {
				_, err := b.SignIn(t.Context(), account.API, name, "wrong")
				return err
			}
			for range 5 {
				require.ErrorIs(t, fail(), account.ErrCredentials)
			}
			for _, lock := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute} {
				err := fail()
				var locked *account.LockedError
				require.ErrorAs(t, err, &locked)
				assert.Equal(t, lock, locked.For)
				_, err = b.SignIn(t.Context(), account.API, name, b.head.Password)
				require.ErrorIs(t, err, account.ErrLocked, "the right password does not open it either")
				b.clock.pass(lock)
				require.ErrorIs(t, fail(), account.ErrCredentials, "one more try after the lock")
			}
		})
	}
}

func TestSuccessEndsTheCount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 3 {
		for range 4 {
			_, err := b.SignIn(t.Context(), account.API, "isf.tamin", "wrong")
			require.ErrorIs(t, err, account.ErrCredentials)
		}
		_, err := b.SignIn(t.Context(), account.API, "isf.tamin", b.head.Password)
		require.NoError(t, err)
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	other, err := b.SignIn(t.Context(), account.API, "isf.tamin", b.head.Password)
	require.NoError(t, err)

	_, err = b.Change(t.Context(), s.Token, "wrong", good)
	require.ErrorIs(t, err, account.ErrCredentials)
	fresh, err := b.Change(t.Context(), s.Token, b.head.Password, good)
	require.NoError(t, err)
	assert.False(t, fresh.Account.First)
	for _, token := range []string{s.Token, other.Token} {
		_, err = b.Session(t.Context(), token)
		require.ErrorIs(t, err, account.ErrNoSession, "what was open ends")
	}
	_, err = b.Session(t.Context(), fresh.Token)
	require.NoError(t, err)
	_, err = b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.ErrorIs(t, err, account.ErrCredentials, "the old one no longer holds")
	_, err = b.SignIn(t.Context(), account.Page, "isf.tamin", good)
	require.NoError(t, err)

	reset, err := b.Reset(t.Context(), b.head.ID)
	require.NoError(t, err)
	_, err = b.Session(t.Context(), fresh.Token)
	require.ErrorIs(t, err, account.ErrNoSession)
	last, err := b.SignIn(t.Context(), account.Page, "isf.tamin", reset.Password)
	require.NoError(t, err)
	assert.True(t, last.Account.First)
}

func TestWeakPasswords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, err := b.SignIn(t.Context(), account.Page, "isf.tamin", b.head.Password)
	require.NoError(t, err)
	for password, code := range map[string]string{
		"کوتاه":                  "short",
		string(make([]rune, 10)): "encoding",
		"xx\xff1234567890":       "encoding",
		"my isf.tamin pass":      "name",
		"Password1405!":          "common",
		"1234567890":             "common",
		"ababababababab":         "repeated",
		b.head.Password:          "same",
	} {
		_, err := b.Change(t.Context(), s.Token, b.head.Password, password)
		var weak *account.WeakError
		require.ErrorAs(t, err, &weak, "%q", password)
		assert.Equal(t, code, weak.Code, "%q", password)
	}
}

func TestWhoMustChange(t *testing.T) {
	t.Parallel()
	for _, force := range []bool{false, true} {
		b := setup(t, func(c *account.Config) { c.ForceChange = force })
		made, err := b.Create(t.Context(), []account.Draft{{Username: "admin", Role: samad.RoleAdmin}}, nil)
		require.NoError(t, err)
		for _, a := range []account.Created{made[0], b.head} {
			for _, door := range []account.Door{account.API, account.Page} {
				s, err := b.SignIn(t.Context(), door, a.Username, a.Password)
				require.NoError(t, err)
				want := force || a.Username == "admin" && door == account.Page
				assert.Equal(t, want, s.MustChange, "force %t, %s, %s", force, a.Username, door)
				again, err := b.Session(t.Context(), s.Token)
				require.NoError(t, err)
				assert.Equal(t, want, again.MustChange, "and so says the session")
			}
		}
	}
}

func TestFirstPasswords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var drafts []account.Draft
	for i := range 120 {
		drafts = append(drafts, account.Draft{Username: "u" + string(rune('a'+i/26)) + string(rune('a'+i%26)), Role: samad.RoleAdmin})
	}
	began := time.Now()
	made, err := b.Create(t.Context(), drafts, nil)
	require.NoError(t, err)
	assert.Less(t, time.Since(began), 5*time.Second)
	form := regexp.MustCompile(`^[2-9a-hjkmnp-z]{7}-[2-9a-hjkmnp-z]{7}-[2-9a-hjkmnp-z]{7}$`)
	seen := map[string]bool{}
	for _, m := range made {
		assert.Regexp(t, form, m.Password)
		assert.False(t, seen[m.Password])
		seen[m.Password] = true
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for field, d := range map[string]account.Draft{
		"username": {Username: "علی", Role: samad.RoleAdmin},
		"role":     {Username: "x1", Role: samad.RoleSystem},
		"agency":   {Username: "x2", Role: samad.RoleOperator},
		"place":    {Username: "x3", Role: samad.RoleOversight},
	} {
		_, err := b.Create(t.Context(), []account.Draft{{Username: "fine", Role: samad.RoleAdmin}, d}, nil)
		var invalid *account.InvalidError
		require.ErrorAs(t, err, &invalid)
		assert.Equal(t, field, invalid.Field)
	}
	_, err := b.Create(t.Context(), []account.Draft{headDraft}, nil)
	require.ErrorIs(t, err, account.ErrTaken)
	_, err = b.ByName(t.Context(), "fine")
	require.ErrorIs(t, err, account.ErrNotFound, "all or none")
}

func TestWhatCannotBeAnnouncedIsNotMade(t *testing.T) {
	t.Parallel()
	b := setup(t)
	broken := errors.New("paper jam")
	_, err := b.Create(t.Context(), []account.Draft{{Username: "quiet", Role: samad.RoleAdmin}}, func([]account.Created) error { return broken })
	require.ErrorIs(t, err, broken)
	_, err = b.ByName(t.Context(), "quiet")
	require.ErrorIs(t, err, account.ErrNotFound)
}

func TestOfListsTheAgencysPeople(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.Create(t.Context(), []account.Draft{
		{Username: "expert.b", Role: samad.RoleAgencyExpert, Agency: "isf.tamin"},
		{Username: "expert.a", Role: samad.RoleAgencyExpert, Agency: "isf.tamin"},
		{Username: "expert.c", Role: samad.RoleAgencyExpert, Agency: "isf.abfa"},
	}, nil)
	require.NoError(t, err)
	got, err := b.Of(t.Context(), "isf.tamin", samad.RoleAgencyExpert, samad.RoleAgencyOversight)
	require.NoError(t, err)
	var names []string
	for _, a := range got {
		names = append(names, a.Username)
	}
	assert.Equal(t, []string{"expert.a", "expert.b"}, names)
	all, err := b.All(t.Context())
	require.NoError(t, err)
	assert.Len(t, all, 4)
}

func TestOpenAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "again.db")
	db := openFile(t, path)
	s, err := account.Open(t.Context(), account.Config{Database: db})
	require.NoError(t, err)
	require.NoError(t, s.SetFact(t.Context(), "mark", []byte("one")))
	require.NoError(t, s.SetFact(t.Context(), "mark", []byte("two")))

	s, err = account.Open(t.Context(), account.Config{Database: db})
	require.NoError(t, err)
	value, err := s.Fact(t.Context(), "mark")
	require.NoError(t, err)
	assert.Equal(t, "two", string(value))
	none, err := s.Fact(t.Context(), "other")
	require.NoError(t, err)
	assert.Nil(t, none)

	_, err = db.db.ExecContext(t.Context(), `INSERT INTO intake_versions (version, applied) VALUES (99, 0)`)
	require.NoError(t, err)
	_, err = account.Open(t.Context(), account.Config{Database: db})
	require.ErrorContains(t, err, "newer program")
	_, err = account.Open(t.Context(), account.Config{})
	require.ErrorContains(t, err, "Database")
}

package admit_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

func TestCleanSharesNothing(t *testing.T) {
	t.Parallel()
	type inner struct{ Bytes []byte }
	type outer struct {
		At   time.Time
		List []inner
		To   *inner
		none *inner // left alone, whatever it is
	}
	tehran := time.FixedZone("+0330", 12_600)
	given := outer{
		At:   time.Date(2026, 11, 23, 15, 30, 0, 123_456_789, tehran),
		List: []inner{{[]byte("a")}}, To: &inner{[]byte("b")}, none: &inner{},
	}
	got, err := admit.Clean(given)
	require.NoError(t, err)
	given.List[0].Bytes[0], given.To.Bytes[0] = '!', '!'
	assert.Equal(t, time.Date(2026, 11, 23, 12, 0, 0, 123_456_000, time.UTC), got.At)
	assert.Equal(t, "a", string(got.List[0].Bytes))
	assert.Equal(t, "b", string(got.To.Bytes))
	assert.Same(t, given.none, got.none)
}

// TestLentIsClean: what is lent is what a clean copy would be, and only what is
// not clean is copied.
func TestLentIsClean(t *testing.T) {
	t.Parallel()
	type inner struct {
		Bytes []byte
		Raw   json.RawMessage
		Words []string
	}
	type outer struct {
		At   time.Time
		List []inner
		To   *inner
	}
	at := time.Date(2026, 11, 23, 15, 30, 0, 123_456_000, time.UTC)
	good := func() outer {
		x := inner{[]byte{0, 0xff}, json.RawMessage(`"گ"`), []string{"گ"}}
		return outer{At: at, List: []inner{x, {}}, To: &x}
	}
	given := good()
	got, err := admit.Lent(given)
	require.NoError(t, err)
	assert.Same(t, given.To, got.To)
	assert.Equal(t, given, got)
	for what, edit := range map[string]func(*outer){
		"zone":       func(x *outer) { x.At = at.In(time.FixedZone("+0330", 12_600)) },
		"zero, zone": func(x *outer) { x.At = time.Time{}.In(time.FixedZone("+0330", 12_600)) },
		"nanosecond": func(x *outer) { x.At = at.Add(1) },
	} {
		given := good()
		edit(&given)
		got, err := admit.Lent(given)
		require.NoError(t, err, what)
		want, err := admit.Clean(given)
		require.NoError(t, err, what)
		assert.Equal(t, want, got, what)
		assert.NotSame(t, given.To, got.To, what)
	}
	for what, edit := range map[string]func(*outer){
		"U+0000":      func(x *outer) { x.To.Words = []string{"a\x00"} },
		"not UTF-8":   func(x *outer) { x.List[1].Words = []string{"a", "\xff"} },
		"raw, U+0000": func(x *outer) { x.To.Raw = json.RawMessage("\"\x00\"") },
		"raw":         func(x *outer) { x.To.Raw = json.RawMessage("\"\xff\"") },
	} {
		given := good()
		edit(&given)
		_, err := admit.Lent(given)
		_, want := admit.Clean(given)
		require.ErrorIs(t, err, samad.ErrInvalid, what)
		assert.Equal(t, want, err, what)
	}
}

func TestCleanNamesThePlace(t *testing.T) {
	t.Parallel()
	c := samad.Case{Referrals: []samad.Referral{{}, {Rule: "a\x00"}}}
	_, err := admit.Clean(c)
	var invalid *samad.InvalidError
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Faults, 1)
	assert.Equal(t, "/Referrals/1/Rule", invalid.Faults[0].Field)
	assert.NotContains(t, err.Error(), "\x00")
}

func TestInstant(t *testing.T) {
	t.Parallel()
	assert.Equal(t, time.Time{}, admit.Instant(time.Time{}))
	rapid.Check(t, func(t *rapid.T) {
		micros := rapid.Int64Range(-5e15, 5e15).Draw(t, "micros")
		nanos := rapid.Int64Range(0, 999).Draw(t, "nanos")
		at := time.UnixMicro(micros).Add(time.Duration(nanos))
		if got := admit.Instant(at); got.UnixMicro() != micros || got.Nanosecond()%1000 != 0 || got.Location() != time.UTC {
			t.Fatalf("%v becomes %v", at, got)
		}
	})
}

func TestWords(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"a", "b", "c‌d"}, admit.Words([]string{" a\u00a0b ", "", "\t", "c‌d\u2028"}))
	assert.Empty(t, admit.Words([]string{" "}))
}

func TestCursor(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := admit.Key{At: rapid.Int64().Draw(t, "at"), ID: rapid.StringMatching(`[ -~]{1,30}`).Draw(t, "id")}
		if rapid.Bool().Draw(t, "last") {
			key = admit.Key{Last: true, ID: key.ID}
		}
		for _, order := range []samad.Order{samad.NewestFirst, samad.OldestFirst, samad.DueFirst, samad.EndedFirst} {
			_, got, err := admit.Query(samad.Query{Order: order, Cursor: admit.Cursor(order, key)})
			if err != nil || got != key {
				t.Fatalf("%+v comes back as %+v, %v", key, got, err)
			}
		}
		if _, _, err := admit.Query(samad.Query{Cursor: admit.CallCursor(key)}); err == nil {
			t.Fatal("a list of cases takes a cursor of calls")
		}
	})
}

func TestKeyOrder(t *testing.T) {
	t.Parallel()
	ordered := []admit.Key{{At: -1, ID: "z"}, {At: 1, ID: "a"}, {At: 1, ID: "b"}, {At: 2, ID: "a"}, {Last: true, ID: "a"}, {Last: true, ID: "b"}}
	for i, a := range ordered {
		for j, b := range ordered {
			assert.Equal(t, i < j, a.Compare(b) < 0, "%v, %v", a, b)
			assert.Equal(t, i == j, a.Compare(b) == 0, "%v, %v", a, b)
		}
	}
}

// FuzzCursor: whatever comes as a cursor is refused or names a place.
func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(admit.Cursor(samad.NewestFirst, admit.Key{At: 5, ID: "x"}))
	f.Add("bmV3ZXN0IC0g")
	f.Add("////")
	f.Fuzz(func(t *testing.T, cursor string) {
		_, key, err := admit.Query(samad.Query{Cursor: cursor})
		switch {
		case err != nil:
			require.ErrorIs(t, err, samad.ErrInvalid)
			require.True(t, key.IsZero())
		case cursor == "":
			require.True(t, key.IsZero())
		default:
			_, again, err := admit.Query(samad.Query{Cursor: admit.Cursor(samad.NewestFirst, key)})
			require.NoError(t, err)
			require.Equal(t, key, again)
		}
		_, err = admit.ParseFeedCursor(cursor)
		if err != nil {
			require.ErrorIs(t, err, samad.ErrInvalid)
		}
	})
}

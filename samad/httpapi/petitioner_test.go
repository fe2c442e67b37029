package httpapi_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/tracking"
)

// pinRoutes are all routes on which a PIN counts, by method and rest of path.
func pinRoutes() map[string]object {
	routes := map[string]object{"GET ": nil}
	for name, body := range petitionerBodies() {
		routes["POST /"+name] = body
	}
	return routes
}

// unknownCode is a well-formed code of no case.
func unknownCode(t *testing.T) string {
	t.Helper()
	code, err := tracking.Minter{}.NewCode()
	require.NoError(t, err)
	return code.String()
}

func otherPIN(p string) string {
	if p == "000000" {
		return "000001"
	}
	return "000000"
}

// body leaves a nil map out.
func body(b object) any {
	if b == nil {
		return nil
	}
	return b
}

// An unknown code and a wrong PIN are answered alike, byte for byte, and so is
// what cannot be a PIN.
func TestUnknownCodeAndWrongPINAreAlike(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c, other := f.answered(), f.answered()
	for route, b := range pinRoutes() {
		method, rest, _ := strings.Cut(route, " ")
		for _, l := range []string{"fa", "en"} {
			want := f.send(method, "/api/v1/cases/"+unknownCode(t)+rest, body(b), pin(c.pin), lang(l)).is(404, "no_match")
			for name, got := range map[string]answer{
				"wrong PIN":      f.send(method, c.path()+rest, body(b), pin(otherPIN(c.pin)), lang(l)),
				"another's PIN":  f.send(method, c.path()+rest, body(b), pin(other.pin), lang(l)),
				"no PIN at all":  f.send(method, c.path()+rest, body(b), pin("abc"), lang(l)),
				"short PIN":      f.send(method, c.path()+rest, body(b), pin("12345"), lang(l)),
				"unknown, short": f.send(method, "/api/v1/cases/"+unknownCode(t)+rest, body(b), pin("1"), lang(l)),
			} {
				got.is(404, "no_match")
				require.Equal(t, want.raw, got.raw, "%s, %s", route, name)
				want.header.Del("X-Request-Id")
				got.header.Del("X-Request-Id")
				require.Equal(t, want.header, got.header, "%s, %s", route, name)
			}
		}
	}
	require.Equal(t, "answered", f.send("GET", c.path(), nil).is(200).str("state"), "nothing was done")
}

// A route that needs the PIN says so whether or not the code exists.
func TestPINRequired(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.answered()
	for name, b := range petitionerBodies() {
		known := f.send("POST", c.path()+"/"+name, b).is(401, "pin_required")
		unknown := f.send("POST", "/api/v1/cases/"+unknownCode(t)+"/"+name, b).is(401, "pin_required")
		blank := f.send("POST", c.path()+"/"+name, b, pin(" ")).is(401, "pin_required")
		require.Equal(t, known.raw, unknown.raw)
		require.Equal(t, known.raw, blank.raw)
		require.NotEmpty(t, known.header.Get("WWW-Authenticate"))
	}
}

func TestUnknownCodeWithoutPIN(t *testing.T) {
	t.Parallel()
	setup(t).send("GET", "/api/v1/cases/"+unknownCode(t), nil).is(404, "no_match")
}

// A code that is none is told as such on every route, with and without a PIN.
func TestMalformedCodes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	good := f.submit(matter()).code
	wrongDigit := good[:15] + string('0'+(good[15]-'0'+1)%10)
	for text, fault := range map[string]string{
		wrongDigit:            "path:code check_digits",
		good[:11]:             "path:code length",
		good + "123":          "path:code length",
		"1":                   "path:code length",
		"abc":                 "path:code characters",
		"0" + good[1:]:        "path:code characters",
		good[:8] + "x":        "path:code characters",
		"%00":                 "path:code characters",
		"%FF%FE":              "path:code characters",
		"1234%2F5678":         "path:code characters",
		"%20":                 "path:code length",
		good + "%3Cscript%3E": "path:code characters",
	} {
		for route, b := range pinRoutes() {
			method, rest, _ := strings.Cut(route, " ")
			for _, headers := range [][]header{nil, {pin("123456")}, {pin("x")}} {
				a := f.send(method, "/api/v1/cases/"+text+rest, body(b), headers...).is(422, "malformed_code")
				require.Equal(t, fault, a.faults(), text)
				require.NotContains(t, a.raw, "script")
			}
		}
	}
}

// The same code works in any digits and spacing, and so does the PIN.
func TestCodesAndPINsInAnyDigits(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.submit(matter())
	groups := func(sep string) string {
		return strings.Join([]string{c.code[:4], c.code[4:8], c.code[8:12], c.code[12:]}, sep)
	}
	for _, text := range []string{
		c.code, digits(c.code, '۰'), digits(c.code, '٠'), groups(" "), groups("-"), groups("\u200c"), digits(groups("\u00a0"), '۰'),
		" " + c.code + " ", "\u200f" + c.code,
	} {
		for _, p := range []string{c.pin, digits(c.pin, '۰'), digits(c.pin, '٠'), c.pin[:3] + " " + c.pin[3:]} {
			a := f.send("GET", "/api/v1/cases/"+escape(text), nil, pin(p)).is(200)
			require.Equal(t, c.code, a.str("code"))
			require.NotEmpty(t, a.list("timeline")[0]["text"])
		}
	}
	require.Equal(t, c.code, fold.Text(digits(c.code, '۰')), "the test writes Persian digits")
}

func digits(s string, zero rune) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + zero
		}
		return r
	}, s)
}

func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		b.WriteString("%" + string(hex[s[i]>>4]) + string(hex[s[i]&15]))
	}
	return b.String()
}

func TestPetitionerSteps(t *testing.T) {
	t.Parallel()
	t.Run("information asked for", func(t *testing.T) {
		t.Parallel()
		c := setup(t).referred()
		require.Equal(t, "awaiting_petitioner", c.step("head", "ask", object{"question": "شماره بیمه؟"}).is(200).str("state"))
		view := c.f.send("GET", c.path(), nil, pin(c.pin)).is(200)
		steps := view.list("timeline")
		require.Equal(t, "شماره بیمه؟", steps[len(steps)-1]["text"])
		require.Equal(t, "referred", c.by("information", object{"text": "۱۲۳۴۵"}).is(200).str("state"))
		require.Equal(t, "/text required", c.by("information", object{"text": " \u200c "}).is(422).faults())
	})
	t.Run("objection", func(t *testing.T) {
		t.Parallel()
		c := setup(t).answered()
		require.Equal(t, "/text required", c.by("objection", object{}).is(422).faults())
		c.by("objection", object{"text": "نه"}).is(200)
		a := c.by("objection", object{"text": "نه"}).is(409, "not_possible_now")
		require.Equal(t, "referred", a.body["state"])
		require.Equal(t, []any{"inform", "withdraw"}, a.body["possible"], "what staff could do is not the petitioner's to know")
		a = c.step("head", "approve", object{}).is(409, "not_possible_now")
		require.Contains(t, a.body["possible"], "answer")
		require.NotContains(t, a.body["possible"], "withdraw")
		for range 2 {
			c.step("head", "answer", finalAnswer()).is(200)
			c.by("objection", object{"text": "نه"}).is(200)
		}
		c.step("head", "answer", finalAnswer()).is(200)
		c.by("objection", object{"text": "نه"}).is(409, "limit")
	})
	t.Run("too late", func(t *testing.T) {
		t.Parallel()
		c := setup(t).answered()
		c.f.clock.Advance(31 * 24 * time.Hour)
		c.by("objection", object{"text": "نه"}).is(409, "too_late")
	})
	t.Run("rating", func(t *testing.T) {
		t.Parallel()
		c := setup(t).answered()
		require.Equal(t, "/answer range", c.by("rating", object{"answer": 6, "conduct": 1}).is(422).faults())
		c.by("rating", object{"answer": 5, "conduct": 1, "text": "خوب"}).is(200)
		c.by("rating", object{"answer": 5, "conduct": 1}).is(409, "limit")
	})
	t.Run("withdrawal without a body", func(t *testing.T) {
		t.Parallel()
		c := setup(t).referred()
		a := c.f.send("POST", c.path()+"/withdrawal", nil, pin(c.pin)).is(200)
		require.Equal(t, "withdrawn", a.str("state"))
		c.by("withdrawal", object{"text": "باز هم"}).is(409, "not_possible_now")
		c.by("confirmation", object{}).is(409, "not_possible_now")
		c.by("rating", object{"answer": 5, "conduct": 1}).is(409, "not_possible_now")
		c.by("information", object{"text": "دیر"}).is(409, "not_possible_now")
	})
	t.Run("erased", func(t *testing.T) {
		t.Parallel()
		c := setup(t).erased()
		for name, b := range petitionerBodies() {
			c.by(name, b).is(410, "erased")
		}
		view := c.f.send("GET", c.path(), nil, pin(c.pin)).is(200)
		require.NotContains(t, view.raw, "بازنشستگی من")
	})
}

// erased is a case whose data was erased after its end.
func (f *fixture) erased() *filed {
	f.Helper()
	c := f.submit(matter())
	c.by("withdrawal", object{}).is(200)
	admin := samad.Actor{ID: "u-admin", Roles: []samad.Role{samad.RoleAdmin}}
	_, err := f.desk.Erase(f.Context(), admin, samad.EraseRequest{Ref: samad.Ref{ID: samad.CaseID(c.id)}, Ground: "retention"})
	require.NoError(f, err)
	return c
}

// counting lets a number of requests of one kind pass by each key.
type counting struct {
	mu    sync.Mutex
	kind  string
	left  map[string]int
	asked []string
}

func (l *counting) Allow(_ context.Context, kind, key string) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, kind+" "+key)
	n, limited := l.left[key]
	if kind != l.kind || !limited {
		return 0, true
	}
	l.left[key] = n - 1
	return 1500 * time.Millisecond, n > 0
}

// Guessing is slowed by address and by code, in the same way for codes that
// exist and codes that do not, before anything is looked up.
func TestLimits(t *testing.T) {
	t.Parallel()
	limited := func(t *testing.T, kind string) (*fixture, *counting) {
		t.Helper()
		l := &counting{kind: kind, left: map[string]int{}}
		return setup(t, func(o *httpapi.Options) {
			o.Limiter = l
			o.Remote = func(*httpRequest) string { return "192.0.2.7" }
		}), l
	}
	t.Run("PIN by code", func(t *testing.T) {
		t.Parallel()
		f, l := limited(t, httpapi.LimitPIN)
		c, unknown := f.answered(), unknownCode(t)
		for _, code := range []string{c.code, unknown} {
			l.left["code:"+code] = 2
			for range 2 {
				f.send("GET", "/api/v1/cases/"+code, nil, pin(otherPIN(c.pin))).is(404, "no_match")
			}
			a := f.send("GET", "/api/v1/cases/"+code, nil, pin(c.pin)).is(429, "too_many_requests")
			require.Equal(t, "2", a.header.Get("Retry-After"))
			for name, b := range petitionerBodies() {
				f.send("POST", "/api/v1/cases/"+code+"/"+name, b, pin(c.pin)).is(429, "too_many_requests")
			}
		}
		f.send("GET", c.path(), nil).is(200) // the code alone still works
	})
	t.Run("by address", func(t *testing.T) {
		t.Parallel()
		for kind, try := range map[string]func(f *fixture) answer{
			httpapi.LimitSubmit: func(f *fixture) answer { return f.send("POST", "/api/v1/cases", matter()) },
			httpapi.LimitTrack:  func(f *fixture) answer { return f.send("GET", "/api/v1/cases/"+unknownCode(f.T), nil) },
			httpapi.LimitSession: func(f *fixture) answer {
				return f.send("POST", "/api/v1/sessions", object{"username": "a", "password": "b"})
			},
		} {
			f, l := limited(t, kind)
			l.left["ip:192.0.2.7"] = 1
			require.NotEqual(t, 429, try(f).status, kind)
			try(f).is(429, "too_many_requests")
		}
	})
	t.Run("sign-in by account", func(t *testing.T) {
		t.Parallel()
		f, l := limited(t, httpapi.LimitSession)
		l.left["account:operator"] = 0
		f.send("POST", "/api/v1/sessions", object{"username": "operator", "password": "correct horse"}).is(429, "too_many_requests")
		f.send("POST", "/api/v1/sessions", object{"username": "head", "password": "correct horse"}).is(201)
	})
	t.Run("what is asked", func(t *testing.T) {
		t.Parallel()
		f, l := limited(t, "")
		c := f.answered()
		l.asked = nil
		f.send("GET", c.path(), nil)
		f.send("GET", c.path(), nil, pin(c.pin))
		f.send("GET", c.desk(), nil, as("head"))
		f.send("GET", "/api/v1/topics", nil)
		require.Equal(t, []string{
			"track ip:192.0.2.7", "track code:" + c.code, "pin ip:192.0.2.7", "pin code:" + c.code,
		}, l.asked)
	})
}

// The petitioner's routes are all listed here.
func TestPetitionerRoutesAreKnown(t *testing.T) {
	t.Parallel()
	var routes []string
	for path := range documented(t).Paths {
		if rest, ok := strings.CutPrefix(path, "/api/v1/cases/{code}/"); ok && documented(t).Paths[path]["post"] != nil {
			routes = append(routes, rest)
		}
	}
	slices.Sort(routes)
	require.Equal(t, slices.Sorted(maps.Keys(petitionerBodies())), routes)
}

package webdesk

import (
	"errors"
	"net/http"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
)

// visit is one request for a page.
type visit struct {
	h       *handler
	w       http.ResponseWriter
	r       *http.Request
	lang    samad.Lang
	token   string // of the session, "" for none
	session *account.Session
}

const (
	sessionCookie  = "samad_session"
	languageCookie = "samad_lang"
)

// open serves a page to anybody.
func (h *handler) open(page func(v *visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{h: h, w: w, r: r}
		v.chooseLanguage()
		err := v.readSession()
		v.chooseProvince()
		if err == nil {
			err = page(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

// signedIn serves a page to whoever is signed in, with a first password too.
func (h *handler) signedIn(page func(v *visit) error) http.HandlerFunc {
	return h.open(func(v *visit) error {
		if v.session == nil {
			return v.signInFirst()
		}
		return page(v)
	})
}

// staff serves a page to whoever is signed in and may work.
func (h *handler) staff(page func(v *visit) error) http.HandlerFunc {
	return h.signedIn(func(v *visit) error {
		if !v.session.Complete() {
			v.redirect(next(*v.session))
			return nil
		}
		return page(v)
	})
}

// next is the page to which a session has to go.
func next(s account.Session) string {
	switch {
	case s.NeedsFactor: // before the password: that alone opens nothing
		return "/factor"
	case s.MustChange:
		return "/password"
	case s.NeedsEnrolment:
		return "/factor/new"
	default:
		return "/desk"
	}
}

// chooseLanguage takes what was chosen by link, now or earlier. Browsers'
// own wishes are not asked: many telephones in Iran speak English.
func (v *visit) chooseLanguage() {
	v.lang = samad.Persian
	if c, err := v.r.Cookie(languageCookie); err == nil && samad.Lang(c.Value).Valid() {
		v.lang = samad.Lang(c.Value)
	}
	if chosen := samad.Lang(v.r.URL.Query().Get("lang")); chosen.Valid() {
		v.lang = chosen
		http.SetCookie(v.w, v.cookie(languageCookie, string(chosen), v.h.Now().AddDate(1, 0, 0)))
	}
}

func (v *visit) cookie(name, value string, expires time.Time) *http.Cookie {
	return &http.Cookie{
		Name: v.cookieName(name), Value: value, Path: "/", Expires: expires,
		HttpOnly: true, Secure: !v.h.Loopback, SameSite: http.SameSiteLaxMode,
	}
}

// cookieName ties the session's cookie to this host where browsers can.
func (v *visit) cookieName(name string) string {
	if name == sessionCookie && !v.h.Loopback {
		return "__Host-" + name
	}
	return name
}

// readSession finds out who is signed in. A session that has ended counts as
// none.
func (v *visit) readSession() error {
	c, err := v.r.Cookie(v.cookieName(sessionCookie))
	if err != nil {
		return nil //nolint:nilerr // no cookie, nobody signed in
	}
	session, err := v.h.Accounts.Session(v.r.Context(), c.Value)
	if errors.Is(err, account.ErrNoSession) || err == nil && session.Door != account.Page {
		return nil
	}
	if err != nil {
		return err
	}
	v.token, v.session = c.Value, &session
	return nil
}

// begin puts the session into the cookie.
func (v *visit) begin(s account.Session) {
	http.SetCookie(v.w, v.cookie(sessionCookie, s.Token, s.Expires))
}

// actor is who acts on staff pages.
func (v *visit) actor() samad.Actor { return v.session.Account.Actor() }

// redirect goes to another page of this site, by GET.
func (v *visit) redirect(path string) { http.Redirect(v.w, v.r, path, http.StatusSeeOther) }

// frame is what every page shows.
func (v *visit) frame(title string) frame {
	f := frame{
		Lang: v.lang, Title: title, Here: v.r.URL.EscapedPath(), Style: v.h.assets.url("samad.css"), Mark: v.h.assets.url("mark.svg"),
		Script:   v.h.assets.url("samad.js"),
		Training: v.h.sandbox(),
		Version:  v.h.Version, location: v.h.Location,
		HasFigures: v.h.Rooms.Figures != nil, HasMeetings: v.h.Rooms.Meetings != nil, HasDoors: v.h.Rooms.Oversight != nil,
	}
	f.ProvinceLinks = v.provinceLinks()
	if v.session != nil {
		f.Account = &v.session.Account
		f.DeskStyle, f.DeskScript, f.Menu = v.h.assets.url("desk.css"), v.h.assets.url("desk.js"), v.menu()
		f.RoomMenu = v.roomMenu()
	}
	return f
}

// origin is the address of this site as people reach it.
func (v *visit) origin() string {
	if v.h.Loopback {
		return "http://" + v.r.Host
	}
	return "https://" + v.r.Host
}

// limit asks the Limiter about each key in turn.
func (v *visit) limit(kind string, keys ...string) error {
	if v.h.Limiter == nil {
		return nil
	}
	for _, key := range keys {
		if wait, ok := v.h.Limiter.Allow(v.r.Context(), kind, key); !ok {
			return &limitError{wait}
		}
	}
	return nil
}

func (v *visit) ipKey() string { return "ip:" + v.h.Remote(v.r) }

// T returns the one of the two texts that fits the page.
func (v *visit) T(fa, en string) string { return choose(v.lang, fa, en) }

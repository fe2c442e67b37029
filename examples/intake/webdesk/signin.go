package webdesk

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
)

type signInPage struct {
	frame
	Username string
	Fault    string
	To       string // the page that was asked for, "" for where the role lands
	Provider string // what the button of the provider is called, "" for none
}

func (v *visit) signInPage() signInPage {
	page := signInPage{frame: v.frame(v.T("ورود کارکنان", "Staff sign-in"))}
	if v.h.Provider != nil {
		page.Provider = v.h.ProviderName
	}
	return page
}

func (h *handler) signInForm(v *visit) error {
	if v.session != nil {
		v.redirect(next(*v.session))
		return nil
	}
	page := v.signInPage()
	page.To = wanted(v.r.URL.Query().Get("to"))
	return v.show(200, "signin", page)
}

func (h *handler) signIn(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	name, to := v.value("username"), wanted(v.value("to"))
	if err := v.limit("session", v.ipKey(), "account:"+account.Fold(name)); err != nil {
		return err
	}
	session, err := h.Accounts.SignIn(v.r.Context(), account.Page, name, v.r.PostForm.Get("password"))
	if fault := v.signInFault(err); fault != "" {
		page := v.signInPage()
		page.Username, page.Fault, page.To = name, fault, to
		return v.show(401, "signin", page)
	}
	if err != nil {
		return err
	}
	return v.enter(session, to)
}

// signInFirst answers whoever is not signed in, or not any more: a page leads
// back to itself after the sign-in, and a form shows what was written in it.
func (v *visit) signInFirst() error {
	if v.r.Method == http.MethodPost {
		if err := v.form(); err != nil {
			return err
		}
		return errSignedOut
	}
	at := "/sign-in"
	if to := wanted(v.r.URL.RequestURI()); to != "" {
		at += "?" + url.Values{"to": {to}}.Encode()
	}
	v.redirect(at)
	return nil
}

// wanted is a page of the desk that somebody may be led to after the sign-in,
// or "": an address that others can write must not lead to their site.
func wanted(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/desk/") || path.Clean(u.Path) != u.Path {
		return ""
	}
	return u.RequestURI()
}

// enter puts a new session in the place of whatever was there before, so that
// nobody gets into one that somebody else prepared, and goes where it has to
// go, or to the page that was wanted.
func (v *visit) enter(session account.Session, to string) error {
	if v.session != nil { // somebody was signed in here before
		if err := v.h.Accounts.SignOut(v.r.Context(), v.token); err != nil {
			return err
		}
	}
	v.begin(session)
	if session.Complete() && to != "" {
		v.redirect(to)
		return nil
	}
	if session.Complete() {
		v.redirect(v.work(session.Account.Role))
		return nil
	}
	v.redirect(next(session))
	return nil
}

// work is the page on which a role's own work lies; the desk for those whose
// work is cases, which leads on whoever sees none.
func (v *visit) work(role samad.Role) string {
	rooms := v.h.Rooms
	switch {
	case rooms.Oversight != nil && role == samad.RoleGovernor:
		return "/desk/governor"
	case rooms.Oversight != nil && role == samad.RoleInspector:
		return "/desk/visits"
	case rooms.Oversight != nil && (role == samad.RoleCommissionSecretary || role == samad.RoleCommissionMember):
		return "/desk/commissions"
	case rooms.Oversight != nil && role == samad.RoleAgencyOversight:
		return "/desk/standing"
	case rooms.Meetings != nil && role == samad.RoleMeetingHost:
		return "/desk/meetings"
	default:
		return "/desk"
	}
}

// signInFault says what is wrong with a sign-in, or "" when that is not the
// matter.
func (v *visit) signInFault(err error) string {
	var locked *account.LockedError
	switch {
	case errors.As(err, &locked):
		minutes := int(math.Ceil(locked.For.Minutes()))
		n := v.frame("").N(minutes)
		return v.T("این نام پس از چند تلاش ناموفق بسته شده است. "+n+" دقیقه دیگر دوباره بیایید.",
			"This name is locked after several failures. Come back in "+n+" minutes.")
	case errors.Is(err, account.ErrCredentials):
		return v.T("نام کاربری یا گذرواژه درست نیست. هر دو را دوباره ببینید.", "User name or password is wrong. Look at both again.")
	default:
		return ""
	}
}

func (h *handler) signOut(v *visit) error {
	if v.session != nil {
		if err := h.Accounts.SignOut(v.r.Context(), v.token); err != nil {
			return err
		}
	}
	gone := v.cookie(sessionCookie, "", time.Unix(0, 0))
	gone.MaxAge = -1
	v.w.Header().Add("Set-Cookie", gone.String())
	v.redirect("/")
	return nil
}

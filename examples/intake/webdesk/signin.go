package webdesk

import (
	"errors"
	"math"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
)

type signInPage struct {
	frame
	Username string
	Fault    string
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
	return v.show(200, "signin", v.signInPage())
}

func (h *handler) signIn(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	name := v.value("username")
	if err := v.limit("session", v.ipKey(), "account:"+account.Fold(name)); err != nil {
		return err
	}
	session, err := h.Accounts.SignIn(v.r.Context(), account.Page, name, v.r.PostForm.Get("password"))
	if fault := v.signInFault(err); fault != "" {
		page := v.signInPage()
		page.Username, page.Fault = name, fault
		return v.show(401, "signin", page)
	}
	if err != nil {
		return err
	}
	return v.enter(session)
}

// enter puts a new session in the place of whatever was there before, so that
// nobody gets into one that somebody else prepared, and goes where it has to
// go.
func (v *visit) enter(session account.Session) error {
	if v.session != nil { // somebody was signed in here before
		if err := v.h.Accounts.SignOut(v.r.Context(), v.token); err != nil {
			return err
		}
	}
	v.begin(session)
	v.redirect(next(session))
	return nil
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

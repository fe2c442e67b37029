package webdesk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
)

// Provider signs staff in at an OpenID Connect provider. openid.Provider is
// one; errors match those of its package.
type Provider interface {
	// Begin returns where to send the browser, and what it must keep
	// meanwhile.
	Begin(ctx context.Context, redirect string) (address, keep string, err error)
	// End checks what it came back with and returns who it is.
	End(ctx context.Context, answer url.Values, keep, redirect string) (account.Subject, error)
}

const (
	openIDCookie = "samad_openid"
	openIDBack   = "/sign-in/openid/back"
	openIDTime   = 10 * time.Minute
)

// beginOpenID sends the browser to the provider.
func (h *handler) beginOpenID(v *visit) error {
	if h.Provider == nil {
		return errNoPage
	}
	if err := v.limit("session", v.ipKey()); err != nil {
		return err
	}
	address, keep, err := h.Provider.Begin(v.r.Context(), v.backFromOpenID())
	if err != nil {
		return err
	}
	http.SetCookie(v.w, v.openIDCookie(keep, openIDTime))
	// A page of its own: the policy lets forms go to this site only, and some
	// browsers hold a form's redirect against it.
	v.w.Header().Set("Refresh", "0; url="+address)
	return v.show(http.StatusOK, "problem", problemPage{
		frame: v.frame(v.T("رفتن به صفحه ورود یکپارچه", "On the way to the provider")),
		What:  v.T("مرورگر شما به صفحه ورود می‌رود.", "Your browser is being sent to the sign-in page of the provider."), Back: address, BackName: h.ProviderName,
	})
}

// openIDCookie lives under the two pages that need it. The provider sends the
// browser back from another site, so that it must be Lax.
func (v *visit) openIDCookie(value string, life time.Duration) *http.Cookie {
	c := v.cookie(openIDCookie, value, time.Now().Add(life))
	c.Path = "/sign-in/openid"
	if life < 0 {
		c.MaxAge = -1
	}
	return c
}

func (v *visit) backFromOpenID() string {
	if v.h.Origin != "" {
		return strings.TrimSuffix(v.h.Origin, "/") + openIDBack
	}
	return "http://" + v.r.Host + openIDBack // a trial on this machine
}

// endOpenID takes the browser back from the provider.
func (h *handler) endOpenID(v *visit) error {
	if h.Provider == nil {
		return errNoPage
	}
	if err := v.limit("session", v.ipKey()); err != nil {
		return err
	}
	keep := ""
	if c, err := v.r.Cookie(openIDCookie); err == nil {
		keep = c.Value
	}
	http.SetCookie(v.w, v.openIDCookie("", -1))
	who, err := h.Provider.End(v.r.Context(), v.r.URL.Query(), keep, v.backFromOpenID())
	if err != nil {
		h.Logger.WarnContext(v.r.Context(), "openid sign-in failed", "request_id", h.RequestID(v.r.Context()), "error", err.Error())
		return err
	}
	session, err := h.Accounts.SignInSubject(v.r.Context(), account.Page, who)
	if errors.Is(err, account.ErrCredentials) {
		page := v.signInPage()
		page.Fault = v.T("شما را شناختیم، اما در این سامانه حسابی ندارید. از راهبر سامانه بخواهید.", "You are known to the provider, but have no account here. Ask the administrator.")
		return v.show(403, "signin", page)
	}
	if err != nil {
		return err
	}
	return v.enter(session, "")
}

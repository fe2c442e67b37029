package webdesk

import (
	"errors"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
)

type passwordPage struct {
	frame
	Must   bool
	Min    string
	Faults faults
}

func (v *visit) passwordPage() passwordPage {
	f := v.frame(v.T("تغییر گذرواژه", "Change the password"))
	return passwordPage{frame: f, Must: v.session.MustChange, Min: f.N(account.MinPassword)}
}

func (h *handler) passwordForm(v *visit) error {
	if v.session.NeedsFactor {
		v.redirect("/factor")
		return nil
	}
	return v.show(200, "password", v.passwordPage())
}

func (h *handler) changePassword(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	page := v.passwordPage()
	old, fresh, again := v.r.PostForm.Get("old"), v.r.PostForm.Get("new"), v.r.PostForm.Get("again")
	if fresh != again {
		page.Faults = faults{{Field: "again", Text: v.T("دو گذرواژه تازه یکی نیستند.", "The two new passwords differ.")}}
		return v.show(422, "password", page)
	}
	if err := v.limit("session", v.ipKey(), "account:"+v.session.Account.Username); err != nil {
		return err
	}
	session, err := h.Accounts.Change(v.r.Context(), v.token, old, fresh)
	var weak *account.WeakError
	switch {
	case errors.As(err, &weak):
		page.Faults = faults{{Field: "new", Text: v.weak(weak.Code)}}
	case errors.Is(err, account.ErrCredentials):
		page.Faults = faults{{Field: "old", Text: v.T("گذرواژه کنونی درست نیست.", "The present password is wrong.")}}
	case errors.Is(err, account.ErrLocked):
		page.Faults = faults{{Field: "old", Text: v.signInFault(err)}}
	case errors.Is(err, account.ErrNoSession):
		v.redirect("/sign-in")
		return nil
	case err != nil:
		return err
	default:
		v.begin(session)
		if !session.Complete() {
			v.redirect(next(session))
			return nil
		}
		v.redirect("/desk?done=password")
		return nil
	}
	return v.show(422, "password", page)
}

// weak says why a password is not accepted.
func (v *visit) weak(code string) string {
	f := v.frame("")
	texts := map[string]samad.Text{
		"short":    {Fa: "کوتاه است؛ دست‌کم " + f.N(account.MinPassword) + " نویسه لازم است.", En: "It is too short; at least " + f.N(account.MinPassword) + " characters are needed."},
		"long":     {Fa: "بیش از اندازه بلند است.", En: "It is too long."},
		"name":     {Fa: "نباید نام کاربری در آن باشد.", En: "It must not hold the user name."},
		"common":   {Fa: "این گذرواژه را همه حدس می‌زنند؛ چند واژه بی‌ربط کنار هم بهتر است.", En: "Everybody guesses this one; some unrelated words are better."},
		"repeated": {Fa: "نویسه‌هایش بیش از اندازه تکراری است.", En: "It repeats too few characters."},
		"encoding": {Fa: "نویسه‌ای دارد که پذیرفته نیست.", En: "It holds a character that is not accepted."},
		"same":     {Fa: "همان گذرواژه کنونی است؛ گذرواژه تازه‌ای بگذارید.", En: "It is the present one; choose another."},
	}
	return texts[code].In(v.lang)
}

package webdesk

import (
	"errors"

	"github.com/samad111/go-samad/examples/intake/account"
)

type factorPage struct {
	frame
	Fault   string
	Has     bool // there is one already
	Picture qrCode
	Secret  string
	Codes   []string // recovery codes, shown once
}

func (h *handler) factorForm(v *visit) error {
	if !v.session.NeedsFactor {
		v.redirect(next(*v.session))
		return nil
	}
	return v.show(200, "factor", factorPage{frame: v.frame(v.T("عامل دوم", "Second factor"))})
}

// passFactor takes a code of the authenticator or a recovery code.
func (h *handler) passFactor(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := v.limit("session", v.ipKey(), "factor:"+v.session.Account.ID); err != nil {
		return err
	}
	session, err := h.Accounts.PassFactor(v.r.Context(), v.token, v.value("code"))
	if fault := v.factorFault(err); fault != "" {
		page := factorPage{frame: v.frame(v.T("عامل دوم", "Second factor")), Fault: fault}
		return v.show(401, "factor", page)
	}
	switch {
	case errors.Is(err, account.ErrNoSession), errors.Is(err, account.ErrFactor):
		v.redirect("/sign-in")
		return nil
	case err != nil:
		return err
	}
	v.begin(session)
	v.redirect(next(session))
	return nil
}

func (v *visit) factorFault(err error) string {
	if errors.Is(err, account.ErrCredentials) {
		return v.T("این کد درست نیست یا پیش‌تر به کار رفته است. کد تازه را بنویسید و ساعت تلفن را ببینید.", "This code is wrong or was used before. Write the next one, and look at the telephone's clock.")
	}
	return v.signInFault(err)
}

func (h *handler) enrolForm(v *visit) error { return v.showEnrolment(200, "") }

func (v *visit) showEnrolment(status int, fault string) error {
	page := factorPage{frame: v.frame(v.T("برپا کردن عامل دوم", "Set up a second factor")), Fault: fault}
	made, err := v.h.Accounts.Enrol(v.r.Context(), v.token, v.T("سامد", "Samad"))
	switch {
	case errors.Is(err, account.ErrFactor):
		page.Has = true
		return v.show(status, "enrol", page)
	case errors.Is(err, account.ErrNoSession):
		v.redirect(next(*v.session))
		return nil
	case err != nil:
		return err
	}
	page.Secret = made.Secret
	if page.Picture, err = newQR(made.URL); err != nil {
		return err
	}
	return v.show(status, "enrol", page)
}

// confirmFactor ends the set-up.
func (h *handler) confirmFactor(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := v.limit("session", v.ipKey(), "factor:"+v.session.Account.ID); err != nil {
		return err
	}
	session, codes, err := h.Accounts.Confirm(v.r.Context(), v.token, v.value("code"))
	if fault := v.factorFault(err); fault != "" {
		return v.showEnrolment(401, fault)
	}
	switch {
	case errors.Is(err, account.ErrFactor), errors.Is(err, account.ErrNoSession):
		v.redirect("/factor/new")
		return nil
	case err != nil:
		return err
	}
	v.begin(session)
	return v.show(200, "enrol", factorPage{frame: v.frame(v.T("کدهای بازیابی", "Recovery codes")), Codes: codes})
}

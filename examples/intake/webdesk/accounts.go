package webdesk

import (
	"errors"
	"slices"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
)

type accountsPage struct {
	frame
	Accounts []accountLine
	Form     form
	New      *account.Created // just made or reset, with its password
}

type accountLine struct {
	account.Account
	Role, Office, Post, Since string
	Self                      bool
}

// mayManage: accounts are the administrators'; local ones see their own part.
func (v *visit) mayManage() error {
	if r := v.session.Account.Role; r != samad.RoleAdmin && r != samad.RoleLocalAdmin {
		return samad.ErrForbidden
	}
	return nil
}

// mayGrant reports whether the visitor may make, change or take away an
// account with these rights.
func (v *visit) mayGrant(given samad.Actor) bool {
	return samad.MayGrant(v.actor(), given, v.h.Directory.AgencyPath(given.Agency, v.h.today()))
}

func (h *handler) accounts(v *visit) error { return h.showAccounts(v, 200, nil, nil) }

func (h *handler) showAccounts(v *visit, status int, made *account.Created, wrong faults) error {
	if err := v.mayManage(); err != nil {
		return err
	}
	all, err := h.Accounts.All(v.r.Context())
	if err != nil {
		return err
	}
	f := v.frame(v.T("حساب‌ها", "Accounts"))
	page := accountsPage{frame: f, Form: v.accountForm(), New: made}
	for _, a := range all {
		if v.session.Account.Role != samad.RoleAdmin && !v.mayGrant(a.Actor()) && a.ID != v.session.Account.ID {
			continue
		}
		line := accountLine{
			Account: a, Role: samad.RoleName(a.Role).In(v.lang), Post: a.Post.In(v.lang), Since: f.Day(a.Created),
			Self: a.ID == v.session.Account.ID,
		}
		if a.Agency != "" {
			line.Office = v.agencyName(a.Agency)
		}
		page.Accounts = append(page.Accounts, line)
	}
	if wrong != nil {
		page.Form.fill(v.value, wrong)
	}
	page.Form = v.finish([]form{page.Form})[0]
	return v.show(status, "accounts", page)
}

func (v *visit) accountForm() form {
	roles := group{}
	for _, r := range samad.Roles() {
		if slices.Contains(samad.Grants(), samad.Grant{By: v.session.Account.Role, Role: r}) {
			roles.Options = append(roles.Options, option{Value: string(r), Label: samad.RoleName(r).In(v.lang)})
		}
	}
	places := []group{}
	for _, p := range v.h.Directory.Places(v.h.today()) {
		if p.Level == samad.ProvincePlace {
			places = append(places, group{Options: []option{{Value: string(p.ID), Label: v.T("استان ", "") + p.Name.In(v.lang)}}})
		}
	}
	return form{
		Step: "create", Title: v.T("حساب تازه", "New account"), Button: v.T("ساختن", "Create"),
		Fields: []field{
			{Name: "username", Kind: "code", Label: v.T("نام کاربری", "User name"), Required: true, Hint: v.T("حروف کوچک لاتین، رقم، نقطه و خط تیره", "small letters, digits, dot and hyphen")},
			{Name: "role", Kind: "select", Label: v.T("نقش", "Role"), Groups: []group{roles}, Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "agency", Kind: "select", Label: v.T("دستگاه", "Agency"), Groups: v.agencies(), Hint: v.T("هیچ", "none")},
			{Name: "place", Kind: "select", Label: v.T("محدوده مکان", "Limited to the place"), Groups: append(places, v.places()...), Hint: v.T("بی‌محدودیت", "no limit")},
			{Name: "post", Kind: "text", Label: v.T("عنوان پست", "Post"), Required: true, Hint: v.T("پست، نه نام شخص؛ به متقاضی نشان داده می‌شود.", "the post, not a person's name; petitioners see it")},
		},
	}
}

func (h *handler) createAccount(v *visit) error {
	if err := v.mayManage(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	draft := account.Draft{
		Username: v.value("username"), Role: samad.Role(v.value("role")), Agency: samad.AgencyID(v.value("agency")),
		Place: samad.PlaceID(v.value("place")), Post: samad.Text{Fa: v.value("post")},
	}
	if draft.Agency != "" {
		if _, ok := h.Directory.Agency(draft.Agency, h.today()); !ok {
			return h.showAccounts(v, 422, nil, faults{{Field: "agency", Text: v.T("این دستگاه در فهرست نیست.", "Unknown agency.")}})
		}
	}
	if draft.Post.Fa == "" {
		return h.showAccounts(v, 422, nil, faults{{Field: "post", Text: v.T("عنوان پست را بنویسید.", "Write the post.")}})
	}
	given := samad.Actor{Roles: []samad.Role{draft.Role}, Agency: draft.Agency, Place: draft.Place}
	if draft.Role.Valid() && !v.mayGrant(given) && v.session.Account.Role != samad.RoleAdmin {
		return h.showAccounts(v, 422, nil, faults{{Field: "agency", Text: v.T("این نقش در این دستگاه یا مکان در اختیار شما نیست.", "This role is not yours to give in this agency or place.")}})
	}
	made, err := h.Accounts.Create(v.r.Context(), []account.Draft{draft}, nil)
	var invalid *account.InvalidError
	var untrained *UntrainedError
	switch {
	case errors.As(err, &invalid):
		return h.showAccounts(v, 422, nil, faults{{Field: invalid.Field, Text: v.invalidAccount(invalid.Field)}})
	case errors.As(err, &untrained):
		return h.showAccounts(v, 422, nil, faults{{Field: "role", Text: untrained.text(v.frame(""))}})
	case errors.Is(err, account.ErrTaken):
		return h.showAccounts(v, 409, nil, faults{{Field: "username", Text: v.T("این نام گرفته شده است.", "This name is taken.")}})
	case err != nil:
		return err
	}
	return h.showAccounts(v, 201, &made[0], nil)
}

func (v *visit) invalidAccount(field string) string {
	return map[string]samad.Text{
		"username": {Fa: "نام کاربری دو تا شصت‌وچهار نویسه از حروف کوچک لاتین، رقم، نقطه و خط تیره است.", En: "2 to 64 of a-z, 0-9, dot, hyphen and underscore."},
		"role":     {Fa: "نقش را برگزینید.", En: "Choose the role."},
		"agency":   {Fa: "این نقش دستگاه می‌خواهد.", En: "This role needs an agency."},
		"place":    {Fa: "این نقش محدوده مکان می‌خواهد.", En: "This role needs a place."},
	}[field].In(v.lang)
}

// accountStep resets a password or a second factor, shuts an account out or lets it in again.
func (h *handler) accountStep(v *visit) error {
	if err := v.mayManage(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	id := v.r.PathValue("id")
	self := id == v.session.Account.ID
	target, err := h.Accounts.ByID(v.r.Context(), id)
	if errors.Is(err, account.ErrNotFound) {
		return errNoPage
	}
	if err != nil {
		return err
	}
	if !v.mayGrant(target.Actor()) && v.session.Account.Role != samad.RoleAdmin {
		return samad.ErrForbidden
	}
	var made *account.Created
	switch step := v.r.PathValue("step"); {
	case step == "reset" && !self:
		var reset account.Created
		reset, err = h.Accounts.Reset(v.r.Context(), id)
		made = &reset
	case step == "factor" && !self:
		err = h.Accounts.ResetFactor(v.r.Context(), id)
	case step == "disable" && !self:
		err = h.Accounts.Disable(v.r.Context(), id, true)
	case step == "enable":
		err = h.Accounts.Disable(v.r.Context(), id, false)
	default:
		return errNoPage
	}
	if errors.Is(err, account.ErrNotFound) {
		return errNoPage
	}
	if untrained := (*UntrainedError)(nil); errors.As(err, &untrained) {
		return h.showAccounts(v, 422, nil, faults{{Text: untrained.text(v.frame(""))}})
	}
	if err != nil {
		return err
	}
	return h.showAccounts(v, 200, made, nil)
}

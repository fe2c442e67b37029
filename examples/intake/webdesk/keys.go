package webdesk

import (
	"errors"
	"strconv"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
)

type keysPage struct {
	frame
	Keys   []keyLine
	Form   form
	Secret string // of the key just made
}

type keyLine struct {
	ID, Name, Role, Scope, Until, Used string
	Ended                              string // why it opens nothing any more
}

func (h *handler) keys(v *visit) error { return v.showKeys(200, "", nil) }

func (v *visit) showKeys(status int, secret string, wrong faults) error {
	if err := v.mayManage(); err != nil {
		return err
	}
	all, err := v.h.Accounts.Keys(v.r.Context())
	if err != nil {
		return err
	}
	page := keysPage{frame: v.frame(v.T("کلیدهای برنامه‌ها", "Keys of programs")), Form: v.keyForm(), Secret: secret}
	for _, k := range all {
		page.Keys = append(page.Keys, v.keyLine(page.frame, k))
	}
	if wrong != nil {
		page.Form.fill(v.value, wrong)
	}
	page.Form = v.finish([]form{page.Form})[0]
	return v.show(status, "keys", page)
}

func (v *visit) keyLine(f frame, k account.Key) keyLine {
	line := keyLine{
		ID: k.ID, Name: k.Name, Role: samad.RoleName(k.Role).In(v.lang), Until: f.Day(k.Expires), Used: v.T("هرگز", "never"),
	}
	if k.Agency != "" {
		line.Scope = v.agencyName(k.Agency)
	}
	if k.Place != "" {
		if p, ok := v.h.Directory.Place(k.Place, v.h.today()); ok {
			line.Scope += " " + p.Name.In(v.lang)
		}
	}
	if !k.Used.IsZero() {
		line.Used = f.Day(k.Used)
	}
	switch {
	case !k.Revoked.IsZero():
		line.Ended = v.T("باطل شده", "revoked")
	case !k.Expires.After(time.Now()):
		line.Ended = v.T("پایان یافته", "expired")
	}
	return line
}

// keyForm is the form of accounts with what differs.
func (v *visit) keyForm() form {
	f := v.accountForm()
	f.Title, f.Button = v.T("کلید تازه", "New key"), v.T("ساختن", "Create")
	var days []option
	for _, n := range []int{30, 90, 365, 730} {
		days = append(days, option{Value: strconv.Itoa(n), Label: v.frame("").N(n) + " " + v.T("روز", "days")})
	}
	f.Fields = []field{
		{Name: "name", Kind: "text", Label: v.T("برای چه برنامه‌ای", "For which program"), Required: true},
		f.Fields[1], f.Fields[2], f.Fields[3],
		{Name: "life", Kind: "select", Label: v.T("مدت", "Holds for"), Groups: []group{{Options: days}}, Required: true, Hint: v.T("برگزینید", "choose")},
	}
	return f
}

func (h *handler) createKey(v *visit) error {
	if err := v.mayManage(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	days, err := strconv.Atoi(v.value("life"))
	if err != nil {
		days = 0
	}
	draft := account.KeyDraft{
		Name: v.value("name"), Role: samad.Role(v.value("role")), Agency: samad.AgencyID(v.value("agency")), Place: samad.PlaceID(v.value("place")),
		Life: time.Duration(days) * 24 * time.Hour,
	}
	if draft.Agency != "" {
		if _, ok := h.Directory.Agency(draft.Agency, h.today()); !ok {
			return v.showKeys(422, "", faults{{Field: "agency", Text: v.T("این دستگاه در فهرست نیست.", "Unknown agency.")}})
		}
	}
	_, secret, err := h.Accounts.CreateKey(v.r.Context(), v.session.Account, draft)
	if invalid, ok := errors.AsType[*account.InvalidError](err); ok {
		return v.showKeys(422, "", faults{{Field: invalid.Field, Text: v.invalidKey(invalid.Field)}})
	}
	if err != nil {
		return err
	}
	return v.showKeys(201, secret, nil)
}

func (v *visit) invalidKey(field string) string {
	switch field {
	case "name":
		return v.T("در یک تا صد نویسه بنویسید برای چه برنامه‌ای است.", "Say in 1 to 100 characters what program it is for.")
	case "life":
		return v.T("مدت را برگزینید.", "Choose how long it holds.")
	case "role":
		return v.T("نقشی جز راهبر برگزینید.", "Choose a role, not an administrator's.")
	}
	return v.invalidAccount(field)
}

func (h *handler) revokeKey(v *visit) error {
	if err := v.mayManage(); err != nil {
		return err
	}
	err := h.Accounts.RevokeKey(v.r.Context(), v.r.PathValue("id"))
	if errors.Is(err, account.ErrNotFound) {
		return errNoPage
	}
	if err != nil {
		return err
	}
	return v.showKeys(200, "", nil)
}

package httpapi

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// caseBody is a matter as it comes in.
type caseBody struct {
	Kind        samad.Kind    `json:"kind"`
	Text        string        `json:"text" doc:"The petitioner's own words, at most 10,000 characters" minLength:"1" maxLength:"10000" example:"سه ماه است بیمه بیکاری من واریز نشده است."`
	Topic       string        `json:"topic,omitempty" doc:"A leaf of /api/v1/topics; left out when not known" example:"welfare/unemployment-insurance"`
	Place       string        `json:"place,omitempty" doc:"An id of /api/v1/places" example:"1014"`
	Village     string        `json:"village,omitempty" doc:"A village of the place, in words" example:"حسین‌آباد"`
	Address     string        `json:"address,omitempty" doc:"The exact place of the matter"`
	Channel     samad.Channel `json:"channel,omitempty" doc:"Default web"`
	About       string        `json:"about,omitempty" doc:"The agency whose own conduct is accused" example:"isf.tamin"`
	Urgency     samad.Urgency `json:"urgency,omitempty" doc:"For staff only; default normal"`
	Flags       []string      `json:"flags,omitempty" doc:"For staff only: labels for the rules" maxItems:"20"`
	Attachments []string      `json:"attachments,omitempty" doc:"Tokens of uploads" maxItems:"20"`
	// Questions are the replies to the topic's questions.
	Questions  map[string]string `json:"questions,omitempty" doc:"Replies to the topic's questions by their ids"`
	Petitioner petitionerBody    `json:"petitioner,omitzero" doc:"Left out: anonymous"`
}

// petitionerBody is who raises a matter.
type petitionerBody struct {
	Identity   samad.Identity       `json:"identity,omitempty" doc:"Who may know who raises the matter; default anonymous, and then without name and IDs"`
	Type       samad.PetitionerType `json:"type,omitempty" doc:"Default person"`
	Name       string               `json:"name,omitempty" maxLength:"200" example:"نمونه نمونه‌ای"`
	NationalID string               `json:"national_id,omitempty" doc:"Ten digits in any script" example:"1275775391"`
	LegalID    string               `json:"legal_id,omitempty" doc:"Eleven digits, of a legal entity"`
	ForeignID  string               `json:"foreign_id,omitempty" doc:"8 to 16 digits, of a foreign national"`
	Mobile     string               `json:"mobile,omitempty" doc:"Where messages go" example:"09130001234"`
	Landline   string               `json:"landline,omitempty"`
	Email      string               `json:"email,omitempty" example:"petitioner@example.com"`
	Contact    samad.Carrier        `json:"contact,omitempty" enum:"sms,email,portal" doc:"How to be told; default by SMS where there is a mobile number, else by mail; portal for no messages"`
	PostalCode string               `json:"postal_code,omitempty"`
	Address    string               `json:"address,omitempty" maxLength:"1000"`
	Language   samad.Lang           `json:"language,omitempty" doc:"In which the petitioner is written to; default fa"`
}

func (b caseBody) submission() samad.Submission {
	p := b.Petitioner
	return samad.Submission{
		Kind: b.Kind, Text: b.Text, Topic: samad.TopicID(b.Topic), Place: samad.PlaceID(b.Place), Village: b.Village,
		Address: b.Address, Channel: b.Channel, Urgency: b.Urgency, About: samad.AgencyID(b.About), Flags: b.Flags,
		Questions: b.Questions, Attachments: b.Attachments,
		Petitioner: samad.Petitioner{
			Identity: p.Identity, Type: p.Type, Name: p.Name, NationalID: p.NationalID, LegalID: p.LegalID,
			ForeignID: p.ForeignID, Mobile: p.Mobile, Landline: p.Landline, Email: p.Email, Contact: p.Contact, PostalCode: p.PostalCode, Address: p.Address,
			Language: p.Language,
		},
	}
}

// receiptBody is what the petitioner is given, once.
type receiptBody struct {
	Code       string      `json:"code" doc:"The tracking code" example:"8349201754920193"`
	PIN        string      `json:"pin" doc:"Opens texts and actions; shown here and sent to the mobile, nowhere else" example:"204193"`
	State      samad.State `json:"state"`
	StateName  string      `json:"state_name" example:"ثبت‌شده"`
	Due        time.Time   `json:"due,omitzero" doc:"Where the rules referred the case at once"`
	DuePersian string      `json:"due_persian,omitempty" example:"1405-09-12"`
	Agency     string      `json:"agency,omitempty"`
	AgencyName string      `json:"agency_name,omitempty"`
}

func (x *exchange) receipt(r samad.Receipt) receiptBody {
	return receiptBody{
		Code: r.Code.String(), PIN: r.PIN.Reveal(), State: r.State, StateName: samad.StateName(r.State).In(x.lang),
		Due: r.Due, DuePersian: x.persianDay(r.Due), Agency: string(r.Agency), AgencyName: x.agencyName(r.Agency),
	}
}

func (a *api) addCases() {
	route(a, operation{
		id: "submitCase", method: http.MethodPost, path: "/api/v1/cases", tag: "cases", status: http.StatusCreated,
		summary: "Submit a matter",
		description: "Registers a matter as a case and gives its tracking code and PIN. With an Idempotency-Key the same request gives " +
			"the same answer again for a day, and 409 receipt_expired with the code alone later. Files come with it in one request as " +
			"multipart/form-data: the body in the part case, and a part attachments for each file. When one of them is refused, nothing is registered.",
		limit:    LimitSubmit,
		secret:   true,
		form:     true,
		header:   []*huma.Param{keyParam()},
		problems: []string{"key_reused", "receipt_expired", "key_taken", codeUnauthenticated, "forbidden"},
		examples: caseExamples(),
	}, (*exchange).submit)
	route(a, operation{
		id: "trackCase", method: http.MethodGet, path: "/api/v1/cases/{code}", tag: "cases", status: http.StatusOK,
		access: withCode, conditional: true, summary: "Follow a case",
		description: "The tracking code alone, in any digits and spacing, shows stages, offices and deadlines. " +
			"With the header Samad-PIN texts and answers come too.",
	}, (*exchange).track)
}

func (x *exchange) submit(in caseBody) (receiptBody, error) {
	actor, err := x.submitter()
	if err != nil {
		return receiptBody{}, err
	}
	sub := in.submission()
	sub.Attachments = slices.Concat(x.files, sub.Attachments)
	if sub.Key, err = x.idempotencyKey(); err != nil {
		return receiptBody{}, err
	}
	if err := x.staffOnly(actor, in); err != nil {
		return receiptBody{}, err
	}
	r, err := x.api.desk.Submit(x.ctx(), actor, sub)
	if err != nil {
		return receiptBody{}, err
	}
	x.w.Header().Set("Location", "cases/"+r.Code.String())
	if r.Replayed {
		x.w.Header().Set("Idempotency-Replayed", "true")
	}
	return x.receipt(r), nil
}

// submitter is who submits: whoever the host has signed in, or the public. A
// token that is no longer good is told, so that what a service sends is not
// quietly taken for a stranger's.
func (x *exchange) submitter() (samad.Actor, error) {
	actor, err := x.api.opts.Actor(x.r)
	switch {
	case err == nil:
		return actor, nil
	case errors.Is(err, ErrUnauthenticated) && x.r.Header.Get("Authorization") == "":
		return samad.Anonymous(), nil
	default:
		return samad.Actor{}, err
	}
}

// staffOnly refuses what the public may not set.
func (x *exchange) staffOnly(actor samad.Actor, in caseBody) error {
	if len(actor.Roles) != 1 || !actor.Has(samad.RolePetitioner) {
		return nil
	}
	var faults []samad.Fault
	refuse := func(field string) {
		faults = append(faults, samad.Fault{Field: field, Code: "staff_only", Detail: samad.Text{
			Fa: "این بخش را فقط کارکنان سامد پر می‌کنند.", En: "only staff may set this"}})
	}
	if in.Urgency != "" {
		refuse("/urgency")
	}
	if len(in.Flags) > 0 {
		refuse("/flags")
	}
	return invalid(faults)
}

// idempotencyKey reads the header; "" when it is not there.
func (x *exchange) idempotencyKey() (string, error) {
	values := x.r.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return "", nil
	}
	const longest = 128
	key := values[0]
	ok := len(values) == 1 && key != "" && len(key) <= longest
	for i := range len(key) {
		ok = ok && key[i] > ' ' && key[i] <= '~'
	}
	if !ok {
		return "", invalid([]samad.Fault{{Field: "header:Idempotency-Key", Code: "malformed", Detail: samad.Text{
			Fa: "کلید تکرار باید ۱ تا ۱۲۸ نویسه دیدنی ASCII باشد.", En: "an idempotency key is 1 to 128 visible ASCII characters"}}})
	}
	return key, nil
}

func (x *exchange) track(none) (caseView, error) {
	if x.pin != "" {
		if err := x.authenticate(); err != nil {
			return caseView{}, err
		}
		return x.openView()
	}
	v, err := x.api.desk.Track(x.ctx(), x.code)
	if errors.Is(err, samad.ErrNotFound) {
		return caseView{}, samad.ErrNoMatch
	}
	if err != nil {
		return caseView{}, err
	}
	return x.view(v), nil
}

// openView is the view of the petitioner who proved code and PIN.
func (x *exchange) openView() (caseView, error) {
	v, err := x.api.desk.Open(x.ctx(), x.actor)
	if err != nil {
		return caseView{}, err
	}
	return x.view(v), nil
}

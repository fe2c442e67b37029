package webdesk

import (
	"crypto/rand"
	"errors"
	"maps"
	"strings"

	"github.com/samad111/go-samad/samad"
)

type filePage struct {
	frame
	Key       string // of this form, so that it is one case however often it is sent
	Kinds     []option
	Topics    []group
	Places    []group
	Questions []field
	Asked     string // the kind and topic whose questions the form shows
	Value     map[string]string
	Faults    faults
	Again     bool // the form was sent before with other content
	More      bool // nothing is wrong, but there are questions now
}

// fileFields are the fields of the form by where the Desk finds fault.
var fileFields = map[string]string{
	"/kind": "kind", "/text": "text", "/topic": "topic", "/place": "place", "/village": "village",
	"/petitioner": "identity", "/petitioner/identity": "identity", "/petitioner/name": "name",
	"/petitioner/national_id": "national_id", "/petitioner/mobile": "mobile",
}

func (v *visit) filePage() filePage {
	return filePage{
		frame: v.frame(v.T("ثبت درخواست", "File a case")),
		Kinds: v.kinds(), Topics: v.topics(), Places: v.places(), Value: map[string]string{},
	}
}

func (h *handler) fileForm(v *visit) error {
	page := v.filePage()
	page.Key = newKey()
	page.Value["identity"] = string(samad.Named)
	if kind := samad.Kind(v.r.URL.Query().Get("kind")); kind.Valid() {
		page.Value["kind"] = string(kind)
	}
	return v.show(200, "file", page)
}

// newKey is the idempotency key of one form.
func newKey() string { return "page-" + rand.Text() }

func (h *handler) file(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	page := v.filePage()
	for _, name := range []string{"kind", "text", "topic", "place", "village", "identity", "name", "national_id", "mobile"} {
		page.Value[name] = v.value(name)
	}
	page.Key = v.value("key")
	if !strings.HasPrefix(page.Key, "page-") || len(page.Key) > 64 {
		page.Key = newKey()
	}
	sub := samad.Submission{
		Kind: samad.Kind(page.Value["kind"]), Text: page.Value["text"], Channel: samad.Web,
		Topic: samad.TopicID(page.Value["topic"]), Place: samad.PlaceID(page.Value["place"]), Village: page.Value["village"],
		Petitioner: samad.Petitioner{
			Identity: samad.Identity(page.Value["identity"]), Name: page.Value["name"],
			NationalID: page.Value["national_id"], Mobile: page.Value["mobile"], Language: v.lang,
		},
		Questions: map[string]string{},
		Key:       page.Key,
	}
	asked := string(sub.Kind) + "|" + string(sub.Topic)
	page.Questions = v.questions(sub.Kind, sub.Topic)
	for _, q := range page.Questions {
		sub.Questions[q.ID] = v.value(q.Name)
	}
	page.Asked = asked
	if len(page.Questions) > 0 && v.value("asked") != asked && sub.Text != "" {
		page.More = true
		v.fillQuestions(&page, nil)
		return v.show(200, "file", page)
	}
	if err := v.limit("submit", v.ipKey()); err != nil {
		return err
	}
	receipt, err := h.Desk.Submit(v.r.Context(), samad.Anonymous(), sub)
	if err == nil {
		return h.receipt(v, sub, receipt)
	}
	if errors.Is(err, samad.ErrKeyReused) {
		page.Key, page.Again = newKey(), true
		v.fillQuestions(&page, nil)
		return v.show(409, "file", page)
	}
	if errors.Is(err, samad.ErrReceiptExpired) {
		page.Key = newKey()
		page.Faults = faults{{Text: samad.Explain(err, v.lang)}}
		return v.show(409, "file", page)
	}
	fields := fileFields
	if len(page.Questions) > 0 {
		fields = maps.Clone(fileFields)
		for _, q := range page.Questions {
			fields["/questions/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(q.ID)] = q.Name
		}
	}
	if page.Faults, err = faultsOf(err, v.lang, fields); err != nil {
		return err
	}
	v.fillQuestions(&page, page.Faults)
	return v.show(422, "file", page)
}

// questions are what the kind and topic ask besides the text.
func (v *visit) questions(kind samad.Kind, topic samad.TopicID) []field {
	var out []field
	for _, q := range v.h.Directory.Questions(kind, topic, v.h.today()) {
		f := field{ID: q.ID, Name: "q." + q.ID, Kind: "text", Label: q.Label.In(v.lang), Required: q.Required}
		switch q.Type {
		case samad.DateQuestion:
			f.Hint = v.T("تاریخ شمسی، مانند ۱۴۰۵/۰۹/۰۲", "a Persian date, such as 1405/09/02")
		case samad.NumberQuestion:
			f.Hint = v.T("یک عدد", "a number")
		case samad.ChoiceQuestion:
			f.Kind = "select"
			g := group{}
			for _, c := range q.Choices {
				g.Options = append(g.Options, option{Value: c.ID, Label: c.Label.In(v.lang)})
			}
			f.Groups = []group{g}
		}
		out = append(out, f)
	}
	return out
}

func (v *visit) fillQuestions(page *filePage, wrong faults) {
	for i := range page.Questions {
		q := &page.Questions[i]
		q.Value, q.Fault = v.value(q.Name), wrong.At(q.Name)
	}
}

// Choice reports whether an option is the chosen one.
func (p filePage) Choice(field, value string) bool { return p.Value[field] == value }

type receiptPage struct {
	frame
	Receipt samad.Receipt
	PIN     string
	Kind    string
	At      string
	Due     string
	Agency  string
	Limit   string
	Mobile  bool
}

// receipt shows the code and PIN. The page answers the form itself: sent
// again, the same form gives the same receipt.
func (h *handler) receipt(v *visit, sub samad.Submission, r samad.Receipt) error {
	f := v.frame(v.T("رسید ثبت", "Receipt"))
	page := receiptPage{
		frame: f, Receipt: r, PIN: f.N(r.PIN.Reveal()), Kind: samad.KindName(sub.Kind).In(v.lang), At: f.Moment(h.Now()),
		Mobile: sub.Petitioner.Mobile != "",
	}
	if !r.Due.IsZero() {
		page.Due = f.Day(r.Due)
	}
	if r.Agency != "" {
		page.Agency = v.agencyName(r.Agency)
	}
	page.Limit, _ = h.usual(f, sub.Kind)
	return v.show(201, "receipt", page)
}

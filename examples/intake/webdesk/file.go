package webdesk

import (
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// filePage is one screen of the form. What other screens asked travels in
// hidden fields, so that the server keeps nothing until the case is sent and
// the form works without scripts.
type filePage struct {
	frame
	At        string // the screen
	Number    int    // of the screen, from 1
	Marks     []mark
	Hidden    []hidden
	Key       string // of this form, so that it is one case however often it is sent
	Kinds     []option
	Topics    []group
	Places    []group
	Questions []field
	Value     map[string]string
	Faults    faults
	Again     bool // the form was sent before with other content
	Help      help
	Pick      string // the guess that is chosen, "other" or "none"
	Given     []given
	Files     []attachedFile
	FilesHint string // "" where no files are taken
	Contacts  []option
	Alike     string // how many open cases there are on the same topic and place, "" for none or few
}

// fileFields are the fields of the form by where the Desk finds fault.
var fileFields = map[string]string{
	"/kind": "kind", "/text": "text", "/topic": "topic", "/place": "place", "/village": "village",
	"/petitioner": "identity", "/petitioner/identity": "identity", "/petitioner/name": "name",
	"/petitioner/national_id": "national_id", "/petitioner/mobile": "mobile", "/petitioner/email": "email", "/petitioner/contact": "contact",
}

func (v *visit) filePage() filePage {
	page := filePage{
		frame: v.frame(v.T("ثبت درخواست", "File a case")),
		Kinds: v.kinds(), Topics: v.topics(), Places: v.places(), Contacts: v.contacts(), Value: map[string]string{},
	}
	if v.h.Desk.TakesAttachments() {
		page.FilesHint = v.filesHint()
	}
	return page
}

func (h *handler) fileForm(v *visit) error {
	page := v.filePage()
	page.Key = newKey()
	page.Value["identity"], page.Value["join"] = string(samad.Named), joinNothing
	if kind := samad.Kind(v.r.URL.Query().Get("kind")); kind.Valid() {
		page.Value["kind"] = string(kind)
	}
	v.at(&page, askWhat)
	return v.showFile(200, page)
}

// newKey is the idempotency key of one form.
func newKey() string { return "page-" + rand.Text() }

// readFile reads what has been said so far, on whichever screen.
func (v *visit) readFile() (filePage, samad.Submission) {
	page := v.filePage()
	for _, name := range fileNames() {
		page.Value[name] = v.value(name)
	}
	// On the screen of topics a guess may be taken instead of one of the list.
	switch pick := v.value("pick"); pick {
	case "", "other":
	case "none":
		page.Value["topic"] = ""
	default:
		page.Value["topic"] = pick
	}
	page.Files = v.attached()
	page.Key = v.value("key")
	if !strings.HasPrefix(page.Key, "page-") || len(page.Key) > 64 {
		page.Key = newKey()
	}
	sub := samad.Submission{
		Kind: samad.Kind(page.Value["kind"]), Text: page.Value["text"], Channel: samad.Web,
		Topic: samad.TopicID(page.Value["topic"]), Place: samad.PlaceID(page.Value["place"]), Village: page.Value["village"],
		Petitioner: samad.Petitioner{
			Identity: samad.Identity(page.Value["identity"]), Name: page.Value["name"],
			NationalID: page.Value["national_id"], Mobile: page.Value["mobile"], Email: page.Value["email"],
			Contact: samad.Carrier(page.Value["contact"]), Language: v.lang,
		},
		Questions:   map[string]string{},
		Attachments: v.tokens(),
		Key:         page.Key,
	}
	page.Questions = v.questions(sub.Kind, sub.Topic)
	for i, q := range page.Questions {
		page.Questions[i].Value = v.value(q.Name)
		sub.Questions[q.ID] = page.Questions[i].Value
	}
	page.At = v.value("at")
	if !slices.Contains(page.route(), page.At) {
		page.At = askWhat
	}
	return page, sub
}

// file goes from screen to screen and, from the last one, sends the case.
func (h *handler) file(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	badFiles, err := v.takeFiles(samad.Anonymous())
	if err != nil {
		return err
	}
	page, sub := v.readFile()
	if len(badFiles) > 0 {
		return v.wrongFile(page, badFiles)
	}
	switch to := v.value("go"); {
	case to == "back":
		v.at(&page, page.after(page.At, -1))
		return v.showFile(200, page)
	case to != "" && to != askSure && slices.Contains(page.route(), to): // the review says what to change
		v.at(&page, to)
		return v.showFile(200, page)
	case page.At == askSure:
		return h.sendFile(v, page, sub)
	}
	wrong, err := v.fileFaults(page, h.Desk.Check(sub))
	if err != nil {
		return err
	}
	// Only what has been asked so far can be wrong yet.
	var early faults
	for _, one := range wrong {
		if position(screenOf(one.Field)) <= position(page.At) {
			early = append(early, one)
		}
	}
	if len(early) > 0 {
		return v.wrongFile(page, early)
	}
	v.at(&page, page.after(page.At, 1))
	return v.showFile(200, page)
}

// sendFile files the case. Whatever is wrong leads to the first screen that
// can mend it.
func (h *handler) sendFile(v *visit, page filePage, sub samad.Submission) error {
	if err := v.limit("submit", v.ipKey()); err != nil {
		return err
	}
	if page.Value["join"] == joinOwn {
		return h.joinOwn(v, page)
	}
	receipt, err := h.Desk.Submit(v.r.Context(), samad.Anonymous(), sub)
	switch {
	case err == nil:
		if err := h.afterFiling(v, page, receipt); err != nil {
			return err
		}
		return h.receipt(v, sub, receipt)
	case errors.Is(err, samad.ErrKeyReused):
		page.Key, page.Again = newKey(), true
		v.at(&page, askSure)
		return v.showFile(409, page)
	case errors.Is(err, samad.ErrReceiptExpired):
		page.Key = newKey()
		page.Faults = faults{{Text: samad.Explain(err, v.lang)}}
		v.at(&page, askSure)
		return v.showFile(409, page)
	}
	wrong, err := v.fileFaults(page, err)
	if err != nil {
		return err
	}
	return v.wrongFile(page, wrong)
}

// fileFaults turns an error of the Desk into faults of the form's fields.
func (v *visit) fileFaults(page filePage, err error) (faults, error) {
	if err == nil {
		return nil, nil
	}
	fields := maps.Clone(fileFields)
	for _, q := range page.Questions {
		fields["/questions/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(q.ID)] = q.Name
	}
	return faultsOf(err, v.lang, fields)
}

// wrongFile shows the first screen on which something is wrong, with what is
// wrong there.
func (v *visit) wrongFile(page filePage, wrong faults) error {
	first := askSure
	for _, one := range wrong {
		if s := screenOf(one.Field); position(s) < position(first) {
			first = s
		}
	}
	for _, one := range wrong {
		if screenOf(one.Field) == first {
			page.Faults = append(page.Faults, one)
		}
	}
	for i, q := range page.Questions {
		page.Questions[i].Fault = page.Faults.At(q.Name)
	}
	v.at(&page, first)
	return v.showFile(422, page)
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

// Choice reports whether an option is the chosen one.
func (p filePage) Choice(field, value string) bool { return p.Value[field] == value }

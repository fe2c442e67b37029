package samad

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/samad111/go-samad/sla/persian"
)

// The longest short texts, in characters.
const (
	maxName    = 200
	maxVillage = 200
	maxAddress = 1000
	maxReply   = 1000 // a reply to one question
	maxFlag    = 100
	maxFlags   = 20
	maxKey     = 128
)

// Check tells what is wrong with a submission, without filing it: nil, or an
// error matching [ErrInvalid] with every fault that [Desk.Submit] would find in
// it. Forms that are filled in step by step ask it after each step and look at
// the faults of the fields that were shown. It does not say whether anybody
// may submit it.
func (d *Desk) Check(sub Submission) error {
	_, err := d.checkSubmission(sub)
	return err
}

// checkSubmission returns the submission with its identifiers in canonical
// form and its defaults filled in, or everything that is wrong with it.
func (d *Desk) checkSubmission(sub Submission) (Submission, error) {
	var f faults
	day := d.day(d.instant())
	switch {
	case sub.Kind == "":
		f.add("/kind", "required", "بگویید چه می‌خواهید: درخواست، شکایت یا یکی دیگر.", "say what it is; one of "+list(Kinds()))
	case !sub.Kind.Valid():
		f.add("/kind", "unknown", "نوع درخواست شناخته نیست.", "unknown kind; one of "+list(Kinds()))
	}
	f.required("/text", sub.Text, d.settings.MaxText)
	if sub.Channel == "" {
		sub.Channel = Web
	}
	if !sub.Channel.Valid() {
		f.add("/channel", "unknown", "کانال ورودی شناخته نیست.", "unknown channel; one of "+list(Channels()))
	}
	if sub.Urgency == "" {
		sub.Urgency = Normal
	}
	if !sub.Urgency.Valid() {
		f.add("/urgency", "unknown", "فوریت شناخته نیست.", "unknown urgency; one of "+list(Urgencies()))
	}
	d.checkPlaceTopic(&f, sub.Place, sub.Topic, day)
	_, known := d.directory.Place(sub.Place, day)
	if _, ok := d.directory.Centre(sub.Place, day); !ok && (known || sub.Place == "") {
		f.add("/place", "no_centre", "برای این مکان مرکز سامدی نیست؛ مکان را انتخاب کنید.", "no Samad centre serves this place; choose the place")
	}
	d.checkAgency(&f, "/about", sub.About, day)
	f.optional("/village", sub.Village, maxVillage)
	f.optional("/address", sub.Address, maxAddress)
	if len(sub.Flags) > maxFlags {
		f.add("/flags", "too_many", "نشانه‌ها بیش از اندازه‌اند.", "too many flags")
	}
	for _, flag := range sub.Flags { // kept for ever, so no place for words
		if !slug.MatchString(flag) {
			f.add("/flags", "malformed", "نشانه از حرف‌های کوچک لاتین، رقم و خط تیره است.", "a flag is made of small Latin letters, digits, dots and hyphens")
		}
	}
	sub.Flags = slices.Clone(sub.Flags)
	if sub.Key != "" && !validKey(sub.Key) {
		f.add("/idempotency_key", "malformed", "کلید تکرار باید ۱ تا ۱۲۸ نویسه دیدنی ASCII باشد.", "an idempotency key is 1 to 128 visible ASCII characters")
	}
	sub.Petitioner = checkPetitioner(&f, sub.Petitioner)
	sub.Questions = d.checkQuestions(&f, sub, day)
	return sub, f.err()
}

func validKey(key string) bool {
	if len(key) > maxKey {
		return false
	}
	for i := range len(key) {
		if key[i] < '!' || key[i] > '~' {
			return false
		}
	}
	return true
}

func list[T ~string](values []T) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = string(v)
	}
	return strings.Join(parts, ", ")
}

func (d *Desk) checkPlaceTopic(f *faults, place PlaceID, topic TopicID, day persian.Date) {
	if place != "" {
		if _, ok := d.directory.Place(place, day); !ok {
			f.add("/place", "unknown", "این مکان در فهرست نیست.", "unknown place")
		}
	}
	if topic == "" {
		return
	}
	t, ok := d.directory.Topic(topic, day)
	switch {
	case !ok:
		f.add("/topic", "unknown", "این موضوع در فهرست نیست.", "unknown topic")
	case !t.Leaf:
		f.add("/topic", "not_a_leaf", "این موضوع گروه است؛ یکی از موضوع‌های آن را انتخاب کنید.", "this is a group of topics; choose one of its topics")
	}
}

func (d *Desk) checkAgency(f *faults, field string, id AgencyID, day persian.Date) {
	if id == "" {
		return
	}
	if _, ok := d.directory.Agency(id, day); !ok {
		f.add(field, "unknown", "این دستگاه در فهرست نیست.", "unknown agency")
	}
}

func checkPetitioner(f *faults, p Petitioner) Petitioner {
	const at = "/petitioner"
	if p.Identity == "" {
		p.Identity = AnonymousIdentity
	}
	if !p.Identity.Valid() {
		f.add(at+"/identity", "unknown", "نوع هویت شناخته نیست.", "unknown identity; one of "+list(Identities()))
	}
	if p.Type == "" {
		p.Type = Person
	}
	if !p.Type.Valid() {
		f.add(at+"/type", "unknown", "نوع متقاضی شناخته نیست.", "unknown type; one of person, legal_entity, foreign")
	}
	if p.Language == "" {
		p.Language = Persian
	}
	if !p.Language.Valid() {
		f.add(at+"/language", "unknown", "این زبان پشتیبانی نمی‌شود.", "unknown language; fa or en")
	}
	if p.Identity == AnonymousIdentity && (p.Name != "" || p.NationalID != "" || p.LegalID != "" || p.ForeignID != "") {
		f.add(at, "not_anonymous", "ناشناس با نام یا شماره شناسایی نمی‌شود؛ «محرمانه» را انتخاب کنید یا آن‌ها را بردارید.",
			"an anonymous petitioner gives no name and no ID; choose confidential, or leave them out")
	}
	f.optional(at+"/name", p.Name, maxName)
	f.optional(at+"/address", p.Address, maxAddress)
	parse := func(field string, value *string, read func(string) (string, error)) {
		if *value == "" {
			return
		}
		canonical, err := read(*value)
		if err != nil {
			f.adopt(at+field, err)
			return
		}
		*value = canonical
	}
	parse("/national_id", &p.NationalID, ParseNationalID)
	parse("/legal_id", &p.LegalID, ParseLegalID)
	parse("/foreign_id", &p.ForeignID, ParseForeignID)
	parse("/mobile", &p.Mobile, ParseMobile)
	parse("/landline", &p.Landline, ParseLandline)
	parse("/postal_code", &p.PostalCode, ParsePostalCode)
	parse("/email", &p.Email, ParseEmail)
	switch {
	case p.Contact == "" || p.Contact == ByPortal || p.Contact == BySMS && p.Mobile != "" || p.Contact == ByEmail && p.Email != "":
	case p.Contact == BySMS || p.Contact == ByEmail:
		f.add(at+"/contact", "no_address", "برای این راه تماس، شماره یا نشانی لازم است.", "this way needs a mobile number or a mail address")
	default:
		f.add(at+"/contact", "unknown", "این راه تماس شناخته نیست.", "unknown way; sms, email or portal")
	}
	return p
}

// slug is the form of a flag.
var slug = regexp.MustCompile(`^[a-z][a-z0-9.:_-]{0,63}$`)

// number is a decimal number: digits, with a point and a sign if need be.
var number = regexp.MustCompile(`^[+-]?[0-9]{1,30}(\.[0-9]{1,30})?$`)

// checkQuestions holds the replies against the questions of kind and topic
// and returns them in canonical form.
func (d *Desk) checkQuestions(f *faults, sub Submission, day persian.Date) map[string]string {
	asked := d.directory.Questions(sub.Kind, sub.Topic, day)
	out := map[string]string{}
	for _, id := range sortedNames(sub.Questions) {
		if !slices.ContainsFunc(asked, func(q Question) bool { return q.ID == id }) {
			f.add("/questions/"+pointer(id), "unknown", "این پرسش برای این موضوع نیست.", "this topic does not ask that question")
		}
	}
	for _, q := range asked {
		field := "/questions/" + pointer(q.ID)
		reply := strings.TrimSpace(sub.Questions[q.ID])
		if blank(reply) {
			if q.Required {
				f.add(field, "required", "به این پرسش پاسخ دهید: "+q.Label.In(Persian), "answer this question: "+q.Label.In(English))
			}
			continue
		}
		before := len(*f)
		f.optional(field, reply, maxReply)
		if len(*f) == before {
			out[q.ID] = checkReply(f, field, q, reply)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func checkReply(f *faults, field string, q Question, reply string) string {
	switch q.Type {
	case NumberQuestion:
		n := latinNumber(reply)
		if !number.MatchString(n) {
			f.add(field, "not_a_number", "در پاسخ این پرسش یک عدد بنویسید.", "answer with a number")
			return reply
		}
		if r, ok := new(big.Rat).SetString(n); ok && r.IsInt() {
			return r.Num().String()
		}
		return n
	case DateQuestion:
		date, err := persian.Parse(reply)
		if err != nil {
			date, err = persian.ParsePattern("y/M/d", strings.ReplaceAll(reply, "-", "/"))
		}
		if err != nil {
			f.add(field, "not_a_date", "تاریخ را به شکل ۱۴۰۵/۰۹/۰۲ بنویسید.", "write a Persian date as 1405-09-02")
			return reply
		}
		return date.String()
	case ChoiceQuestion:
		if !slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.ID == reply }) {
			f.add(field, "not_a_choice", "یکی از گزینه‌ها را انتخاب کنید.", "choose one of the choices")
		}
		return reply
	default:
		return reply
	}
}

// latinNumber writes a number's digits and its decimal point in Latin.
func latinNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r == '٫':
			return '.'
		default:
			return r
		}
	}, s)
}

// pointer escapes a name for use in a JSON pointer.
func pointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

package campaign

import (
	"regexp"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// The bounds of what is written.
const (
	maxTitle    = 120
	maxText     = 2000
	maxWord     = 80
	maxKeywords = 60
	maxOffices  = 60
)

// idForm is a path of a topic below a group.
var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)+$`)

// Check brings a content into order and reports everything that is wrong with it
// as a [*samad.InvalidError]: what its words say for themselves, and whether the
// directory has the agencies and places that it names. Fields are those of the
// JSON form.
func (c *Content) Check(dir samad.Directory) error {
	var faults []samad.Fault
	fault := func(wrong bool, field, fa, en string) {
		if wrong {
			faults = append(faults, samad.Fault{Field: "/" + field, Code: "invalid", Detail: samad.Text{Fa: fa, En: en}})
		}
	}
	c.tidy()
	fault(c.Title.Fa == "", "title", "عنوان را بنویسید.", "give the title in Persian")
	fault(len([]rune(c.Title.Fa)) > maxTitle || len([]rune(c.Title.En)) > maxTitle, "title", "عنوان کوتاه‌تر باشد.", "make the title shorter")
	fault(len([]rune(c.Text.Fa)) > maxText || len([]rune(c.Text.En)) > maxText, "text", "متن کوتاه‌تر باشد.", "make the text shorter")
	fault(c.Text.Fa == "" && c.Text.En != "", "text", "متن فارسی را هم بنویسید.", "give the text in Persian too")
	fault(c.Kind != "" && !c.Kind.Valid(), "kind", "نوع پرونده را از فهرست برگزینید.", "choose a kind")
	fault(c.Urgency != "" && !slices.Contains(samad.Urgencies(), c.Urgency), "urgency", "فوریت را از فهرست برگزینید.", "choose an urgency")
	fault(len(c.Keywords) == 0, "keywords", "دست‌کم یک کلیدواژه بنویسید؛ پیشنهادها موضوع را با آن پیدا می‌کنند.", "give at least one keyword: suggestions find the topic by it")
	fault(len(c.Keywords) > maxKeywords || slices.ContainsFunc(c.Keywords, func(w string) bool { return len([]rune(w)) > maxWord }), "keywords",
		"کلیدواژه‌ها کمتر و کوتاه‌تر باشند.", "fewer and shorter keywords")
	_, known := dir.Agency(c.Agency, c.From)
	fault(!known, "agency", "دستگاه پاسخ‌گو را از فهرست برگزینید.", "choose the agency that answers")
	fault(len(c.Offices) > maxOffices, "offices", "استثناها زیاد است.", "too many exceptions")
	seen := map[samad.PlaceID]bool{}
	for _, o := range c.Offices {
		_, place := dir.Place(o.Place, c.From)
		_, agency := dir.Agency(o.Agency, c.From)
		fault(!place || !agency || seen[o.Place], "offices", "برای هر محل یک دستگاه از فهرست بنویسید.", "one known agency for each known place")
		seen[o.Place] = true
	}
	fault(c.From.IsZero(), "from", "روز آغاز را بنویسید.", "give the first day")
	fault(!c.Last.IsZero() && c.Last.Before(c.From), "last", "روز پایان پیش از روز آغاز است.", "the last day lies before the first")
	if len(faults) > 0 {
		return &samad.InvalidError{Faults: faults}
	}
	return nil
}

// tidy cuts blanks, drops empty and repeated keywords, and lets the Persian stand
// for missing English.
func (c *Content) tidy() {
	for _, s := range []*string{&c.Title.Fa, &c.Title.En, &c.Text.Fa, &c.Text.En} {
		*s = strings.TrimSpace(*s)
	}
	if c.Title.En == "" {
		c.Title.En = c.Title.Fa
	}
	if c.Text.En == "" {
		c.Text.En = c.Text.Fa
	}
	var words []string
	for _, w := range c.Keywords {
		if w = strings.Join(strings.Fields(w), " "); w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	c.Keywords = words
}

// CheckID reports what is wrong with the path of a topic that is to be added: its
// group must be one of the directory's that has topics below it, and nothing may
// have the path yet.
func CheckID(id samad.TopicID, dir samad.Directory, on persian.Date) error {
	wrong := func(field, fa, en string) error {
		return &samad.InvalidError{Faults: []samad.Fault{{Field: "/" + field, Code: "invalid", Detail: samad.Text{Fa: fa, En: en}}}}
	}
	if !idForm.MatchString(string(id)) {
		return wrong("name", "نام لاتین کوتاهی مانند autumn-flu بنویسید: حرف کوچک، رقم و خط تیره.", "a path such as health/flu-1405: small Latin letters, digits and hyphens")
	}
	parent := Campaign{ID: id}.Parent()
	group, known := dir.Topic(parent, on)
	if !known || group.Leaf {
		return wrong("parent", "گروه موضوع را از فهرست برگزینید.", "choose a group of topics")
	}
	if _, taken := dir.Topic(id, persian.Date{}); taken {
		return wrong("name", "موضوعی با این نام هست یا بوده است؛ نام دیگری بنویسید.", "there is or was a topic of this path: choose another")
	}
	return nil
}

package webdesk

import (
	"strings"

	"github.com/samad111/go-samad/samad"
)

// The screens of the form, one question each.
const (
	askWhat  = "what"
	askTopic = "topic"
	askWhere = "where"
	askMore  = "more" // what the kind and topic ask besides; left out when nothing
	askWho   = "who"
	askSure  = "review"
)

// screens are the screens in their order.
func screens() []string { return []string{askWhat, askTopic, askWhere, askMore, askWho, askSure} }

// screenOf says on which screen a field is.
func screenOf(field string) string {
	switch field {
	case "kind", "text", "files":
		return askWhat
	case "topic":
		return askTopic
	case "place", "village":
		return askWhere
	case "identity", "name", "national_id", "mobile", "email", "contact":
		return askWho
	}
	if strings.HasPrefix(field, "q.") {
		return askMore
	}
	return askSure
}

// fileNames are the fields that every such form has.
func fileNames() []string {
	return []string{"kind", "text", "topic", "place", "village", "identity", "name", "national_id", "mobile", "email", "contact", "join", "join_code"}
}

// mark is a screen as the line of steps above the form shows it.
type mark struct {
	Name, Title string
	Here, Done  bool
}

// hidden is a value that was given on another screen.
type hidden struct{ Name, Value string }

// route are the screens that this form has: without further questions there
// is no screen for them.
func (p *filePage) route() []string {
	out := screens()
	if len(p.Questions) > 0 {
		return out
	}
	var short []string
	for _, s := range out {
		if s != askMore {
			short = append(short, s)
		}
	}
	return short
}

// after is the screen n screens on, within the form.
func (p *filePage) after(screen string, n int) string {
	route := p.route()
	for i, s := range route {
		if s == screen {
			return route[min(max(i+n, 0), len(route)-1)]
		}
	}
	return route[0]
}

// position is where a screen stands on the way; screens that are left out
// stand with the next one.
func position(screen string) int {
	for i, s := range screens() {
		if s == screen {
			return i
		}
	}
	return 0
}

// at goes to a screen: it says which values travel hidden and fills the line
// of steps.
func (v *visit) at(p *filePage, screen string) {
	p.At = screen
	p.Hidden, p.Marks = nil, nil
	for _, name := range fileNames() {
		if screenOf(name) != screen {
			p.Hidden = append(p.Hidden, hidden{name, p.Value[name]})
		}
	}
	if tag := v.tag(); tag != "" {
		p.Hidden = append(p.Hidden, hidden{"campaign", tag})
	}
	if screen != askWhat {
		for _, a := range p.Files {
			p.Hidden = append(p.Hidden, hidden{"attached", a.Value()})
		}
	}
	if screen != askMore {
		for _, q := range p.Questions {
			p.Hidden = append(p.Hidden, hidden{q.Name, q.Value})
		}
	}
	titles := map[string]samad.Text{
		askWhat:  {Fa: "چه شده", En: "What"},
		askTopic: {Fa: "موضوع", En: "Topic"},
		askWhere: {Fa: "کجا", En: "Where"},
		askMore:  {Fa: "جزئیات", En: "Details"},
		askWho:   {Fa: "شما", En: "You"},
		askSure:  {Fa: "بازبینی", En: "Review"},
	}
	for _, s := range p.route() {
		p.Marks = append(p.Marks, mark{Name: s, Title: titles[s].In(v.lang), Here: s == screen, Done: position(s) < position(screen)})
		if s == screen {
			p.Number = len(p.Marks)
		}
	}
	if screen == askSure {
		p.Given = v.given(p)
	}
}

// showFile fills in what the screen tells of what was written, and shows it.
func (v *visit) showFile(status int, p filePage) error {
	topic := samad.TopicID(p.Value["topic"])
	switch p.At {
	case askTopic:
		topic = ""
	case askSure:
		var err error
		if p.Alike, err = v.alikeOpen(topic, samad.PlaceID(p.Value["place"])); err != nil {
			return err
		}
	default:
		return v.show(status, "file", p)
	}
	var err error
	if p.Help, err = v.help(p.Value["text"], samad.Kind(p.Value["kind"]), topic, samad.PlaceID(p.Value["place"])); err != nil {
		return err
	}
	if p.At == askTopic {
		p.guessTopic()
	}
	return v.show(status, "file", p)
}

// guessTopic says which of the guesses, if any, is the topic so far.
func (p *filePage) guessTopic() {
	p.Pick = "none"
	if p.Value["topic"] == "" {
		return
	}
	p.Pick = "other"
	for _, g := range p.Help.Guesses {
		if g.Topic == p.Value["topic"] {
			p.Pick = g.Topic
		}
	}
}

// given is a line of the review.
type given struct {
	Name, Text string
	Screen     string // where it can be changed
	Long       bool
	Latin      bool
}

// given lists what is about to be sent.
func (v *visit) given(p *filePage) []given {
	var out []given
	add := func(screen string, name samad.Text, text string) {
		if text != "" {
			out = append(out, given{Name: name.In(v.lang), Text: text, Screen: screen})
		}
	}
	today := v.h.today()
	add(askWhat, samad.Text{Fa: "نوع", En: "Kind"}, samad.KindName(samad.Kind(p.Value["kind"])).In(v.lang))
	if p.Value["text"] != "" {
		out = append(out, given{Name: v.T("متن شما", "Your text"), Text: p.Value["text"], Screen: askWhat, Long: true})
	}
	var names []string
	for _, a := range p.Files {
		names = append(names, a.Name)
	}
	add(askWhat, samad.Text{Fa: "پیوست", En: "Attachments"}, strings.Join(names, v.T("، ", ", ")))
	topic := v.T("کارشناس سامد برمی‌گزیند", "the Samad centre will choose")
	if t, ok := v.h.Directory.Topic(samad.TopicID(p.Value["topic"]), today); ok {
		topic = t.Title.In(v.lang)
	}
	add(askTopic, samad.Text{Fa: "موضوع", En: "Topic"}, topic)
	place := v.T("جای خاصی گفته نشده", "nowhere special")
	if t, ok := v.h.Directory.Place(samad.PlaceID(p.Value["place"]), today); ok {
		place = t.Name.In(v.lang)
	}
	if p.Value["village"] != "" {
		place += v.T("، ", ", ") + p.Value["village"]
	}
	add(askWhere, samad.Text{Fa: "کجا", En: "Where"}, place)
	for _, q := range p.Questions {
		text := q.Value
		for _, g := range q.Groups {
			for _, o := range g.Options {
				if o.Value == text {
					text = o.Label
				}
			}
		}
		if text != "" {
			out = append(out, given{Name: q.Label, Text: text, Screen: askMore})
		}
	}
	add(askWho, samad.Text{Fa: "چه کسی بداند", En: "Who may know"}, identityName(samad.Identity(p.Value["identity"])).In(v.lang))
	add(askWho, samad.Text{Fa: "نام", En: "Name"}, p.Value["name"])
	for _, number := range []struct {
		field string
		name  samad.Text
	}{{"national_id", samad.Text{Fa: "کد ملی", En: "National ID"}}, {"mobile", samad.Text{Fa: "تلفن همراه", En: "Mobile"}}} {
		if p.Value[number.field] != "" {
			out = append(out, given{
				Name: number.name.In(v.lang), Text: v.frame("").N(p.Value[number.field]), Screen: askWho, Latin: true,
			})
		}
	}
	if p.Value["email"] != "" {
		out = append(out, given{Name: v.T("ایمیل", "Mail"), Text: p.Value["email"], Screen: askWho, Latin: true})
	}
	for _, c := range v.contacts() {
		if c.Value == p.Value["contact"] && c.Value != "" {
			add(askWho, samad.Text{Fa: "راه خبر", En: "How to tell you"}, c.Label)
		}
	}
	return out
}

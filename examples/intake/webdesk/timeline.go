package webdesk

import (
	"github.com/samad111/go-samad/samad"
)

// stage is one step of a case as pages tell it.
type stage struct {
	When    string
	What    string
	Who     string // post and office
	Because string
	Due     string
	Outcome string
	Texts   []said
	Files   []fileLink
	Joined  bool
}

// said is a text with what it is.
type said struct{ Name, Text string }

// textName is what a text of a step is called; "" for those that need no name.
func textName(name string) samad.Text {
	return map[string]samad.Text{
		"question":    {Fa: "پرسش", En: "Question"},
		"explanation": {Fa: "توضیح", En: "Explanation"},
		"done":        {Fa: "آنچه انجام شد", En: "What was done"},
		"basis":       {Fa: "مبنای قانونی", En: "Legal basis"},
		"next":        {Fa: "گام بعدی", En: "What comes next"},
		"reason":      {Fa: "دلیل", En: "Reason"},
		"village":     {Fa: "روستا", En: "Village"},
	}[name]
}

func (v *visit) texts(from []samad.NamedText) []said {
	var out []said
	for _, t := range from {
		out = append(out, said{Name: textName(t.Name).In(v.lang), Text: t.Text})
	}
	return out
}

// timeline tells a petitioner's view in plain words.
func (v *visit) timeline(f frame, view samad.View) []stage {
	var out []stage
	for _, e := range view.Timeline {
		s := stage{
			When: f.Moment(e.At), What: samad.EventName(e.Type).In(v.lang), Because: e.Because.In(v.lang),
			Texts: v.texts(e.Texts), Joined: e.Joined,
		}
		if s.Because == "" {
			s.Because = samad.ExplainEnd(e.End, v.lang)
		}
		switch e.Type {
		case samad.EventReferred:
			s.What = v.T("ارجاع به ", "Referred to ") + e.AgencyName.In(v.lang)
		case samad.EventAnswered:
			if e.Final {
				s.What = v.T("پاسخ نهایی داده شد", "Final answer")
			} else {
				s.What = v.T("پاسخ میانی داده شد", "Interim answer")
			}
			s.Outcome = samad.OutcomeName(e.Outcome).In(v.lang)
		}
		s.Who = v.office(e.Post, e.AgencyName)
		if e.Type == samad.EventReferred {
			s.Who = e.Post.In(v.lang) // the agency is whereto it went, not whose post it is
		}
		s.Due = v.due(f, e.Due)
		out = append(out, s)
	}
	return out
}

// office writes a post with its office.
func (v *visit) office(post, agency samad.Text) string {
	p, a := post.In(v.lang), agency.In(v.lang)
	switch {
	case p == "":
		return a
	case a == "":
		return p
	default:
		return p + v.T("، ", ", ") + a
	}
}

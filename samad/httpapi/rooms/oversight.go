package rooms

import (
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/oversight"
)

// Oversight adds the office of oversight: open doors with visits and letters,
// commissions, demands with duties and gaps, and the quality of answers with
// surveys.
func Oversight(office *oversight.Office, opts Options) httpapi.Extension {
	return func(e *httpapi.Extender) {
		b := newBase(e, opts, office == nil)
		if b == nil {
			return
		}
		e.Tag("doors", samad.Text{Fa: "میز باز: حضور مدیران، بازدیدها و نامه‌ها", En: "Open doors: duty hours, unannounced visits and letters."})
		e.Tag("commissions", samad.Text{Fa: "کمیسیون‌ها: جلسه، مصوبه و صورت‌جلسه", En: "Commissions: sessions, resolutions and minutes."})
		e.Tag("demands", samad.Text{Fa: "مطالبه‌ها، دفتر تکلیف‌ها و خلاءها", En: "Demands, the register of duties, and gaps."})
		e.Tag("quality", samad.Text{Fa: "بازبینی پاسخ‌ها، نظرسنجی و اقدام‌های بهبود", En: "Reviews of answers, surveys, and actions for improvement."})
		o := officeRoom{b, office}
		o.addDoors()
		o.addPosts()
		o.addPlans()
		o.addVisits()
		o.addLetters()
		o.addCommissions()
		o.addSessions()
		o.addResolutions()
		o.addDemands()
		o.addGaps()
		o.addDuties()
		o.addReviews()
		o.addSurveys()
		o.addImprovements()
	}
}

type officeRoom struct {
	*base
	office *oversight.Office
}

func (r officeRoom) at(c *call) *oversight.Office { return r.office.With(c.slip) }

// documentBody is a letter or minutes as they are printed, in Persian.
type documentBody struct {
	Title      string        `json:"title"`
	Number     string        `json:"number,omitempty"`
	Day        string        `json:"day,omitempty"`
	From       string        `json:"from,omitempty" doc:"Offices and posts, never persons"`
	To         string        `json:"to,omitempty"`
	Subject    string        `json:"subject,omitempty"`
	Sections   []sectionBody `json:"sections"`
	Signatures []string      `json:"signatures,omitempty"`
	Slip       string        `json:"slip,omitempty" doc:"What the recipient sends back"`
	Text       string        `json:"text" doc:"All of it as plain text"`
}

type sectionBody struct {
	Heading    string     `json:"heading,omitempty"`
	Paragraphs []string   `json:"paragraphs,omitempty"`
	Head       []string   `json:"head,omitempty"`
	Rows       [][]string `json:"rows,omitempty"`
}

func document(d oversight.Document) documentBody {
	out := documentBody{
		Title: d.Title, Number: d.Number, Day: d.Day, From: d.From, To: d.To, Subject: d.Subject, Signatures: d.Signatures, Slip: d.Slip,
		Text: d.Text(), Sections: make([]sectionBody, len(d.Sections)),
	}
	for i, s := range d.Sections {
		out.Sections[i] = sectionBody(s)
	}
	return out
}

// textOnlyBody is a text, evidenceBody something that proves it.
type textOnlyBody struct {
	Text string `json:"text" example:"در ساعت مقرر در اداره بودم."`
}

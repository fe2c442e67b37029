package open311

import (
	"encoding/xml"
	"net/http"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

type servicesBody struct {
	XMLName xml.Name      `xml:"services"`
	Items   []serviceBody `xml:"service"`
}

func (b servicesBody) spark() any { return append([]serviceBody{}, b.Items...) }

type serviceBody struct {
	Code        string `json:"service_code" xml:"service_code"`
	Name        string `json:"service_name" xml:"service_name"`
	Description text   `json:"description"  xml:"description"`
	Metadata    bool   `json:"metadata"     xml:"metadata"`
	Type        string `json:"type"         xml:"type"`
	Keywords    text   `json:"keywords"     xml:"keywords"`
	Group       text   `json:"group"        xml:"group"`
}

type definitionBody struct {
	XMLName    xml.Name        `json:"-"            xml:"service_definition"`
	Code       string          `json:"service_code" xml:"service_code"`
	Attributes []attributeBody `json:"attributes"   xml:"attributes>attribute"`
}

func (b definitionBody) spark() any { return b }

type attributeBody struct {
	Variable            bool        `json:"variable"             xml:"variable"`
	Code                string      `json:"code"                 xml:"code"`
	Datatype            string      `json:"datatype"             xml:"datatype"`
	Required            bool        `json:"required"             xml:"required"`
	DatatypeDescription text        `json:"datatype_description" xml:"datatype_description"`
	Order               int         `json:"order"                xml:"order"`
	Description         string      `json:"description"          xml:"description"`
	Values              []valueBody `json:"values,omitempty"     xml:"values>value"`
}

type valueBody struct {
	Key  string `json:"key"  xml:"key"`
	Name string `json:"name" xml:"name"`
}

// serviceCode writes a topic as one part of a path: clients put codes into
// addresses as they are.
func serviceCode(topic samad.TopicID) string { return strings.ReplaceAll(string(topic), "/", ".") }

// service finds the leaf that a service_code names, as it is today.
func (x *exchange) service(code string) (samad.Topic, bool) {
	t, ok := x.opts.Directory.Topic(samad.TopicID(strings.ReplaceAll(code, ".", "/")), x.today())
	return t, ok && t.Leaf
}

// kindOf is what a request of the service is filed as until screening.
func kindOf(t samad.Topic) samad.Kind {
	if t.Kind.Valid() {
		return t.Kind
	}
	return samad.Request
}

func (x *exchange) questions(t samad.Topic) []samad.Question {
	return x.opts.Directory.Questions(kindOf(t), t.ID, x.today())
}

func (x *exchange) services(string) (int, body, error) {
	day := x.today()
	var out servicesBody
	for _, t := range x.opts.Directory.Topics(day) {
		if !t.Leaf {
			continue
		}
		s := serviceBody{
			Code: serviceCode(t.ID), Name: t.Title.In(x.lang), Metadata: len(x.questions(t)) > 0, Type: "realtime",
			Keywords: text(strings.Join(t.Keywords, ",")), Group: text(x.topicTitle(t.Parent, day)),
		}
		if x.batch(t) {
			s.Type = "batch"
		}
		if a, ok := x.opts.Directory.Agency(t.Agency, day); ok {
			s.Description = text(samad.Text{
				Fa: "رسیدگی معمولا با " + a.Name.In(samad.Persian) + " است.", En: "Usually handled by " + a.Name.In(samad.English) + ".",
			}.In(x.lang))
		}
		out.Items = append(out.Items, s)
	}
	return http.StatusOK, out, nil
}

func (x *exchange) batch(t samad.Topic) bool { return x.opts.Batch != nil && x.opts.Batch(t) }

// topicTitle is the title on the day or, for a topic that is no more, its last.
func (x *exchange) topicTitle(id samad.TopicID, day persian.Date) string {
	t, ok := x.opts.Directory.Topic(id, day)
	if !ok {
		t, ok = x.opts.Directory.Topic(id, persian.Date{})
	}
	if !ok {
		return ""
	}
	return t.Title.In(x.lang)
}

func (x *exchange) definition(code string) (int, body, error) {
	t, ok := x.service(code)
	if !ok {
		return 0, nil, unknownService("service_code")
	}
	out := definitionBody{Code: serviceCode(t.ID), Attributes: []attributeBody{}}
	for i, q := range x.questions(t) {
		a := attributeBody{
			Variable: true, Code: q.ID, Datatype: datatype(q.Type), Required: q.Required, Order: i + 1,
			Description: q.Label.In(x.lang),
		}
		if q.Type == samad.DateQuestion {
			a.DatatypeDescription = text(samad.Text{
				Fa: "تاریخ شمسی مانند ۱۴۰۵/۰۹/۰۲، یا میلادی مانند 2026-11-23",
				En: "a day as 2026-11-23 or 2026-11-23T08:30:00Z, or of the Persian calendar as 1405-09-02",
			}.In(x.lang))
		}
		for _, c := range q.Choices {
			a.Values = append(a.Values, valueBody{Key: c.ID, Name: c.Label.In(x.lang)})
		}
		out.Attributes = append(out.Attributes, a)
	}
	return http.StatusOK, out, nil
}

func datatype(t samad.QuestionType) string {
	switch t {
	case samad.NumberQuestion:
		return "number"
	case samad.DateQuestion:
		return "datetime"
	case samad.ChoiceQuestion:
		return "singlevaluelist"
	default:
		return "text"
	}
}

package httpapi

import (
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// screenBody is what screening a new case comes to.
type screenBody struct {
	Revision int64         `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"2"`
	Outcome  screenOutcome `json:"outcome"`
	// For accept: what corrects the case, and an agency against the rules.
	Kind    samad.Kind    `json:"kind,omitempty" doc:"accept: corrects the case"`
	Topic   string        `json:"topic,omitempty" doc:"accept: corrects the case" example:"welfare/unemployment-insurance"`
	Place   string        `json:"place,omitempty" doc:"accept: corrects the case" example:"1014"`
	Urgency samad.Urgency `json:"urgency,omitempty" doc:"accept: corrects the case"`
	About   string        `json:"about,omitempty" doc:"accept: the agency whose own conduct is accused"`
	Agency  string        `json:"agency,omitempty" doc:"accept: overrides the rules, with a reason"`
	// For the other outcomes.
	Question string `json:"question,omitempty" doc:"ask: what the petitioner is asked"`
	Into     string `json:"into,omitempty" doc:"merge: the id or the tracking code of the case to join"`
	Reason   string `json:"reason,omitempty" doc:"accept with agency: why; merge, decline: told to the petitioner"`
	Text     string `json:"text,omitempty" doc:"merge, decline, advise: told to the petitioner"`
	Article  string `json:"article,omitempty" doc:"advise: the id of the advice used"`
}

// screenOutcome is one of [screenOutcomes].
type screenOutcome string

const (
	outcomeAccept  screenOutcome = "accept"
	outcomeAsk     screenOutcome = "ask"
	outcomeMerge   screenOutcome = "merge"
	outcomeDecline screenOutcome = "decline"
	outcomeAdvise  screenOutcome = "advise"
)

func screenOutcomes() []screenOutcome {
	return []screenOutcome{outcomeAccept, outcomeAsk, outcomeMerge, outcomeDecline, outcomeAdvise}
}

// separateBody takes a joined case out again.
type separateBody struct {
	Revision int64  `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"5"`
	Reason   string `json:"reason" example:"موضوع دو پرونده یکی نیست."`
}

// askBody puts a question.
type askBody struct {
	Revision int64  `json:"revision" minimum:"1" header:"If-Match" doc:"As read; may be left out where If-Match says it" example:"3"`
	Question string `json:"question" example:"شماره بیمه خود را بنویسید."`
}

// addScreening adds what operators do with new cases.
func (a *api) addScreening() {
	step(a, "screen", "Screen a case", "Accepting refers by the rules; agency overrides them, with a reason. "+
		"Each outcome takes its own members only.", []string{"no_route"}, (*exchange).screen)
	step(a, "ask", "Ask the petitioner", "Pauses the clocks until the reply comes or the petitioner's time has passed.", nil,
		func(x *exchange, in askBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Ask(x.ctx(), x.actor, samad.AskRequest{Ref: ref, Question: in.Question})
			})
		})
	step(a, "separate", "Take a joined case out again", "It is screened anew.", nil,
		func(x *exchange, in separateBody) (samad.Case, error) {
			return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
				return x.api.desk.Separate(x.ctx(), x.actor, samad.SeparateRequest{Ref: ref, Reason: in.Reason})
			})
		})
}

func (x *exchange) screen(in screenBody) (samad.Case, error) {
	if err := in.check(); err != nil {
		return samad.Case{}, err
	}
	return withRef(x, in.Revision, func(ref samad.Ref) (samad.Case, error) {
		desk := x.api.desk
		switch in.Outcome {
		case outcomeAccept:
			return desk.Accept(x.ctx(), x.actor, samad.AcceptRequest{
				Ref: ref, Kind: in.Kind, Topic: samad.TopicID(in.Topic), Place: samad.PlaceID(in.Place), Urgency: in.Urgency,
				About: samad.AgencyID(in.About), Agency: samad.AgencyID(in.Agency), Reason: in.Reason,
			})
		case outcomeAsk:
			return desk.Ask(x.ctx(), x.actor, samad.AskRequest{Ref: ref, Question: in.Question})
		case outcomeMerge:
			into, err := x.findCase("/into", in.Into)
			if err != nil {
				return samad.Case{}, err
			}
			return desk.Merge(x.ctx(), x.actor, samad.MergeRequest{Ref: ref, Into: into, Text: in.told()})
		case outcomeDecline:
			return desk.Decline(x.ctx(), x.actor, samad.DeclineRequest{Ref: ref, Text: in.told()})
		default: // advise: check knows no other
			return desk.Advise(x.ctx(), x.actor, samad.AdviseRequest{Ref: ref, Text: in.told(), Article: in.Article})
		}
	})
}

// told joins what the petitioner is told, in whichever member it came.
func (b screenBody) told() string {
	return strings.TrimSpace(strings.Join([]string{b.Reason, b.Text}, "\n"))
}

// check refuses members that the outcome has no use for: whoever sent them
// meant something by them.
func (b screenBody) check() error {
	given := []struct {
		name, value string
		of          []screenOutcome
	}{
		{"kind", string(b.Kind), []screenOutcome{outcomeAccept}},
		{"topic", b.Topic, []screenOutcome{outcomeAccept}},
		{"place", b.Place, []screenOutcome{outcomeAccept}},
		{"urgency", string(b.Urgency), []screenOutcome{outcomeAccept}},
		{"about", b.About, []screenOutcome{outcomeAccept}},
		{"agency", b.Agency, []screenOutcome{outcomeAccept}},
		{"question", b.Question, []screenOutcome{outcomeAsk}},
		{"into", b.Into, []screenOutcome{outcomeMerge}},
		{"reason", b.Reason, []screenOutcome{outcomeAccept, outcomeMerge, outcomeDecline, outcomeAdvise}},
		{"text", b.Text, []screenOutcome{outcomeMerge, outcomeDecline, outcomeAdvise}},
		{"article", b.Article, []screenOutcome{outcomeAdvise}},
	}
	var faults []samad.Fault
	if !slices.Contains(screenOutcomes(), b.Outcome) {
		return invalid([]samad.Fault{{Field: "/outcome", Code: "unknown", Detail: samad.Text{
			Fa: "نتیجه پالایش شناخته نیست.", En: "unknown outcome; one of accept, ask, merge, decline, advise"}}})
	}
	for _, one := range given {
		if one.value != "" && !slices.Contains(one.of, b.Outcome) {
			faults = append(faults, samad.Fault{Field: "/" + one.name, Code: "not_used", Detail: samad.Text{
				Fa: "این بخش با این نتیجه پالایش به کار نمی‌آید.", En: "this outcome has no use for this member"}})
		}
	}
	return invalid(faults)
}

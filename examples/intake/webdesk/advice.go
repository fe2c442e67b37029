package webdesk

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Adviser reads what somebody has written and says what it seems to be about.
// What it says is shown, never decided: people and operators choose.
type Adviser interface {
	// Advise must be quick, as it is asked while people type, and keep
	// nothing of the text.
	Advise(ctx context.Context, text string) Advice
	// Alike returns those of the matters that one seems to repeat, the
	// likeliest first.
	Alike(ctx context.Context, one Matter, among []Matter) []Likeness
}

// Matter is what a case says, for comparing.
type Matter struct {
	Case  samad.CaseID
	Text  string
	Topic samad.TopicID
	Place samad.PlaceID
	At    time.Time
}

// Likeness says how alike another matter is.
type Likeness struct {
	Case                           samad.CaseID
	Share                          float64 // of common words, 0 to 1
	SameTopic, SamePlace, SameDays bool
}

// Mark is a piece of the text, text[Start:End], that speaks for something.
type Mark struct {
	Start, End int
	Kind       MarkKind
}

// MarkKind is what a piece of the text speaks for.
type MarkKind string

// The kinds of marks.
const (
	TopicMark   MarkKind = "topic"
	PlaceMark   MarkKind = "place"
	WarningMark MarkKind = "warning"
)

// Advice is what an [Adviser] makes of a text. All of it may be empty.
type Advice struct {
	Topics []samad.TopicID // the likeliest first, at most five
	Place  samad.PlaceID   // named in the text
	Kind   samad.Kind
	// Emergency says that somebody may be in danger: then the emergency
	// numbers come before everything else.
	Emergency bool
	// Elsewhere are sentences for what Samad cannot do and who can.
	Elsewhere []samad.Text
	// Cautions are sentences about the text itself, such as numbers of other
	// people in it.
	Cautions []samad.Text
	// Official are sentences for officials only.
	Official []samad.Text
	// Marks are the words behind all this, in any order.
	Marks []Mark
}

// help is advice as pages show it.
type help struct {
	frame
	Emergency           bool
	Elsewhere, Cautions []string
	Guesses             []guess
	Articles            []helpArticle
}

// guess is a topic that the text may be about.
type guess struct {
	Topic, Title, Group string
	Agency              string // who would answer, "" when not known
}

// help asks the Adviser and, for who would answer, the Router. The articles are
// those of the topic, where one is chosen, and else of what the text may be
// about.
func (v *visit) help(text string, kind samad.Kind, topic samad.TopicID, place samad.PlaceID) (help, error) {
	out := v.guesses(text, kind, place)
	var err error
	out.Articles, err = v.articles(out.topicsOf(topic)...)
	return out, err
}

// guesses is help without articles.
func (v *visit) guesses(text string, kind samad.Kind, place samad.PlaceID) help {
	out := help{frame: v.frame("")}
	if v.h.Adviser == nil || text == "" {
		return out
	}
	advice := v.h.Adviser.Advise(v.r.Context(), text)
	out.Emergency = advice.Emergency
	for _, t := range advice.Elsewhere {
		out.Elsewhere = append(out.Elsewhere, t.In(v.lang))
	}
	for _, t := range advice.Cautions {
		out.Cautions = append(out.Cautions, t.In(v.lang))
	}
	if place == "" {
		place = advice.Place
	}
	today := v.h.today()
	for _, id := range advice.Topics {
		topic, ok := v.h.Directory.Topic(id, today)
		if !ok {
			continue
		}
		g := guess{Topic: string(id), Title: topic.Title.In(v.lang)}
		if parent, ok := v.h.Directory.Topic(topic.Parent, today); ok {
			g.Group = parent.Title.In(v.lang)
		}
		g.Agency = v.answers(kind, id, place)
		if out.Guesses = append(out.Guesses, g); len(out.Guesses) == 3 {
			break
		}
	}
	return out
}

// answers names the agency to which the rules would refer such a case, "" when
// there is no telling.
func (v *visit) answers(kind samad.Kind, topic samad.TopicID, place samad.PlaceID) string {
	if v.h.Router == nil {
		return ""
	}
	if kind == "" {
		kind = samad.Request
	}
	decision, err := v.h.Router.Route(v.r.Context(), samad.RouteRequest{
		At: v.h.Now().UTC(), Kind: kind, Topic: topic, Place: place, Channel: samad.Web, Urgency: samad.Normal,
		Identity: samad.Named, Petitioner: samad.Person,
	})
	if err != nil || decision.Agency == "" {
		return "" // no rule, or one that an operator must look at: nothing is promised
	}
	return v.agencyName(decision.Agency)
}

// fileHelp answers scripts that ask while somebody types.
func (h *handler) fileHelp(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := v.limit("help", v.ipKey()); err != nil {
		return err
	}
	given, err := v.help(v.value("text"), samad.Kind(v.value("kind")), samad.TopicID(v.value("topic")), samad.PlaceID(v.value("place")))
	if err != nil {
		return err
	}
	return v.part("file", "help", given)
}

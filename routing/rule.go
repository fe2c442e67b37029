package routing

import (
	"github.com/samad111/go-samad/samad"
)

// Rule says when it holds and what happens then.
type Rule struct {
	ID       string
	Title    samad.Text // for people who read rule sets; may be empty
	Priority int        // the higher one decides between equally specific rules
	samad.Validity
	When Match

	// Refer are the targets of the referral, tried in order. It is empty
	// exactly when Continue is set.
	Refer []Target
	// Unit is a part of the agency to which the case goes, "" for its head.
	Unit string
	// Cooperate are agencies that do a share, Statement those that are asked
	// for their side of the matter.
	Cooperate, Statement []Target
	// Urgency raises the case's urgency; "" leaves it. It never lowers it.
	Urgency samad.Urgency
	Labels  []string
	// Commission asks for a commission: the decision has [CommissionLabel].
	Commission bool
	// Auto refers without screening. Hold keeps the case for an operator.
	Auto, Hold bool
	// Continue: the rule adds to the decision of another one.
	Continue bool
	// Reason tells the petitioner why. {agency}, {topic}, {place} and
	// {accused} are filled in. When empty, a sentence is made.
	Reason samad.Text
}

// CommissionLabel is the label of cases that a rule would bring before a
// commission. Whether and when it meets, its secretary decides.
const CommissionLabel = "commission"

// Match is the condition of a rule. Every field that is not empty must hold; a
// list holds when one of its entries does.
type Match struct {
	Kinds       []samad.Kind
	Topics      []samad.TopicID // each with everything below it
	Places      []samad.PlaceID // each with everything below it
	Channels    []samad.Channel
	Urgencies   []samad.Urgency
	Identities  []samad.Identity
	Petitioners []samad.PetitionerType
	// AboutAny asks for any accused agency, About for one of these or of
	// those below them.
	AboutAny bool
	About    []samad.AgencyID
	Flags    Words
	// Keywords are words or phrases in the text, in any spelling that
	// folding unites and with the usual endings.
	Keywords TextMatch
	// Expr is a condition in the language of [Options.Expressions], "" for
	// none.
	Expr string
}

// Words asks for words: at least one of Any, every one of All, none of None.
// Empty lists ask for nothing.
type Words struct{ Any, All, None []string }

// IsZero reports whether nothing is asked for.
func (w Words) IsZero() bool { return len(w.Any) == 0 && len(w.All) == 0 && len(w.None) == 0 }

// TargetKind says how a target names an agency.
type TargetKind string

// The kinds of targets.
const (
	ToAgency  TargetKind = "agency"  // by id
	ToOffice  TargetKind = "office"  // by jurisdiction, out of a list
	ToTopic   TargetKind = "topic"   // the topic's own agency
	ToCentre  TargetKind = "centre"  // the Samad centre of the place
	ToAbove   TargetKind = "above"   // the nearest one above the accused
	ToAccused TargetKind = "accused" // the accused itself; for statements
)

// Target names an agency.
type Target struct {
	Kind   TargetKind
	Agency samad.AgencyID // with ToAgency
	Office string         // with ToOffice: a name of the rule set's offices
	Level  samad.Level    // with ToAbove: nothing above this level, "" for no limit
}

// points is how specific a match is, without topic and place.
func (m Match) points() int {
	n := 0
	switch {
	case len(m.About) > 0:
		n += 101
	case m.AboutAny:
		n += 100
	}
	for _, asks := range []bool{
		len(m.Kinds) > 0, len(m.Channels) > 0, len(m.Urgencies) > 0, len(m.Identities) > 0,
		len(m.Petitioners) > 0, !m.Flags.IsZero(), !m.Keywords.IsZero(), m.Expr != "",
	} {
		if asks {
			n++
		}
	}
	return n
}

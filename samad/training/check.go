package training

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// caseKind is how cases are called beside the records of the rooms.
const caseKind = "case"

// CaseRef names a case beside the records of the rooms.
func CaseRef(id samad.CaseID) ledger.Ref { return ledger.Ref{Kind: caseKind, ID: string(id)} }

// Deed is an event that the trainee made.
type Deed struct {
	Ref   ledger.Ref // of the case (see [CaseRef]) or record
	Seq   int64
	Type  string
	At    time.Time
	Data  json.RawMessage
	Hash  samad.Hash
	Texts map[string]string // of events of cases, by name
}

// name is what needs call the event.
func (d Deed) name() string { return string(d.Ref.Kind) + "/" + d.Type }

// Setting is what a task is checked against beside the deeds.
type Setting struct {
	Agency samad.AgencyID // the trainee's
	// Staged are the records that the host made for the task.
	Staged []ledger.Ref
	// Truth are the right answers to the task's question.
	Truth []string
	// Quality says what an answer lacks, nothing for a good one. With nil,
	// answers are good.
	Quality func(a samad.AnswerText, outcome samad.Outcome) []samad.Text
}

// Evidence is an event that shows that a task was done.
type Evidence struct {
	Ref  ledger.Ref `json:"ref"`
	Seq  int64      `json:"seq"`
	Hash samad.Hash `json:"hash"`
}

// Feedback is what a check found.
type Feedback struct {
	Done bool
	// At is when the last of the deeds that were needed was done, in UTC.
	At time.Time
	// Says is what is missing or wrong, in the order of the needs; empty when
	// Done.
	Says []samad.Text
	// Wrong says that something was done that cannot be mended: the task is to
	// be begun anew.
	Wrong    bool
	Evidence []Evidence
}

// Check holds the task against the deeds, in any order. It depends on nothing
// else, so that a result can be checked again later.
func Check(t Task, deeds []Deed, s Setting) Feedback {
	out := Feedback{Done: true}
	for _, w := range t.Wrong {
		if _, missing := meet(w, deeds, s); missing == nil {
			out.Done, out.Wrong = false, true
			out.Says = append(out.Says, w.Lacks)
		}
	}
	for _, n := range t.Needs {
		d, missing := meet(n, deeds, s)
		if missing != nil {
			out.Done = false
			out.Says = append(out.Says, missing...)
			continue
		}
		if d.At.After(out.At) {
			out.At = d.At
		}
		out.Evidence = append(out.Evidence, Evidence{d.Ref, d.Seq, d.Hash})
	}
	if !out.Done {
		out.At, out.Evidence = time.Time{}, nil
	}
	return out
}

// meet returns the deed that meets the need, or what is missing of the deed
// that comes nearest.
func meet(n Need, deeds []Deed, s Setting) (Deed, []samad.Text) {
	missing := []samad.Text{n.Lacks}
	near := -1
	for _, d := range deeds {
		if !slices.Contains(n.Events, d.name()) || n.Made == slices.Contains(s.Staged, d.Ref) && d.Ref.Kind != Kind {
			continue
		}
		var wrong []samad.Text
		for _, c := range n.Where {
			wrong = append(wrong, c.fails(d, s)...)
		}
		if len(wrong) == 0 {
			return d, nil
		}
		if near < 0 || len(wrong) <= near { // of equals the latest
			near, missing = len(wrong), wrong
		}
	}
	return Deed{}, missing
}

// fails says why the condition does not hold.
func (c Condition) fails(d Deed, s Setting) []samad.Text {
	switch {
	case c.Quality:
		if s.Quality == nil {
			return nil
		}
		var data struct {
			Outcome samad.Outcome `json:"outcome"`
		}
		_ = json.Unmarshal(d.Data, &data) // without an outcome the check finds fault
		lacks := s.Quality(samad.AnswerText{
			Explanation: d.Texts["explanation"], Done: d.Texts["done"], Basis: d.Texts["basis"], Next: d.Texts["next"],
		}, data.Outcome)
		if len(lacks) > 0 {
			return append([]samad.Text{c.Says}, lacks...)
		}
		return nil
	case c.Text != "":
		if utf8.RuneCountInString(strings.TrimSpace(d.Texts[c.Text])) >= c.Least {
			return nil
		}
	default:
		if has := field(d.Data, c.Field); slices.ContainsFunc(c.Is, func(want string) bool { return matches(want, has, s) }) {
			return nil
		}
	}
	return []samad.Text{c.Says}
}

func matches(want, has string, s Setting) bool {
	switch rest, special := strings.CutPrefix(want, "@"); {
	case want == "*":
		return has != ""
	case !special:
		return has == want
	case rest == "agency":
		return has == string(s.Agency)
	case rest == "truth":
		return slices.Contains(s.Truth, has)
	default:
		for i, r := range s.Staged {
			if rest == string(rune('1'+i)) {
				return has == r.ID
			}
		}
		return false
	}
}

// field reads a name of the data as text: lists by their first element.
func field(data json.RawMessage, name string) string {
	var all map[string]json.RawMessage
	if json.Unmarshal(data, &all) != nil {
		return ""
	}
	raw := all[name]
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		raw = list[0]
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	if out := string(raw); out != "null" && out != "false" && out != "[]" {
		return out
	}
	return ""
}

package webdesk

import (
	"strings"

	"github.com/samad111/go-samad/samad"
)

// readBackPage is what the operator reads to whoever is on the line.
type readBackPage struct {
	frame
	Channel   samad.Channel
	Code, PIN []aloud
	Receipt   samad.Receipt
	Case      samad.CaseID
	Kind      string
	At        string
	Agency    string
	Due       string
	Limit     string
	Joined    bool // no new case: an earlier one on the same matter has it now
}

// aloud is a group of digits with the words by which it is read out.
// Place says which group comes first: digits run one way and words the other.
type aloud struct{ Place, Digits, Words string }

// digitNames are the words for digits.
func digitNames(lang samad.Lang) []string {
	if lang == samad.English {
		return []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	}
	return []string{"صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه"}
}

// placeInLine is the word for the place of a group, "" beyond the fourth.
func placeInLine(lang samad.Lang, n int) string {
	names := []string{"نخست", "دوم", "سوم", "چهارم"}
	if lang == samad.English {
		names = []string{"first", "second", "third", "fourth"}
	}
	if n >= len(names) {
		return ""
	}
	return names[n]
}

// readAloud cuts digits into groups of n.
func (f frame) readAloud(digits string, n int) []aloud {
	names := digitNames(f.Lang)
	var out []aloud
	for len(digits) > 0 {
		group := digits[:min(n, len(digits))]
		digits = digits[len(group):]
		var words []string
		for _, r := range group {
			if r >= '0' && r <= '9' {
				words = append(words, names[r-'0'])
			}
		}
		out = append(out, aloud{placeInLine(f.Lang, len(out)), f.N(group), strings.Join(words, f.T("، ", ", "))})
	}
	return out
}

// readBack shows code and PIN of a new case. The page answers the form itself:
// sent again, the same form gives the same receipt.
func (h *handler) readBack(v *visit, from callPage, r samad.Receipt) error {
	f := v.frame(v.T("کد رهگیری را بخوانید", "Read the code out"))
	page := readBackPage{
		frame: f, Channel: from.Channel, Receipt: r, Case: r.Case, Code: f.readAloud(r.Code.String(), 4), PIN: f.readAloud(r.PIN.Reveal(), 3),
		Kind: samad.KindName(samad.Kind(from.Value["kind"])).In(v.lang), At: f.Moment(h.Now()),
	}
	if r.Agency != "" {
		page.Agency = v.agencyName(r.Agency)
	}
	if !r.Due.IsZero() {
		page.Due = f.Day(r.Due)
	}
	page.Limit, _ = h.usual(f, samad.Kind(from.Value["kind"]))
	return v.show(201, "readback", page)
}

// joinedCall says that the matter was an earlier case's.
func (h *handler) joinedCall(v *visit, from callPage, id samad.CaseID) error {
	c, err := h.Desk.Case(v.r.Context(), v.actor(), id)
	if err != nil {
		return err
	}
	f := v.frame(v.T("همان پرونده پیشین", "The earlier case"))
	page := readBackPage{
		frame: f, Channel: from.Channel, Case: id, Code: f.readAloud(c.Code.String(), 4), Joined: true,
		Kind: samad.KindName(c.Kind).In(v.lang), At: f.Moment(h.Now()),
	}
	if c.Agency != "" {
		page.Agency = v.agencyName(c.Agency)
	}
	if due := c.Due(); !due.IsZero() {
		page.Due = f.Day(due)
	}
	return v.show(200, "readback", page)
}

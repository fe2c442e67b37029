package oversight

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
)

// The errors of this room beside those of package samad.
var (
	// ErrState: the step is not possible in the record's state; errors.As
	// with [*StateError] tells which it is.
	ErrState = errors.New("oversight: step not possible now")
	// ErrQuorum: too few members are present, or somebody who must be there
	// is not.
	ErrQuorum = errors.New("oversight: no quorum")
	// ErrGround: a letter or demand needs a recorded ground that is not used
	// yet.
	ErrGround = errors.New("oversight: no recorded ground")
	// ErrDraw: a draw does not verify.
	ErrDraw = errors.New("oversight: the draw does not verify")
)

// StateError tells that a step is not possible now. It matches [ErrState].
type StateError struct {
	Step   string
	State  string
	Reason string
}

// Error names the step, the state and the reason.
func (e *StateError) Error() string {
	text := fmt.Sprintf("oversight: cannot %s what is %s", e.Step, e.State)
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	return text
}

// Unwrap makes the error match [ErrState].
func (e *StateError) Unwrap() error { return ErrState }

// wrongState refuses an event in a fold.
func wrongState[T ~string](step string, state T) error {
	return &StateError{Step: step, State: string(state)}
}

// maxText is the longest text, in characters.
const maxText = 10_000

// faults collects what is wrong with a request.
type faults []samad.Fault

func (f *faults) add(field, code, fa, en string) {
	*f = append(*f, samad.Fault{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}})
}

// text checks a text that must say something.
func (f *faults) text(field, s string) {
	if !says(s) {
		f.add(field, "required", "این بخش را خالی نگذارید.", "this must not be empty")
		return
	}
	f.optional(field, s)
}

func (f *faults) optional(field, s string) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	}) {
		f.add(field, "characters", "این متن نویسه‌ای دارد که پذیرفته نیست.", "the text holds a character that is not accepted")
	}
	if utf8.RuneCountInString(s) > maxText {
		f.add(field, "too_long", "این متن بیش از اندازه بلند است.", "the text is too long")
	}
}

func says(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r)
	})
}

func (f *faults) check(ok bool, field, fa, en string) {
	if !ok {
		f.add(field, "invalid", fa, en)
	}
}

func (f *faults) agency(o *Office, field string, id samad.AgencyID) {
	if _, ok := o.directory.Agency(id, o.day(o.now())); !ok {
		f.add(field, "unknown", "این دستگاه شناخته نیست.", "there is no such agency")
	}
}

func (f *faults) place(o *Office, id samad.PlaceID) {
	if _, ok := o.directory.Place(id, o.day(o.now())); !ok {
		f.add("/place", "unknown", "این مکان شناخته نیست.", "there is no such place")
	}
}

func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &samad.InvalidError{Faults: f}
}

// persianDigits shows Latin digits as Persian ones.
func persianDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '۰'
		}
		return r
	}, s)
}

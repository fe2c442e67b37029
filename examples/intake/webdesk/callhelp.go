package webdesk

import (
	"cmp"
	"errors"

	"github.com/samad111/go-samad/samad"
)

// callHelp is what the screen says of the text while the operator types.
type callHelp struct {
	help
	Suggestions []suggestion
	TakesCalls  bool // on the line, where advice may settle the matter
}

// suggestion is something that one key takes over into the form.
type suggestion struct {
	Number             int // of its key
	Field, Value, Name string
	Label              string // which field it is
	Agency             string // who would answer
}

func (v *visit) callHelp(text string) (callHelp, error) {
	given, err := v.help(text, samad.Kind(v.value("kind")), samad.TopicID(v.value("topic")), samad.PlaceID(v.value("place")))
	if err != nil {
		return callHelp{}, err
	}
	out := callHelp{help: given, TakesCalls: chosenChannel(cmp.Or(v.value("channel"), v.r.URL.Query().Get("channel"))) == samad.Phone}
	add := func(s suggestion) {
		s.Number = len(out.Suggestions) + 1
		out.Suggestions = append(out.Suggestions, s)
	}
	for _, g := range out.Guesses {
		add(suggestion{Field: "topic", Value: g.Topic, Name: g.Title, Label: v.T("موضوع", "Topic"), Agency: g.Agency})
	}
	if v.h.Adviser == nil || text == "" {
		return out, nil
	}
	advice := v.h.Adviser.Advise(v.r.Context(), text)
	if advice.Kind.Valid() {
		add(suggestion{Field: "kind", Value: string(advice.Kind), Name: samad.KindName(advice.Kind).In(v.lang), Label: v.T("نوع", "Kind")})
	}
	if p, ok := v.h.Directory.Place(advice.Place, v.h.today()); ok {
		add(suggestion{Field: "place", Value: string(p.ID), Name: p.Name.In(v.lang), Label: v.T("مکان", "Place")})
	}
	return out, nil
}

// callHelp answers scripts that ask while the operator types.
func (h *handler) callHelp(v *visit) error {
	if err := v.mayTakeCalls(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	given, err := v.callHelp(v.value("text"))
	if err != nil {
		return err
	}
	return v.part("call", "suggestions", given)
}

// callEarlier are the cases of whoever calls.
type callEarlier struct {
	frame
	Asked bool // a number was given
	Wrong string
	Items []earlierItem
}

type earlierItem struct {
	queueItem
	Calls  string // how often it was called about
	Chosen bool
}

// mostEarlier is how many earlier cases the screen shows.
const mostEarlier = 5

// earlierOf finds the cases of a number or national ID.
func (h *handler) earlierOf(v *visit, caller, nationalID, chosen string) (callEarlier, error) {
	f := v.frame("")
	out := callEarlier{frame: f}
	var p samad.Petitioner
	if caller != "" {
		if mobile, err := samad.ParseMobile(caller); err == nil {
			p.Mobile = mobile
		} else if _, err := samad.ParseLandline(caller); err != nil {
			out.Wrong = v.T("این شماره تلفن نیست؛ رقم‌ها را دوباره ببینید.", "This is no telephone number; look at the digits again.")
		}
	}
	p.NationalID = nationalID
	if p.Mobile == "" && p.NationalID == "" {
		return out, nil
	}
	cases, err := h.Desk.Earlier(v.r.Context(), v.actor(), p, mostEarlier)
	if errors.Is(err, samad.ErrInvalid) {
		return out, nil // a number half typed; recording it says what is wrong
	}
	if err != nil {
		return out, err
	}
	out.Asked = true
	for _, c := range cases {
		item := earlierItem{queueItem: v.item(f, c, h.Now()), Chosen: string(c.ID) == chosen}
		calls, err := h.Desk.Calls(v.r.Context(), v.actor(), samad.CallQuery{Case: c.ID})
		if err != nil && !errors.Is(err, samad.ErrForbidden) {
			return out, err
		}
		if n := len(calls.Calls); n > 0 {
			item.Calls = v.T(f.N(n)+" تماس", f.N(n)+" calls")
		}
		out.Items = append(out.Items, item)
	}
	return out, nil
}

// callEarlier answers scripts when the number was typed.
func (h *handler) callEarlier(v *visit) error {
	if err := v.mayTakeCalls(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	found, err := h.earlierOf(v, v.value("caller"), v.value("national_id"), v.value("case"))
	if err != nil {
		return err
	}
	return v.part("call", "earlier", found)
}

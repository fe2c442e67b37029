package webdesk

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// screenPage shows one received case and what speaks for what to do with it.
type screenPage struct {
	frame
	Waiting  string // how many cases wait
	Item     queueItem
	Revision int64
	Channel  string
	Pieces   []piece
	Village  string
	Address  string
	Replies  []said
	Help     help
	Official []string
	// What is proposed, in the fields of the form.
	Kind, Topic, Place string
	Proposed           bool // one of them is a proposal, not what came in
	Kinds              []option
	Topics, Places     []group
	Agencies           []group
	Alike              []alike
	Ask, Decline       []option
	Value              map[string]string
	Faults             faults
	Step               string // that went wrong
	Next               string // address of the case after it
	Notice             string
	Later              []string // what the petitioner added since filing
}

// alike is an open case that seems to tell the same.
type alike struct {
	queueItem
	Text  string
	Share string // of common words
	Why   string
}

// Neighbours: how many of the newest open cases of the same place a case is
// compared with, and how many are shown.
const (
	comparedWith = 40
	shownAlike   = 3
)

func (v *visit) mayScreen() error {
	if r := v.session.Account.Role; r != samad.RoleOperator && r != samad.RoleSupervisor {
		return samad.ErrForbidden
	}
	return nil
}

func (h *handler) screen(v *visit) error {
	return h.showScreen(v, 200, samad.CaseID(v.r.URL.Query().Get("case")), "", nil)
}

// waiting lists the cases to be screened, the oldest first.
func (h *handler) waiting(v *visit) ([]samad.Case, string, error) {
	query := samad.Query{States: []samad.State{samad.Received}, Order: samad.OldestFirst, Limit: 100}
	list, err := h.Desk.List(v.r.Context(), v.actor(), query)
	if err != nil {
		return nil, "", err
	}
	n := v.frame("").N(len(list.Cases))
	if list.Next != "" {
		n = v.T("بیش از "+n, "more than "+n)
	}
	return list.Cases, n, nil
}

func (h *handler) showScreen(v *visit, status int, id samad.CaseID, step string, wrong faults) error {
	if err := v.mayScreen(); err != nil {
		return err
	}
	cases, n, err := h.waiting(v)
	if err != nil {
		return err
	}
	f := v.frame(v.T("پالایش", "Screening"))
	page := screenPage{frame: f, Waiting: n, Step: step, Faults: wrong, Value: map[string]string{}, Notice: v.doneNotice(v.r.URL.Query().Get("done"))}
	at := slices.IndexFunc(cases, func(c samad.Case) bool { return c.ID == id })
	if id == "" && len(cases) > 0 {
		at, id = 0, cases[0].ID
	}
	if id == "" {
		return v.show(status, "screen", page)
	}
	if len(cases) > 1 {
		page.Next = "/desk/screen?case=" + string(cases[(at+1)%len(cases)].ID)
	}
	d, err := h.Desk.Dossier(v.r.Context(), v.actor(), id)
	if err != nil {
		return err
	}
	if d.Case.State != samad.Received && step == "" {
		v.redirect("/desk/cases/" + string(id)) // somebody else has screened it
		return nil
	}
	if err := h.fillScreen(v, &page, d); err != nil {
		return err
	}
	if page.Alike, err = h.alike(v, f, d); err != nil {
		return err
	}
	for _, name := range []string{"kind", "topic", "place", "agency", "reason", "question", "text", "into", "article"} {
		page.Value[name] = v.value(name)
	}
	if step == "accept" { // what was chosen stays chosen
		page.Kind, page.Topic, page.Place = v.value("kind"), v.value("topic"), v.value("place")
	}
	return v.show(status, "screen", page)
}

// wordsOf is what the petitioner wrote when filing.
func wordsOf(d samad.Dossier, name string) string {
	var out []string
	for _, t := range d.Texts[1] {
		if t.Name == name {
			out = append(out, t.Text)
		}
	}
	return strings.Join(out, "\n")
}

func (h *handler) fillScreen(v *visit, page *screenPage, d samad.Dossier) error {
	c, text := d.Case, wordsOf(d, "text")
	page.Item, page.Revision, page.Channel = v.item(page.frame, c, h.Now()), c.Revision, channelName(c.Channel).In(v.lang)
	page.Village, page.Address, page.Replies = wordsOf(d, "village"), d.Address, v.replies(d)
	var err error
	if page.Help, err = v.help(text, c.Kind, c.Topic, c.Place); err != nil {
		return err
	}
	page.Later = laterWords(d)
	page.Kinds, page.Topics, page.Places, page.Agencies = v.kinds(), v.topics(), v.places(), v.agencies()
	page.Ask, page.Decline = v.readyTexts("ask"), v.readyTexts("decline")
	page.Kind, page.Topic, page.Place = string(c.Kind), string(c.Topic), string(c.Place)
	var marks []Mark
	if h.Adviser != nil {
		advice := h.Adviser.Advise(v.r.Context(), text)
		marks = advice.Marks
		for _, t := range advice.Official {
			page.Official = append(page.Official, t.In(v.lang))
		}
		if page.Topic == "" && len(page.Help.Guesses) > 0 {
			page.Topic, page.Proposed = page.Help.Guesses[0].Topic, true
		}
		if _, ok := h.Directory.Place(advice.Place, h.today()); ok && page.Place == "" {
			page.Place, page.Proposed = string(advice.Place), true
		}
	}
	page.Pieces = cut(text, marks)
	return nil
}

// laterWords is what the petitioner has added since.
func laterWords(d samad.Dossier) []string {
	var out []string
	for _, e := range d.Events {
		if e.Type == samad.EventInformed {
			for _, t := range d.Texts[e.Seq] {
				out = append(out, t.Text)
			}
		}
	}
	return out
}

// alike finds open cases that seem to tell the same as this one.
func (h *handler) alike(v *visit, f frame, d samad.Dossier) ([]alike, error) {
	if h.Adviser == nil {
		return nil, nil
	}
	query := samad.Query{Place: d.Case.Place, Order: samad.NewestFirst, Limit: comparedWith}
	for _, s := range samad.States() {
		if s.Open() {
			query.States = append(query.States, s)
		}
	}
	list, err := h.Desk.List(v.r.Context(), v.actor(), query)
	if err != nil {
		return nil, err
	}
	others := map[samad.CaseID]samad.Dossier{}
	var among []Matter
	for _, c := range list.Cases {
		if c.ID == d.Case.ID {
			continue
		}
		other, err := h.Desk.Dossier(v.r.Context(), v.actor(), c.ID)
		if errors.Is(err, samad.ErrNotFound) {
			continue // it went out of sight meanwhile
		}
		if err != nil {
			return nil, err
		}
		others[c.ID] = other
		among = append(among, matterOf(other))
	}
	var out []alike
	for _, l := range h.Adviser.Alike(v.r.Context(), matterOf(d), among) {
		other, ok := others[l.Case]
		if !ok {
			continue
		}
		line := alike{queueItem: v.item(f, other.Case, h.Now()), Text: wordsOf(other, "text")}
		line.Share = f.N(strconv.Itoa(int(math.Round(100 * l.Share))))
		var why []string
		for _, one := range []struct {
			ok   bool
			text samad.Text
		}{
			{l.SameTopic, samad.Text{Fa: "همان موضوع", En: "same topic"}},
			{l.SamePlace, samad.Text{Fa: "همان مکان", En: "same place"}},
			{l.SameDays, samad.Text{Fa: "همان روزها", En: "same days"}},
		} {
			if one.ok {
				why = append(why, one.text.In(v.lang))
			}
		}
		line.Why = strings.Join(why, v.T("، ", ", "))
		if out = append(out, line); len(out) == shownAlike {
			break
		}
	}
	return out, nil
}

func matterOf(d samad.Dossier) Matter {
	return Matter{Case: d.Case.ID, Text: wordsOf(d, "text"), Topic: d.Case.Topic, Place: d.Case.Place, At: d.Case.Created}
}

// screenStep does a step of screening and goes on to the next case.
func (h *handler) screenStep(v *visit) error {
	if err := v.mayScreen(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	id, step := samad.CaseID(v.r.PathValue("id")), v.r.PathValue("step")
	revision, err := strconv.ParseInt(v.value("revision"), 10, 64)
	if err != nil || revision < 1 {
		return errBadForm
	}
	field := map[string]string{"ask": "question", "decline": "text", "merge": "into", "accept": "agency", "advise": "article"}[step]
	if field == "" {
		return errNoPage
	}
	// A ready text counts where nothing was written.
	if ready := v.value("ready"); ready != "" && strings.TrimSpace(v.value(field)) == "" {
		v.r.PostForm.Set(field, ready)
	}
	err = h.takeStaffStep(v.r.Context(), v, samad.Ref{ID: id, Revision: revision}, step)
	if err == nil {
		v.redirect("/desk/screen?done=" + step)
		return nil
	}
	fields := map[string]string{}
	for _, name := range []string{"kind", "topic", "place", "agency", "reason", "question", "text", "into", "article"} {
		fields["/"+name] = name
	}
	wrong, err := faultsOf(err, v.lang, fields)
	if err != nil {
		return err
	}
	return h.showScreen(v, 422, id, step, wrong)
}

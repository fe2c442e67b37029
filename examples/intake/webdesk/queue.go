package webdesk

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
)

type queuePage struct {
	frame
	Role     string
	Office   string
	Tabs     []tab
	Agencies []group // to filter by, for those who see several
	Filter   queueFilter
	Items    []queueItem
	Groups   []queueGroup
	// OneAgency: everything is before the office of whoever looks, and saying so
	// in each line says nothing.
	OneAgency bool
	Within    string      // the place or topic to which the list is limited
	Glance    []said      // numbers above an agency's inbox
	Drafts    []queueItem // what waits for the head's approval
	Next      string      // address of the next page
	Notice    string
	Fault     string // of the search by code
	Saved     []savedList
	Save      bool // this list may be kept under a name
	Keep      keptList
	List      string // its query
}

// tab leads to a part of the queue.
type tab struct {
	Name, URL string
	Count     string
	Current   bool
}

// queueItem is one line of the queue.
type queueItem struct {
	ID     samad.CaseID
	Case   samad.Case
	Kind   string
	State  string
	Topic  string
	Place  string
	Agency string
	Since  string
	Due    string
	Late   bool
	Urgent bool
}

// queueFilter is what the queue shows.
type queueFilter struct {
	State, Agency, Kind, Words, Late string
	Place, Topic                     string // where the overview leads
}

// The parts of the queue beside single states.
const (
	openPart = "open"
	workPart = "work" // with the agencies
	allPart  = "all"
)

// seesAll reports whether the role watches over several agencies.
func seesAll(role samad.Role) bool {
	switch role {
	case samad.RoleAgencyHead, samad.RoleAgencyExpert, samad.RoleAgencyOversight, samad.RoleMeetingHost:
		return false
	default:
		return true
	}
}

// ownPart is the part of the queue on which a role lands.
func ownPart(role samad.Role) string {
	switch role {
	case samad.RoleOperator, samad.RoleSupervisor:
		return string(samad.Received)
	case samad.RoleAgencyHead, samad.RoleAgencyExpert, samad.RoleAgencyOversight, samad.RoleMeetingHost:
		return workPart
	default:
		return openPart
	}
}

func (v *visit) filter() queueFilter { return v.filterFrom(v.r.URL.Query()) }

func (v *visit) filterFrom(q url.Values) queueFilter {
	f := queueFilter{State: q.Get("state"), Agency: q.Get("agency"), Kind: q.Get("kind"), Words: strings.TrimSpace(q.Get("words")), Late: q.Get("late"), Place: q.Get("place"), Topic: q.Get("topic")}
	if f.State == "" {
		f.State = ownPart(v.session.Account.Role)
	}
	return f
}

func (f queueFilter) url(change func(*queueFilter)) string {
	change(&f)
	q := url.Values{}
	for name, value := range map[string]string{"state": f.State, "agency": f.Agency, "kind": f.Kind, "words": f.Words, "late": f.Late, "place": f.Place, "topic": f.Topic} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/desk?" + q.Encode()
}

func (f queueFilter) query() samad.Query {
	query := samad.Query{Limit: 25, Order: samad.DueFirst}
	switch f.State {
	case openPart:
		for _, s := range samad.States() {
			if s.Open() {
				query.States = append(query.States, s)
			}
		}
	case workPart:
		query.States = []samad.State{samad.Referred, samad.InProgress}
	case allPart:
		query.Order = samad.NewestFirst
	default:
		query.States = []samad.State{samad.State(f.State)}
		switch samad.State(f.State) {
		case samad.Received:
			query.Order = samad.OldestFirst
		case samad.Referred, samad.InProgress, samad.AwaitingPetitioner:
		default:
			query.Order = samad.NewestFirst
		}
	}
	if f.Agency != "" {
		query.Agencies = []samad.AgencyID{samad.AgencyID(f.Agency)}
	}
	if kind := samad.Kind(f.Kind); kind.Valid() {
		query.Kinds = []samad.Kind{kind}
	}
	query.Place, query.Topic = samad.PlaceID(f.Place), samad.TopicID(f.Topic)
	if f.Words != "" {
		query.Search = []string{f.Words}
	}
	if f.Late != "" {
		late := true
		query.Late = &late
	}
	return query
}

func (h *handler) queue(v *visit) error {
	if v.role(samad.RoleAgencyPR) { // sees figures and texts, no cases
		v.redirect("/desk/press")
		return nil
	}
	if v.role(samad.RoleLocalAdmin) { // manages accounts, and reads no cases
		v.redirect("/desk/accounts")
		return nil
	}
	return h.showQueue(v, 200, nil)
}

// showQueue shows the queue; change, if there is one, tells more on it.
func (h *handler) showQueue(v *visit, status int, change func(*queuePage)) error {
	f := v.frame(v.T("میز کار", "Desk"))
	page := queuePage{frame: f, Role: samad.RoleName(v.session.Account.Role).In(v.lang), Filter: v.filter()}
	if change != nil {
		change(&page)
	}
	page.List = page.Filter.address()
	if a := v.session.Account; a.Agency != "" {
		page.Office = v.agencyName(a.Agency)
	}
	if seesAll(v.session.Account.Role) {
		page.Agencies = v.agencies()
	}
	if v.r.URL.Query().Get("done") == "password" {
		page.Notice = v.T("گذرواژه تغییر کرد.", "The password was changed.")
	}
	if page.Filter.Place != "" {
		page.Within = v.placeName(samad.PlaceID(page.Filter.Place))
	}
	if page.Filter.Topic != "" {
		page.Within = v.lineName(figures.ByTopic, page.Filter.Topic)
	}
	if err := h.tabs(v, &page); err != nil {
		return err
	}
	if err := h.savedLists(v, &page); err != nil {
		return err
	}
	query := page.Filter.query()
	query.Cursor = v.r.URL.Query().Get("cursor")
	inbox := v.inbox(page.Filter)
	if inbox {
		query.Limit = mostInbox
	}
	list, err := h.Desk.List(v.r.Context(), v.actor(), query)
	if errors.Is(err, samad.ErrInvalid) {
		v.redirect("/desk") // a filter or cursor that nobody was given
		return nil
	}
	if err != nil {
		return err
	}
	now := h.Now()
	for _, c := range list.Cases {
		page.Items = append(page.Items, v.item(f, c, now))
	}
	page.Groups = []queueGroup{{Items: page.Items}}
	page.OneAgency = !seesAll(v.session.Account.Role) && len(list.Cases) > 0 && !slices.ContainsFunc(list.Cases, func(c samad.Case) bool { return c.Agency != v.actor().Agency })
	if inbox {
		page.Groups = v.grouped(page.Items, now)
		page.glance(v, v.session.Account.Role)
	}
	if list.Next != "" {
		page.Next = page.Filter.url(func(*queueFilter) {}) + "&cursor=" + url.QueryEscape(list.Next)
	}
	return v.show(status, "queue", page)
}

func (v *visit) item(f frame, c samad.Case, now time.Time) queueItem {
	item := queueItem{
		ID: c.ID, Case: c, Kind: samad.KindName(c.Kind).In(v.lang), State: samad.StateName(c.State).In(v.lang),
		Since: f.Day(c.Created), Late: c.Late(now), Urgent: c.Urgency != samad.Normal,
	}
	if t, ok := v.h.Directory.Topic(c.Topic, v.h.today()); ok {
		item.Topic = t.Title.In(v.lang)
	}
	if p, ok := v.h.Directory.Place(c.Place, v.h.today()); ok {
		item.Place = p.Name.In(v.lang)
	}
	if c.Agency != "" {
		item.Agency = v.agencyName(c.Agency)
	}
	if due := c.Due(); !due.IsZero() {
		item.Due = f.Day(due)
	}
	return item
}

// tabs counts the cases of each part within the other filters.
func (h *handler) tabs(v *visit, page *queuePage) error {
	query := page.Filter.query()
	query.States = nil
	tallies, err := h.Desk.Count(v.r.Context(), v.actor(), query, samad.ByState)
	if errors.Is(err, samad.ErrInvalid) {
		tallies = nil
	} else if err != nil {
		return err
	}
	counts := map[string]int64{}
	for _, t := range tallies {
		state := samad.State(t.Values[0])
		counts[string(state)] += t.Cases
		counts[allPart] += t.Cases
		if state.Open() {
			counts[openPart] += t.Cases
		}
		if state == samad.Referred || state == samad.InProgress {
			counts[workPart] += t.Cases
		}
	}
	parts := []string{openPart, string(samad.Received), workPart, string(samad.AwaitingPetitioner), string(samad.Answered), string(samad.Closed), allPart}
	if !seesAll(v.session.Account.Role) {
		parts = []string{workPart, string(samad.Referred), string(samad.InProgress), string(samad.AwaitingPetitioner), string(samad.Answered), string(samad.Closed), allPart}
	}
	names := map[string]samad.Text{
		openPart: {Fa: "همه پرونده‌های باز", En: "All open"}, workPart: {Fa: "نزد دستگاه", En: "With the agency"}, allPart: {Fa: "همه", En: "All"},
		string(samad.Received): {Fa: "در نوبت پالایش", En: "To be screened"},
	}
	for _, part := range parts {
		name := names[part].In(v.lang)
		if name == "" {
			name = samad.StateName(samad.State(part)).In(v.lang)
		}
		page.Tabs = append(page.Tabs, tab{
			Name: name, Count: page.N(strconv.FormatInt(counts[part], 10)), Current: part == page.Filter.State,
			URL: page.Filter.url(func(f *queueFilter) { f.State = part }),
		})
	}
	return nil
}

// find goes to the case with a tracking code.
func (h *handler) find(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	c, err := h.Desk.CaseByCode(v.r.Context(), v.actor(), v.value("code"))
	switch {
	case errors.Is(err, samad.ErrNotFound):
		return h.showQueue(v, 404, func(page *queuePage) {
			page.Fault = v.T("پرونده‌ای با این کد در حوزه کار شما نیست.", "No case with this code lies in your area.")
		})
	case errors.Is(err, samad.ErrInvalid):
		return h.showQueue(v, 422, func(page *queuePage) {
			page.Fault = v.T("کد رهگیری شانزده رقم دارد؛ رقم‌ها را دوباره ببینید.", "A tracking code has sixteen digits; look at them again.")
		})
	case err != nil:
		return err
	}
	v.redirect("/desk/cases/" + string(c.ID))
	return nil
}

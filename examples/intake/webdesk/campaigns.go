package webdesk

import (
	"net/url"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/campaign"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// campaignFigures are what the report of a campaign topic tells.
func campaignFigures() []figures.ID {
	return []figures.ID{figures.Received, figures.Answered, figures.AnsweredShare, figures.OnTimeShare, figures.MedianToAnswer}
}

// How many days the report shows one by one, and how long after the last day
// answers are still counted into it.
const (
	campaignDays  = 31
	campaignAfter = 60
)

// mayManageCampaigns says whether whoever is signed in adds and ends topics.
func (v *visit) mayManageCampaigns() error {
	if v.h.Regime == nil {
		return errNoPage
	}
	if !samad.MayIn(v.actor(), samad.ManageCampaigns, samad.Area{Place: v.campaignProvince()}) {
		return samad.ErrForbidden
	}
	return nil
}

// campaignProvince is the province whose topics these are.
func (v *visit) campaignProvince() samad.PlaceID {
	if p := v.province(); p != "" {
		return p
	}
	return v.h.Regime.Live().Set().Packs()[0].Province
}

// maySeeCampaigns lets those in who manage them or see figures.
func (v *visit) maySeeCampaigns() error {
	err := v.mayManageCampaigns()
	if err == nil || v.h.Regime == nil {
		return err
	}
	_, err = v.figuresScope()
	return err
}

func (v *visit) campaignState(c campaign.Campaign) string {
	today := v.h.today()
	switch {
	case c.Over(today):
		return v.T("پایان یافته", "over")
	case c.Open(today):
		return v.T("برقرار", "open")
	default:
		return v.T("هنوز آغاز نشده", "not begun")
	}
}

// campaignsPage lists all campaign topics, the newest first.
func (h *handler) campaignsPage(v *visit) (recordPage, error) {
	if err := v.maySeeCampaigns(); err != nil {
		return recordPage{}, err
	}
	page := recordPage{frame: v.frame(v.T("موضوع‌های ویژه", "Campaign topics"))}
	page.Lead = v.T("موضوعی که موجی پیش آورده است، مانند یک بیماری همه‌گیر؛ همان دم در فرم مردم می‌آید و پایان دارد.",
		"A topic that a wave brought, such as an epidemic: it stands in people's form at once, and it ends.")
	if v.mayManageCampaigns() == nil {
		page.Links = []link{{v.T("افزودن موضوع", "Add a topic"), "/desk/campaigns/new"}}
	}
	t := table("", v.T("هنوز موضوعی افزوده نشده است. با «افزودن موضوع» نخستین را بسازید.", "None was added yet. Make the first one with “Add a topic”."),
		v.T("موضوع", "Topic"), v.T("گروه", "Group"), v.T("دستگاه", "Agency"), v.T("روزها", "Days"), v.T("وضعیت", "State"))
	for _, c := range slices.Backward(h.Regime.Campaigns()) {
		if c.Province == v.campaignProvince() {
			t.add(under("/desk/campaigns", string(c.ID)), c.Title.In(v.lang), v.topicName(c.Parent()), v.agencyName(c.Agency), v.campaignSpan(c), v.campaignState(c))
		}
	}
	page.Tables = []recordTable{t}
	return page, nil
}

func (v *visit) campaignSpan(c campaign.Campaign) string {
	if c.Last.IsZero() {
		return v.T("از ", "from ") + v.day2(c.From, "d MMMM yyyy")
	}
	return v.day2(c.From, "d MMMM yyyy") + v.T(" تا ", " to ") + v.day2(c.Last, "d MMMM yyyy")
}

// campaign finds the topic of the address.
func (v *visit) campaign() (campaign.Campaign, error) {
	if err := v.maySeeCampaigns(); err != nil {
		return campaign.Campaign{}, err
	}
	c, err := v.h.Regime.Campaign(samad.TopicID(v.r.PathValue("id")))
	if err != nil || c.Province != v.campaignProvince() {
		return c, errNoPage
	}
	return c, nil
}

// campaignPage is a topic with its report, its history and what may be done.
func (h *handler) campaignPage(v *visit) (recordPage, error) {
	c, err := v.campaign()
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(c.Title.In(v.lang)), Back: link{v.T("موضوع‌های ویژه", "Campaign topics"), "/desk/campaigns"},
		Action: under("/desk/campaigns", string(c.ID)), Tags: []string{v.campaignState(c)},
	}
	page.Facts = v.campaignFacts(page.frame, c.Content)
	page.Facts = append([]said{{v.T("گروه", "Group"), v.topicName(c.Parent())}}, page.Facts...)
	if c.Text.Fa != "" {
		page.Words = []said{{v.T("به مردم گفته می‌شود", "People are told"), page.N(c.Text.In(v.lang))}}
	}
	page.Links = []link{{v.T("پرونده‌های باز این موضوع", "Open cases of the topic"), "/desk?state=" + openPart + "&topic=" + url.QueryEscape(string(c.ID))}}
	if err := h.campaignReport(v, &page, c); err != nil {
		return page, err
	}
	t := table(v.T("سابقه", "History"), "", v.T("گام", "Step"), v.T("هنگام", "When"), v.T("به دست", "By"), v.T("دلیل", "Reason"), v.T("دستگاه", "Agency"), v.T("روز پایان", "Last day"))
	for _, s := range slices.Backward(c.Steps) {
		t.add("", s.Done.Name().In(v.lang), page.at(s.At), v.stamped(s.By), page.N(s.Why), v.agencyName(s.Content.Agency), v.day2(s.Content.Last, "d MMMM yyyy"))
	}
	page.Tables = append(page.Tables, t)
	if v.mayManageCampaigns() == nil && !c.Over(h.today()) {
		change := form{
			Step: "change", Title: v.T("تغییر", "Change"), Button: v.T("ثبت تغییر", "Record"),
			Hint:   v.T("پیش از ثبت، آزمون قاعده‌ها با آن اجرا می‌شود. پرونده‌های باز به جای خود می‌مانند.", "The tests of the rules run before it is recorded. Open cases stay where they are."),
			Fields: append(v.campaignFields(contentReader(page.frame, c.Content), false), v.whyField()),
		}
		end := form{
			Step: "end", Title: v.T("پایان دادن", "End it"), Button: v.T("ثبت روز پایان", "Record the last day"), Danger: true,
			Hint: v.T("از فردای آن روز در فرم مردم نیست. پرونده‌های باز تا پاسخ ادامه می‌یابند و سابقه می‌ماند.",
				"From the day after it stands in no form. Open cases go on until they are answered, and the history stays."),
			Fields: []field{{Name: "last", Kind: "text", Label: v.T("روز پایان", "Last day"), Required: true, Value: page.date(h.today())}, v.whyField()},
		}
		page.Forms = []form{change, end}
	}
	return page, nil
}

func (v *visit) whyField() field {
	return field{Name: "reason", Kind: "text", Label: v.T("دلیل", "Reason"), Required: true}
}

// campaignFacts tell what a topic is.
func (v *visit) campaignFacts(f frame, c campaign.Content) []said {
	out := []said{{v.T("دستگاه", "Agency"), v.agencyName(c.Agency)}}
	for _, o := range c.Offices {
		out = append(out, said{v.T("در ", "in ") + v.placeName(o.Place), v.agencyName(o.Agency)})
	}
	out = append(out, said{v.T("کلیدواژه‌ها", "Keywords"), f.N(strings.Join(c.Keywords, v.T("، ", ", ")))})
	if !c.Limit.IsZero() {
		out = append(out, said{v.T("مهلت پاسخ", "Answer within"), v.targetWords(c.Limit.String())})
	}
	if !c.Aim.IsZero() {
		out = append(out, said{v.T("هدف پاسخ", "Aim"), v.targetWords(c.Aim.String())})
	}
	return append(out, said{v.T("روزها", "Days"), v.campaignSpan(campaign.Campaign{Content: c})})
}

// campaignReport tells how many cases came, from where, and how they were answered.
func (h *handler) campaignReport(v *visit, page *recordPage, c campaign.Campaign) error {
	today := h.today()
	if h.Rooms.Figures == nil || today.Before(c.From) {
		return nil
	}
	scope, err := v.figuresScope()
	if err != nil {
		return nil //nolint:nilerr // who manages topics need not see figures
	}
	ctx := v.r.Context()
	if _, err := h.Rooms.Figures.Update(ctx, catchUp); err != nil {
		return err
	}
	to := today
	if !c.Last.IsZero() {
		if after, err := c.Last.AddDays(campaignAfter); err == nil && after.Before(to) {
			to = after
		}
	}
	q := figures.Query{
		Period: figures.Period{Span: figures.Free, From: c.From, To: to}, Province: c.Province, Agencies: scope, Topic: c.ID, Figures: campaignFigures(),
	}
	q.By = figures.ByDay
	days, err := h.Rooms.Figures.Table(ctx, q)
	if err != nil {
		return err
	}
	for _, value := range days.Total.Values {
		d, _ := figures.Define(value.Figure)
		page.Facts = append(page.Facts, said{d.Title.In(v.lang), v.figure(page.frame, value)})
	}
	rows := days.Rows[max(0, len(days.Rows)-campaignDays):]
	most := 0.0
	for _, r := range rows {
		most = max(most, r.Get(figures.Received).Value)
	}
	chart := recordChart{Title: v.T("پرونده در هر روز", "Cases by day")}
	for _, r := range rows {
		day, err := persian.Parse(r.Value)
		if err != nil {
			return err
		}
		value := r.Get(figures.Received)
		chart.Bars = append(chart.Bars, newBar(v.day2(day, "EEEE d MMMM"), v.figure(page.frame, value), value.Value, most))
	}
	page.Charts = []recordChart{chart}
	q.By = figures.ByCounty
	counties, err := h.Rooms.Figures.Table(ctx, q)
	if err != nil {
		return err
	}
	heads := []string{v.T("شهرستان", "County")}
	for _, id := range campaignFigures() {
		d, _ := figures.Define(id)
		heads = append(heads, d.Title.In(v.lang))
	}
	t := table(v.T("شهرستان‌ها", "Counties"), v.T("هنوز پرونده‌ای نیامده است.", "No case came yet."), heads...)
	for _, r := range counties.Ranked(figures.Received, false) {
		cells := []string{v.rowName(figures.ByCounty, r.Value)}
		for _, value := range r.Values {
			cells = append(cells, v.figure(page.frame, value))
		}
		t.add("", cells...)
	}
	page.Tables = append(page.Tables, t)
	return nil
}

// isCampaign reports whether a topic is a campaign's.
func (h *handler) isCampaign(id samad.TopicID) bool {
	if h.Regime == nil {
		return false
	}
	_, err := h.Regime.Campaign(id)
	return err == nil
}

// campaignStep changes or ends a topic.
func (h *handler) campaignStep(v *visit, step string) (string, error) {
	c, err := v.campaign()
	if err != nil {
		return "", err
	}
	if err := v.mayManageCampaigns(); err != nil {
		return "", err
	}
	switch step {
	case "change":
		content, bad := v.campaignContent()
		if bad != nil {
			return "", bad
		}
		_, err = h.Regime.ChangeCampaign(v.r.Context(), v.actor(), c.ID, content, v.value("reason"))
	case "end":
		last, bad := v.day("last")
		if bad != nil {
			return "", bad
		}
		_, err = h.Regime.EndCampaign(v.r.Context(), v.actor(), c.ID, last, v.value("reason"))
	default:
		err = errNoStep
	}
	return under("/desk/campaigns", string(c.ID)) + "?done=" + step, err
}

package webdesk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/campaign"
	"github.com/samad111/go-samad/sla"
)

// exceptions is how many places with an agency of their own the form offers.
const exceptions = 3

// campaignTargets are the times that the form offers.
func campaignTargets() []string {
	return []string{"24h", "48h", "72h", "3wd", "5wd", "3d", "5d", "7d", "10d", "10wd"}
}

// targetWords writes a target as people say it.
func (v *visit) targetWords(target string) string {
	t, err := sla.ParseTarget(target)
	if err != nil {
		return target
	}
	n := v.frame("").N(t.Amount())
	switch t.Unit() {
	case sla.Hours:
		return n + v.T(" ساعت", " hours")
	case sla.WorkingDays:
		return n + v.T(" روز کاری", " working days")
	case sla.WorkingHours:
		return n + v.T(" ساعت کاری", " working hours")
	default:
		return n + v.T(" روز", " days")
	}
}

// topicGroups are the groups under which a topic may lie.
func (v *visit) topicGroups() []group {
	var out group
	for _, t := range v.h.Directory.Topics(v.h.today()) {
		if !t.Leaf {
			out.Options = append(out.Options, option{Value: string(t.ID), Label: t.Title.In(v.lang)})
		}
	}
	return []group{out}
}

// campaignFields are what a topic is made of. A new one has its path too.
func (v *visit) campaignFields(read func(string) string, fresh bool) []field {
	kinds, urgencies, targets := group{}, group{}, group{}
	for _, k := range samad.Kinds() {
		kinds.Options = append(kinds.Options, option{Value: string(k), Label: samad.KindName(k).In(v.lang)})
	}
	for _, u := range samad.Urgencies() {
		urgencies.Options = append(urgencies.Options, option{Value: string(u), Label: v.urgencyName(u)})
	}
	for _, t := range campaignTargets() {
		targets.Options = append(targets.Options, option{Value: t, Label: v.targetWords(t)})
	}
	asPack := v.T("مانند موضوع‌های دیگر", "as of other topics")
	agencies, counties := v.agencies(), v.counties()
	var out []field
	if fresh {
		out = append(out,
			field{Name: "parent", Kind: "select", Label: v.T("گروه موضوع", "Group"), Groups: v.topicGroups(), Required: true, Hint: v.T("برگزینید", "choose")},
			field{Name: "name", Kind: "code", Label: v.T("نام کوتاه لاتین، برای نشانی صفحه", "Short Latin name, for addresses"), Hint: v.T("مانند autumn-flu", "such as autumn-flu"), Required: true})
	}
	out = append(out,
		field{Name: "title", Kind: "text", Label: v.T("عنوان", "Title"), Required: true},
		field{Name: "title_en", Kind: "text", Label: v.T("عنوان انگلیسی", "Title in English")},
		field{Name: "keywords", Kind: "area", Label: v.T("کلیدواژه‌ها", "Keywords"), Hint: v.T("هر کدام در یک سطر یا با ویرگول؛ آن‌گونه که مردم می‌نویسند", "one a line or with commas, as people write them"), Required: true},
		field{Name: "kind", Kind: "select", Label: v.T("بیشتر چه نوعی است", "Mostly of the kind"), Groups: []group{kinds}, Hint: v.T("هر نوع", "any")},
		field{Name: "urgency", Kind: "select", Label: v.T("فوریت", "Urgency"), Groups: []group{urgencies}, Hint: v.T("عادی", "normal")},
		field{Name: "agency", Kind: "select", Label: v.T("دستگاه پاسخ‌گو", "Agency that answers"), Groups: agencies, Whole: true, Required: true, Hint: v.T("برگزینید", "choose")})
	for i := range exceptions {
		n := strconv.Itoa(i + 1)
		number := v.frame("").N(n)
		out = append(out,
			field{Name: "place" + n, Kind: "select", Label: v.T("استثنای "+number+": در شهرستان", "Exception "+n+": in the county"), Groups: counties, Hint: v.T("هیچ", "none")},
			field{Name: "agency" + n, Kind: "select", Label: v.T("استثنای "+number+": دستگاه", "Exception "+n+": agency"), Groups: agencies, Hint: v.T("هیچ", "none")})
	}
	out = append(out,
		field{Name: "limit", Kind: "select", Label: v.T("مهلت پاسخ", "Answer within"), Groups: []group{targets}, Hint: asPack},
		field{Name: "aim", Kind: "select", Label: v.T("هدف پاسخ", "Aim"), Groups: []group{targets}, Hint: asPack},
		field{Name: "text", Kind: "area", Label: v.T("آنچه به مردم گفته می‌شود", "What people are told")},
		field{Name: "text_en", Kind: "area", Label: v.T("همان به انگلیسی", "The same in English")})
	if fresh {
		out = append(out, field{Name: "from", Kind: "text", Label: v.T("از روز", "From the day"), Required: true})
	}
	out = append(out, field{Name: "last", Kind: "text", Label: v.T("تا روز", "Until the day"), Hint: v.T("خالی یعنی تا پایانش ثبت شود", "empty: until its end is recorded")})
	for i := range out {
		out[i].Value = read(out[i].Name)
	}
	return out
}

// contentReader gives a content as the fields of the form have it.
func contentReader(f frame, c campaign.Content) func(string) string {
	values := map[string]string{
		"title": c.Title.Fa, "title_en": c.Title.En, "keywords": strings.Join(c.Keywords, "\n"), "kind": string(c.Kind), "urgency": string(c.Urgency),
		"agency": string(c.Agency), "text": c.Text.Fa, "text_en": c.Text.En, "from": f.date(c.From), "last": f.date(c.Last),
	}
	if !c.Limit.IsZero() {
		values["limit"] = c.Limit.String()
	}
	if !c.Aim.IsZero() {
		values["aim"] = c.Aim.String()
	}
	for i, o := range c.Offices {
		n := strconv.Itoa(i + 1)
		values["place"+n], values["agency"+n] = string(o.Place), string(o.Agency)
	}
	return func(name string) string { return values[name] }
}

// campaignContent reads the form.
func (v *visit) campaignContent() (campaign.Content, error) {
	c := campaign.Content{
		Title: samad.Text{Fa: v.value("title"), En: v.value("title_en")}, Text: samad.Text{Fa: v.value("text"), En: v.value("text_en")},
		Kind: samad.Kind(v.value("kind")), Urgency: samad.Urgency(v.value("urgency")), Agency: samad.AgencyID(v.value("agency")),
		Keywords: strings.FieldsFunc(v.value("keywords"), func(r rune) bool { return strings.ContainsRune(",،;؛\n\r", r) }),
	}
	for i := range exceptions {
		n := strconv.Itoa(i + 1)
		if place, agency := v.value("place"+n), v.value("agency"+n); place != "" || agency != "" {
			c.Offices = append(c.Offices, campaign.Office{Place: samad.PlaceID(place), Agency: samad.AgencyID(agency)})
		}
	}
	var err error
	for name, to := range map[string]*sla.Target{"limit": &c.Limit, "aim": &c.Aim} {
		if s := v.value(name); s != "" {
			if *to, err = sla.ParseTarget(s); err != nil {
				return c, refused(name, "زمان را از فهرست برگزینید.", "choose a time of the list")
			}
		}
	}
	if c.From, err = v.day("from"); err != nil {
		return c, err
	}
	c.Last, err = v.day("last")
	return c, err
}

// newCampaign shows the form, filled from a topic that rises when one is named.
func (h *handler) newCampaign(v *visit) (recordPage, error) {
	if err := v.mayManageCampaigns(); err != nil {
		return recordPage{}, err
	}
	page := v.newCampaignPage()
	read := func(name string) string {
		if name == "from" {
			return page.date(h.today())
		}
		return ""
	}
	if t, ok := h.Directory.Topic(samad.TopicID(v.r.URL.Query().Get("like")), h.today()); ok {
		page.Lead = v.T("موضوع «"+t.Title.Fa+"» رو به افزایش است. آنچه از آن موج است موضوع خود را بگیرد.", "The topic “"+t.Title.En+"” rises: what belongs to the wave gets a topic of its own.")
		from := campaign.Content{Agency: t.Agency, Kind: t.Kind, Urgency: t.Urgency, From: h.today()}
		values := contentReader(page.frame, from)
		read = func(name string) string {
			if name == "parent" {
				return string(t.Parent)
			}
			return values(name)
		}
	}
	page.Forms = []form{v.checkForm(read, true)}
	return page, nil
}

func (v *visit) newCampaignPage() recordPage {
	return recordPage{
		frame: v.frame(v.T("افزودن موضوع ویژه", "Add a campaign topic")), Back: link{v.T("موضوع‌های ویژه", "Campaign topics"), "/desk/campaigns"}, Action: "/desk/campaigns",
	}
}

func (v *visit) checkForm(read func(string) string, open bool) form {
	return form{
		Step: "check", Title: v.T("موضوع", "The topic"), Button: v.T("وارسی", "Check"), Open: open,
		Hint:   v.T("نخست می‌بینید چه کسی پاسخ می‌دهد و آزمون‌ها چه می‌گویند؛ تا تأیید نکنید چیزی ثبت نمی‌شود.", "You first see who would answer and what the tests say; nothing is recorded before you confirm."),
		Fields: v.campaignFields(read, true),
	}
}

// checkCampaign tries a topic: nothing is recorded.
func (h *handler) checkCampaign(v *visit) error {
	if err := v.mayManageCampaigns(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	return h.showTrial(v, 200, nil)
}

func (v *visit) campaignPath() samad.TopicID {
	return samad.TopicID(v.value("parent") + "/" + latinDigits(strings.TrimSpace(v.value("name"))))
}

func (h *handler) showTrial(v *visit, status int, wrong faults) error {
	page := v.newCampaignPage()
	content, err := v.campaignContent()
	var trial *regime.Trial
	if err == nil {
		trial, err = h.Regime.TryCampaign(v.r.Context(), v.campaignProvince(), v.campaignPath(), content)
	}
	if err != nil {
		more, err := v.roomFaults(err)
		if err != nil {
			return err
		}
		check := v.checkForm(v.value, true)
		check.fill(v.value, append(wrong, more...))
		page.Forms = []form{check}
		return v.showRecord(422, page)
	}
	page.Title = trial.Campaign.Title.In(v.lang)
	page.Lead = v.T("هنوز چیزی ثبت نشده است.", "Nothing is recorded yet.")
	page.Facts = append([]said{{v.T("گروه", "Group"), v.topicName(trial.Campaign.Parent())}}, v.campaignFacts(page.frame, trial.Campaign.Content)...)
	v.trialFacts(&page, trial)
	if err := v.trialFindings(&page, trial); err != nil {
		return err
	}
	if len(trial.Failed) == 0 {
		add := form{
			Step: "add", Title: v.T("تأیید و افزودن", "Confirm and add"), Button: v.T("افزودن موضوع", "Add the topic"), Open: true,
			Hint: v.T("از همان دم در فرم مردم، پیشنهادها و ارجاع می‌آید. دلیل با پست شما ثبت می‌شود.", "From then on it stands in people's form, suggestions and referral. The reason is recorded with your post."),
		}
		for _, f := range v.campaignFields(v.value, true) {
			add.Fields = append(add.Fields, field{Name: f.Name, Kind: "hidden", Value: f.Value})
		}
		reason := v.whyField()
		reason.Value, reason.Fault = v.value("reason"), wrong.At("reason")
		add.Fields = append(add.Fields, reason)
		for _, w := range wrong {
			if w.Field != "reason" {
				add.Faults = append(add.Faults, w)
			}
		}
		page.Forms = []form{add}
	}
	page.Forms = append(page.Forms, v.checkForm(v.value, false))
	return v.showRecord(status, page)
}

// trialFacts tell what the trial found.
func (v *visit) trialFacts(page *recordPage, t *regime.Trial) {
	tests := v.T(page.N(t.Tests)+" آزمون، همه درست", fmt.Sprintf("%d tests, all passed", t.Tests))
	if len(t.Failed) > 0 {
		tests = v.T(page.N(len(t.Failed))+" آزمون از "+page.N(t.Tests)+" نادرست؛ افزوده نمی‌شود", fmt.Sprintf("%d of %d tests fail: it is not added", len(t.Failed), t.Tests))
	}
	page.Facts = append(page.Facts, said{v.T("آزمون قاعده‌ها", "Tests of the rules"), tests})
	if len(t.Elsewhere) > 0 {
		list := table(v.T("جاهایی که به دستگاه دیگری می‌رسد", "Places that another agency would get"), "", v.T("محل", "Place"), v.T("خواسته", "Meant"), v.T("می‌رسد به", "Goes to"))
		for _, e := range t.Elsewhere {
			really := v.T("هیچ‌کس؛ برای این محل استثنا بنویسید", "nobody: write an exception")
			if e.Really != "" {
				really = v.agencyName(e.Really)
			}
			list.add("", v.placeName(e.Place), v.agencyName(e.Meant), really)
		}
		page.Tables = append(page.Tables, list)
	} else {
		page.Facts = append(page.Facts, said{v.T("ارجاع", "Referral"), v.T("در همه شهرستان‌ها به دستگاه‌های بالا می‌رسد", "reaches the agencies above in all counties")})
	}
	if len(t.Shared) > 0 {
		list := table(v.T("کلیدواژه‌هایی که موضوع دیگری هم دارد", "Keywords that another topic has too"), "", v.T("کلیدواژه", "Keyword"), v.T("موضوع", "Topic"))
		for _, w := range t.Campaign.Keywords {
			var names []string
			for _, id := range t.Shared[w] {
				names = append(names, v.topicName(id))
			}
			if len(names) > 0 {
				list.add("", page.N(w), strings.Join(slices.Compact(names), v.T("، ", ", ")))
			}
		}
		page.Tables = append(page.Tables, list)
	}
}

// trialFindings tells what a linter finds with the topic and not without it.
func (v *visit) trialFindings(page *recordPage, t *regime.Trial) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), lookTime)
	defer cancel()
	before, ok := v.h.Regime.Live().Set().Of(t.Campaign.Province)
	if !ok {
		return errNoPage
	}
	known := map[string]bool{}
	list := table(v.T("یافته‌های تازه وارسی", "New findings of the check"), "", v.T("یافته", "Finding"), v.T("قاعده", "Rule"))
	for _, one := range []*pack.Pack{before, t.Pack} {
		found, err := one.Rules.Lint(ctx, routing.LintOptions{Within: one.Validity})
		if err != nil && ctx.Err() != nil && v.r.Context().Err() == nil {
			page.Facts = append(page.Facts, said{v.T("وارسی قاعده‌ها", "Check of the rules"), v.T("زمان بس نبود", "there was no time")})
			return nil
		}
		if err != nil {
			return fmt.Errorf("webdesk: lint with campaign topic %s: %w", t.Campaign.ID, err)
		}
		for _, f := range found {
			key := string(f.Code) + " " + f.Rule + " " + f.Message
			if one == before {
				known[key] = true
			} else if !known[key] {
				line := v.findingLine(f)
				list.add("", line.What, line.Rule)
			}
		}
	}
	if len(list.Rows) == 0 {
		page.Facts = append(page.Facts, said{v.T("وارسی قاعده‌ها", "Check of the rules"), v.T("یافته تازه‌ای نیست", "nothing new is found")})
		return nil
	}
	page.Tables = append(page.Tables, list)
	return nil
}

// addCampaign adds the topic that was looked at.
func (h *handler) addCampaign(v *visit) error {
	if err := v.mayManageCampaigns(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	content, err := v.campaignContent()
	var one campaign.Campaign
	if err == nil {
		one, err = h.Regime.AddCampaign(v.r.Context(), v.actor(), v.campaignProvince(), v.campaignPath(), content, v.value("reason"))
	}
	if err != nil {
		wrong, err := v.roomFaults(err)
		if err != nil {
			return err
		}
		return h.showTrial(v, 422, wrong)
	}
	v.redirect(under("/desk/campaigns", string(one.ID)) + "?done=add")
	return nil
}

func (v *visit) urgencyName(u samad.Urgency) string {
	return map[samad.Urgency]samad.Text{
		samad.Normal: {Fa: "عادی", En: "normal"}, samad.High: {Fa: "زیاد", En: "high"}, samad.Emergency: {Fa: "اضطراری", En: "emergency"},
	}[u].In(v.lang)
}

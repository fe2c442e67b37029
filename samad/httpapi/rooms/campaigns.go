package rooms

import (
	"context"
	"errors"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/campaign"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// CampaignKeeper adds topics while the service runs. A keeper of package
// routing/regime is one.
type CampaignKeeper interface {
	Campaigns() []campaign.Campaign
	Campaign(id samad.TopicID) (campaign.Campaign, error)
	AddCampaign(ctx context.Context, actor samad.Actor, province samad.PlaceID, id samad.TopicID, content campaign.Content, why string) (campaign.Campaign, error)
	ChangeCampaign(ctx context.Context, actor samad.Actor, id samad.TopicID, content campaign.Content, why string) (campaign.Campaign, error)
	EndCampaign(ctx context.Context, actor samad.Actor, id samad.TopicID, last persian.Date, why string) (campaign.Campaign, error)
}

// Campaigns adds the campaign topics of a province: those who may manage them
// (samad.ManageCampaigns) add, change and end them, and whoever may read figures
// sees them. Their figures are those of [Figures] with the parameter topic.
func Campaigns(keeper CampaignKeeper, province samad.PlaceID, opts Options) httpapi.Extension {
	return func(e *httpapi.Extender) {
		b := newBase(e, opts, keeper == nil || province == "")
		if b == nil {
			return
		}
		e.Tag("campaigns", samad.Text{
			Fa: "موضوع‌های ویژه که با موجی می‌آیند و پایان دارند.", En: "Campaign topics: added while the service runs, with rules, times and texts of their own, and ended.",
		})
		campaigns{b, keeper, province}.add()
	}
}

type campaigns struct {
	*base
	keeper   CampaignKeeper
	province samad.PlaceID
}

// officeBody says that another agency answers in a place.
type officeBody struct {
	Place  string `json:"place" example:"1010"`
	Agency string `json:"agency" example:"isf.olumpezeshki.kashan"`
}

// campaignBody is what a campaign topic is made of.
type campaignBody struct {
	Title    textBody      `json:"title"`
	Kind     samad.Kind    `json:"kind,omitempty" example:"report"`
	Urgency  samad.Urgency `json:"urgency,omitempty" example:"high"`
	Agency   string        `json:"agency" example:"isf.behdasht" doc:"Answers, except where offices name another"`
	Offices  []officeBody  `json:"offices,omitempty"`
	Keywords []string      `json:"keywords" doc:"As people write them: suggestions find the topic by these"`
	Text     textBody      `json:"text,omitzero" doc:"Told to those who file"`
	Limit    string        `json:"limit,omitempty" example:"3d" doc:"The time for an answer; left out: as of other topics"`
	Aim      string        `json:"aim,omitempty" example:"24h"`
	From     string        `json:"from,omitempty" example:"1405-09-01" doc:"The first day; default today"`
	Last     string        `json:"last,omitempty" example:"1405-10-30" doc:"The last day; left out: until the end is recorded"`
}

// newCampaignBody adds a topic.
type newCampaignBody struct {
	ID      string       `json:"id" example:"health/flu-1405" doc:"Its path below a group of topics"`
	Content campaignBody `json:"content"`
	Reason  string       `json:"reason" example:"موج آنفلوآنزا در مدرسه‌ها"`
}

// changeCampaignBody puts another content in the place of the one that holds.
type changeCampaignBody struct {
	Content campaignBody `json:"content"`
	Reason  string       `json:"reason" example:"دانشگاه مسئول شد"`
}

// endCampaignBody gives a topic its last day.
type endCampaignBody struct {
	Last   string `json:"last" example:"1405-10-30"`
	Reason string `json:"reason" example:"فروکش کرد"`
}

func (in campaignBody) content(today persian.Date) (campaign.Content, error) {
	c := campaign.Content{
		Title: in.Title.text(), Kind: in.Kind, Urgency: in.Urgency, Agency: samad.AgencyID(in.Agency), Keywords: in.Keywords, Text: in.Text.text(),
	}
	for _, o := range in.Offices {
		c.Offices = append(c.Offices, campaign.Office{Place: samad.PlaceID(o.Place), Agency: samad.AgencyID(o.Agency)})
	}
	var err error
	for _, one := range []struct {
		field, text string
		to          *sla.Target
	}{{"/limit", in.Limit, &c.Limit}, {"/aim", in.Aim, &c.Aim}} {
		if one.text == "" {
			continue
		}
		if *one.to, err = sla.ParseTarget(one.text); err != nil {
			return c, fault(one.field, "not_a_target", "زمان را مانند 3d یا 72h بنویسید.", "write a time such as 3d, 5wd or 72h")
		}
	}
	if c.From, err = dayOf("/from", in.From); err != nil {
		return c, err
	}
	if c.From.IsZero() {
		c.From = today
	}
	c.Last, err = dayOf("/last", in.Last)
	return c, err
}

// shownCampaign is a topic as it stands.
type shownCampaign struct {
	campaign.Campaign
	AgencyName string `json:"agency_name,omitempty"`
	Open       bool   `json:"open" doc:"Cases are filed under it today"`
}

func (c *call) campaign(one campaign.Campaign) shownCampaign {
	return shownCampaign{one, c.Agency(one.Agency), one.Open(c.Today())}
}

// mayRead lets those in who manage topics or read figures.
func (r campaigns) mayRead(c *call) error {
	area := samad.Area{Place: r.province}
	if samad.MayIn(c.Actor(), samad.ManageCampaigns, area) || samad.MayIn(c.Actor(), samad.ReadFigures, area) {
		return nil
	}
	return &samad.ForbiddenError{Action: samad.ManageCampaigns, Roles: c.Actor().Roles}
}

// mine finds a topic of the province.
func (r campaigns) mine(c *call) (campaign.Campaign, error) {
	one, err := r.keeper.Campaign(samad.TopicID(c.id()))
	if err == nil && one.Province != r.province {
		err = samad.ErrNotFound
	}
	return one, err
}

// stands is how a topic stands that a request has made or changed before.
func (r campaigns) stands(c *call, id string) (shownCampaign, error) {
	one, err := r.keeper.Campaign(samad.TopicID(id))
	if err == nil && r.mayRead(c) != nil {
		err = samad.ErrNotFound
	}
	return c.campaign(one), err
}

func (r campaigns) add() {
	const path, sample = "/api/v1/desk/campaigns", "health%2Fflu-1405"
	content := object{"title": object{"fa": "آنفلوآنزای پاییز"}, "agency": "isf.behdasht", "keywords": []any{"آنفلوآنزا"}, "limit": "3d"}
	fresh := object{"id": "health/flu-1405", "content": content, "reason": "موج آنفلوآنزا در مدرسه‌ها"}
	get(r.base, op{
		id: "listCampaigns", path: path, tag: "campaigns", access: httpapi.AccessStaff, problems: []string{"forbidden"},
		fa: "فهرست موضوع‌های ویژه", en: "List campaign topics", moreFa: "هر آنچه تاکنون افزوده شده است.", moreEn: "All that were ever added, the oldest first.",
	}, func(c *call) (list[shownCampaign], error) {
		var all []campaign.Campaign
		for _, one := range r.keeper.Campaigns() {
			if one.Province == r.province {
				all = append(all, one)
			}
		}
		return listed(all, "", c.campaign), r.mayRead(c)
	})
	get(r.base, op{
		id: "readCampaign", path: path + "/{id}", tag: "campaigns", access: httpapi.AccessStaff, problems: []string{"not_found"}, idSample: sample,
		fa: "یک موضوع ویژه با سابقه‌اش", en: "Read a campaign topic", moreFa: "با هر گام، چه کسی و چرا. آمارش با پارامتر topic در جدول شاخص‌هاست.", moreEn: "With each step, by whom and why. Its figures: the table of figures with the parameter topic.",
	}, func(c *call) (shownCampaign, error) {
		one, err := r.mine(c)
		if err == nil && r.mayRead(c) != nil {
			err = samad.ErrNotFound // whoever may not read it is not told that it is there
		}
		return c.campaign(one), err
	})
	plain(r.base, campaign.Kind, op{
		id: "addCampaign", path: path, tag: "campaigns", access: httpapi.AccessStaff, problems: []string{"forbidden"}, makes: true, example: fresh,
		fa: "افزودن موضوع ویژه", en: "Add a campaign topic", moreFa: "پیش از ثبت، بسته با آن خوانده و آزمون قاعده‌ها اجرا می‌شود.", moreEn: "The packs are loaded and the tests of their rules run with it before anything is recorded.",
	}, func(c *call, in newCampaignBody) (string, shownCampaign, error) {
		content, err := in.Content.content(c.Today())
		if err != nil {
			return "", shownCampaign{}, err
		}
		one, err := r.keeper.AddCampaign(c.Context(), c.Actor(), r.province, samad.TopicID(in.ID), content, in.Reason)
		return string(one.ID), c.campaign(one), err
	}, func(c *call, _ newCampaignBody, id string) (shownCampaign, error) { return r.stands(c, id) })
	plain(r.base, campaign.Kind, op{
		id: "changeCampaign", path: path + "/{id}/change", tag: "campaigns", access: httpapi.AccessStaff, problems: []string{"forbidden", "not_found"}, idSample: sample,
		example: object{"content": content, "reason": "دانشگاه مسئول شد"},
		fa:      "تغییر موضوع ویژه", en: "Change a campaign topic", moreFa: "همه محتوا از نو؛ روز آغاز همان است.", moreEn: "The whole content anew; its first day stays.",
	}, func(c *call, in changeCampaignBody) (string, shownCampaign, error) {
		content, err := in.Content.content(c.Today())
		if err == nil {
			_, err = r.mine(c)
		}
		if err != nil {
			return "", shownCampaign{}, err
		}
		one, err := r.keeper.ChangeCampaign(c.Context(), c.Actor(), samad.TopicID(c.id()), content, in.Reason)
		return string(one.ID), c.campaign(one), err
	}, func(c *call, _ changeCampaignBody, id string) (shownCampaign, error) { return r.stands(c, id) })
	plain(r.base, campaign.Kind, op{
		id: "endCampaign", path: path + "/{id}/end", tag: "campaigns", access: httpapi.AccessStaff, problems: []string{"forbidden", "not_found"}, idSample: sample,
		example: object{"last": "1405-10-30", "reason": "فروکش کرد"},
		fa:      "پایان موضوع ویژه", en: "End a campaign topic", moreFa: "پرونده‌های باز ادامه می‌یابند.", moreEn: "From the day after its last nothing is filed under it. Open cases go on.",
	}, func(c *call, in endCampaignBody) (string, shownCampaign, error) {
		last, err := dayOf("/last", in.Last)
		if err == nil && last.IsZero() {
			err = errors.Join(fault("/last", "required", "روز پایان را بنویسید.", "give the last day"))
		}
		if err == nil {
			_, err = r.mine(c)
		}
		if err != nil {
			return "", shownCampaign{}, err
		}
		one, err := r.keeper.EndCampaign(c.Context(), c.Actor(), samad.TopicID(c.id()), last, in.Reason)
		return string(one.ID), c.campaign(one), err
	}, func(c *call, _ endCampaignBody, id string) (shownCampaign, error) { return r.stands(c, id) })
}

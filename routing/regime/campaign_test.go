package regime_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/campaign"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

var overseer = samad.Actor{ID: "oversight", Roles: []samad.Role{samad.RoleOversight}, Place: "10", Post: samad.Text{Fa: "بازرسی"}}

// flu is an epidemic of autumn.
func flu(t *testing.T) campaign.Content {
	t.Helper()
	limit, err := sla.ParseTarget("3d")
	require.NoError(t, err)
	return campaign.Content{
		Title: samad.Text{Fa: "آنفلوآنزای پاییز", En: "Autumn influenza"}, Kind: samad.Report, Agency: "isf.behdasht",
		Offices:  []campaign.Office{{Place: "1010", Agency: "isf.olumpezeshki.kashan"}},
		Keywords: []string{"آنفلوآنزا", "آنفولانزا ", "آنفلوآنزا", "تب و لرز پاییز"},
		Text:     samad.Text{Fa: "اگر نفس تنگ شده است با ۱۱۵ تماس بگیرید."}, Limit: limit, From: day(t, "1405-09-01"),
	}
}

const fluID samad.TopicID = "health/flu-1405"

// TestCampaignTopic: a topic is added while two programs run, cases are filed,
// suggested, referred by place and timed under it in both, it is changed, ends, and
// its cases and history stay.
func TestCampaignTopic(t *testing.T) {
	t.Parallel()
	w := setup(t)
	one, other := w.keeper(), w.keeper()
	desk := w.desk(other)
	_, known := other.Live().Directory().Topic(fluID, day(t, "1405-09-01"))
	require.False(t, known)

	trial, err := one.TryCampaign(t.Context(), "10", fluID, flu(t))
	require.NoError(t, err)
	assert.Empty(t, trial.Failed)
	assert.Positive(t, trial.Tests)
	assert.Empty(t, trial.Elsewhere)
	assert.Empty(t, one.Campaigns(), "a trial records nothing")

	c, err := one.AddCampaign(t.Context(), overseer, "10", fluID, flu(t), "موج آنفلوآنزا در مدرسه‌ها")
	require.NoError(t, err)
	assert.Equal(t, []string{"آنفلوآنزا", "آنفولانزا", "تب و لرز پاییز"}, c.Keywords)
	changed, err := other.Refresh(t.Context())
	require.NoError(t, err)
	require.True(t, changed)

	topic, known := other.Live().Directory().Topic(fluID, day(t, "1405-09-01"))
	require.True(t, known)
	assert.Equal(t, samad.TopicID("health"), topic.Parent)
	assert.True(t, topic.Leaf)
	require.Len(t, topic.Advice, 1)
	assert.Equal(t, fluID, other.Live().Set().Packs()[0].Rules.Suggest("چند روز است در مدرسه آنفولانزا آمده است").Topic)

	file := func(place samad.PlaceID) samad.Case {
		r, err := desk.Submit(t.Context(), operator, samad.Submission{
			Kind: samad.Report, Channel: samad.Phone, Text: "در مدرسه تب و لرز پاییز آمده است", Topic: fluID, Place: place,
			Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity},
		})
		require.NoError(t, err)
		out, err := desk.Accept(t.Context(), operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
		require.NoError(t, err)
		return out
	}
	here, kashan := file("1014"), file("1010")
	assert.Equal(t, samad.AgencyID("isf.behdasht"), here.Agency)
	assert.Equal(t, samad.AgencyID("isf.olumpezeshki.kashan"), kashan.Agency)
	for _, k := range here.Clocks {
		if k.Stage == sla.Answer {
			on, err := persian.FromTime(k.Plan.Due.In(w.zone))
			require.NoError(t, err)
			assert.Equal(t, day(t, "1405-09-04"), on, "three days, not the pack's ten")
			assert.NotEmpty(t, k.Plan.Marks, "with the pack's own warnings")
		}
	}

	more := c.Content
	more.Agency, more.Text = "isf.olumpezeshki", samad.Text{Fa: "واکسن رایگان است."}
	_, err = other.ChangeCampaign(t.Context(), admin, fluID, more, "دانشگاه مسئول شد")
	require.ErrorContains(t, err, "1018", "it does not serve Aran va Bidgol")
	more.Offices = append(more.Offices, campaign.Office{Place: "1018", Agency: "isf.olumpezeshki.kashan"})
	_, err = other.ChangeCampaign(t.Context(), admin, fluID, more, "دانشگاه مسئول شد")
	require.NoError(t, err)
	assert.Equal(t, samad.AgencyID("isf.olumpezeshki"), file("1014").Agency)

	_, err = other.EndCampaign(t.Context(), overseer, fluID, day(t, "1405-08-30"), "فروکش کرد")
	require.ErrorIs(t, err, samad.ErrInvalid)
	c, err = other.EndCampaign(t.Context(), overseer, fluID, day(t, "1405-09-01"), "فروکش کرد")
	require.NoError(t, err)
	assert.True(t, c.Open(day(t, "1405-09-01")))
	w.now = w.now.AddDate(0, 0, 1)
	_, known = other.Live().Directory().Topic(fluID, day(t, "1405-09-02"))
	assert.False(t, known, "it is offered no more")
	_, err = desk.Submit(t.Context(), operator, samad.Submission{
		Kind: samad.Report, Channel: samad.Phone, Text: "باز هم", Topic: fluID, Place: "1014", Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity},
	})
	require.ErrorIs(t, err, samad.ErrInvalid)
	_, err = desk.Refer(t.Context(), overseer, samad.ReferRequest{Ref: samad.Ref{ID: here.ID}, Agency: "isf.olumpezeshki", Reason: "ادامه کار"})
	require.NoError(t, err, "what is open goes on")
	_, err = other.ChangeCampaign(t.Context(), admin, fluID, more, "دیر")
	require.ErrorIs(t, err, samad.ErrInvalid, "what is over stays so")

	again := w.keeper() // a program that starts later
	all := again.Campaigns()
	require.Len(t, all, 1)
	require.Len(t, all[0].Steps, 3)
	assert.Equal(t, []campaign.StepKind{campaign.Added, campaign.Changed, campaign.Ended}, []campaign.StepKind{all[0].Steps[0].Done, all[0].Steps[1].Done, all[0].Steps[2].Done})
	assert.Equal(t, samad.AgencyID("isf.behdasht"), all[0].Steps[0].Content.Agency)
	assert.Equal(t, "بازرسی", all[0].Steps[0].By.Post.Fa)
	found, known := again.Live().Directory().Topic(fluID, persian.Date{})
	assert.True(t, known)
	assert.Equal(t, "آنفلوآنزای پاییز", found.Title.Fa, "cases name it still")
}

// TestCampaignOutlivesVersions: versions of the pack that are put in force later
// keep the topic, also a whole pack that does not have it.
func TestCampaignOutlivesVersions(t *testing.T) {
	t.Parallel()
	w := setup(t)
	k := w.keeper()
	_, err := k.AddCampaign(t.Context(), admin, "10", fluID, flu(t), "موج")
	require.NoError(t, err)
	shipped, err := k.Stored(t.Context(), "isfahan", regime.Shipped)
	require.NoError(t, err)
	files := regime.Files{}
	maps.Copy(files, shipped.Files)
	files["settings.yaml"] = append(append([]byte{}, files["settings.yaml"]...), "\n# changed\n"...)
	c, err := k.Propose(t.Context(), "isfahan", files)
	require.NoError(t, err)
	v, err := k.Store(t.Context(), admin, c, "")
	require.NoError(t, err)
	for _, hash := range []string{v.Hash, regime.Shipped} {
		require.NoError(t, k.Activate(t.Context(), admin, "isfahan", hash, "آزمایش"))
		_, known := k.Live().Directory().Topic(fluID, day(t, "1405-09-01"))
		assert.True(t, known)
	}
}

// TestCampaignIsRefused: what cannot be is told and leaves everything as it was.
func TestCampaignIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	k := w.keeper()
	for name, one := range map[string]struct {
		actor  samad.Actor
		id     samad.TopicID
		change func(*campaign.Content)
		err    error
	}{
		"an operator":                {operator, fluID, nil, samad.ErrForbidden},
		"oversight of another place": {samad.Actor{ID: "o", Roles: []samad.Role{samad.RoleOversight}, Place: "1014"}, fluID, nil, samad.ErrForbidden},
		"no group":                   {admin, "nothing/flu", nil, samad.ErrInvalid},
		"below a topic with cases":   {admin, "health/vaccine/flu", nil, samad.ErrInvalid},
		"a topic that is there":      {admin, "health/vaccine", nil, samad.ErrInvalid},
		"no path":                    {admin, "Health/Flu", nil, samad.ErrInvalid},
		"no agency":                  {admin, fluID, func(c *campaign.Content) { c.Agency = "isf.none" }, samad.ErrInvalid},
		"no keyword":                 {admin, fluID, func(c *campaign.Content) { c.Keywords = []string{" "} }, samad.ErrInvalid},
		"no title":                   {admin, fluID, func(c *campaign.Content) { c.Title = samad.Text{} }, samad.ErrInvalid},
		"yesterday":                  {admin, fluID, func(c *campaign.Content) { c.From = day(t, "1405-08-30") }, samad.ErrInvalid},
		"ends before it begins":      {admin, fluID, func(c *campaign.Content) { c.Last = day(t, "1405-08-30") }, samad.ErrInvalid},
		"a place twice":              {admin, fluID, func(c *campaign.Content) { c.Offices = append(c.Offices, c.Offices[0]) }, samad.ErrInvalid},
	} {
		content := flu(t)
		if one.change != nil {
			one.change(&content)
		}
		_, err := k.AddCampaign(t.Context(), one.actor, "10", one.id, content, "موج")
		require.ErrorIs(t, err, one.err, name)
	}
	_, err := k.AddCampaign(t.Context(), admin, "10", fluID, flu(t), " ")
	require.ErrorIs(t, err, samad.ErrInvalid, "no reason")
	assert.Empty(t, k.Campaigns())
	_, err = k.AddCampaign(t.Context(), admin, "10", fluID, flu(t), "موج")
	require.NoError(t, err)
	_, err = k.AddCampaign(t.Context(), admin, "10", fluID, flu(t), "موج")
	require.ErrorIs(t, err, samad.ErrInvalid, "twice")
	_, err = k.EndCampaign(t.Context(), admin, "health/none", day(t, "1405-09-09"), "x")
	require.ErrorIs(t, err, samad.ErrNotFound)
}

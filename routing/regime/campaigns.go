package regime

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/campaign"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Trial is what the packs would be with a campaign topic, before anything is
// recorded.
type Trial struct {
	Campaign campaign.Campaign
	Set      *pack.Set
	Pack     *pack.Pack // that of the province
	// Failed are the tests of the pack's rules that would fail: nothing is
	// recorded while there are any.
	Failed []*routing.TestError
	// Tests counts all of them.
	Tests int
	// Elsewhere are places in which the rules would refer a case of the topic to
	// another agency than is asked for, because it does not serve the place.
	Elsewhere []Elsewhere
	// Shared are keywords that other topics have as well: suggestions may name
	// either.
	Shared map[string][]samad.TopicID
}

// Elsewhere is a place whose cases another agency would get than was meant.
type Elsewhere struct {
	Place         samad.PlaceID
	Meant, Really samad.AgencyID // Really "": nobody
}

// Campaigns returns all campaign topics that were ever added, the oldest first, as
// of the last refresh.
func (k *Keeper) Campaigns() []campaign.Campaign {
	k.change.Lock()
	defer k.change.Unlock()
	return slices.Clone(k.topics)
}

// Campaign returns one of them, or an error matching [samad.ErrNotFound].
func (k *Keeper) Campaign(id samad.TopicID) (campaign.Campaign, error) {
	for _, c := range k.Campaigns() {
		if c.ID == id {
			return c, nil
		}
	}
	return campaign.Campaign{}, fmt.Errorf("regime: campaign topic %s: %w", id, samad.ErrNotFound)
}

// TryCampaign makes the packs as they would be with a topic that is added, or, if
// there is one of the path, changed; nothing is recorded. It fails with an error
// matching [samad.ErrInvalid] for content that cannot be.
func (k *Keeper) TryCampaign(ctx context.Context, province samad.PlaceID, id samad.TopicID, content campaign.Content) (*Trial, error) {
	at, err := k.packOf(province)
	if err != nil {
		return nil, err
	}
	today, err := k.today()
	if err != nil {
		return nil, err
	}
	dir := k.live.Directory()
	s, err := k.read(ctx)
	if err != nil {
		return nil, err
	}
	all := campaign.List{All: slices.Clone(s.campaigns[k.ids[at]])}
	one := all.Find(id)
	if one == nil {
		if err := campaign.CheckID(id, dir, today); err != nil {
			return nil, err
		}
	}
	if err := content.Check(dir); err != nil {
		return nil, err
	}
	if one == nil && content.From.Before(today) {
		return nil, invalid("from", "روز آغاز گذشته است.", "the first day is over")
	}
	if one == nil {
		all.All = append(all.All, campaign.Campaign{ID: id, Province: province})
		one = all.Find(id)
	}
	one.Content = content
	s.campaigns[k.ids[at]] = all.All
	set, err := k.loadSet(ctx, s)
	if err == nil {
		set, err = set.WithClosures(inForce(s.closures)...)
	}
	if err == nil {
		err = k.live.Replaceable(set)
	}
	if err != nil {
		return nil, loadFault(err)
	}
	return examine(ctx, &Trial{Campaign: *one, Set: set, Pack: set.Packs()[at]}, today, one.From.Time(k.location, 12, 0, 0, 0))
}

// loadFault tells what stands in the way of a topic as faults of the content.
func loadFault(err error) error {
	var faults directory.Faults
	if !errors.As(err, &faults) {
		return err
	}
	var words []string
	for _, f := range faults {
		words = append(words, f.Message)
	}
	text := strings.Join(words, "; ")
	return invalid("title", "با این موضوع بسته استان خوانده نمی‌شود: "+text, "with this topic the pack does not load: "+text)
}

// examine runs the tests of the rules, looks who would be referred where, and
// which words are not the topic's alone.
func examine(ctx context.Context, t *Trial, today persian.Date, from time.Time) (*Trial, error) {
	var err error
	t.Tests = len(t.Pack.Tests())
	if t.Failed, err = t.Pack.Check(ctx); err != nil {
		return nil, fmt.Errorf("regime: tests with campaign topic %s: %w", t.Campaign.ID, err)
	}
	meant := map[samad.PlaceID]samad.AgencyID{}
	for _, p := range t.Pack.Directory.Places(today) {
		if p.Level == samad.CountyPlace {
			meant[p.ID] = t.Campaign.Agency
		}
	}
	for _, o := range t.Campaign.Offices {
		for county := range meant {
			if county.Under(o.Place) {
				meant[county] = o.Agency
			}
		}
	}
	for _, o := range t.Campaign.Offices {
		meant[o.Place] = o.Agency
	}
	kind := t.Campaign.Kind
	if kind == "" {
		kind = samad.Request
	}
	for place, agency := range meant {
		d, err := t.Set.Route(ctx, samad.RouteRequest{Kind: kind, Topic: t.Campaign.ID, Place: place, At: from})
		var none *routing.NoRouteError
		if err != nil && !errors.As(err, &none) {
			return nil, fmt.Errorf("regime: route with campaign topic %s: %w", t.Campaign.ID, err)
		}
		if d.Agency != agency {
			t.Elsewhere = append(t.Elsewhere, Elsewhere{place, agency, d.Agency})
		}
	}
	slices.SortFunc(t.Elsewhere, func(a, b Elsewhere) int { return strings.Compare(string(a.Place), string(b.Place)) })
	t.Shared = map[string][]samad.TopicID{}
	for _, other := range t.Pack.Directory.Topics(today) {
		for _, w := range t.Campaign.Keywords {
			if other.ID != t.Campaign.ID && slices.Contains(other.Keywords, w) {
				t.Shared[w] = append(t.Shared[w], other.ID)
			}
		}
	}
	return t, nil
}

// packOf is the place of a province's pack among all.
func (k *Keeper) packOf(province samad.PlaceID) (int, error) {
	i := slices.IndexFunc(k.live.Set().Packs(), func(p *pack.Pack) bool { return p.Province == province })
	if i < 0 {
		return 0, fmt.Errorf("regime: province %s: %w", province, samad.ErrNotFound)
	}
	return i, nil
}

// AddCampaign adds a topic to a province from its first day on, with the reason.
// The packs are loaded and the tests of their rules run with it before; when any
// fails, the error matches [samad.ErrInvalid] and nothing has changed. From then on
// the topic is offered, suggested, referred and timed by this Keeper's packs, and by
// others' from their next refresh. The actor needs the right
// [samad.ManageCampaigns] in the province.
func (k *Keeper) AddCampaign(ctx context.Context, actor samad.Actor, province samad.PlaceID, id samad.TopicID, content campaign.Content, why string) (campaign.Campaign, error) {
	if _, err := k.Campaign(id); err == nil {
		return campaign.Campaign{}, invalid("name", "موضوعی با این نام هست یا بوده است؛ نام دیگری بنویسید.", "there is or was a topic of this path: choose another")
	}
	return k.stepCampaign(ctx, actor, province, id, content, why, func(content campaign.Content) ledger.Payload[campaign.List] {
		return &campaign.AddStep{ID: id, Province: province, Content: content, Why: strings.TrimSpace(why)}
	})
}

// ChangeCampaign puts another content in the place of a topic's own, after the same
// trial. Its first day stays as it is. A topic that is over stays so.
func (k *Keeper) ChangeCampaign(ctx context.Context, actor samad.Actor, id samad.TopicID, content campaign.Content, why string) (campaign.Campaign, error) {
	one, err := k.running(id)
	if err != nil {
		return one, err
	}
	content.From = one.From
	return k.stepCampaign(ctx, actor, one.Province, id, content, why, func(content campaign.Content) ledger.Payload[campaign.List] {
		return &campaign.ChangeStep{ID: id, Content: content, Why: strings.TrimSpace(why)}
	})
}

// EndCampaign gives a topic its last day, today or later: until its end cases are
// filed under it, and those that are open go on as they are.
func (k *Keeper) EndCampaign(ctx context.Context, actor samad.Actor, id samad.TopicID, last persian.Date, why string) (campaign.Campaign, error) {
	one, err := k.running(id)
	if err != nil {
		return one, err
	}
	today, err := k.today()
	if err != nil {
		return one, err
	}
	if last.Before(today) || last.Before(one.From) {
		return one, invalid("last", "روز پایان امروز یا پس از آن است.", "the last day is today or later, and not before the first")
	}
	content := one.Content
	content.Last = last
	return k.stepCampaign(ctx, actor, one.Province, id, content, why, func(campaign.Content) ledger.Payload[campaign.List] {
		return &campaign.EndStep{ID: id, Last: last, Why: strings.TrimSpace(why)}
	})
}

// running returns a topic that is not over.
func (k *Keeper) running(id samad.TopicID) (campaign.Campaign, error) {
	one, err := k.Campaign(id)
	if err != nil {
		return one, err
	}
	today, err := k.today()
	if err == nil && one.Over(today) {
		err = invalid("last", "این موضوع پایان یافته است.", "this topic is over")
	}
	return one, err
}

func (k *Keeper) stepCampaign(ctx context.Context, actor samad.Actor, province samad.PlaceID, id samad.TopicID, content campaign.Content, why string,
	step func(campaign.Content) ledger.Payload[campaign.List],
) (campaign.Campaign, error) {
	role, err := mayAt(actor, samad.ManageCampaigns, samad.Area{Place: province})
	if err != nil {
		return campaign.Campaign{}, err
	}
	if why = strings.TrimSpace(why); why == "" || len([]rune(why)) > 500 {
		return campaign.Campaign{}, invalid("reason", "دلیل را کوتاه بنویسید.", "give the reason, in short")
	}
	t, err := k.TryCampaign(ctx, province, id, content)
	if err != nil {
		return campaign.Campaign{}, err
	}
	if len(t.Failed) > 0 {
		var names []string
		for _, f := range t.Failed {
			names = append(names, f.Test.Name)
		}
		text := strings.Join(names, "؛ ")
		return campaign.Campaign{}, invalid("agency", "آزمون قاعده‌ها با این موضوع درست نمی‌شود: "+text, "tests of the rules fail with this topic: "+text)
	}
	var nobody []string
	for _, e := range t.Elsewhere {
		if e.Really == "" {
			nobody = append(nobody, string(e.Place))
		}
	}
	if len(nobody) > 0 {
		places := strings.Join(nobody, ", ")
		return campaign.Campaign{}, invalid("agency", "این دستگاه در همه استان نیست؛ برای این شهرستان‌ها دستگاه دیگری بنویسید: "+k.placeNames(nobody),
			"the agency does not serve all of the province: name others for "+places)
	}
	list, err := write(ctx, k, campaign.Book(), string(province), ledger.StampOf(actor, role), func(campaign.List) (ledger.Payload[campaign.List], error) {
		return step(t.Campaign.Content), nil
	})
	if err != nil {
		return campaign.Campaign{}, err
	}
	if one := list.Find(id); one != nil {
		return *one, nil
	}
	return campaign.Campaign{}, fmt.Errorf("regime: campaign topic %s: %w", id, samad.ErrNotFound)
}

// placeNames are the names of places in Persian.
func (k *Keeper) placeNames(ids []string) string {
	var out []string
	for _, id := range ids {
		name := id
		if p, ok := k.live.Directory().Place(samad.PlaceID(id), persian.Date{}); ok {
			name = p.Name.Fa
		}
		out = append(out, name)
	}
	return strings.Join(out, "، ")
}

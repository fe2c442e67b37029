package routing_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

func route(t testing.TB, table *routing.Table, r samad.RouteRequest) samad.Decision {
	t.Helper()
	d, err := table.Route(context.Background(), r)
	require.NoError(t, err)
	return d
}

func TestConditions(t *testing.T) {
	t.Parallel()
	full := samad.RouteRequest{
		Kind: samad.Report, Topic: "water/outage", Place: "1014021440", Channel: samad.SMS, Urgency: samad.High,
		Identity: samad.Confidential, Petitioner: samad.LegalEntity, About: "bargh", Flags: []string{"trip", "press"},
		Text: "آبمون دو روزه قطعه، لطفاً پیگیری کنید",
	}
	with := func(change func(*samad.RouteRequest)) samad.RouteRequest {
		r := full
		change(&r)
		return r
	}
	tests := []struct {
		name, when string
		request    samad.RouteRequest
		holds      bool
	}{
		{"nothing asked", "{}", full, true},
		{"kind", "{kind: report}", full, true},
		{"one of the kinds", "{kind: [complaint, report]}", full, true},
		{"another kind", "{kind: complaint}", full, false},
		{"no kind", "{kind: report}", with(func(r *samad.RouteRequest) { r.Kind = "" }), false},
		{"topic", "{topic: water/outage}", full, true},
		{"topic's group", "{topic: water}", full, true},
		{"another topic of the group", "{topic: water/bill}", full, false},
		{"the group itself is not its topic", "{topic: water/outage}", with(func(r *samad.RouteRequest) { r.Topic = "water" }), false},
		{"unknown topic", "{topic: water}", with(func(r *samad.RouteRequest) { r.Topic = "waters/x" }), false},
		{"no topic", "{topic: water}", with(func(r *samad.RouteRequest) { r.Topic = "" }), false},
		{"city", `{place: "1014021440"}`, full, true},
		{"county", `{place: "1014"}`, full, true},
		{"province", `{place: "10"}`, full, true},
		{"another county", `{place: "1002"}`, full, false},
		{"county is not its city", `{place: "1014021440"}`, with(func(r *samad.RouteRequest) { r.Place = "1014" }), false},
		{"no place", `{place: "10"}`, with(func(r *samad.RouteRequest) { r.Place = "" }), false},
		{"channel", "{channel: [sms, web]}", full, true},
		{"another channel", "{channel: phone}", full, false},
		{"urgency", "{urgency: high}", full, true},
		{"another urgency", "{urgency: emergency}", full, false},
		{"identity", "{identity: confidential}", full, true},
		{"another identity", "{identity: anonymous}", full, false},
		{"petitioner", "{petitioner: legal_entity}", full, true},
		{"another petitioner", "{petitioner: person}", full, false},
		{"somebody accused", "{about: any}", full, true},
		{"the accused", "{about: bargh}", full, true},
		{"somebody above the accused", "{about: min.niru}", full, true},
		{"somebody else accused", "{about: abfa}", full, false},
		{"nobody accused", "{about: any}", with(func(r *samad.RouteRequest) { r.About = "" }), false},
		{"flag", "{flags: trip}", full, true},
		{"all flags", "{flags: {all: [trip, press]}}", full, true},
		{"a flag that is not set", "{flags: {all: [trip, court]}}", full, false},
		{"a flag that is set and must not be", "{flags: {none: press}}", full, false},
		{"keyword", "{keywords: قطعه}", full, true},
		{"keyword with an ending", "{keywords: آب}", full, true},
		{"phrase", "{keywords: [برق, دو روزه]}", full, true},
		{"phrase in another order", "{keywords: [روزه دو]}", full, false},
		{"all keywords", "{keywords: {all: [آب, قطع]}}", full, true},
		{"all keywords but one", "{keywords: {all: [آب, گاز]}}", full, false},
		{"forbidden keyword", "{keywords: {any: آب, none: پیگیری}}", full, false},
		{"keyword inside a word", "{keywords: [طف]}", full, false},
		{"words near each other", "{keywords: {near: [آب, پیگیری]}}", full, true},
		{"words near each other in another order", "{keywords: {near: [پیگیری, آب]}}", full, true},
		{"words as near as asked", "{keywords: {near: {words: [آب, دو روزه], within: 3}}}", full, true},
		{"words not so near", "{keywords: {near: {words: [آب, قطع], within: 3}}}", full, false},
		{"words near each other further on", "{keywords: {near: {words: [آب, قطع], within: 2}}}", with(func(r *samad.RouteRequest) { r.Text = "آب است و برق است و قطع است آب" }), false},
		{"the nearest place of a word counts", "{keywords: {near: {words: [آب, قطع], within: 2}}}", with(func(r *samad.RouteRequest) { r.Text = "قطع است و برق است و آب قطع است" }), true},
		{"one of several pairs", "{keywords: {near: [{words: [آب, گاز]}, {words: [روزه, قطع], within: 2}]}}", full, true},
		{"none of several pairs", "{keywords: {near: [{words: [آب, گاز]}, {words: [روزه, برق]}]}}", full, false},
		{"near and a forbidden keyword", "{keywords: {near: [آب, قطع], none: پیگیری}}", full, false},
		{"three words near each other", "{keywords: {near: {words: [آب, روز, قطع], within: 4}}}", full, true},
		{"three words, one too far", "{keywords: {near: {words: [آب, روز, پیگیری], within: 5}}}", full, false},
		{"no text", "{keywords: {any: آب}}", with(func(r *samad.RouteRequest) { r.Text = "" }), false},
		{"forbidden keyword and no text", "{keywords: {none: آب}}", with(func(r *samad.RouteRequest) { r.Text = "" }), true},
		{"everything at once", `{kind: report, topic: water, place: "1014", channel: sms, urgency: high, identity: confidential, petitioner: legal_entity, about: bargh, flags: trip, keywords: آب}`, full, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table := loadRules(t, "rules:\n  - {id: it, when: "+tt.when+", refer: {agency: samad}}\n")
			d, err := table.Route(context.Background(), tt.request)
			if !tt.holds {
				require.ErrorIs(t, err, samad.ErrNoRoute)
				var none *routing.NoRouteError
				require.ErrorAs(t, err, &none)
				assert.Equal(t, "no_rule", none.Reason)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "it", d.Rule)
		})
	}
}

func TestTheMostSpecificRuleDecides(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, rules, want string }{
		{"topic over nothing", "[{id: a, refer: centre}, {id: b, when: {topic: water}, refer: centre}]", "b"},
		{"leaf over group", "[{id: a, when: {topic: water/outage}, refer: centre}, {id: b, when: {topic: water}, refer: centre}]", "a"},
		{"city over county", `[{id: a, when: {place: "1014"}, refer: centre}, {id: b, when: {place: "1014021440"}, refer: centre}]`, "b"},
		{"group in a county over leaf", `[{id: a, when: {topic: water/outage}, refer: centre}, {id: b, when: {topic: water, place: "1014"}, refer: centre}]`, "b"},
		{"leaf over province", `[{id: a, when: {topic: water/outage}, refer: centre}, {id: b, when: {place: "10"}, refer: centre}]`, "a"},
		{"the matching entry of a list counts", `[{id: a, when: {topic: [power/outage, water]}, refer: centre}, {id: b, when: {topic: water/outage}, refer: centre}]`, "b"},
		{"each condition counts", "[{id: a, when: {kind: report, channel: sms}, refer: centre}, {id: b, when: {topic: water}, refer: centre}]", "a"},
		{"accusation over everything", `[{id: a, when: {kind: report, topic: water/outage, place: "1014021440", channel: sms}, refer: centre}, {id: b, when: {about: any}, refer: centre}]`, "b"},
		{"this accused over any", "[{id: a, when: {about: any, kind: report}, refer: centre}, {id: b, when: {about: bargh, channel: sms}, refer: centre}]", "b"},
		{"priority between equals", "[{id: a, when: {topic: water}, refer: centre}, {id: b, priority: 1, when: {kind: report}, refer: centre}]", "b"},
		{"negative priority", "[{id: a, priority: -1, refer: centre}, {id: b, refer: centre}]", "b"},
		{"priority never beats specificity", "[{id: a, priority: 1000, refer: centre}, {id: b, when: {topic: water}, refer: centre}]", "b"},
		{"order of the file", "[{id: b, when: {topic: water}, refer: centre}, {id: a, when: {kind: report}, refer: centre}]", "b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := route(t, loadRules(t, "rules: "+tt.rules+"\n"), samad.RouteRequest{
				Kind: samad.Report, Topic: "water/outage", Place: "1014021440", Channel: samad.SMS, About: "bargh",
			})
			assert.Equal(t, tt.want, d.Rule)
		})
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	const offices = "offices: {power: [bargh, bargh.shahr], water: [abfa, abfa.kashan], old: [old]}\n"
	tests := []struct {
		name, refer string
		request     samad.RouteRequest
		want        samad.AgencyID // "" for none
	}{
		{"by id", "{agency: abfa}", samad.RouteRequest{}, "abfa"},
		{"by id, elsewhere", "{agency: bargh.shahr}", samad.RouteRequest{Place: "1014"}, ""},
		{"by id, excepted", "{agency: bargh}", samad.RouteRequest{Place: "1002031406"}, ""},
		{"by id, the county of its city", "{agency: shahrdari.isfahan}", samad.RouteRequest{Place: "1002"}, "shahrdari.isfahan"},
		{"by id, another city", "{agency: shahrdari.isfahan}", samad.RouteRequest{Place: "1002032611"}, ""},
		{"by id, no longer there", "{agency: old}", samad.RouteRequest{At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, ""},
		{"by id, still there", "{agency: old}", samad.RouteRequest{At: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}, "old"},
		{"office in its county", "{office: power}", samad.RouteRequest{Place: "1002032611"}, "bargh.shahr"},
		{"office elsewhere", "{office: power}", samad.RouteRequest{Place: "1014"}, "bargh"},
		{"office at the lowest level", "{office: water}", samad.RouteRequest{Place: "1010"}, "abfa.kashan"},
		{"office, place unknown", "{office: water}", samad.RouteRequest{}, "abfa"},
		{"office, falling back above", "{office: power}", samad.RouteRequest{Place: "2301"}, "min.niru"},
		{"office that is gone", "{office: old}", samad.RouteRequest{At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, ""},
		{"topic", "topic", samad.RouteRequest{Topic: "city/waste"}, "shahrdari"},
		{"topic without agency", "topic", samad.RouteRequest{Topic: "city"}, ""},
		{"topic, elsewhere", "topic", samad.RouteRequest{Topic: "power/outage", Place: "1002"}, ""},
		{"no topic", "topic", samad.RouteRequest{}, ""},
		{"centre", "centre", samad.RouteRequest{Place: "1014"}, "samad"},
		{"centre of nowhere", "centre", samad.RouteRequest{Place: "23"}, ""},
		{"the first that can", "[{agency: bargh.shahr}, {agency: bargh}, centre]", samad.RouteRequest{Place: "1014"}, "bargh"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := loadRules(t, offices+"rules: [{id: a, refer: "+tt.refer+"}]\n").Route(context.Background(), tt.request)
			if tt.want == "" {
				var none *routing.NoRouteError
				require.ErrorAs(t, err, &none, "%v", d)
				assert.Equal(t, "no_target", none.Reason)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, d.Agency)
		})
	}
}

func TestTheNextRuleDecidesWhenTargetsFail(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - {id: all, refer: centre}
  - {id: power, when: {topic: power}, refer: topic}
  - {id: outage, when: {topic: power/outage}, refer: {agency: bargh.shahr}}
`)
	for place, want := range map[samad.PlaceID]string{"1002": "outage", "1014": "power"} {
		assert.Equal(t, want, route(t, table, samad.RouteRequest{Topic: "power/outage", Place: place}).Rule, place)
	}
	_, err := table.Route(context.Background(), samad.RouteRequest{Topic: "power/outage", Place: "23"})
	require.ErrorIs(t, err, samad.ErrNoRoute)
}

func TestNobodyJudgesItsOwnConduct(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - {id: default, refer: topic}
  - {id: conduct, when: {about: any, kind: [complaint, report]}, refer: [{above: provincial}, centre, above], statement: accused}
  - {id: letters, when: {channel: letter}, refer: centre}
  - {id: share, when: {topic: power}, continue: true, cooperate: {agency: bargh}}
`)
	tests := []struct {
		name    string
		request samad.RouteRequest
		want    samad.AgencyID
		rule    string
		asked   []samad.Cooperation
	}{
		{
			"the level above is in the province",
			samad.RouteRequest{Kind: samad.Complaint, Topic: "water/bill", Place: "1010", About: "abfa.kashan"},
			"abfa", "conduct", []samad.Cooperation{{Agency: "abfa.kashan", Purpose: samad.Statement}},
		},
		{
			"the level above is the ministry",
			samad.RouteRequest{Kind: samad.Complaint, Topic: "water/bill", Place: "1010", About: "abfa"},
			"samad", "conduct", []samad.Cooperation{{Agency: "abfa", Purpose: samad.Statement}},
		},
		{
			"the inspection office itself",
			samad.RouteRequest{Kind: samad.Report, Topic: "other", Place: "1010", About: "samad"},
			"ostan", "conduct", []samad.Cooperation{{Agency: "samad", Purpose: samad.Statement}},
		},
		{
			"the governorate above it",
			samad.RouteRequest{Kind: samad.Report, Topic: "other", Place: "1010", About: "ostan"},
			"gov", "conduct", []samad.Cooperation{{Agency: "ostan", Purpose: samad.Statement}},
		},
		{
			"another kind is no accusation, but still not its own judge",
			samad.RouteRequest{Kind: samad.Request, Topic: "water/bill", Place: "1010", About: "bargh"},
			"abfa", "default", nil,
		},
		{
			"below the accused is as bad as the accused",
			samad.RouteRequest{Kind: samad.Request, Topic: "power/outage", Place: "1014", About: "min.niru"},
			"", "", nil,
		},
		{
			"a cooperating agency that is accused is asked for its side only",
			samad.RouteRequest{Kind: samad.Request, Topic: "power/outage", Place: "1014", About: "bargh", Channel: samad.Letter},
			"samad", "letters", []samad.Cooperation{{Agency: "bargh", Purpose: samad.Statement}},
		},
		{
			"and one below the accused as well",
			samad.RouteRequest{Kind: samad.Request, Topic: "power/outage", Place: "1014", About: "min.niru", Channel: samad.Letter},
			"samad", "letters", []samad.Cooperation{{Agency: "bargh", Purpose: samad.Statement}},
		},
		{
			"the accused of another rule's cooperation",
			samad.RouteRequest{Kind: samad.Report, Topic: "power/outage", Place: "1014", About: "bargh"},
			"samad", "conduct", []samad.Cooperation{{Agency: "bargh", Purpose: samad.Statement}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := table.Route(context.Background(), tt.request)
			if tt.want == "" {
				require.ErrorIs(t, err, samad.ErrNoRoute)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, d.Agency)
			assert.Equal(t, tt.rule, d.Rule)
			assert.Equal(t, tt.asked, d.Cooperating)
		})
	}
}

// Whatever rules say: over all agencies as accused, no decision names the
// accused or anybody below it as responsible.
func TestNoRuleMakesAnAgencyItsOwnJudge(t *testing.T) {
	t.Parallel()
	dir := world(t)
	table := loadRules(t, `rules:
  - {id: a, refer: [{agency: abfa}, {agency: abfa.kashan}, {agency: samad}]}
  - {id: b, when: {about: any}, refer: [{agency: bargh}, centre, above]}
  - {id: c, when: {topic: water}, refer: topic}
`)
	for _, accused := range dir.Agencies(table.Validity().From) {
		for _, topic := range dir.Topics(table.Validity().From) {
			d, err := table.Route(context.Background(), samad.RouteRequest{Kind: samad.Complaint, Topic: topic.ID, Place: "1010", About: accused.ID})
			if errors.Is(err, samad.ErrNoRoute) {
				continue
			}
			require.NoError(t, err)
			assert.NotContains(t, dir.AgencyPath(d.Agency, table.Validity().From), accused.ID)
		}
	}
}

func TestRulesAskForACommission(t *testing.T) {
	t.Parallel()
	table := loadRules(t, "rules:\n  - {id: a, refer: centre}\n  - {id: weighty, continue: true, when: {flags: weighty}, commission: true}\n")
	assert.Empty(t, route(t, table, samad.RouteRequest{}).Labels)
	assert.Equal(t, []string{routing.CommissionLabel}, route(t, table, samad.RouteRequest{Flags: []string{"weighty"}}).Labels)
	assert.True(t, table.Rules()[1].Commission)
}

func TestContinuingRulesAdd(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - {id: main, when: {topic: water}, refer: topic, urgency: high, labels: [water], auto: true, unit: امور مشترکین}
  - {id: danger, when: {keywords: خطر}, continue: true, urgency: emergency, labels: [danger, water]}
  - {id: calm, continue: true, urgency: normal, labels: [seen]}
  - {id: trip, when: {flags: trip}, continue: true, hold: true, cooperate: centre}
`)
	d := route(t, table, samad.RouteRequest{Topic: "water/bill", Urgency: samad.Normal})
	assert.Equal(t, samad.High, d.Urgency)
	assert.Equal(t, []string{"water", "seen"}, d.Labels)
	assert.Equal(t, "امور مشترکین", d.Unit)
	assert.True(t, d.Auto)
	assert.False(t, d.Hold)

	d = route(t, table, samad.RouteRequest{Topic: "water/bill", Text: "خطر!", Flags: []string{"trip"}, Urgency: samad.High})
	assert.Equal(t, samad.Emergency, d.Urgency)
	assert.Equal(t, []string{"water", "danger", "seen"}, d.Labels)
	assert.Equal(t, []samad.Cooperation{{Agency: "samad", Purpose: samad.Cooperate}}, d.Cooperating)
	assert.True(t, d.Hold)
	assert.False(t, d.Auto, "what is held is not referred at once")

	assert.Empty(t, route(t, table, samad.RouteRequest{Topic: "water/bill", Urgency: samad.Emergency}).Urgency, "urgency is never lowered")
}

func TestValidity(t *testing.T) {
	t.Parallel()
	table, err := routing.Load(routing.Options{Directory: world(t)}, routing.Source{Name: "r", Data: []byte(header + `valid_from: 1400-01-01
valid_to: 1410-01-01
rules:
  - {id: early, refer: topic, valid_to: 1405-01-01, priority: 1}
  - {id: late, refer: topic}
`)})
	require.NoError(t, err)
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	at := func(y int, m time.Month, d, h int) samad.RouteRequest {
		return samad.RouteRequest{At: time.Date(y, m, d, h, 0, 0, 0, tehran).UTC(), Topic: "water/bill"}
	}
	// 1 Farvardin 1405 is 21 March 2026: midnight in Tehran divides the rules.
	assert.Equal(t, "early", route(t, table, at(2026, 3, 20, 23)).Rule)
	assert.Equal(t, "late", route(t, table, at(2026, 3, 21, 0)).Rule)
	for _, r := range []samad.RouteRequest{at(2021, 3, 20, 23), at(2031, 3, 21, 0)} {
		_, err := table.Route(context.Background(), r)
		var none *routing.NoRouteError
		require.ErrorAs(t, err, &none, "%v", r.At)
		assert.Equal(t, "not_in_force", none.Reason)
	}
	_, err = table.Route(context.Background(), samad.RouteRequest{At: time.Date(1500, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.Error(t, err)
	assert.NotErrorIs(t, err, samad.ErrNoRoute)
}

func TestReasons(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - {id: default, refer: topic}
  - {id: kashan, when: {place: "1010"}, refer: {agency: abfa.kashan}}
  - {id: conduct, when: {about: any}, refer: centre, statement: accused}
  - {id: own, when: {topic: city}, refer: topic, reason: "{topic} در {place} با {agency} است؛ {accused}", reason_en: "{agency}: {topic}"}
  - {id: bare, when: {channel: letter}, refer: centre}
`)
	tests := []struct {
		request samad.RouteRequest
		fa, en  string
	}{
		{
			samad.RouteRequest{Topic: "water/bill"},
			"پاسخ به موضوع «قبض آب» با «آبفا» است.", "Water answers for “Water bill”.",
		},
		{
			samad.RouteRequest{Topic: "water/bill", Place: "1010"},
			"پاسخ به موضوع «قبض آب» در کاشان با «آبفای کاشان» است.", "Water of Kashan answers for “Water bill” in Kashan.",
		},
		{
			samad.RouteRequest{Topic: "water/bill", About: "abfa"},
			"این پرونده دربارهٔ رفتار خود «آبفا» است؛ برای همین «سامد» پاسخ می‌دهد و از «آبفا» فقط توضیح خواسته می‌شود.",
			"This case is about the conduct of Water itself; therefore Samad answers, and Water is asked only for its side.",
		},
		{
			samad.RouteRequest{Topic: "city/waste", Place: "1014"},
			"زباله در نجف‌آباد با شهرداری است؛ ", "Municipalities: Waste",
		},
		{
			samad.RouteRequest{Channel: samad.Letter},
			"پاسخ به این پرونده با «سامد» است.", "Samad answers for this case.",
		},
	}
	for _, tt := range tests {
		assert.Equal(t, samad.Text{Fa: tt.fa, En: tt.en}, route(t, table, tt.request).Reason)
	}
}

func TestRouteStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := loadRules(t, "rules: [{id: a, refer: centre}]\n").Route(ctx, samad.RouteRequest{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			run := table.NewRun()
			for j := range 50 {
				place := samad.PlaceID([]string{"1002", "1010", "1014"}[(i+j)%3])
				d, err := table.Route(context.Background(), samad.RouteRequest{Kind: samad.Report, Topic: "power/outage", Place: place, Text: "برق"})
				if assert.NoError(t, err) {
					assert.Equal(t, place == "1002", d.Agency == "isf.bargh.shahr")
				}
				table.Suggest("برق قطع است " + strings.Repeat("و ", j))
				_, err = run.Route(context.Background(), routing.Input{Text: "برق قطع است", Place: place})
				assert.NoError(t, err)
			}
		})
	}
	all.Wait()
}

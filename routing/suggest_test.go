package routing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

func TestSuggestReadsTopics(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	tests := []struct {
		text string
		want samad.TopicID
	}{
		{"بیمه بیکاری من قطع شده", "welfare/unemployment-insurance"},
		{"بيمه بيكاري من", "welfare/unemployment-insurance"},
		{"کارت ملی‌ام نیومده", "identity/national-card"},
		{"کارت‌ملی هوشمندم را نداده‌اند", "identity/national-card"},
		{"سیم برق افتاده وسط کوچه", "power/hazard"},
		{"آبمون سه روزه قطعه", "water/outage"},
		{"بوی شدید گاز میاد", "gas/leak"},
		{"آتش نشانی گفت آتش‌سوزی بوده", "municipal/fire-safety"},
		{"ثبتنام مدرسه دخترم", "education/enrollment"},
		{"kart meli man nayomade", "identity/national-card"},
		{"لامپ کوچه ما سوخته", "power/streetlight"},
		{"هیچ", ""},
		{"", ""},
		// Words are found whole only.
		{"موشک پرتاب شد", ""},       // موش
		{"دستور دادند", ""},         // تور
		{"خیلی خوب است", ""},        // خیلی holds no topic
		{"قانون را رعایت کنید", ""}, // نون
		{"ندارد که ندارد", ""},      // آرد
		{"آبان ماه قطعی نشد", ""},   // آب ... قطع: آبان does not begin with the stem آب
		{"سی و سه پل سلام", "culture/heritage"},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, table.Suggest(tt.text).Topic, tt.text)
	}
}

func TestSuggestReadsPlaces(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	tests := []struct {
		text string
		want samad.PlaceID
	}{
		{"برق نجف‌آباد قطع است", "1014"},
		{"برق نجف آباد قطع است", "1014"},
		{"برق نجف اباد قطع است", "1014"},
		{"برق نایین قطع است", "1013"},
		{"روشنایی ندارد", ""}, // نایین stands inside, blanks dropped
		{"برق فولادشهر قطع است", "1012032128"},
		{"آب حبیب آباد برخوار شور است", "1022011397"},
		{"بین اصفهان و کاشان", "1010"},
		{"استان اصفهان", ""},
		{"خیابان اصفهان تاریک است", ""},
		{"جاده نجف‌آباد خراب است", ""},
		{"فشار گاز خیلی کمه", ""}, // کمه is a town
		{"گاز در کمه قطع است", "1005012443"},
		{"شهر دامنه آب ندارد", "1006032251"},
		{"دامنه کوه آتش گرفت", ""},
		{"کاشانی هستم", ""},
		{"bargh fereydunshahr ghat shode", "1007"},
		{"آران و بیدگل", "1018"},
		{"بیدگل", "1018"},
	}
	for _, tt := range tests {
		s := table.Suggest(tt.text)
		assert.Equal(t, tt.want, s.Place, tt.text)
		assert.Equal(t, tt.want != "", s.PlaceEvidence != nil, tt.text)
	}
}

func TestSuggestScreens(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	tests := []struct {
		text string
		want routing.Screening
	}{
		{"", routing.LooksIncomplete},
		{"؟", routing.LooksIncomplete},
		{"سلام", routing.LooksIncomplete},
		{"۱۱۱", routing.LooksIncomplete},
		{"😡😡😡", routing.LooksIncomplete},
		{"کوچه ما رو آسفالت کنید", routing.LooksIncomplete}, // where?
		{"کوچه ما در گلپایگان رو آسفالت کنید", routing.LooksFit},
		{"یارانه ما قطع شده", routing.LooksFit},
		{"آشغالای بی شرف", routing.LooksAbusive},
		{"دزدای سر گردنه قبض برقم شده ۹۰۰ تومن", routing.LooksFit},
		{"فال امروز متولد مهر", routing.LooksOutOfScope},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, table.Suggest(tt.text).Screening, tt.text)
	}
}

func TestSuggestTellsWhy(t *testing.T) {
	t.Parallel()
	const text = "سلام، بوی گازِ شدید در خمینی‌شهر می‌آید!"
	s := pilot(t).Suggest(text)
	assert.Equal(t, samad.TopicID("gas/leak"), s.Topic)
	assert.Equal(t, samad.Emergency, s.Urgency)
	assert.Equal(t, samad.Report, s.Kind)
	require.NotEmpty(t, s.Topics)
	var words []string
	for _, e := range s.Topics[0].Evidence {
		assert.Equal(t, e.Text, text[e.Start:e.End])
		words = append(words, e.Text)
	}
	assert.Equal(t, []string{"بوی گازِ"}, words)
	require.NotNil(t, s.PlaceEvidence)
	assert.Equal(t, "خمینی‌شهر", text[s.PlaceEvidence.Start:s.PlaceEvidence.End])
	assert.Greater(t, s.Confidence, 0.5)
	assert.LessOrEqual(t, s.Confidence, 1.0)
}

// In a long letter, stems of a combo far apart belong to different matters.
func TestCombosStandTogether(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	near := table.Suggest("آب خانه ما از دیروز قطع شد")
	require.Equal(t, samad.TopicID("water/outage"), near.Topic)
	far := "آب خنک به ما دادند و ما هم نشستیم و گفتیم و شنیدیم و خندیدیم و برخاستیم و رفتیم تا سخن قطع شد"
	for _, topic := range table.Suggest(far).Topics {
		assert.Less(t, topic.Score, 0.6*near.Topics[0].Score, "no combo speaks for %s, only likeness", topic.Topic)
	}
}

// Spelling makes no difference to what is suggested.
func TestSuggestIsBlindToSpelling(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	respell := []*strings.Replacer{
		strings.NewReplacer("ی", "ي", "ک", "ك"),
		strings.NewReplacer("\u200c", ""),
		strings.NewReplacer("ا", "اـ", "م", "م\u064e"),
		strings.NewReplacer(" ", "  \u200f"),
		strings.NewReplacer("۱", "1", "۲", "٢"),
	}
	for _, s := range samples(t) {
		want := table.Suggest(s.Text)
		for i, r := range respell {
			got := table.Suggest(r.Replace(s.Text))
			assert.Equal(t, want.Topic, got.Topic, "%s, spelling %d", s.ID, i)
			assert.Equal(t, want.Place, got.Place, "%s, spelling %d", s.ID, i)
			assert.Equal(t, want.Screening, got.Screening, "%s, spelling %d", s.ID, i)
		}
	}
}

func TestSuggestHoldsItsPromises(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	words := strings.Fields("آب برق گاز قطع است در نجف‌آباد خیابان کاشان سلام لطفا کارت ملی بیمه بیکاری و را 12 ؟ آشغال پیشنهاد kart meli می شود ها ی 😡 \xff")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 30).Draw(t, "words"), rapid.SampledFrom([]string{" ", "\u200c", ", "}).Draw(t, "between"))
		s := table.Suggest(text)
		if diff := cmp.Diff(s, table.Suggest(text)); diff != "" {
			t.Fatalf("Suggest(%q) differs from itself:\n%s", text, diff)
		}
		if s.Confidence < 0 || s.Confidence > 1 || len(s.Topics) > 5 || (s.Topic == "") != (len(s.Topics) == 0) || !s.Kind.Valid() || !s.Urgency.Valid() {
			t.Fatalf("Suggest(%q) = %+v", text, s)
		}
		for i, topic := range s.Topics {
			if i > 0 && topic.Score > s.Topics[i-1].Score {
				t.Fatalf("Suggest(%q): topics out of order", text)
			}
			last := 0
			for _, e := range topic.Evidence {
				if e.Start < last || e.End <= e.Start || text[e.Start:e.End] != e.Text {
					t.Fatalf("Suggest(%q): evidence %+v", text, e)
				}
				last = e.End
			}
			if last == 0 {
				t.Fatalf("Suggest(%q): topic %s without evidence", text, topic.Topic)
			}
		}
	})
}

func TestRunFindsRepeats(t *testing.T) {
	t.Parallel()
	run := pilot(t).NewRun()
	lines := []struct {
		in        routing.Input
		screening routing.Screening
		of        string
	}{
		{routing.Input{ID: json.RawMessage(`"a"`), Text: "برق محله ما در شهرضا از دیروز قطع است", Place: "1009"}, routing.LooksFit, ""},
		{routing.Input{Text: "برق محله ما در کاشان از دیروز قطع است"}, routing.LooksFit, ""},
		{routing.Input{ID: json.RawMessage(`3`), Text: "برق محله ما در شهرضا از دیروز قطعه!"}, routing.LooksDuplicate, `"a"`},
		{routing.Input{Text: "برق محلهٔ ما، کاشان، از ديروز قطع است"}, routing.LooksDuplicate, "2"},
		{routing.Input{Text: "قبض برق شهرضا خیلی زیاد شده"}, routing.LooksFit, ""},
		{routing.Input{Text: "سلام"}, routing.LooksIncomplete, ""},
		{routing.Input{Text: "سلام"}, routing.LooksIncomplete, ""},
	}
	for i, l := range lines {
		out, err := run.Route(context.Background(), l.in)
		require.NoError(t, err)
		assert.Equal(t, l.screening, out.Screening, "line %d", i+1)
		assert.Equal(t, l.of, string(out.DuplicateOf), "line %d", i+1)
	}
}

func TestRunOutput(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	encode := func(in routing.Input) string {
		out, err := table.NewRun().Route(context.Background(), in)
		require.NoError(t, err)
		out.Confidence = 0
		b, err := json.Marshal(out)
		require.NoError(t, err)
		return string(b)
	}
	assert.JSONEq(t, `{"id":7,"kind":"report","topic":"power/outage","place":"1002","text_place":"1002","urgency":"high",
		"screening":"accept","duplicate_of":null,"agency":"isf.bargh.shahr","rule":"power-by-county","confidence":0,"evidence":["برق","قطع"]}`,
		encode(routing.Input{ID: json.RawMessage("7"), Text: "برق اصفهان قطع شد", Place: "1014"}))
	assert.JSONEq(t, `{"kind":null,"topic":null,"place":null,"text_place":null,"urgency":"normal",
		"screening":"incomplete","duplicate_of":null,"agency":null,"rule":null,"confidence":0,"evidence":[]}`,
		encode(routing.Input{Text: "."}))
	assert.JSONEq(t, `{"kind":"complaint","topic":"water/bill","place":"1014","text_place":null,"urgency":"normal",
		"screening":"accept","duplicate_of":null,"agency":"isf.abfa","rule":"topic-default","confidence":0,"evidence":["قبض آب"]}`,
		encode(routing.Input{Text: "قبض آب ما دو برابر شده", Place: "1014", Kind: samad.Complaint, Topic: "water/bill", Channel: samad.Web}))
}

func TestRunRefusesWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	run := pilot(t).NewRun()
	for _, in := range []routing.Input{{Kind: "wish"}, {Channel: "fax"}, {Topic: "water/wine"}, {Place: "9999"}} {
		_, err := run.Route(context.Background(), in)
		require.ErrorIs(t, err, routing.ErrInput, fmt.Sprint(in))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := run.Route(ctx, routing.Input{Text: "قبض آب ما در اردستان دو برابر شده"})
	require.ErrorIs(t, err, context.Canceled)
}

// Room is used again from text to text: nothing of one may be seen in another.
func TestSuggestForgetsTheTextBefore(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	messages := messagesOf(t, "blind.jsonl")[:120]
	type answer struct {
		suggestion routing.Suggestion
		hints      []routing.Hint
	}
	first := make([]answer, len(messages))
	for i, m := range messages {
		first[i] = answer{table.Suggest(m.Text), table.Hints(m.Text)}
	}
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for i, m := range slices.Backward(messages) {
				assert.Equal(t, first[i], answer{table.Suggest(m.Text), table.Hints(m.Text)}, m.Text)
			}
		})
	}
	group.Wait()
}

// What a suggestion allocates is what it returns, and the folded text.
func TestSuggestAllocatesNoMoreForALetter(t *testing.T) { // not parallel: it counts allocations
	table := pilot(t)
	letter := ""
	for _, m := range messagesOf(t, "blind.jsonl") {
		if routing.FoldText(letter).Len() >= 300 {
			break
		}
		letter += m.Text + "\n"
	}
	table.Suggest(letter)
	// Some 80, and more under the race detector, where pools forget at random.
	assert.LessOrEqual(t, testing.AllocsPerRun(50, func() { table.Suggest(letter) }), 160.0)
}

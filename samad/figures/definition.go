package figures

import (
	"slices"
	"sync"

	"github.com/samad111/go-samad/samad"
)

// ID names a figure.
type ID string

// The figures.
const (
	Received        ID = "received"
	Reopened        ID = "reopened"
	Screened        ID = "screened"
	Referred        ID = "referred"
	Answered        ID = "answered"
	Ended           ID = "ended"
	Due             ID = "due"
	AnsweredShare   ID = "answered_share"
	OnTimeShare     ID = "on_time_share"
	AimShare        ID = "aim_share"
	MedianToScreen  ID = "median_to_screen"
	MedianToRefer   ID = "median_to_refer"
	MedianToRespond ID = "median_to_respond"
	MedianToAnswer  ID = "median_to_answer"
	P90ToAnswer     ID = "p90_to_answer"
	NoVisitShare    ID = "no_visit_share"
	ReopenedShare   ID = "reopened_share"
	Returned        ID = "returned"
	Escalated       ID = "escalated"
	Advised         ID = "advised"
	Declined        ID = "declined"
	Joined          ID = "joined"
	Withdrawn       ID = "withdrawn"
	Judgements      ID = "judgements"
	Satisfaction    ID = "satisfaction"
	Conduct         ID = "conduct"
	PerInhabitants  ID = "per_10000"
	VisitsSpared    ID = "visits_spared"
	HoursSpared     ID = "hours_spared"
	Calls           ID = "calls"
	CallsPerDay     ID = "calls_per_day"
	CallsPerHour    ID = "calls_per_hour"
	CasesPer100     ID = "cases_per_100_calls"
	NoCaseShare     ID = "calls_no_case_share"
	Agencies        ID = "agencies"
	Counties        ID = "counties"
)

// KindShare names the figure of a kind's share of new cases, ChannelShare that of
// a channel's, and OutcomeShare that of an outcome's share of final answers.
func KindShare(k samad.Kind) ID { return "kind_" + ID(k) + "_share" }

// ChannelShare is described at [KindShare].
func ChannelShare(c samad.Channel) ID { return "channel_" + ID(c) + "_share" }

// OutcomeShare is described at [KindShare].
func OutcomeShare(o samad.Outcome) ID { return "outcome_" + ID(o) + "_share" }

// Unit says how a figure is written.
type Unit string

// The units.
const (
	Number Unit = "number"
	Share  Unit = "share" // 0 to 1
	WDays  Unit = "working_days"
	Points Unit = "points" // 1 to 5
	Rate   Unit = "rate"   // so many of one thing to so many of another, as the title says
	Hours  Unit = "hours"
)

// Value is a figure's value; Known is false where there is nothing to compute
// it of, which is not 0.
type Value struct {
	Figure ID
	Known  bool
	Value  float64
	// Base is of how many things it was computed; of a number the number.
	Base int64
	// Withheld says that it is not published because Base is small.
	Withheld bool
}

// Definition says in words and in code what a figure is.
type Definition struct {
	ID    ID
	Unit  Unit
	Title samad.Text
	// Words are the definition as it is shown beside the number.
	Words samad.Text
	// Persons says that the number counts people's matters, so that a small one
	// is withheld where it is published.
	Persons bool
	// Better is 1 where more is better, -1 where less is, 0 where neither can
	// be said: such a figure gives no rank and no trend.
	Better int
	// Estimated says that it rests on the province's estimates.
	Estimated bool
	// Asked figures are computed only when a query names them: they take
	// tables of their own, and stand in the total alone.
	Asked bool

	calls   bool // computed of calls
	compute func(c Cell) (value float64, base int64, known bool)
}

// Of computes the figure of a cell.
func (d Definition) Of(c Cell) Value {
	v, base, known := d.compute(c)
	return Value{Figure: d.ID, Known: known, Value: v, Base: base}
}

// Definitions returns every figure in the order in which reports list them.
func Definitions() []Definition { return slices.Clone(defined().list) }

// defined is made once: tables look definitions up for every line.
var defined = sync.OnceValue(func() (all struct {
	list []Definition
	byID map[ID]Definition
}) {
	all.list = slices.Concat(ofCases(), shares(), ofCalls(), ofReach())
	all.byID = map[ID]Definition{}
	for _, d := range all.list {
		all.byID[d.ID] = d
	}
	return all
})

func ofCases() []Definition {
	list := []Definition{
		number(Received, MReceived, "دریافت‌شده", "received", "پرونده‌های تازه، به روز ثبت", "new cases, by the day of filing"),
		number(Screened, MScreened, "پالایش‌شده", "screened", "پرونده‌هایی که مرکز سامد درباره آن‌ها تصمیم گرفت، به روز تصمیم", "cases on which the Samad centre decided, by the day of the decision"),
		number(Referred, MReferred, "ارجاع‌شده", "referred", "پرونده‌ها و دوره‌هایی که به دستگاه رسید، به روز نخستین ارجاع", "cases and episodes that reached an agency, by the day of the first referral"),
		number(Answered, MAnswered, "پاسخ‌داده‌شده", "answered", "پاسخ‌های نهایی، به روز پاسخ", "final answers, by the day of the answer"),
		number(Ended, MEnded, "مختومه", "ended", "پرونده‌های پایان‌یافته، به روز پایان", "cases that ended, by the day of the end"),
		number(Due, MDue, "سررسیدشده", "due", "پرونده‌هایی که مهلت پاسخشان در این دوره بود", "cases whose deadline lay in the period"),
		{
			ID: AnsweredShare, Unit: Share, Title: text("سهم پاسخ", "share answered"),
			Words: text("از پرونده‌های سررسیدشده، آن‌هایی که پاسخ نهایی گرفتند، به‌هنگام یا دیرتر", "of the cases due, those with a final answer, in time or later"),
			compute: ratio(func(c Cell) (int64, int64) {
				return c.N(MDueKept) + c.N(MDueLater), c.N(MDue)
			}),
		},
		{
			ID: OnTimeShare, Unit: Share, Title: text("پاسخ به‌هنگام", "answered on time"),
			Words:   text("از پرونده‌های سررسیدشده، آن‌هایی که تا پایان مهلت پاسخ نهایی گرفتند", "of the cases due, those whose final answer had come by the deadline"),
			compute: ratio(func(c Cell) (int64, int64) { return c.N(MDueKept), c.N(MDue) }),
		},
		{
			ID: AimShare, Unit: Share, Title: text("پاسخ در هدف ۷۲ ساعت", "answered within the aim"),
			Words:   text("از پرونده‌هایی که هدف نرم پاسخ‌گویی‌شان در این دوره بود، آن‌هایی که تا آن پاسخ گرفتند", "of the cases whose softer aim lay in the period, those answered by then"),
			compute: ratio(func(c Cell) (int64, int64) { return c.N(MAimKept), c.N(MAim) }),
		},
		quantile(MedianToScreen, MScreened, 0.5, "میانه زمان پالایش", "median time to screen", "از ثبت تا تصمیم", "from filing to the decision"),
		quantile(MedianToRefer, MReferred, 0.5, "میانه زمان ارجاع", "median time to refer", "از ثبت تا نخستین ارجاع", "from filing to the first referral"),
		quantile(MedianToRespond, MResponded, 0.5, "میانه زمان نخستین واکنش", "median time to respond", "از ارجاع تا نخستین اقدام یا پاسخ دستگاه", "from the referral to the agency's first act or answer"),
		quantile(MedianToAnswer, MAnswered, 0.5, "میانه زمان پاسخ", "median time to answer", "از ارجاع تا پاسخ نهایی", "from the referral to the final answer"),
		quantile(P90ToAnswer, MAnswered, 0.9, "صدک نودم زمان پاسخ", "90th percentile of time to answer", "زمانی که نود درصد پاسخ‌ها از آن کندتر نبود", "the time that nine answers of ten did not exceed"),
		{
			ID: NoVisitShare, Unit: Share, Title: text("بی‌نیاز از مراجعه", "resolved without a visit"),
			Words:   text("از پاسخ‌های نهایی، آن‌هایی که بی مراجعه حضوری حل شد", "of the final answers, those that needed no visit"),
			compute: ratio(func(c Cell) (int64, int64) { return c.N(MNoVisit), c.N(MAnswered) }),
		},
		number(Reopened, MReopened, "بازشده", "reopened", "دوره‌های تازه پس از اعتراض یا بازگشایی، به روز آن", "new episodes after an objection or reopening, by its day"),
		{
			ID: ReopenedShare, Unit: Share, Title: text("سهم بازشدن", "reopened share"),
			Words:   text("دوره‌های تازه به پاسخ‌های نهایی همین دوره زمانی", "new episodes to final answers of the same period"),
			compute: ratio(func(c Cell) (int64, int64) { return c.N(MReopened), c.N(MAnswered) }),
		},
		number(Returned, MReturned, "عودت‌شده", "returned", "پرونده‌هایی که دستگاه با «عدم ارتباط» برگرداند", "cases that an agency gave back as not its own"),
		number(Escalated, MEscalated, "به مقام بالاتر رسیده", "escalated", "گام‌های نردبان پس از گذشتن مهلت", "steps of the ladder after a missed deadline"),
		number(Advised, MAdvised, "با راهنمایی حل شد", "settled by advice", "پرونده‌هایی که با راهنمایی پایان یافت", "cases that ended with advice"),
		number(Declined, MDeclined, "پذیرفته نشد", "declined", "بیرون از کار سامد", "no matter for Samad"),
		number(Joined, MJoined, "پیوسته به پرونده دیگر", "joined", "تکراری‌ها", "duplicates"),
		number(Withdrawn, MWithdrawn, "پس‌گرفته", "withdrawn", "متقاضی پس گرفت", "taken back by the petitioner"),
		number(Judgements, MJudged, "ارزیابی‌ها", "judgements", "شمار ارزیابی‌های متقاضیان", "how often petitioners judged"),
		mean(Satisfaction, MJudged, "رضایت از پاسخ", "satisfaction with the answer"),
		mean(Conduct, MConduct, "رضایت از برخورد", "satisfaction with the conduct"),
	}
	better := map[ID]int{
		AnsweredShare: 1, OnTimeShare: 1, AimShare: 1, NoVisitShare: 1, Satisfaction: 1, Conduct: 1,
		MedianToScreen: -1, MedianToRefer: -1, MedianToRespond: -1, MedianToAnswer: -1, P90ToAnswer: -1,
		ReopenedShare: -1, Returned: -1, Escalated: -1,
	}
	for i := range list {
		list[i].Better = better[list[i].ID]
	}
	return list
}

// Define returns the definition of a figure, or false.
func Define(id ID) (Definition, bool) {
	d, ok := defined().byID[id]
	return d, ok
}

func text(fa, en string) samad.Text { return samad.Text{Fa: fa, En: en} }

func number(id ID, m Measure, fa, en, wordsFa, wordsEn string) Definition {
	return Definition{
		ID: id, Unit: Number, Title: text(fa, en), Words: text(wordsFa, wordsEn), Persons: true,
		compute: func(c Cell) (float64, int64, bool) {
			n := c.N(m)
			return float64(n), n, true
		},
	}
}

func ratio(parts func(c Cell) (of, all int64)) func(c Cell) (float64, int64, bool) {
	return func(c Cell) (float64, int64, bool) {
		of, all := parts(c)
		if all == 0 {
			return 0, 0, false
		}
		return float64(of) / float64(all), all, true
	}
}

func quantile(id ID, m Measure, q float64, fa, en, wordsFa, wordsEn string) Definition {
	return Definition{
		ID: id, Unit: WDays, Title: text(fa, en), Words: text(wordsFa+"، به روز کاری", wordsEn+", in working days"),
		compute: func(c Cell) (float64, int64, bool) {
			v, ok := c.Quantile(m, q)
			return float64(v), c.N(m), ok
		},
	}
}

func mean(id ID, m Measure, fa, en string) Definition {
	return Definition{
		ID: id, Unit: Points, Title: text(fa, en), Words: text("میانگین ارزیابی متقاضیان، از ۱ تا ۵", "mean of petitioners' judgements, 1 to 5"),
		compute: func(c Cell) (float64, int64, bool) {
			v, ok := c.Mean(m)
			return v, c.N(m), ok
		},
	}
}

package figures

import "github.com/samad111/go-samad/samad"

// shares are the parts of new cases by kind and channel, and of final answers
// by outcome.
func shares() []Definition {
	kinds := map[samad.Kind]samad.Text{
		samad.Request: text("درخواست", "requests"), samad.Complaint: text("شکایت", "complaints"),
		samad.Suggestion: text("پیشنهاد", "suggestions"), samad.Criticism: text("انتقاد", "criticism"),
		samad.Report: text("گزارش", "reports"), samad.Idea: text("طرح و ایده", "ideas"),
		samad.Consultation: text("مشاوره", "consultations"),
	}
	channels := map[samad.Channel]samad.Text{
		samad.Phone: text("تلفن", "by telephone"), samad.Web: text("وب", "on the web"), samad.SMS: text("پیامک", "by SMS"),
		samad.InPerson: text("حضوری", "in person"), samad.Letter: text("نامه", "by letter"),
		samad.Meeting: text("ملاقات الکترونیکی", "in electronic meetings"), samad.API: text("سامانه‌های دیگر", "by other systems"),
	}
	outcomes := map[samad.Outcome]samad.Text{
		samad.Done: text("انجام‌شده", "done"), samad.Partly: text("تا اندازه‌ای انجام‌شده", "done in part"),
		samad.NotPossible: text("ناشدنی", "not possible"), samad.Advised: text("راهنمایی‌شده", "advised"),
		samad.NeedsTime: text("نیازمند زمان", "in need of time"),
	}
	part := func(id ID, title, of samad.Text, m, all Measure) Definition {
		return Definition{
			ID: id, Unit: Share, Title: text("سهم "+title.Fa, "share "+title.En),
			Words:   text("از "+of.Fa+"، سهم «"+title.Fa+"»", "of "+of.En+", the share "+title.En),
			compute: ratio(func(c Cell) (int64, int64) { return c.N(m), c.N(all) }),
		}
	}
	cases := text("پرونده‌های تازه", "new cases")
	answers := text("پاسخ‌های نهایی", "final answers")
	var out []Definition
	for _, k := range samad.Kinds() {
		out = append(out, part(KindShare(k), kinds[k], cases, MKind+Measure(k), MReceived))
	}
	for _, ch := range samad.Channels() {
		out = append(out, part(ChannelShare(ch), channels[ch], cases, MChannel+Measure(ch), MReceived))
	}
	for _, o := range samad.Outcomes() {
		out = append(out, part(OutcomeShare(o), outcomes[o], answers, MOutcome+Measure(o), MAnswered))
	}
	return out
}

// ofCalls are computed of the calls that centres took. Lines that calls do not
// belong to (agencies, topics …) have none of them.
func ofCalls() []Definition {
	rate := func(id ID, of Measure, to Measure, times float64, fa, en, wordsFa, wordsEn string) Definition {
		return Definition{
			ID: id, Unit: Rate, Title: text(fa, en), Words: text(wordsFa, wordsEn), calls: true,
			compute: func(c Cell) (float64, int64, bool) {
				n := c.N(to)
				if n == 0 {
					return 0, 0, false
				}
				return times * float64(c.N(of)) / float64(n), n, true
			},
		}
	}
	return []Definition{
		{
			ID: Calls, Unit: Number, Title: text("تماس‌ها", "calls"), Persons: true, calls: true,
			Words: text("تماس‌هایی که مرکز پاسخ داد، با پرونده یا بی آن، به روز آغاز تماس", "calls that the centre took, whether or not a case came of them, by the day on which they began"),
			compute: func(c Cell) (float64, int64, bool) {
				n := c.N(MCall)
				return float64(n), n, len(c[mCallsKept]) > 0
			},
		},
		rate(CallsPerDay, MCall, MCallDay, 1, "تماس در روز", "calls per day", "تماس‌ها به روزهایی که دست‌کم یک تماس پاسخ داده شد", "calls to the days on which at least one was taken"),
		rate(CallsPerHour, MCall, MCallHour, 1, "تماس در ساعت", "calls per hour", "تماس‌ها به ساعت‌های ساعتی که در آن مرکزی دست‌کم یک تماس پاسخ داد؛ هر مرکز جدا شمرده می‌شود", "calls to the hours of the clock in which a centre took at least one, each centre for itself"),
		rate(CasesPer100, MCallOf+Measure(samad.CallNewCase), MCall, 100, "پرونده در صد تماس", "cases per 100 calls", "از هر صد تماس، آن‌هایی که پرونده تازه شد", "of a hundred calls, those that became a new case"),
		{
			ID: NoCaseShare, Unit: Share, Title: text("تماس بی‌پرونده", "calls without a case"), calls: true,
			Words: text("از تماس‌ها، آن‌هایی که نه پرونده تازه شد و نه پیگیری پرونده‌ای بود", "of the calls, those that neither became a new case nor followed one up"),
			compute: ratio(func(c Cell) (int64, int64) {
				with := c.N(MCallOf+Measure(samad.CallNewCase)) + c.N(MCallOf+Measure(samad.CallFollowedUp))
				return c.N(MCall) - with, c.N(MCall)
			}),
		},
	}
}

// ofReach are measured against something that is not counted: inhabitants, the
// estimates of the province, how many agencies and counties take part.
func ofReach() []Definition {
	connected := func(id ID, m Measure, fa, en, wordsFa, wordsEn string) Definition {
		return Definition{
			ID: id, Unit: Number, Title: text(fa, en), Words: text(wordsFa, wordsEn), Asked: true,
			compute: func(c Cell) (float64, int64, bool) {
				n := c.N(m)
				return float64(n), n, c[m] != nil
			},
		}
	}
	spared := func(id ID, unit Unit, m Measure, per float64, fa, en, wordsFa, wordsEn string) Definition {
		return Definition{
			ID: id, Unit: unit, Title: text(fa, en), Words: text(wordsFa, wordsEn), Estimated: true,
			compute: func(c Cell) (float64, int64, bool) {
				mean, ok := c.Mean(m)
				n := c.N(m)
				return mean * float64(n) / per, n, ok
			},
		}
	}
	return []Definition{
		{
			ID: PerInhabitants, Unit: Rate, Title: text("در هر ده هزار نفر", "per 10,000 inhabitants"),
			Words: text("پرونده‌های تازه به هر ده هزار نفر جمعیت استان یا شهرستان؛ جایی که جمعیت دانسته نیست نمی‌آید", "new cases to every 10,000 inhabitants of the province or county; absent where their number is not known"),
			compute: func(c Cell) (float64, int64, bool) {
				people, n := c.N(mPeople), c.N(MReceived)
				if people == 0 {
					return 0, 0, false
				}
				return 10_000 * float64(n) / float64(people), n, true
			},
		},
		spared(VisitsSpared, Number, MSparedVisits, 1, "مراجعه‌های صرفه‌جویی‌شده", "visits spared",
			"برآورد: پاسخ‌های نهایی بی مراجعه حضوری، هرکدام به شمار مراجعه‌ای که استان برای موضوع آن برآورد کرده است", "an estimate: final answers without a visit, each by the visits that the province has estimated for its topic"),
		spared(HoursSpared, Hours, MSparedMinutes, 60, "ساعت‌های صرفه‌جویی‌شده", "hours spared",
			"برآورد: پاسخ‌های نهایی بی مراجعه حضوری، هرکدام به زمانی که استان برای موضوع آن برآورد کرده است", "an estimate: final answers without a visit, each by the time that the province has estimated for its topic"),
		connected(Agencies, mAgencies, "دستگاه‌های پیوسته", "agencies connected", "دستگاه‌هایی که در این دوره دست‌کم یک پرونده به آن‌ها رسید", "agencies that were given at least one case in the period"),
		connected(Counties, mCounties, "شهرستان‌های پیوسته", "counties connected", "شهرستان‌هایی که در این دوره دست‌کم یک پرونده از آن‌ها آمد", "counties from which at least one case came in the period"),
	}
}

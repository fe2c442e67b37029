package main

import (
	"cmp"
	"context"

	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
)

// adviser tells what a text seems to be about, by the packs' own words. Of
// several provinces the one that is surest speaks.
type adviser struct{ packs *pack.Live }

// Advise implements [webdesk.Adviser].
func (a adviser) Advise(_ context.Context, text string) webdesk.Advice {
	best, from := a.surest(text)
	advice := webdesk.Advice{Kind: best.Kind, Place: best.Place, Emergency: best.Urgency == samad.Emergency}
	for i, t := range best.Topics {
		advice.Topics = append(advice.Topics, t.Topic)
		if i == 0 {
			advice.Marks = marks(advice.Marks, webdesk.TopicMark, t.Evidence)
		}
	}
	if best.PlaceEvidence != nil {
		advice.Marks = marks(advice.Marks, webdesk.PlaceMark, []routing.Evidence{*best.PlaceEvidence})
	}
	if from != nil {
		warn(&advice, from.Rules.Hints(text))
	}
	return advice
}

// surest is the suggestion of the pack that is surest, and the pack.
func (a adviser) surest(text string) (best routing.Suggestion, from *pack.Pack) {
	for _, p := range a.packs.Set().Packs() {
		if s := p.Rules.Suggest(text); from == nil || s.Confidence > best.Confidence {
			best, from = s, p
		}
	}
	return best, from
}

func marks(to []webdesk.Mark, kind webdesk.MarkKind, evidence []routing.Evidence) []webdesk.Mark {
	for _, e := range evidence {
		to = append(to, webdesk.Mark{Start: e.Start, End: e.End, Kind: kind})
	}
	return to
}

// warn adds what should be noticed before a text is screened.
func warn(advice *webdesk.Advice, hints []routing.Hint) {
	for _, hint := range hints {
		advice.Marks = marks(advice.Marks, webdesk.WarningMark, hint.Evidence)
		switch hint.Kind {
		case routing.HintEmergency:
			advice.Emergency = true
		case routing.HintOutOfScope:
			advice.Elsewhere = append(advice.Elsewhere, elsewhere(hint.Reason))
		case routing.HintPersonalData:
			advice.Cautions = append(advice.Cautions, samad.Text{
				Fa: "در متن شماره‌ای شخصی آمده است. اگر برای رسیدگی لازم نیست آن را بردارید؛ شماره خودتان جای دیگری دارد.",
				En: "There is a personal number in the text. Take it out unless the matter needs it; your own has a field elsewhere.",
			})
		case routing.HintAbuse:
			advice.Official = append(advice.Official, samad.Text{Fa: "واژه‌های ناپسند در متن است.", En: "There are abusive words in the text."})
		case routing.HintEmpty:
			advice.Official = append(advice.Official, samad.Text{Fa: "متن از موضوعی نام نمی‌برد؛ شاید باید پرسید.", En: "The text names no matter; perhaps ask."})
		}
	}
	advice.Cautions = once(advice.Cautions)
}

// once drops a sentence that was said before.
func once(all []samad.Text) []samad.Text {
	var out []samad.Text
	said := map[samad.Text]bool{}
	for _, t := range all {
		if !said[t] {
			out = append(out, t)
		}
		said[t] = true
	}
	return out
}

// elsewhere says who can do what Samad cannot.
func elsewhere(reason string) samad.Text {
	switch reason {
	case "court":
		return samad.Text{
			Fa: "سامد در پرونده‌های دادگاه و رأی قاضی کاری نمی‌تواند بکند؛ راهنمایی قضایی با شماره ۱۹۱ است.",
			En: "Samad can do nothing about court cases and judgments; 191 gives legal advice.",
		}
	case "private":
		return samad.Text{
			Fa: "اختلاف میان دو نفر کار دستگاه دولتی نیست؛ شورای حل اختلاف و راهنمایی قضایی ۱۹۱ کمک می‌کنند.",
			En: "A quarrel between two persons is no office's matter; the dispute councils and the legal advice line 191 help.",
		}
	case "advert":
		return samad.Text{
			Fa: "سامد جای آگهی و فروش نیست. شکایت از فروشنده یا آگهی دروغین را با شماره ۱۲۴ می‌توان گفت.",
			En: "Samad is no place for adverts and sales. Complaints about a seller or a false advert go to 124.",
		}
	case "orders":
		return samad.Text{
			Fa: "به نرم‌افزار سامد نمی‌توان دستور داد؛ هر پیام را کارشناس می‌خواند. خواسته خود را برای او بنویسید.",
			En: "Samad's software takes no orders; people read every message. Write to them what you need.",
		}
	default:
		return samad.Text{
			Fa: "این متن به کار دستگاه‌های دولتی نمی‌ماند. اگر درباره خدمتی از دولت است، آن را روشن بنویسید.",
			En: "This does not read like a matter for public offices. If it is about a public service, say so plainly.",
		}
	}
}

// Alike implements [webdesk.Adviser].
func (a adviser) Alike(_ context.Context, one webdesk.Matter, among []webdesk.Matter) []webdesk.Likeness {
	known := routing.NewRepeats()
	if _, from := a.surest(one.Text); from != nil {
		known = from.Rules.NewRepeats()
	}
	for _, m := range among {
		known.Add(a.message(m))
	}
	var out []webdesk.Likeness
	for _, r := range known.Find(a.message(one)) {
		out = append(out, webdesk.Likeness{
			Case: samad.CaseID(r.ID), Share: r.Likeness, SameTopic: r.SameTopic, SamePlace: r.SamePlace, SameDays: r.SameDays,
		})
	}
	return out
}

// message is a matter for comparing; a topic or place that nobody has said yet
// is read from the text.
func (a adviser) message(m webdesk.Matter) routing.Message {
	out := routing.Message{ID: string(m.Case), Text: m.Text, Topic: m.Topic, Place: m.Place, At: m.At}
	s, _ := a.surest(m.Text)
	out.Topic, out.Place, out.Topics = cmp.Or(out.Topic, s.Topic), cmp.Or(out.Place, s.Place), s.Topics
	return out
}

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// sheet writes a case for people, in one language.
type sheet struct{ lang samad.Lang }

func newSheet(lang string) sheet {
	if lang == "fa" {
		return sheet{samad.Persian}
	}
	return sheet{samad.English}
}

func (s sheet) say(fa, en string) string { return samad.Text{Fa: fa, En: en}.In(s.lang) }

// write returns the lines of the sheet.
func (s sheet) write(r record, who *personal) []string {
	var out []string
	row := func(fa, en, value string) {
		if value != "" {
			out = append(out, fmt.Sprintf("%s: %s\n", s.say(fa, en), value))
		}
	}
	row("شناسه", "case", string(r.ID))
	row("کد رهگیری", "code", r.Code.Format())
	row("وضعیت", "state", samad.StateName(r.State).In(s.lang))
	row("نوع", "kind", samad.KindName(r.Kind).In(s.lang))
	row("موضوع", "topic", string(r.Topic))
	row("مکان", "place", string(r.Place))
	row("دستگاه مسئول", "agency", string(r.Agency))
	row("مرکز", "centre", string(r.Centre))
	row("ثبت", "created", persianMinute(r.Created))
	row("مهلت", "due", s.due(r.Case))
	row("پایان", "ended", persianMinute(r.Ended))
	row("دفعه رسیدگی", "episode", fmt.Sprint(r.Episode))
	row("پیام‌ها", "messages", s.messages(r.messages))
	if r.fault == nil {
		row("تاریخچه", "history", s.say(fmt.Sprintf("درست، %d رویداد", len(r.events)), fmt.Sprintf("verified, %d events", len(r.events))))
	} else {
		row("تاریخچه", "history", s.say("نمی‌خواند: ", "DOES NOT VERIFY: ")+r.fault.Error())
	}
	for _, e := range r.events {
		out = append(out, s.event(e))
	}
	return append(out, s.personal(who)...)
}

func (s sheet) due(c samad.Case) string {
	due := c.Due()
	if due.IsZero() {
		return ""
	}
	return persianMinute(due)
}

func (s sheet) event(e samad.Event) string {
	who := e.Actor.Post.In(s.lang)
	if who == "" {
		who = samad.RoleName(e.Actor.Role).In(s.lang)
	}
	if e.Actor.Agency != "" {
		who += " (" + string(e.Actor.Agency) + ")"
	}
	return fmt.Sprintf("%4d  %s  %s: %s\n", e.Seq, persianMinute(e.At), samad.EventName(e.Type).In(s.lang), who)
}

// messages counts them by state.
func (s sheet) messages(all []samad.Message) string {
	counts := map[samad.MessageState]int{}
	for _, m := range all {
		counts[m.State]++
	}
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(counts)) {
		name := map[samad.MessageState]string{
			samad.Pending: s.say("در نوبت", "pending"), samad.Delivered: s.say("رسیده", "delivered"),
			samad.Dead: s.say("نرسیده", "given up"),
		}[state]
		parts = append(parts, fmt.Sprintf("%d %s", counts[state], name))
	}
	return strings.Join(parts, s.say("، ", ", "))
}

func (s sheet) personal(who *personal) []string {
	if who == nil {
		return nil
	}
	var out []string
	row := func(name, value string) {
		if value != "" {
			out = append(out, name+": "+value+"\n")
		}
	}
	p := who.Petitioner
	row(s.say("متقاضی", "petitioner"), p.Name)
	row(s.say("کد ملی", "national ID"), p.NationalID)
	row(s.say("شناسه ملی", "legal ID"), p.LegalID)
	row(s.say("تلفن همراه", "mobile"), p.Mobile)
	row(s.say("نشانی", "address"), who.Address)
	for _, id := range slices.Sorted(maps.Keys(who.Questions)) {
		row(id, who.Questions[id])
	}
	for _, text := range who.Texts {
		row(fmt.Sprintf("%4d  %s", text.Seq, text.Name), text.Text)
	}
	return out
}

// persianMinute is an instant in Tehran on the Persian calendar, YYYY-MM-DD
// HH:MM; "" for the zero time.
func persianMinute(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(tehran())
	d, err := persian.FromTime(local)
	if err != nil {
		return at.UTC().Format(time.RFC3339)
	}
	return d.String() + " " + local.Format("15:04")
}

// tehran is the zone in which people read times. The program carries the zone
// database, so it is always there; UTC stands in where somebody took it out.
func tehran() *time.Location {
	zone, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return time.UTC
	}
	return zone
}

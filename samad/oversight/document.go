package oversight

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Document is a letter or minutes as they are printed, in Persian: parts that a
// page or a PDF sets, and [Document.Text] for plain paper.
type Document struct {
	Title  string
	Number string // in Persian digits, "" for none
	Day    string // in words and Persian digits
	// From and To are offices and posts, never persons.
	From, To string
	Subject  string
	Sections []Section
	// Signatures are the posts that sign, each with room above it.
	Signatures []string
	// Slip is what the recipient sends back to acknowledge, "" for none.
	Slip string
}

// Section is a part of a document. Rows, where there are any, stand as a table
// under Head.
type Section struct {
	Heading    string
	Paragraphs []string
	Head       []string
	Rows       [][]string
}

// Text returns the document as plain text, right to left by itself.
func (d Document) Text() string {
	var b strings.Builder
	line := func(parts ...string) {
		b.WriteString(strings.Join(parts, ""))
		b.WriteByte('\n')
	}
	labelled := func(label, text string) {
		if text != "" {
			line(label, ": ", text)
		}
	}
	line(d.Title)
	labelled("شماره", d.Number)
	labelled("تاریخ", d.Day)
	labelled("از", d.From)
	labelled("به", d.To)
	labelled("موضوع", d.Subject)
	for _, s := range d.Sections {
		line()
		if s.Heading != "" {
			line(s.Heading)
		}
		for _, p := range s.Paragraphs {
			line(p)
		}
		if len(s.Head) > 0 {
			line(strings.Join(s.Head, " | "))
		}
		for _, row := range s.Rows {
			line(strings.Join(row, " | "))
		}
	}
	if len(d.Signatures) > 0 {
		line()
		line(strings.Join(d.Signatures, "    "))
	}
	if d.Slip != "" {
		line()
		line("- - - - - - - - - -")
		line(d.Slip)
	}
	return b.String()
}

// dayFa and dayEn name the day of an instant as people read it.
func (o *Office) dayFa(at time.Time) string {
	return o.day(at).Format("EEEE d MMMM yyyy", persian.InPersian)
}

func (o *Office) dayEn(at time.Time) string {
	return o.day(at).Format("EEEE d MMMM yyyy", persian.InLatin)
}

func isNotFound(err error) bool { return errors.Is(err, samad.ErrNotFound) }

// stepFa names a step of the ladder.
func stepFa(s Step) string {
	switch s {
	case StepNotice:
		return "تذکر"
	case StepWarning:
		return "اخطار"
	case StepGovernor:
		return "گزارش به استاندار"
	default:
		return "مطالبه"
	}
}

// visitLetter writes the letter that follows on a visit.
func (o *Office) visitLetter(step Step, p Post, v Visit) (subject string, body []string) {
	what := "خدمت‌رسانی نامناسب به مراجعان"
	found := "کیفیت خدمت‌رسانی به مراجعان مناسب نبود."
	switch v.Report.Finding {
	case Absent:
		what, found = "نبود مدیر در ساعت دیدار مردمی", "مدیر در محل کار خود حضور نداشت و جانشینی نیز معرفی نشده بود."
	case Late:
		what = "دیرکرد مدیر در ساعت دیدار مردمی"
		found = fmt.Sprintf("مدیر با %s دقیقه دیرکرد در محل کار خود حاضر شد.", persianDigits(fmt.Sprint(v.Report.MinutesLate)))
	}
	subject = stepFa(step) + ": " + what
	hours := o.Duty(p, v.Day).Hours
	body = []string{
		"با سلام",
		fmt.Sprintf("مدیران دستگاه‌های اجرایی مکلف‌اند هر %s از ساعت %s تا %s در محل کار خود حضور داشته و پاسخگوی مردم باشند.",
			hours.Weekday.Persian(), clockFa(hours.From), clockFa(hours.To)),
		fmt.Sprintf("در بازدید سرزده %s ساعت %s از دفتر %s، %s", v.Day.Format("EEEE d MMMM yyyy", persian.InPersian),
			clockFa(o.minuteOf(v.Report.At)), p.Title.Fa, found),
	}
	if v.Reply != "" {
		body = append(body, "توضیح شما بررسی شد و پذیرفته نشد.")
	} else {
		body = append(body, "در مهلت مقرر توضیحی از شما نرسید.")
	}
	switch step {
	case StepNotice:
		body = append(body, "بدین‌وسیله تذکر داده می‌شود که در ساعت مقرر حضور داشته باشید.")
	case StepWarning:
		body = append(body, "چون پیش از این نیز تذکر داده شده است، بدین‌وسیله اخطار داده می‌شود. تکرار آن به استاندار گزارش خواهد شد.")
	default:
		body = append(body, "چون تذکر و اخطار پیشین موثر نبوده است، موضوع به استاندار گزارش می‌شود.")
	}
	return subject, append(body, "پس از ثبت رسید می‌توانید در مهلت مقرر به این نامه اعتراض کنید.")
}

func (o *Office) minuteOf(at time.Time) int {
	local := at.In(o.location)
	return local.Hour()*60 + local.Minute()
}

// clockFa writes a minute of the day: «۹:۳۰».
func clockFa(minute int) string {
	return persianDigits(fmt.Sprintf("%d:%02d", minute/60, minute%60))
}

// PrintLetter returns a letter as it is printed.
func (o *Office) PrintLetter(ctx context.Context, actor samad.Actor, id string) (Document, error) {
	l, err := o.Letter(ctx, actor, id)
	if err != nil {
		return Document{}, err
	}
	day := o.day(l.Issued)
	to := o.agencyName(l.Agency, day).Fa
	if l.Post != "" {
		p, err := read(ctx, o, o.books.posts, l.Post)
		if err != nil {
			return Document{}, err
		}
		to = p.Title.Fa + " " + to
	}
	doc := Document{
		Title: "استانداری؛ دفتر بازرسی و مدیریت عملکرد", Number: l.Number(), Day: o.dayFa(l.Issued),
		From: l.By.Post.Fa, To: to, Subject: l.Subject,
		Sections:   []Section{{Paragraphs: l.Body}},
		Signatures: []string{l.By.Post.Fa},
		Slip: fmt.Sprintf("رسید نامه شماره %s: این نامه دریافت شد. مهلت ثبت رسید: %s.    تاریخ و مهر:",
			l.Number(), o.dayFa(l.AckDue)),
	}
	if l.State == LetterWithdrawn {
		doc.Sections = append(doc.Sections, Section{Heading: "این نامه پس گرفته شده است.", Paragraphs: []string{l.Decision}})
	}
	return doc, nil
}

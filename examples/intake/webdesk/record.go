package webdesk

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// recordPage is a page of a room: what a record is, the lists that belong to
// it, and forms for what may be done with it now.
type recordPage struct {
	frame
	Back   link
	Lead   string
	Tags   []string
	Late   string // said of what is overdue
	Notice string
	Once   string // a secret that the notice shows, and nothing else ever
	Glance []said // numbers above everything else
	Tabs   []tab  // the same page of other months
	Facts  []said
	Words  []said // longer texts with what they are
	Hashes []said // long numbers that are compared with others
	Links  []link
	Files  []recordFile
	Charts []recordChart
	Tables []recordTable
	Action string // the forms go to Action/step
	Forms  []form
}

type link struct{ Name, URL string }

// recordChart is a chart of bars with its title.
type recordChart struct {
	Title string
	Bars  []bar
}

type recordTable struct {
	Title string
	Hint  string
	Heads []string
	Rows  []recordRow
	Empty string
	More  link // to what the table does not show
}

type recordRow struct {
	URL   string // of the first cell
	Late  string
	Cells []string
}

// table begins a table with its heads.
func table(title, empty string, heads ...string) recordTable {
	return recordTable{Title: title, Empty: empty, Heads: heads}
}

func (t *recordTable) add(url string, cells ...string) {
	t.Rows = append(t.Rows, recordRow{URL: url, Cells: cells})
}

// ofOwn leaves the column of offices out where all rows are of the own one.
func (v *visit) ofOwn(t recordTable, column int) recordTable {
	if seesAll(v.session.Account.Role) {
		return t
	}
	t.Heads = slices.Delete(slices.Clone(t.Heads), column, column+1)
	for i, r := range t.Rows {
		t.Rows[i].Cells = slices.Delete(r.Cells, column, column+1)
	}
	return t
}

// cursor is where a list goes on, "" at its beginning.
func (v *visit) cursor() string { return v.r.URL.Query().Get("cursor") }

// further leads to the next page of a list, nowhere at its end.
func (v *visit) further(path, next string) link {
	if next == "" {
		return link{}
	}
	return link{v.T("ادامه فهرست", "More of the list"), path + "?cursor=" + url.QueryEscape(next)}
}

// listFault lets what nobody was given, such as a cursor made up, be no page.
func (v *visit) listFault(err error) error {
	if v.cursor() != "" && errors.Is(err, samad.ErrInvalid) {
		return errNoPage
	}
	return err
}

// shortCell is how many letters a state has at most, and shortDay a day, which
// ends with its year.
const (
	shortCell = 16
	shortDay  = 28
)

// Short reports whether a cell stays in one line where there is room.
func (recordTable) Short(cell string) bool { return short(cell) }

// Short does so for tables that are no recordTable.
func (frame) Short(cell string) bool { return short(cell) }

func short(cell string) bool {
	n := utf8.RuneCountInString(cell)
	last, _ := utf8.DecodeLastRuneInString(cell)
	return n <= shortCell || n <= shortDay && unicode.IsDigit(last)
}

// Label is the head of a cell, for narrow screens.
func (t recordTable) Label(i int) string {
	if i == 0 || i >= len(t.Heads) {
		return ""
	}
	return t.Heads[i] + ":"
}

// showRecord shows the page.
func (v *visit) showRecord(status int, page recordPage) error {
	page.Forms = v.finish(page.Forms)
	if page.Notice == "" && v.r.URL.Query().Get("done") != "" {
		page.Notice = v.T("ثبت شد.", "Recorded.")
	}
	return v.show(status, "record", page)
}

// record serves a page of a room.
func (h *handler) record(build func(v *visit) (recordPage, error)) func(v *visit) error {
	return func(v *visit) error {
		page, err := build(v)
		if err != nil {
			return err
		}
		return v.showRecord(200, page)
	}
}

// steps serves the forms of a page: do takes the step and says where to go; when
// it is refused the page comes back with what was typed and what is wrong.
func (h *handler) steps(build func(v *visit) (recordPage, error), do func(v *visit, step string) (string, error)) func(v *visit) error {
	return func(v *visit) error {
		if err := v.form(); err != nil {
			return err
		}
		step := v.r.PathValue("step")
		to, err := do(v, step)
		if errors.Is(err, errNoStep) {
			return errNoPage
		}
		if err == nil {
			v.redirect(to)
			return nil
		}
		wrong, err := v.roomFaults(err)
		if err != nil {
			return err
		}
		page, err := build(v)
		if err != nil {
			return err
		}
		shown := false
		for i := range page.Forms {
			page.Forms[i].Open = false
			if page.Forms[i].Step == step {
				page.Forms[i].fill(v.value, wrong)
				shown = true
			}
		}
		if !shown {
			page.Forms = append([]form{v.lost(step, wrong)}, page.Forms...)
		}
		return v.showRecord(422, page)
	}
}

// roomFaults turns an error of a room into faults of the form.
func (v *visit) roomFaults(err error) (faults, error) {
	var (
		invalid *samad.InvalidError
		meets   *meeting.StateError
		state   *oversight.StateError
	)
	switch {
	case errors.As(err, &invalid):
		var out faults
		for _, f := range invalid.Faults {
			field, _, _ := strings.Cut(strings.TrimPrefix(f.Field, "/"), "/")
			if field == "attachments" {
				field = "files"
			}
			out = append(out, fault{Field: field, Text: f.Detail.In(v.lang)})
		}
		return out, nil
	case errors.As(err, &meets):
		return faults{{Text: meets.Reason.In(v.lang)}}, nil
	case errors.Is(err, meeting.ErrEmpty):
		return faults{{Text: v.T("کسی در نوبت نیست.", "Nobody waits.")}}, nil
	case errors.Is(err, oversight.ErrQuorum):
		return faults{{Text: v.T("جلسه رسمیت ندارد: شمار اعضای حاضر به حد نصاب نرسیده یا کسی که باید باشد نیست.", "There is no quorum: too few members, or somebody who must be there is not.")}}, nil
	case errors.Is(err, oversight.ErrGround):
		return faults{{Text: v.T("این کار بر رویدادی ثبت‌شده استوار است که پیش از این به کار نرفته باشد.", "This needs a recorded ground that was not used before.")}}, nil
	case errors.As(err, &state):
		text := v.T("این گام اکنون شدنی نیست؛ وضعیت در این میان تغییر کرده یا هنوز به آن نرسیده است.", "This step is not possible now: the state has changed, or has not come so far.")
		return faults{{Text: text}}, nil
	}
	return faultsOf(err, v.lang, map[string]string{"": ""})
}

// role reports whether whoever is signed in has one of the roles.
func (v *visit) role(roles ...samad.Role) bool {
	return v.session != nil && slices.Contains(roles, v.session.Account.Role)
}

// day reads a Persian date of the form, the zero day for an empty field.
func (v *visit) day(name string) (persian.Date, error) {
	if v.value(name) == "" {
		return persian.Date{}, nil
	}
	d, err := persian.Parse(strings.TrimSpace(v.value(name)))
	if err != nil {
		return d, refused(name, "تاریخ را مانند ۱۴۰۵/۰۹/۰۲ بنویسید.", "write the date like 1405/09/02")
	}
	return d, nil
}

// lastMinute is until when something is due that is due on a day.
func (h *handler) lastMinute(d persian.Date) time.Time { return d.End(h.Location).Add(-time.Minute) }

// minute reads a time of the day of the form as minutes after midnight, -1 for
// an empty field.
func (v *visit) minute(name string) (int, error) {
	s := latinDigits(strings.TrimSpace(v.value(name)))
	if s == "" {
		return -1, nil
	}
	at, err := time.Parse("15:04", s)
	if err != nil {
		return 0, refused(name, "ساعت را مانند ۰۹:۳۰ بنویسید.", "write the time like 09:30")
	}
	return at.Hour()*60 + at.Minute(), nil
}

// latinDigits writes Persian and Arabic digits as programs read them.
func latinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		default:
			return r
		}
	}, s)
}

// date writes a day as forms take it.
func (f frame) date(d persian.Date) string {
	if d.IsZero() {
		return ""
	}
	return f.N(strings.ReplaceAll(d.String(), "-", "/"))
}

// at writes an instant, "" for none.
func (f frame) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return f.Moment(t)
}

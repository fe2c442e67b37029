package webdesk

import (
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// queueGroup is a stretch of the queue under a heading; without a name it is
// all of it.
type queueGroup struct {
	Name  string
	Late  bool
	Items []queueItem
}

// mostInbox is how many cases an inbox shows at once: it is worked through from
// the top.
const mostInbox = 100

// inbox reports whether the queue is the agency's own work by deadline.
func (v *visit) inbox(f queueFilter) bool {
	return !seesAll(v.session.Account.Role) && f.State == workPart
}

// grouped cuts a queue in the order of deadlines into late, today, this week,
// later and those without a deadline. Weeks end on Friday.
func (v *visit) grouped(items []queueItem, now time.Time) []queueGroup {
	today, err := persian.FromTime(now.In(v.h.Location))
	if err != nil {
		return []queueGroup{{Items: items}}
	}
	friday := today
	for friday.Weekday() != persian.Friday {
		next, err := friday.AddDays(1)
		if err != nil {
			break // the calendar's last week
		}
		friday = next
	}
	names := []samad.Text{
		{Fa: "از مهلت گذشته", En: "Late"}, {Fa: "مهلت امروز", En: "Due today"}, {Fa: "تا پایان هفته", En: "This week"},
		{Fa: "پس از آن", En: "Later"}, {Fa: "بی‌مهلت یا متوقف", En: "No deadline, or held"},
	}
	groups := make([]queueGroup, len(names))
	for i, n := range names {
		groups[i].Name, groups[i].Late = n.In(v.lang), i == 0
	}
	for _, item := range items {
		at := len(names) - 1
		due := item.Case.Due()
		day, err := persian.FromTime(due.In(v.h.Location))
		switch {
		case due.IsZero() || err != nil:
		case item.Late:
			at = 0
		case day.Compare(today) <= 0:
			at = 1
		case day.Compare(friday) <= 0:
			at = 2
		default:
			at = 3
		}
		groups[at].Items = append(groups[at].Items, item)
	}
	var out []queueGroup
	for _, g := range groups {
		if len(g.Items) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// glance are the numbers above an agency's inbox.
func (page *queuePage) glance(v *visit, role samad.Role) {
	late, objected := 0, 0
	for _, i := range page.Items {
		if i.Late {
			late++
		}
		if i.Case.Objections > 0 {
			objected++
		}
		if i.Case.Drafted != 0 && role == samad.RoleAgencyHead {
			page.Drafts = append(page.Drafts, i)
		}
	}
	add := func(n int, fa, en string) {
		page.Glance = append(page.Glance, said{Name: v.T(fa, en), Text: page.N(n)})
	}
	add(late, "از مهلت گذشته", "late")
	add(objected, "با اعتراض متقاضی", "objected to")
	if role == samad.RoleAgencyHead {
		add(len(page.Drafts), "پیش‌نویس در انتظار تأیید شما", "drafts for your approval")
		free := 0
		for _, i := range page.Items {
			if i.Case.Expert == "" {
				free++
			}
		}
		add(free, "بی‌کارشناس", "without an expert")
	}
}

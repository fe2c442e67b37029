package webdesk

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
)

// liveFor is how long the figures of the home page are good.
const liveFor = time.Minute

// live keeps the figures of the home page for a moment, so that a rush of
// visitors costs one look.
type live struct {
	mu  sync.Mutex
	now map[samad.PlaceID]lately
}

type lately struct {
	until time.Time
	row   figures.Row
	ok    bool
}

// of returns the public figures of a province in this year in one line, or false
// when there are none.
func (l *live) of(ctx context.Context, h *handler, province samad.PlaceID) (figures.Row, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := h.Now()
	last := l.now[province]
	if at.Before(last.until) {
		return last.row, last.ok
	}
	period, err := figures.ParsePeriod(strconv.Itoa(h.today().Year()))
	if err == nil {
		var table figures.Table
		table, err = h.Rooms.Figures.Table(ctx, figures.Query{Period: period, Province: province, Figures: []figures.ID{
			figures.Received, figures.Answered, figures.OnTimeShare, figures.MedianToAnswer,
		}})
		last.row, last.ok = table.Public(fewest).Total, err == nil
	}
	if err != nil {
		// The home page is there without figures too.
		h.Logger.WarnContext(ctx, "no live figures", "error", err.Error())
		last.ok = false
	}
	last.until = at.Add(liveFor)
	if l.now == nil {
		l.now = map[samad.PlaceID]lately{}
	}
	l.now[province] = last
	return last.row, last.ok
}

// fillRooms puts live figures and the nearest programmes on the home page.
func (h *handler) fillRooms(v *visit, page *homePage) error {
	if h.Rooms.Figures != nil {
		if row, ok := h.live.of(v.r.Context(), h, v.province()); ok {
			for _, value := range row.Values {
				d, _ := figures.Define(value.Figure)
				if value.Known && !value.Withheld {
					page.Live = append(page.Live, said{Name: d.Title.In(v.lang), Text: v.figure(page.frame, value)})
				}
			}
		}
	}
	if h.Rooms.Meetings != nil {
		all, err := h.coming(v, page.frame, comingDays)
		if err != nil {
			return err
		}
		page.Programmes = all[:min(len(all), 3)]
	}
	return nil
}

package webdesk

import (
	"strings"

	ics "github.com/arran4/golang-ical"

	"github.com/samad111/go-samad/samad/meeting"
)

// meetingsFeed serves the coming programmes as a calendar to subscribe to.
func (h *handler) meetingsFeed(v *visit) error {
	all, err := h.Rooms.Meetings.Coming(v.r.Context(), v.province(), comingDays)
	if err != nil {
		return err
	}
	return v.calendar("samad-meetings.ics", all)
}

// meetingFile serves one programme.
func (h *handler) meetingFile(v *visit) error {
	for _, province := range h.roomProvinces() {
		all, err := h.Rooms.Meetings.Coming(v.r.Context(), province, comingDays)
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.ID == v.r.PathValue("id") {
				return v.calendar("samad-meeting.ics", []meeting.Programme{p})
			}
		}
	}
	return errNoPage
}

// calendar writes programmes as RFC 5545. Times are UTC: no zone need be told.
func (v *visit) calendar(name string, programmes []meeting.Programme) error {
	cal := ics.NewCalendarFor("-//Samad 111//go-samad//FA")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(v.T("ملاقات‌های الکترونیکی سامد", "Samad electronic meetings"))
	f := v.frame("")
	for _, p := range programmes {
		e := cal.AddEvent(p.ID + "@samad111")
		e.SetDtStampTime(v.h.Now().UTC())
		e.SetStartAt(p.Starts.UTC())
		e.SetEndAt(p.Ends.UTC())
		e.SetSummary(v.T("ملاقات الکترونیکی سامد ", "Samad electronic meeting ") + f.N(111) + ": " + p.Title.In(v.lang))
		var text strings.Builder
		for _, host := range v.programme(f, p).Hosts {
			text.WriteString(host.Agency + v.T("، ", ", ") + host.Post + " (" + host.State + ")\n")
		}
		e.SetDescription(text.String())
		e.SetURL(v.origin() + "/meetings")
		e.SetStatus(ics.ObjectStatusConfirmed)
	}
	return v.file(name, "text/calendar; charset=utf-8", []byte(cal.Serialize()))
}

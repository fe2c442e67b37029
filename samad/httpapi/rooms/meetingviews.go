package rooms

import (
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/sla/persian"
)

// Programme is a programme as staff see it, or, without turns, as everybody
// does.
type programmeBody struct {
	ID            string     `json:"id" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Revision      int64      `json:"revision,omitempty" doc:"Its number stands in the ETag, for If-Match" example:"4"`
	Province      string     `json:"province" example:"10"`
	ProvinceName  string     `json:"province_name,omitempty" example:"اصفهان"`
	Title         string     `json:"title" example:"ملاقات با مدیرکل تامین اجتماعی"`
	State         string     `json:"state" enum:"planned,invited,running,finished,cancelled"`
	Starts        time.Time  `json:"starts"`
	StartsPersian string     `json:"starts_persian" example:"1405-09-09"`
	Ends          time.Time  `json:"ends"`
	Opened        time.Time  `json:"opened,omitzero"`
	Closed        time.Time  `json:"closed,omitzero"`
	PerHour       int        `json:"per_hour" doc:"Turns that are planned in an hour" example:"12"`
	Slots         int        `json:"slots" doc:"Turns in all" example:"24"`
	Hosts         []hostBody `json:"hosts"`
	Turns         []turnBody `json:"turns,omitempty"`
	Reason        string     `json:"reason,omitempty" doc:"Why it is not as proposed, was changed or cancelled"`
}

type hostBody struct {
	Agency     string `json:"agency" example:"isf.tamin"`
	AgencyName string `json:"agency_name,omitempty" example:"تامین اجتماعی"`
	Post       string `json:"post" doc:"The post that comes; never a person" example:"مدیرکل"`
	State      string `json:"state" enum:"not_asked,asked,accepted,stand_in,declined"`
	Reason     string `json:"reason,omitempty" doc:"Why it declined or sends a stand-in"`
	Rank       int    `json:"rank,omitempty" doc:"In the proposal by which it was invited"`
	Cases      int64  `json:"cases,omitempty" doc:"Filed about its work in the window of that proposal"`
}

type turnBody struct {
	Number     int       `json:"number" example:"3"`
	Agency     string    `json:"agency"`
	AgencyName string    `json:"agency_name,omitempty"`
	County     string    `json:"county,omitempty" example:"1014"`
	CountyName string    `json:"county_name,omitempty"`
	Case       string    `json:"case,omitempty"`
	State      string    `json:"state" enum:"waiting,on_air,answered_live,referred,missed,left"`
	Asked      time.Time `json:"asked"`
	Slot       time.Time `json:"slot,omitzero" doc:"When it is planned; left out for those who ring in"`
	Began      time.Time `json:"began,omitzero"`
	Ended      time.Time `json:"ended,omitzero"`
	Recorded   time.Time `json:"recorded,omitzero"`
}

// placeBody is a turn as its petitioner sees it.
type placeBody struct {
	Programme   string    `json:"programme"`
	Number      int       `json:"number" example:"3"`
	Agency      string    `json:"agency"`
	AgencyName  string    `json:"agency_name,omitempty"`
	State       string    `json:"state" enum:"waiting,on_air,answered_live,referred,missed,left"`
	Slot        time.Time `json:"slot,omitzero" doc:"When you are rung"`
	SlotPersian string    `json:"slot_persian,omitempty" example:"1405-09-09"`
	Before      int       `json:"before" doc:"Open turns that are called before it, as things stand" example:"2"`
}

func (c *call) programme(p meeting.Programme) programmeBody {
	out := programmeBody{
		ID: p.ID, Revision: c.revision("meeting", p.ID), Province: string(p.Province), ProvinceName: c.Place(p.Province), Title: p.Title.In(c.Lang()),
		State: string(p.State), Starts: p.Starts, StartsPersian: c.Day(p.Starts), Ends: p.Ends, Opened: p.Opened, Closed: p.Closed,
		PerHour: p.PerHour, Slots: len(p.Slots()), Hosts: make([]hostBody, len(p.Hosts)), Reason: p.Reason,
	}
	for i, h := range p.Hosts {
		out.Hosts[i] = hostBody{
			Agency: string(h.Agency), AgencyName: c.Agency(h.Agency), Post: h.Post.In(c.Lang()), State: string(h.State),
			Reason: h.Reason, Rank: h.Rank, Cases: h.Cases,
		}
	}
	for _, t := range p.Turns {
		out.Turns = append(out.Turns, c.turn(t))
	}
	return out
}

func (c *call) turn(t meeting.Turn) turnBody {
	return turnBody{
		Number: t.Number, Agency: string(t.Agency), AgencyName: c.Agency(t.Agency), County: string(t.County), CountyName: c.Place(t.County),
		Case: string(t.Case), State: string(t.State), Asked: t.Asked, Slot: t.Slot, Began: t.Began, Ended: t.Ended, Recorded: t.Recorded,
	}
}

func (c *call) place(programme string, p meeting.Place) placeBody {
	return placeBody{
		Programme: programme, Number: p.Number, Agency: string(p.Agency), AgencyName: c.Agency(p.Agency), State: string(p.State),
		Slot: p.Slot, SlotPersian: c.Day(p.Slot), Before: p.Before,
	}
}

// weekBody is what is proposed for a week.
type weekBody struct {
	From      persian.Date   `json:"from" doc:"Saturday" example:"1405-09-07"`
	To        persian.Date   `json:"to" example:"1405-09-13"`
	Hosts     int            `json:"hosts" doc:"So many are to be invited" example:"4"`
	Reason    string         `json:"reason,omitempty" doc:"Of that number"`
	Days      []string       `json:"days" doc:"Working days of the week"`
	Closed    []string       `json:"closed" doc:"Days on which none can be held"`
	Proposals []proposalBody `json:"proposals"`
}

type proposalBody struct {
	Rank       int     `json:"rank" example:"1"`
	Agency     string  `json:"agency"`
	AgencyName string  `json:"agency_name,omitempty"`
	Post       string  `json:"post" example:"مدیرکل"`
	Day        string  `json:"day,omitempty" doc:"Left out for agencies beyond the number of the week" example:"1405-09-09"`
	Cases      int64   `json:"cases" doc:"Filed about its work in the window" example:"250"`
	Weeks      int     `json:"weeks" doc:"Since it was host last, -1 when never"`
	Weight     float64 `json:"weight"`
	Reason     string  `json:"reason"`
}

func (c *call) week(w meeting.Week) weekBody {
	out := weekBody{
		From: w.From, To: w.To, Hosts: w.Hosts, Reason: w.Reason.In(c.Lang()), Days: days(w.Days), Closed: days(w.Closed),
		Proposals: make([]proposalBody, len(w.Proposals)),
	}
	for i, p := range w.Proposals {
		out.Proposals[i] = proposalBody{
			Rank: p.Rank, Agency: string(p.Agency), AgencyName: c.Agency(p.Agency), Post: p.Post.In(c.Lang()), Cases: p.Cases,
			Weeks: p.Weeks, Weight: p.Weight, Reason: p.Reason.In(c.Lang()),
		}
		if !p.Day.IsZero() {
			out.Proposals[i].Day = p.Day.String()
		}
	}
	return out
}

func days(list []persian.Date) []string {
	out := make([]string, len(list))
	for i, d := range list {
		out[i] = d.String()
	}
	return out
}

// callBody is the call on air.
type callBody struct {
	Turn    turnBody          `json:"turn"`
	Case    *httpapi.CaseRow  `json:"case,omitempty" doc:"The petitioner's, for turns that were asked for beforehand"`
	Earlier []httpapi.CaseRow `json:"earlier" doc:"Other cases of the petitioner, the newest first"`
	Waiting int               `json:"waiting" doc:"Turns still open" example:"5"`
}

// paceBody is how a programme goes now.
type paceBody struct {
	Calls     int     `json:"calls" example:"7"`
	PerHour   float64 `json:"per_hour" doc:"0 before five minutes have passed" example:"14.5"`
	Low       bool    `json:"low" doc:"Fewer calls an hour than the band"`
	High      bool    `json:"high" doc:"More calls an hour than the band"`
	Waiting   int     `json:"waiting"`
	Remaining int     `json:"remaining_seconds" doc:"Until the planned end" example:"1800"`
}

// summaryBody is the report at the end.
type summaryBody struct {
	Programme programmeBody  `json:"programme"`
	Calls     int            `json:"calls" doc:"Spoken with" example:"22"`
	Missed    int            `json:"missed"`
	NotTaken  int            `json:"not_taken" doc:"Open turns that were not reached"`
	Answered  int            `json:"answered_live"`
	HandedOn  int            `json:"referred"`
	PerHour   float64        `json:"per_hour" example:"11"`
	Talk      int            `json:"talk_seconds" doc:"The median" example:"210"`
	Record    int            `json:"record_seconds" doc:"The median time to write a call down" example:"80"`
	Slow      int            `json:"slow" doc:"Records that took longer than the setting"`
	Kinds     map[string]int `json:"kinds"`
	Topics    map[string]int `json:"topics"`
	Counties  map[string]int `json:"counties"`
}

func counts[K ~string](of map[K]int) map[string]int {
	out := make(map[string]int, len(of))
	for k, n := range of {
		out[string(k)] = n
	}
	return out
}

func (c *call) summary(s meeting.Summary) summaryBody {
	return summaryBody{
		Programme: c.programme(s.Programme), Calls: s.Calls, Missed: s.Missed, NotTaken: s.NotTaken, Answered: s.Answered,
		HandedOn: s.HandedOn, PerHour: s.PerHour, Talk: int(s.Talk.Seconds()), Record: int(s.Record.Seconds()), Slow: s.Slow,
		Kinds: counts(s.Kinds), Topics: counts(s.Topics), Counties: counts(s.Counties),
	}
}

// recordedBody is a call that was written down.
type recordedBody struct {
	Turn    turnBody             `json:"turn"`
	Receipt *httpapi.ReceiptBody `json:"receipt,omitempty" doc:"For the caller; left out when the line was missed"`
	Case    *httpapi.CaseRow     `json:"case,omitempty"`
	Slow    bool                 `json:"slow" doc:"The record took longer than the setting"`
}

func (c *call) recorded(r meeting.Recorded) recordedBody {
	out := recordedBody{Turn: c.turn(r.Turn), Slow: r.Slow}
	if r.Case.ID != "" {
		row := c.Row(r.Case)
		receipt := c.Receipt(r.Receipt)
		out.Case, out.Receipt = &row, &receipt
	}
	return out
}

func (c *call) onAir(k meeting.Call) callBody {
	out := callBody{Turn: c.turn(k.Turn), Earlier: make([]httpapi.CaseRow, len(k.Earlier)), Waiting: k.Waiting}
	if k.Case != nil {
		row := c.Row(k.Case.Case)
		out.Case = &row
	}
	for i, one := range k.Earlier {
		out.Earlier[i] = c.Row(one)
	}
	return out
}

// textBody is a sentence in one or both languages.
type textBody struct {
	Fa string `json:"fa,omitempty" example:"معاون بیمه‌ای"`
	En string `json:"en,omitempty"`
}

func (t textBody) text() samad.Text { return samad.Text(t) }

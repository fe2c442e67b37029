package rooms

import (
	"encoding/json"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
)

// emptyBody is a body without members.
type emptyBody struct{}

// reasonBody is a step that needs no more than a reason.
type reasonBody struct {
	Reason string `json:"reason" example:"دلیل در یک جمله"`
}

// replyBody is what a host answers to the invitation.
type replyBody struct {
	Agency  string   `json:"agency,omitempty" doc:"Default the actor's own" example:"isf.tamin"`
	Accept  bool     `json:"accept,omitempty" doc:"Neither accepting nor naming a stand-in is declining"`
	StandIn textBody `json:"stand_in,omitzero" doc:"The post that comes instead; with a reason"`
	Reason  string   `json:"reason,omitempty" example:"مأموریت"`
}

func (m meetings) addInvitations() {
	programmeStep(m, "cancelMeeting", "cancel", "لغو برنامه", "Cancel a programme", "به دارندگان نوبت گفته می‌شود چرا.",
		"Those who hold a turn are told why.", map[string]any{"reason": "تعطیلی اعلام شد."}, func(c *call, in reasonBody) error {
			_, err := m.at(c).Cancel(c.Context(), c.Actor(), c.id(), in.Reason)
			return err
		})
	programmeStep(m, "inviteHosts", "invite", "دعوت میزبان‌ها", "Invite the hosts", "هر کدام که هنوز دعوت نشده‌اند نامه می‌گیرند.",
		"Each who was not asked yet gets a letter.", nil, func(c *call, _ emptyBody) error {
			_, err := m.at(c).Invite(c.Context(), c.Actor(), c.id())
			return err
		})
	programmeStep(m, "replyToInvitation", "reply", "پاسخ به دعوت", "Reply to an invitation", "پذیرش، جانشین با دلیل، یا نپذیرفتن با دلیل؛ تا آغاز برنامه تغییرپذیر است.",
		"Accept, send a stand-in with a reason, or decline with one; may be changed until the programme begins.", map[string]any{"accept": true},
		func(c *call, in replyBody) error {
			_, err := m.at(c).Reply(c.Context(), c.Actor(), c.id(), meeting.Reply{
				Agency: samad.AgencyID(in.Agency), Accept: in.Accept, StandIn: in.StandIn.text(), Reason: in.Reason,
			})
			return err
		})
}

// turnOfBody asks for a turn for a caller's case.
type turnOfBody struct {
	Agency string `json:"agency" example:"isf.tamin"`
	Case   string `json:"case" doc:"Id or tracking code" example:"8349201754920193"`
}

// ringInBody is somebody who rings while the programme runs.
type ringInBody struct {
	Agency string `json:"agency" example:"isf.tamin"`
	County string `json:"county,omitempty" doc:"Where the caller is; turns go round between counties" example:"1014"`
}

// leaveBody names a turn.
type leaveBody struct {
	Turn int `json:"turn" minimum:"1" example:"3"`
}

// liveBody is what came of the call on air.
type liveBody struct {
	Turn       int               `json:"turn" minimum:"1" example:"3"`
	Began      time.Time         `json:"began,omitzero" doc:"Default when the turn was called"`
	Ended      time.Time         `json:"ended,omitzero" doc:"Default now"`
	Missed     bool              `json:"missed,omitempty" doc:"Nobody answered; nothing else is needed then"`
	Submission *httpapi.CaseBody `json:"submission,omitempty" doc:"What the caller brought forward"`
	Answer     *liveAnswerBody   `json:"answer,omitempty" doc:"What the host said; then the case is answered in the call"`
	Accepts    bool              `json:"accepts,omitempty" doc:"The caller accepts the answer: the case is closed"`
	Expert     string            `json:"expert,omitempty" doc:"The account in the host's agency that gets the case when it is not answered"`
	Unit       string            `json:"unit,omitempty"`
}

// liveAnswerBody is an answer that was given live.
type liveAnswerBody struct {
	Explanation  string        `json:"explanation" example:"پرونده شما بررسی شد."`
	Done         string        `json:"done" example:"معوقه امروز واریز شد."`
	Basis        string        `json:"basis,omitempty"`
	Next         string        `json:"next,omitempty"`
	Outcome      samad.Outcome `json:"outcome"`
	WithoutVisit bool          `json:"without_visit,omitempty"`
}

func (in liveBody) live() (meeting.Live, error) {
	out := meeting.Live{
		Turn: in.Turn, Began: in.Began, Ended: in.Ended, Missed: in.Missed, Accepts: in.Accepts, Expert: in.Expert, Unit: in.Unit,
	}
	if in.Submission != nil {
		out.Submission = httpapi.Submission(*in.Submission)
	} else if !in.Missed {
		return out, fault("/submission", "required", "آنچه تماس‌گیرنده گفت لازم است.", "what the caller brought forward is required")
	}
	if a := in.Answer; a != nil {
		out.Answer = &samad.AnswerRequest{
			AnswerText: samad.AnswerText{Explanation: a.Explanation, Done: a.Done, Basis: a.Basis, Next: a.Next},
			Outcome:    a.Outcome, WithoutVisit: a.WithoutVisit, Final: true,
		}
	}
	return out, nil
}

// meetingHistoryBody is how a programme came about.
type meetingHistoryBody struct {
	Events []recordEventBody `json:"events"`
}

// recordEventBody is an event of a record as it is kept.
type recordEventBody struct {
	ID       string          `json:"id"`
	Seq      int64           `json:"seq"`
	At       time.Time       `json:"at"`
	Actor    samad.Stamp     `json:"actor"`
	Type     string          `json:"type" example:"invited"`
	Data     json.RawMessage `json:"data"`
	PrevHash string          `json:"prev_hash,omitempty"`
	Hash     string          `json:"hash"`
}

func recordEvent(e ledger.Event) recordEventBody {
	out := recordEventBody{ID: e.ID, Seq: e.Seq, At: e.At, Actor: e.Actor, Type: e.Type, Data: e.Data, Hash: e.Hash.String()}
	if !e.PrevHash.IsZero() {
		out.PrevHash = e.PrevHash.String()
	}
	return out
}

func (m meetings) addConsole() {
	programmeStep(m, "askTurnForCaller", "turns", "نوبت برای تماس‌گیرنده", "Ask for a turn for a caller", "برای پرونده‌ای که تماس‌گیرنده از آن می‌گوید.",
		"For the case that a caller speaks of.", map[string]any{"agency": "isf.tamin", "case": "8349201754920193"}, func(c *call, in turnOfBody) error {
			if err := m.visible(c, nil); err != nil {
				return err
			}
			id, err := c.FindCase("/case", in.Case)
			if err != nil {
				return err
			}
			_, err = m.at(c).Ask(c.Context(), c.Actor(), c.id(), samad.AgencyID(in.Agency), id)
			return err
		})
	programmeStep(m, "ringIn", "ring_in", "تماس در میان برنامه", "Put somebody who rings into the queue", "بی ساعت؛ نوبت میان شهرستان‌ها می‌چرخد.",
		"Without an hour; the turn goes round between counties.", map[string]any{"agency": "isf.tamin", "county": "1014"}, func(c *call, in ringInBody) error {
			_, err := m.at(c).RingIn(c.Context(), c.Actor(), c.id(), samad.AgencyID(in.Agency), samad.PlaceID(in.County))
			return err
		})
	programmeStep(m, "giveTurnBackFor", "leave", "پس دادن نوبت تماس‌گیرنده", "Give a caller's turn back", "ساعت آن به دیگران می‌رسد.",
		"Its hour goes to others.", map[string]any{"turn": 3}, func(c *call, in leaveBody) error {
			_, err := m.at(c).Leave(c.Context(), c.Actor(), c.id(), in.Turn)
			return err
		})
	programmeStep(m, "startMeeting", "start", "آغاز برنامه", "Start a programme", "دست‌کم یک میزبان یا جانشین باید بیاید.",
		"At least one host or stand-in must come.", nil, func(c *call, _ emptyBody) error {
			_, err := m.at(c).Start(c.Context(), c.Actor(), c.id())
			return err
		})
	const desk = "/api/v1/desk/meetings/{id}"
	plain(m.base, meetingKind, op{
		id: "nextCaller", path: desk + "/next", tag: "meetings", access: httpapi.AccessStaff, optional: true,
		fa: "تماس‌گیرنده بعدی", en: "The next caller",
		moreFa:   "نوبت بعدی روی خط می‌آید، با پرونده‌های پیشین. تا ثبت نشود همان نوبت داده می‌شود.",
		moreEn:   "Puts the next turn on air, with earlier cases. Until it is recorded the same turn is given.",
		problems: []string{"not_found", "forbidden", codeWrongState, codeNobody},
	}, func(c *call, _ emptyBody) (string, callBody, error) {
		k, err := m.at(c).Next(c.Context(), c.Actor(), c.id())
		if err != nil {
			return "", callBody{}, m.visible(c, err)
		}
		return "", c.onAir(k), nil
	}, func(c *call, _ emptyBody, id string) (callBody, error) {
		k, err := m.at(c).OnAir(c.Context(), c.Actor(), id)
		if err != nil {
			return callBody{}, m.visible(c, err)
		}
		return c.onAir(k), nil
	})
	plain(m.base, meetingKind, op{
		id: "recordLiveCall", path: desk + "/record", tag: "meetings", access: httpapi.AccessStaff,
		fa: "ثبت تماس روی خط", en: "Record the call on air",
		moreFa: "پرونده‌ای با کانال ملاقات می‌شود که همان‌جا پاسخ می‌گیرد یا با مهلت به کارشناس می‌رسد. دوباره فرستادن آن پرونده دیگری نمی‌سازد.",
		moreEn: "Makes a case of the channel meeting that is answered live, or goes to an expert with a deadline. Sent again it makes no other case: " +
			"the turn is its key.",
		problems: []string{"not_found", "forbidden", codeWrongState, "conflict", "not_possible_now", "no_route", "key_reused", "receipt_expired"},
		example: map[string]any{"turn": 3, "accepts": true,
			"submission": map[string]any{"kind": "request", "text": "سه ماه است مستمری من واریز نشده.", "topic": "welfare/retirement", "place": "1014"},
			"answer":     map[string]any{"explanation": "پرونده بررسی شد.", "done": "معوقه واریز شد.", "outcome": "done", "without_visit": true},
		},
	}, func(c *call, in liveBody) (string, recordedBody, error) {
		live, err := in.live()
		if err != nil {
			return "", recordedBody{}, err
		}
		r, err := m.at(c).Record(c.Context(), c.Actor(), c.id(), live)
		if err != nil {
			return "", recordedBody{}, m.visible(c, err)
		}
		return "", c.recorded(r), nil
	}, func(c *call, in liveBody, id string) (recordedBody, error) {
		live, err := in.live()
		if err != nil {
			return recordedBody{}, err
		}
		r, err := m.at(c).Recorded(c.Context(), c.Actor(), id, live)
		if err != nil {
			return recordedBody{}, m.visible(c, err)
		}
		return c.recorded(r), nil
	})
	sum := func(c *call, id string) (summaryBody, error) {
		s, err := m.at(c).Summary(c.Context(), c.Actor(), id)
		return c.summary(s), hidden(err)
	}
	step(m.base, meetingKind, op{
		id: "finishMeeting", path: desk + "/finish", tag: "meetings", access: httpapi.AccessStaff, optional: true,
		fa: "پایان برنامه", en: "Finish a programme", moreFa: "و گزارش پایانی آن.", moreEn: "Answers with its report.",
		problems: []string{"forbidden", codeWrongState},
	}, sum, func(c *call, _ emptyBody) (string, error) {
		_, err := m.at(c).Finish(c.Context(), c.Actor(), c.id())
		return "", err
	})
	get(m.base, op{
		id: "readMeetingReport", path: desk + "/report", tag: "meetings", access: httpapi.AccessStaff,
		fa: "گزارش برنامه", en: "The report of a programme", moreFa: "شمار تماس‌ها، در ساعت، نوع‌ها، پاسخ زنده، ارجاع‌ها و موضوع‌ها.",
		moreEn: "Calls, calls an hour, kinds, answered live, referred, topics; of one that still runs as well.", problems: []string{"not_found"},
	}, func(c *call) (summaryBody, error) { return sum(c, c.id()) })
	get(m.base, op{
		id: "readMeetingPace", path: desk + "/pace", tag: "meetings", access: httpapi.AccessStaff,
		fa: "آهنگ برنامه", en: "How a programme goes", moreFa: "تماس در ساعت، و هشدار بیرون از بازه.", moreEn: "Calls an hour, and a warning outside of the band.",
		problems: []string{"not_found"},
	}, func(c *call) (paceBody, error) {
		p, err := m.at(c).Programme(c.Context(), c.Actor(), c.id())
		if err != nil {
			return paceBody{}, hidden(err)
		}
		k := m.room.Pace(p)
		return paceBody{Calls: k.Calls, PerHour: k.PerHour, Low: k.Low, High: k.High, Waiting: k.Waiting, Remaining: int(k.Remaining.Seconds())}, nil
	})
	get(m.base, op{
		id: "readMeetingHistory", path: desk + "/history", tag: "meetings", access: httpapi.AccessStaff,
		fa: "تاریخچه برنامه", en: "The history of a programme", moreFa: "رخدادها چنان که نگه داشته می‌شوند.", moreEn: "Its events as they are kept.", problems: []string{"not_found"},
	}, func(c *call) (meetingHistoryBody, error) {
		events, err := m.at(c).History(c.Context(), c.Actor(), c.id())
		out := meetingHistoryBody{Events: make([]recordEventBody, len(events))}
		for i, one := range events {
			out.Events[i] = recordEvent(one)
		}
		return out, hidden(err)
	})
}

// visible tells whoever may not see the programme that there is none.
func (m meetings) visible(c *call, err error) error {
	if _, unseen := m.programmeView(c, c.id()); unseen != nil {
		return unseen
	}
	return err
}

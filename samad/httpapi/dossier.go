package httpapi

import (
	"maps"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// dossierBody is what an official sees of a case.
type dossierBody struct {
	caseRow
	Province        string               `json:"province,omitempty"`
	Identity        samad.Identity       `json:"identity"`
	PetitionerType  samad.PetitionerType `json:"petitioner_type"`
	Language        samad.Lang           `json:"language"`
	Reachable       bool                 `json:"reachable" doc:"Whether there is a number to which messages go"`
	About           string               `json:"about,omitempty"`
	AboutName       string               `json:"about_name,omitempty"`
	Flags           []string             `json:"flags,omitempty"`
	Labels          []string             `json:"labels,omitempty"`
	Centre          string               `json:"centre"`
	CentreName      string               `json:"centre_name"`
	Unit            string               `json:"unit,omitempty"`
	Responsible     string               `json:"responsible,omitempty" doc:"Who has to do something next"`
	ResponsibleName string               `json:"responsible_name,omitempty"`
	Cooperating     []cooperationBody    `json:"cooperating,omitempty"`
	Episode         int                  `json:"episode" doc:"Counts from 1; every objection and reopening begins a new one"`
	Returns         int                  `json:"returns,omitempty"`
	Objections      int                  `json:"objections,omitempty"`
	FollowUps       int                  `json:"follow_ups,omitempty"`
	MergedInto      samad.CaseID         `json:"merged_into,omitempty"`
	Joined          []samad.CaseID       `json:"joined,omitempty"`
	WaitsForReply   bool                 `json:"waits_for_reply,omitempty"`
	TimeAsked       string               `json:"time_asked,omitempty" doc:"How much more time is asked for" example:"5d"`
	DraftWaits      bool                 `json:"draft_waits,omitempty" doc:"An answer waits for approval"`
	End             samad.EndReason      `json:"end,omitempty"`
	Ended           time.Time            `json:"ended,omitzero"`
	Erased          bool                 `json:"erased,omitempty"`

	Petitioner *samad.Petitioner `json:"petitioner,omitempty" doc:"Only for those who may know"`
	Address    string            `json:"address,omitempty"`
	Questions  []questionReply   `json:"questions,omitempty"`
	Timeline   []dossierEntry    `json:"timeline"`
	Clocks     []clockBody       `json:"clocks"`
	Routing    string            `json:"routing,omitempty" doc:"Why the case is with its agency"`
	Referrals  []referralBody    `json:"referrals"`
	Answers    []answerRecord    `json:"answers,omitempty"`
	Ratings    []samad.Rating    `json:"ratings,omitempty"`
	Messages   []messageBody     `json:"messages"`
	May        []samad.Action    `json:"may" doc:"What the actor can do to the case now"`
}

// cooperationBody names an agency that contributes.
type cooperationBody struct {
	Agency     string        `json:"agency"`
	AgencyName string        `json:"agency_name"`
	Purpose    samad.Purpose `json:"purpose"`
}

// questionReply is the reply to one of the topic's questions.
type questionReply struct {
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
	Reply string `json:"reply"`
}

// dossierEntry is one event with its texts.
type dossierEntry struct {
	Seq        int64           `json:"seq"`
	At         time.Time       `json:"at"`
	AtPersian  string          `json:"at_persian,omitempty"`
	Type       samad.EventType `json:"type"`
	TypeName   string          `json:"type_name"`
	Role       samad.Role      `json:"role"`
	Agency     string          `json:"agency,omitempty"`
	AgencyName string          `json:"agency_name,omitempty"`
	Post       string          `json:"post,omitempty"`
	Texts      []namedText     `json:"texts,omitempty"`

	Attachments []attachmentBody `json:"attachments,omitempty" doc:"Of the petitioner's only for those who may know who that is"`
}

// namedText is one text of a step.
type namedText struct {
	Name string `json:"name" doc:"text, question, explanation, done, basis, next, reason or village" example:"text"`
	Text string `json:"text"`
}

// clockBody is one deadline and how it came about.
type clockBody struct {
	Stage       sla.Stage `json:"stage"`
	Episode     int       `json:"episode"`
	Started     time.Time `json:"started"`
	Stopped     time.Time `json:"stopped,omitzero"`
	Due         time.Time `json:"due,omitzero"`
	DuePersian  string    `json:"due_persian,omitempty"`
	AimDue      time.Time `json:"aim_due,omitzero"`
	Running     bool      `json:"running"`
	Paused      bool      `json:"paused,omitempty"`
	Breached    time.Time `json:"breached,omitzero"`
	Provisional bool      `json:"provisional,omitempty"`
	Policy      string    `json:"policy,omitempty"`
	Rule        string    `json:"rule,omitempty"`
	Explanation string    `json:"explanation"`
}

// referralBody is one link of the chain of offices.
type referralBody struct {
	Episode    int       `json:"episode"`
	Agency     string    `json:"agency"`
	AgencyName string    `json:"agency_name"`
	At         time.Time `json:"at"`
	Rule       string    `json:"rule,omitempty" doc:"Left out when a person decided"`
	Left       time.Time `json:"left,omitzero"`
	Returned   bool      `json:"returned,omitempty"`
}

// answerRecord is one answer; its texts stand in the timeline at seq.
type answerRecord struct {
	Seq          int64         `json:"seq"`
	Episode      int           `json:"episode"`
	At           time.Time     `json:"at"`
	Agency       string        `json:"agency"`
	AgencyName   string        `json:"agency_name"`
	Outcome      samad.Outcome `json:"outcome"`
	WithoutVisit bool          `json:"without_visit"`
	Final        bool          `json:"final"`
}

// messageBody is one message that went out, without its contents.
type messageBody struct {
	ID       string             `json:"id"`
	Kind     samad.MessageKind  `json:"kind"`
	Audience samad.Audience     `json:"audience"`
	Carrier  samad.Carrier      `json:"carrier"`
	State    samad.MessageState `json:"state"`
	Created  time.Time          `json:"created"`
	Settled  time.Time          `json:"settled,omitzero"`
	Attempts int                `json:"attempts"`
}

func (x *exchange) readCase(none) (dossierBody, error) {
	id, err := x.caseToRead()
	if err != nil {
		return dossierBody{}, err
	}
	d, err := x.api.desk.Dossier(x.ctx(), x.actor, id)
	if err != nil {
		return dossierBody{}, err
	}
	x.revision = d.Case.Revision
	return x.dossier(d)
}

func (x *exchange) dossier(d samad.Dossier) (dossierBody, error) {
	c := d.Case
	routing, err := samad.ExplainRouting(d.Events, x.lang)
	if err != nil {
		return dossierBody{}, err
	}
	out := dossierBody{
		caseRow: x.row(c), Province: string(c.Province), Identity: c.Identity, PetitionerType: c.Type,
		Language: c.Language, Reachable: c.Reachable, About: string(c.About), AboutName: x.agencyName(c.About),
		Flags: c.Flags, Labels: c.Labels, Centre: string(c.Centre), CentreName: x.agencyName(c.Centre), Unit: c.Unit,
		Responsible: string(c.Responsible()), ResponsibleName: x.agencyName(c.Responsible()), Episode: c.Episode,
		Returns: c.Returns, Objections: c.Objections, FollowUps: c.FollowUps, MergedInto: c.MergedInto, Joined: c.Joined,
		WaitsForReply: c.Asked != 0, DraftWaits: c.Drafted != 0, End: c.End, Ended: c.Ended, Erased: c.Erased,
		Petitioner: d.Petitioner, Address: d.Address, Questions: x.replies(c, d.Questions), Routing: routing,
		Ratings: c.Ratings, May: d.May,
		Timeline: make([]dossierEntry, len(d.Events)), Clocks: make([]clockBody, len(c.Clocks)),
		Referrals: make([]referralBody, len(c.Referrals)), Messages: make([]messageBody, len(d.Messages)),
	}
	if c.TimeAsked != nil {
		out.TimeAsked = c.TimeAsked.By.String()
	}
	if out.May == nil {
		out.May = []samad.Action{}
	}
	for _, p := range c.Cooperating {
		out.Cooperating = append(out.Cooperating, cooperationBody{string(p.Agency), x.agencyName(p.Agency), p.Purpose})
	}
	for i, e := range d.Events {
		out.Timeline[i] = dossierEntry{
			Seq: e.Seq, At: e.At, AtPersian: x.persianDay(e.At), Type: e.Type, TypeName: samad.EventName(e.Type).In(x.lang),
			Role: e.Actor.Role, Agency: string(e.Actor.Agency), AgencyName: x.agencyName(e.Actor.Agency), Post: e.Actor.Post.In(x.lang),
			Attachments: attachmentBodies(d.Attachments[e.Seq]),
		}
		for _, t := range d.Texts[e.Seq] {
			out.Timeline[i].Texts = append(out.Timeline[i].Texts, namedText(t))
		}
	}
	for i, k := range c.Clocks {
		out.Clocks[i] = clockBody{
			Stage: k.Stage, Episode: k.Episode, Started: k.Started, Stopped: k.Stopped, Due: k.Plan.Due,
			DuePersian: x.persianDay(k.Plan.Due), AimDue: k.Plan.AimDue, Running: k.Running(), Paused: k.Paused(),
			Breached: k.Breached, Provisional: k.Plan.Provisional, Policy: k.Plan.Policy, Rule: k.Plan.Rule,
			Explanation: x.api.desk.ExplainClock(k, x.lang),
		}
	}
	for i, r := range c.Referrals {
		out.Referrals[i] = referralBody{r.Episode, string(r.Agency), x.agencyName(r.Agency), r.At, r.Rule, r.Left, r.Returned}
	}
	for _, a := range c.Answers {
		out.Answers = append(out.Answers, answerRecord{
			a.Seq, a.Episode, a.At, string(a.Agency), x.agencyName(a.Agency), a.Outcome, a.WithoutVisit, a.Final,
		})
	}
	for i, m := range d.Messages {
		out.Messages[i] = messageBody{m.ID, m.Kind, m.Audience, m.Carrier, m.State, m.Created, m.Settled, m.Attempts}
	}
	return out, nil
}

// replies puts the replies in the order in which they were asked for.
func (x *exchange) replies(c samad.Case, replies map[string]string) []questionReply {
	var out []questionReply
	left := len(replies)
	for _, q := range x.api.opts.Directory.Questions(c.Kind, c.Topic, x.today()) {
		if reply, ok := replies[q.ID]; ok {
			out = append(out, questionReply{q.ID, q.Label.In(x.lang), reply})
			left--
		}
	}
	if left == 0 {
		return out
	}
	// Questions that are no longer asked, or were of another topic.
	for _, id := range sortedKeys(replies) {
		if !asked(out, id) {
			out = append(out, questionReply{ID: id, Reply: replies[id]})
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func asked(replies []questionReply, id string) bool {
	return slices.ContainsFunc(replies, func(r questionReply) bool { return r.ID == id })
}

package webdesk

import (
	"errors"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/publicity"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
)

// callPage is the screen of an operator who has somebody on the line, at the
// counter or on paper.
type callPage struct {
	frame
	Channel  samad.Channel
	Channels []tab
	Opened   string // the server's instant, as Unix seconds
	Seconds  string // how long the call has lasted by the browser's watch, "" without scripts
	Key      string // of this matter, so that it is one case however often it is sent
	Kinds    []option
	Topics   []group
	Places   []group
	Outcomes []option
	Identity []option
	Value    map[string]string
	Faults   faults
	Help     callHelp
	Earlier  callEarlier
	Notice   string
	Shift    string // what the operator has done today
	// CameBy are the campaigns of publicity that callers may name; none shows no
	// field.
	CameBy []option
	Files  []attachedFile
	// FilesHint says what may be attached at the counter and to a letter, ""
	// where nothing is taken.
	FilesHint string
}

// longestCall bounds what a browser may claim.
const longestCall = 4 * time.Hour

// callNames are the fields of the form.
func callNames() []string {
	return []string{
		"caller", "text", "kind", "topic", "place", "village", "address", "identity", "name", "national_id", "outcome", "case", "note", "separate", "urgency", "article", "campaign",
	}
}

// callFields are the fields of the form by where the Desk finds fault.
func callFields() map[string]string {
	out := maps.Clone(fileFields)
	maps.Copy(out, map[string]string{
		"/caller": "caller", "/petitioner/mobile": "caller", "/petitioner/landline": "caller", "/outcome": "outcome", "/note": "note",
		"/address": "address", "/follow_ups": "outcome", "/follow_ups/text": "text", "/submission": "outcome", "/urgency": "urgency",
	})
	return out
}

// mayTakeCalls: calls are taken by whoever may also file what comes of them.
func (v *visit) mayTakeCalls() error {
	if a := v.actor(); !samad.May(a, samad.TakeCall, samad.Case{}) || !samad.May(a, samad.Submit, samad.Case{}) {
		return samad.ErrForbidden
	}
	return nil
}

func (v *visit) callPage(channel samad.Channel) callPage {
	page := callPage{
		frame: v.frame(v.T("تماس", "Call")), Channel: channel, Kinds: v.kinds(), Topics: v.topics(), Places: v.places(), Value: map[string]string{},
	}
	for _, c := range []samad.Channel{samad.Phone, samad.InPerson, samad.Letter} {
		page.Channels = append(page.Channels, tab{
			Name: channelName(c).In(v.lang), URL: "/desk/call?channel=" + string(c), Current: c == channel,
		})
	}
	outcomes := []option{
		{Value: string(samad.CallNewCase), Label: v.T("پرونده تازه", "New case")},
		{Value: string(samad.CallFollowedUp), Label: v.T("پیگیری پرونده پیشین", "About an earlier case")},
		{Value: string(samad.CallAdvised), Label: v.T("با راهنمایی حل شد", "Settled by advice")},
		{Value: string(samad.CallOutOfScope), Label: v.T("خارج از کار سامد", "No matter for Samad")},
		{Value: string(samad.CallAbusive), Label: v.T("مزاحمت", "Abusive")},
		{Value: string(samad.CallCutOff), Label: v.T("قطع شد", "Cut off")},
	}
	if channel != samad.Phone {
		outcomes = outcomes[:1] // the register of calls is one of calls
	}
	if channel != samad.Phone && v.h.Desk.TakesAttachments() {
		page.FilesHint = v.filesHint()
	}
	page.Outcomes = outcomes
	for _, i := range samad.Identities() {
		page.Identity = append(page.Identity, option{Value: string(i), Label: identityName(i).In(v.lang)})
	}
	return page
}

// chosenChannel is the one of the three ways in which somebody has come.
func chosenChannel(name string) samad.Channel {
	switch c := samad.Channel(name); c {
	case samad.InPerson, samad.Letter:
		return c
	default:
		return samad.Phone
	}
}

func (h *handler) callForm(v *visit) error {
	if err := v.mayTakeCalls(); err != nil {
		return err
	}
	page := v.callPage(chosenChannel(v.r.URL.Query().Get("channel")))
	page.Key, page.Opened = newKey(), strconv.FormatInt(h.Now().Unix(), 10)
	page.Value["identity"], page.Value["outcome"], page.Value["kind"] = string(samad.Named), string(samad.CallNewCase), string(samad.Request)
	page.Notice = v.callNotice(v.r.URL.Query().Get("done"))
	return h.showCall(v, 200, page)
}

func (v *visit) callNotice(done string) string {
	switch samad.CallOutcome(done) {
	case samad.CallFollowedUp:
		return v.T("پیگیری در پرونده ثبت شد.", "The follow-up was recorded in the case.")
	case samad.CallAdvised, samad.CallOutOfScope, samad.CallAbusive, samad.CallCutOff:
		return v.T("تماس ثبت شد.", "The call was recorded.")
	default:
		return ""
	}
}

// showCall shows the screen with what follows from what it holds.
func (h *handler) showCall(v *visit, status int, page callPage) error {
	var err error
	if page.Help, err = v.callHelp(page.Value["text"]); err != nil {
		return err
	}
	if page.Earlier, err = h.earlierOf(v, page.Value["caller"], page.Value["national_id"], page.Value["case"]); err != nil {
		return err
	}
	if page.Shift, err = h.shift(v); err != nil {
		return err
	}
	if page.CameBy, err = v.tagOptions(); err != nil {
		return err
	}
	return v.show(status, "call", page)
}

// readCall reads the form.
func (v *visit) readCall() callPage {
	page := v.callPage(chosenChannel(v.value("channel")))
	for _, name := range callNames() {
		page.Value[name] = v.value(name)
	}
	// A suggestion that was taken, without scripts.
	if name, value, ok := strings.Cut(v.value("set"), ":"); ok && (name == "topic" || name == "kind" || name == "place") {
		page.Value[name] = value
	}
	// An article that was read out and settled the matter.
	if id := v.value("settle"); id != "" {
		page.Value["article"], page.Value["outcome"] = id, string(samad.CallAdvised)
	}
	page.Files = v.attached()
	page.Key, page.Opened, page.Seconds = v.value("key"), v.value("opened"), v.value("seconds")
	if !strings.HasPrefix(page.Key, "page-") || len(page.Key) > 64 {
		page.Key = newKey()
	}
	return page
}

// lasted says when the call began and ended, by the browser's watch where
// there is one and else since the screen was opened.
func (h *handler) lasted(page callPage) (from, to time.Time) {
	to = h.Now().UTC()
	if s, err := strconv.ParseInt(page.Seconds, 10, 64); err == nil && s >= 0 && s <= int64(longestCall/time.Second) {
		return to.Add(-time.Duration(s) * time.Second), to
	}
	if s, err := strconv.ParseInt(page.Opened, 10, 64); err == nil {
		if opened := time.Unix(s, 0).UTC(); !opened.After(to) && to.Sub(opened) <= longestCall {
			return opened, to
		}
	}
	return to, to
}

func (p callPage) submission(lang samad.Lang) samad.Submission {
	sub := samad.Submission{
		Kind: samad.Kind(p.Value["kind"]), Text: p.Value["text"], Topic: samad.TopicID(p.Value["topic"]), Place: samad.PlaceID(p.Value["place"]),
		Village: p.Value["village"], Address: p.Value["address"], Channel: p.Channel, Urgency: samad.Normal,
		Petitioner: samad.Petitioner{
			Identity: samad.Identity(p.Value["identity"]), Name: p.Value["name"], NationalID: p.Value["national_id"], Language: lang,
		},
		Key: p.Key,
	}
	for _, f := range p.Files {
		sub.Attachments = append(sub.Attachments, f.Token)
	}
	if p.Value["urgency"] != "" {
		sub.Urgency = samad.High
	}
	return sub
}

// call records what came of a call, or answers a button of the screen that
// works without scripts.
func (h *handler) call(v *visit) error {
	if err := v.mayTakeCalls(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	badFiles, err := v.takeFiles(v.actor())
	if err != nil {
		return err
	}
	page := v.readCall()
	if page.Faults = badFiles; len(badFiles) > 0 {
		return h.showCall(v, 422, page)
	}
	if v.value("go") != "" || v.value("set") != "" {
		return h.showCall(v, 200, page)
	}
	var result samad.CallResult
	if page.Channel == samad.Phone {
		result, err = h.takeCall(v, page)
	} else {
		result, err = h.atCounter(v, page)
	}
	switch {
	case errors.Is(err, samad.ErrKeyReused):
		page.Key = newKey()
		page.Faults = faults{{Text: v.T("این فرم پیش‌تر ثبت شده و نوشته‌اش اکنون فرق دارد. اگر موضوع تازه‌ای است، دوباره ثبت کنید.", "This form was recorded before and reads differently now. If it is a new matter, record it again.")}}
		return h.showCall(v, 409, page)
	case err != nil:
		wrong, err := faultsOf(err, v.lang, callFields())
		if err != nil {
			return err
		}
		page.Faults = wrong
		return h.showCall(v, 422, page)
	}
	v.countCall(page, result)
	if result.Outcome == samad.CallAdvised {
		v.use(advice.Helped, page.Value["article"])
	}
	if result.Receipt != nil {
		return h.readBack(v, page, *result.Receipt)
	}
	if page.Value["outcome"] == string(samad.CallNewCase) && len(result.Cases) > 0 {
		return h.joinedCall(v, page, result.Cases[len(result.Cases)-1])
	}
	v.redirect("/desk/call?done=" + string(result.Outcome))
	return nil
}

// countCall counts a call, and a case that came of it, for the campaign that the
// caller named. A screen that was sent twice counts once.
func (v *visit) countCall(page callPage, result samad.CallResult) {
	tag := v.tag()
	if tag == "" || result.Receipt != nil && result.Receipt.Replayed {
		return
	}
	if page.Channel == samad.Phone {
		v.count(tag, publicity.Calls)
	}
	if result.Receipt != nil {
		v.count(tag, publicity.Cases)
	}
}

func (h *handler) takeCall(v *visit, page callPage) (samad.CallResult, error) {
	report := samad.CallReport{
		Caller: page.Value["caller"], Outcome: samad.CallOutcome(page.Value["outcome"]), Note: page.Value["note"], Separate: page.Value["separate"] != "",
	}
	report.Started, report.Ended = h.lasted(page)
	switch report.Outcome {
	case samad.CallNewCase:
		sub := page.submission(v.lang)
		report.Submission = &sub
	case samad.CallFollowedUp:
		if id := page.Value["case"]; id != "" {
			report.FollowUps = []samad.CaseFollowUp{{Case: samad.CaseID(id), Text: page.Value["text"]}}
		}
	default:
		// What was said is the note of a call that leads to no case.
		report.Note = strings.TrimSpace(page.Value["text"] + "\n" + report.Note)
		if a, ok, err := v.chosenArticle(); err == nil && ok && report.Outcome == samad.CallAdvised {
			report.Note = strings.TrimSpace(report.Note + "\n" + v.T("راهنمایی: ", "Advice: ") + a.Title)
		}
	}
	return h.Desk.TakeCall(v.r.Context(), v.actor(), report)
}

// atCounter files what was brought to the counter or came on paper.
func (h *handler) atCounter(v *visit, page callPage) (samad.CallResult, error) {
	sub := page.submission(v.lang)
	if number := page.Value["caller"]; number != "" {
		if mobile, err := samad.ParseMobile(number); err == nil {
			sub.Petitioner.Mobile = mobile
		} else {
			sub.Petitioner.Landline = number
		}
	}
	receipt, err := h.Desk.Submit(v.r.Context(), v.actor(), sub)
	if err != nil {
		return samad.CallResult{}, err
	}
	return samad.CallResult{Outcome: samad.CallNewCase, Receipt: &receipt, Cases: []samad.CaseID{receipt.Case}}, nil
}

// shift says how many calls the operator has taken today and how long they
// were.
func (h *handler) shift(v *visit) (string, error) {
	now := h.Now().In(h.Location)
	query := samad.CallQuery{
		Operator: v.session.Account.ID, From: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, h.Location).UTC(), Limit: 1000,
	}
	list, err := h.Desk.Calls(v.r.Context(), v.actor(), query)
	if errors.Is(err, samad.ErrForbidden) {
		return "", nil // whoever takes calls without a centre's register
	}
	if err != nil {
		return "", err
	}
	var long time.Duration
	for _, c := range list.Calls {
		long += c.Ended.Sub(c.Started)
	}
	f := v.frame("")
	return v.T("امروز "+f.N(len(list.Calls))+" تماس، "+f.N(int(long.Round(time.Minute)/time.Minute))+" دقیقه",
		"today "+f.N(len(list.Calls))+" calls, "+f.N(int(long.Round(time.Minute)/time.Minute))+" minutes"), nil
}

// Choice reports whether an option is the chosen one.
func (p callPage) Choice(field, value string) bool { return p.Value[field] == value }

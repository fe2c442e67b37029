package open311

import (
	"encoding/xml"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/tracking"
)

type requestsBody struct {
	XMLName xml.Name      `xml:"service_requests"`
	Items   []requestBody `xml:"request"`
}

func (b requestsBody) spark() any { return append([]requestBody{}, b.Items...) }

type requestBody struct {
	ID          string           `json:"service_request_id"            xml:"service_request_id"`
	Status      string           `json:"status"                        xml:"status"`
	StatusNotes text             `json:"status_notes"                  xml:"status_notes"`
	ServiceName text             `json:"service_name"                  xml:"service_name"`
	ServiceCode text             `json:"service_code"                  xml:"service_code"`
	Description text             `json:"description"                   xml:"description"`
	Agency      text             `json:"agency_responsible"            xml:"agency_responsible"`
	Notice      text             `json:"service_notice"                xml:"service_notice"`
	Requested   instant          `json:"requested_datetime"            xml:"requested_datetime"`
	Updated     instant          `json:"updated_datetime"              xml:"updated_datetime"`
	Expected    instant          `json:"expected_datetime"             xml:"expected_datetime"`
	Address     text             `json:"address"                       xml:"address"`
	AddressID   text             `json:"address_id"                    xml:"address_id"`
	ZIPCode     text             `json:"zipcode"                       xml:"zipcode"`
	Lat         degrees          `json:"lat"                           xml:"lat"`
	Long        degrees          `json:"long"                          xml:"long"`
	MediaURL    text             `json:"media_url"                     xml:"media_url"`
	Extended    *requestExtended `json:"extended_attributes,omitempty" xml:"extended_attributes,omitempty"`
	Notes       []noteBody       `json:"notes,omitempty"               xml:"notes>note,omitempty"`
}

// requestExtended is what extensions=true adds to a request.
type requestExtended struct {
	State    string `json:"detailed_status"      xml:"detailed_status"`
	Name     string `json:"detailed_status_name" xml:"detailed_status_name"`
	Kind     string `json:"kind"                 xml:"kind"`
	Place    text   `json:"place_name"           xml:"place_name"`
	Late     bool   `json:"late"                 xml:"late"`
	Expected text   `json:"expected_persian"     xml:"expected_persian"`
}

// noteBody is one step of a request's way, for one that is asked for alone.
type noteBody struct {
	At      instant `json:"datetime" xml:"datetime"`
	Status  string  `json:"status"   xml:"status"`
	Type    string  `json:"type"     xml:"type"`
	Agency  text    `json:"agency"   xml:"agency"`
	Summary text    `json:"summary"  xml:"summary"`
}

// request answers one request, wrapped in a list.
func (x *exchange) request(id string) (int, body, error) {
	one, err := x.one(id)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, requestsBody{Items: []requestBody{one}}, nil
}

// one finds a request by the tracking code or by the id under which it is
// listed for everybody.
func (x *exchange) one(id string) (requestBody, error) {
	if listed, ok := listedID(id); ok {
		return x.oneListed(listed)
	}
	code, err := tracking.Parse(id)
	if err != nil {
		return requestBody{}, unknownRequest()
	}
	pin, proven, err := x.pin()
	if err != nil {
		return requestBody{}, err
	}
	if proven {
		actor, c, err := x.prove(code, pin)
		if err != nil {
			return requestBody{}, err
		}
		v, err := x.desk.Open(x.r.Context(), actor)
		if err != nil {
			return requestBody{}, err
		}
		if !placeOf(c).Under(x.within) {
			return requestBody{}, unknownRequest()
		}
		return x.ofView(v), nil
	}
	if x.key != nil {
		c, err := x.desk.CaseByCode(x.r.Context(), *x.key, code.String())
		if err == nil {
			return x.withTexts(c)
		}
		if !hidden(err) {
			return requestBody{}, err
		}
	}
	v, err := x.track(code)
	if err != nil {
		return requestBody{}, err
	}
	if v.Place != "" && !v.Place.Under(x.within) { // it lies in another jurisdiction
		return requestBody{}, unknownRequest()
	}
	return x.ofView(v), nil
}

func (x *exchange) oneListed(id samad.CaseID) (requestBody, error) {
	ctx := x.r.Context()
	if x.key != nil {
		c, err := x.desk.Case(ctx, *x.key, id)
		if err == nil {
			return x.withTexts(c)
		}
		if !hidden(err) {
			return requestBody{}, err
		}
	}
	if x.opts.Public == nil {
		return requestBody{}, unknownRequest()
	}
	c, err := x.desk.Case(ctx, x.opts.Reader, id)
	if err != nil {
		if hidden(err) {
			err = unknownRequest()
		}
		return requestBody{}, err
	}
	if !x.isPublic(c.Topic) || !placeOf(c).Under(x.within) {
		return requestBody{}, unknownRequest()
	}
	return x.blank(c), nil
}

// hidden reports whether an error says that the actor may not see a case.
func hidden(err error) bool {
	return errors.Is(err, samad.ErrNotFound) || errors.Is(err, samad.ErrForbidden)
}

// listedID reads the id under which everybody sees a case: a ULID.
func listedID(id string) (samad.CaseID, bool) {
	const letters, length = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26
	id = strings.ToUpper(id)
	return samad.CaseID(id), len(id) == length && strings.Trim(id, letters) == ""
}

func (x *exchange) isPublic(id samad.TopicID) bool {
	if x.opts.Public == nil || id == "" {
		return false
	}
	t, ok := x.opts.Directory.Topic(id, x.today())
	return ok && x.opts.Public(t)
}

// placeOf is where a case lies: one that names no place lies in its province.
func placeOf(c samad.Case) samad.PlaceID {
	if c.Place != "" {
		return c.Place
	}
	return c.Province
}

// ofCase is a case without texts, under its tracking code.
func (x *exchange) ofCase(c samad.Case) requestBody {
	day := x.today()
	out := requestBody{
		ID: c.Code.String(), Status: Status(c.State), StatusNotes: notes(c.State, c.End, x.lang),
		ServiceName: text(x.topicTitle(c.Topic, day)), ServiceCode: text(serviceCode(c.Topic)),
		Agency: text(x.agencyName(c, day)), Requested: instant(c.Created), Updated: instant(c.Updated),
		Expected: instant(expected(c.Clocks)), AddressID: text(c.Place),
	}
	if c.State.Ended() && !c.Ended.IsZero() {
		out.Updated = instant(c.Ended)
	}
	if x.extended() {
		out.Extended = x.extension(c.State, c.Kind, c.Place, c.Late(x.now()), expected(c.Clocks))
	}
	return out
}

// blank is a case as everybody sees it.
func (x *exchange) blank(c samad.Case) requestBody {
	const county = 4 // digits of a county's code
	out := x.ofCase(c)
	out.ID = string(c.ID)
	if len(c.Place) > county {
		out.AddressID = text(c.Place[:county])
		if out.Extended != nil {
			out.Extended.Place = text(x.placeName(c.Place[:county]))
		}
	}
	return out
}

// withTexts is a case as its key may see it: never with a name.
func (x *exchange) withTexts(c samad.Case) (requestBody, error) {
	if !placeOf(c).Under(x.within) {
		return requestBody{}, unknownRequest()
	}
	d, err := x.desk.Dossier(x.r.Context(), *x.key, c.ID)
	if err != nil {
		return requestBody{}, err
	}
	out := x.ofCase(d.Case)
	for _, t := range d.Texts[1] { // the first event is the submission
		if t.Name == "text" {
			out.Description = text(t.Text)
		}
	}
	address, lat, long := splitPoint(d.Address)
	out.Address, out.Lat, out.Long = text(address), lat, long
	if x.extended() {
		out.Notes, err = x.caseNotes(d.Events)
	}
	return out, err
}

// ofView is a case as its tracking code shows it, and its text with the PIN.
func (x *exchange) ofView(v samad.View) requestBody {
	out := requestBody{
		ID: v.Code.String(), Status: Status(v.State), StatusNotes: notes(v.State, v.End, x.lang),
		ServiceName: text(v.TopicTitle.In(x.lang)), ServiceCode: text(serviceCode(v.Topic)), Agency: text(v.AgencyName.In(x.lang)),
		Expected: instant(expected(v.Clocks)), AddressID: text(v.Place),
	}
	first := true
	for _, e := range v.Timeline {
		if first && !e.Joined {
			out.Requested, first = instant(e.At), false
			for _, t := range e.Texts {
				if t.Name == "text" {
					out.Description = text(t.Text)
				}
			}
		}
		if v.End == "" || e.End != "" {
			out.Updated = instant(e.At)
		}
		if x.extended() {
			out.Notes = append(out.Notes, noteBody{
				At: instant(e.At), Status: Status(e.State), Type: string(e.Type), Agency: text(e.AgencyName.In(x.lang)),
				Summary: text(samad.ExplainState(e.State, x.lang)),
			})
		}
	}
	if x.extended() {
		out.Extended = x.extension(v.State, v.Kind, v.Place, v.Late, expected(v.Clocks))
	}
	return out
}

func (x *exchange) extension(s samad.State, k samad.Kind, place samad.PlaceID, late bool, due time.Time) *requestExtended {
	out := &requestExtended{
		State: string(s), Name: samad.StateName(s).In(x.lang), Kind: string(k), Place: text(x.placeName(place)), Late: late,
	}
	if !due.IsZero() {
		if day, err := persian.FromTime(due.In(x.opts.Location)); err == nil {
			out.Expected = text(day.String())
		}
	}
	return out
}

func (x *exchange) placeName(id samad.PlaceID) string {
	p, _ := x.opts.Directory.Place(id, x.today())
	return p.Name.In(x.lang)
}

// agencyName is who is responsible, the screening centre before a referral.
func (x *exchange) agencyName(c samad.Case, day persian.Date) string {
	id := c.Agency
	if id == "" {
		id = c.Centre
	}
	a, ok := x.opts.Directory.Agency(id, day)
	if !ok {
		a, _ = x.opts.Directory.Agency(id, persian.Date{})
	}
	return a.Name.In(x.lang)
}

// expected is the legal deadline of the answer, zero while there is none: no
// agency is asked yet, or its clock stands still.
func expected(clocks []samad.Clock) time.Time {
	for _, k := range slices.Backward(clocks) {
		if k.Stage == sla.Answer {
			if k.Paused() {
				return time.Time{}
			}
			return k.Plan.Due
		}
	}
	return time.Time{}
}

// caseNotes tells the steps of a case that changed where it stands.
func (x *exchange) caseNotes(events []samad.Event) ([]noteBody, error) {
	var out []noteBody
	err := walk(events, func(e samad.Event, c samad.Case) error {
		out = append(out, noteBody{
			At: instant(e.At), Status: Status(c.State), Type: string(e.Type), Agency: text(x.agencyName(c, x.today())),
			Summary: text(samad.ExplainState(c.State, x.lang)),
		})
		return nil
	})
	return out, err
}

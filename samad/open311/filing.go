package open311

import (
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// receiptsBody is the answer to a filed request, and to a token.
type receiptsBody struct {
	XMLName xml.Name      `xml:"service_requests"`
	Items   []receiptBody `xml:"request"`
}

func (b receiptsBody) spark() any { return b.Items }

type receiptBody struct {
	ID       string         `json:"service_request_id,omitempty"  xml:"service_request_id,omitempty"`
	Token    string         `json:"token,omitempty"               xml:"token,omitempty"`
	Notice   text           `json:"service_notice"                xml:"service_notice"`
	Account  text           `json:"account_id"                    xml:"account_id"`
	Extended *filedExtended `json:"extended_attributes,omitempty" xml:"extended_attributes,omitempty"`
}

// filedExtended is what extensions=true adds to a receipt.
type filedExtended struct {
	Code     string  `json:"tracking_code"     xml:"tracking_code"`
	PIN      string  `json:"pin"               xml:"pin"`
	State    string  `json:"detailed_status"   xml:"detailed_status"`
	Expected instant `json:"expected_datetime" xml:"expected_datetime"`
}

const (
	maxDescription = 4000 // characters, as the standard has it
	maxURL         = 2000
	maxAddress     = 1000
)

// file registers a request as a case of the channel api.
func (x *exchange) file(string) (int, body, error) {
	if err := x.limit(LimitSubmit, x.ipKey()); err != nil {
		return 0, nil, err
	}
	if err := x.needKey(); err != nil {
		return 0, nil, err
	}
	sub, topic, err := x.submission()
	if err != nil {
		return 0, nil, err
	}
	receipt, err := x.desk.Submit(x.r.Context(), *x.key, sub)
	var old *samad.ReceiptExpiredError
	switch {
	case errors.As(err, &old): // filed long ago under the same key: the PIN is gone, the id holds
		return http.StatusOK, receiptsBody{Items: []receiptBody{x.identified(topic, old.Code)}}, nil
	case err != nil:
		return 0, nil, err
	}
	out := x.identified(topic, receipt.Code.String())
	code := receipt.Code.Format()
	notice := samad.Text{Fa: "کد رهگیری: " + code, En: "Tracking code: " + code}
	if p := sub.Petitioner; p.Mobile == "" && p.Email == "" { // to others it goes by the outbox
		pin := receipt.PIN.Reveal()
		notice = samad.Text{Fa: notice.Fa + "؛ رمز: " + pin, En: notice.En + "; PIN: " + pin}
	}
	out.Notice = text(notice.In(x.lang))
	if x.extended() {
		out.Extended = &filedExtended{
			Code: receipt.Code.String(), PIN: receipt.PIN.Reveal(), State: string(receipt.State), Expected: instant(receipt.Due),
		}
	}
	return http.StatusCreated, receiptsBody{Items: []receiptBody{out}}, nil
}

func (x *exchange) identified(t samad.Topic, code string) receiptBody {
	if x.batch(t) {
		return receiptBody{Token: tokenMark + code}
	}
	return receiptBody{ID: code}
}

// submission reads the form. It tells everything that it finds wrong at once;
// the Desk looks at the rest.
func (x *exchange) submission() (samad.Submission, samad.Topic, error) {
	var f faults
	code := x.value("service_code")
	topic, ok := x.service(code)
	switch {
	case code == "":
		f.add("service_code", "خدمت را بنویسید.", "is missing")
	case !ok:
		return samad.Submission{}, samad.Topic{}, unknownService("service_code")
	}
	sub := samad.Submission{
		Kind: kindOf(topic), Topic: topic.ID, Channel: samad.API, Text: x.description(&f, topic.Title.In(x.lang)), Key: x.repeatKey(),
		Petitioner: x.petitioner(),
	}
	sub.Place, sub.Address = x.where(&f)
	if ok {
		sub.Questions = x.replies(&f, topic)
	}
	return sub, topic, f.err()
}

// repeatKey is the Idempotency-Key under which the same request is filed once.
// The actor's id keeps the keys of services apart.
func (x *exchange) repeatKey() string {
	key := x.r.Header.Get("Idempotency-Key")
	if key == "" {
		return ""
	}
	return "open311:" + x.key.ID + ":" + key
}

// description is the petitioner's words, the service's name where there are
// none, and a link to a picture, which is never fetched.
func (x *exchange) description(f *faults, title string) string {
	out := strings.ReplaceAll(x.value("description"), "\r\n", "\n")
	if utf8.RuneCountInString(out) > maxDescription {
		f.add("description", "بیش از ۴۰۰۰ نویسه است.", "is longer than 4000 characters")
	}
	if out == "" {
		out = title
	}
	if link := x.value("media_url"); link != "" {
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(link) > maxURL {
			f.add("media_url", "نشانی درستی نیست.", "is not a web address")
		} else {
			out += "\n" + link
		}
	}
	return out
}

func (x *exchange) petitioner() samad.Petitioner {
	p := samad.Petitioner{
		Name:  strings.TrimSpace(x.value("first_name") + " " + x.value("last_name")),
		Email: x.value("email"), Language: x.lang,
	}
	if phone := x.value("phone"); phone != "" {
		if _, err := samad.ParseLandline(phone); err == nil {
			p.Landline = phone
		} else {
			p.Mobile = phone // the Desk says what is wrong with it
		}
	}
	p.Identity = x.opts.Identity
	if p.Name == "" && p.Email == "" && p.Mobile == "" && p.Landline == "" {
		p.Identity = samad.AnonymousIdentity
	}
	return p
}

// pointMark begins the line of an address that holds a point, as RFC 5870 has
// it.
const pointMark = "geo:"

// where reads the location in its three forms. Points are kept as the last
// line of the address: cases have places of the directory.
func (x *exchange) where(f *faults) (samad.PlaceID, string) {
	const latest, longest = 90, 180
	before := len(*f)
	lat, hasLat := x.coordinate(f, "lat", latest)
	long, hasLong := x.coordinate(f, "long", longest)
	given := x.value("lat") != "" || x.value("long") != ""
	if given && hasLat != hasLong && len(*f) == before {
		f.add("lat", "lat و long با هم می‌آیند.", "lat and long belong together")
	}
	address, place := x.value("address_string"), samad.PlaceID(x.value("address_id"))
	if utf8.RuneCountInString(address) > maxAddress {
		f.add("address_string", "بیش از اندازه بلند است.", "is too long")
	}
	if !given && address == "" && place == "" {
		f.add("address_string", "جای موضوع را با lat و long، address_string یا address_id بنویسید.",
			"a location is missing: lat and long, address_string or address_id")
	}
	if hasLat && hasLong {
		if place == "" && x.opts.Locate != nil {
			place, _ = x.opts.Locate(lat, long)
		}
		address = strings.TrimPrefix(address+"\n"+pointMark+degree(lat)+","+degree(long), "\n")
	}
	if place == "" {
		place = x.within
	}
	if !place.Under(x.within) {
		f.add("address_id", "در این حوزه نیست.", "does not lie in this jurisdiction")
	}
	return place, address
}

func degree(d float64) string { return strconv.FormatFloat(d, 'f', -1, 64) }

// splitPoint takes the point out of an address that where made.
func splitPoint(address string) (string, degrees, degrees) {
	line := address[strings.LastIndexByte(address, '\n')+1:]
	point, ok := strings.CutPrefix(line, pointMark)
	if !ok {
		return address, degrees{}, degrees{}
	}
	a, b, _ := strings.Cut(point, ",")
	lat, err1 := strconv.ParseFloat(a, 64)
	long, err2 := strconv.ParseFloat(b, 64)
	if err1 != nil || err2 != nil {
		return address, degrees{}, degrees{}
	}
	return strings.TrimSuffix(strings.TrimSuffix(address, line), "\n"), degrees{&lat}, degrees{&long}
}

// replies are the attributes that the service asks for. Others are left out:
// clients add their own.
func (x *exchange) replies(f *faults, t samad.Topic) map[string]string {
	given := x.attributes(f)
	out := map[string]string{}
	for _, q := range x.questions(t) {
		switch all := given[q.ID]; len(all) {
		case 0:
		case 1:
			out[q.ID] = reply(q, all[0])
		default:
			f.add("attribute["+q.ID+"]", "تنها یک پاسخ دارد.", "takes one value")
		}
	}
	return out
}

// reply turns a day of the standard into one of the Persian calendar. Years
// below 1700 are Persian ones already.
func reply(q samad.Question, given string) string {
	const firstGregorian = 1700
	if q.Type != samad.DateQuestion {
		return given
	}
	given = strings.TrimSpace(given)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		at, err := time.Parse(layout, given)
		if err != nil || at.Year() < firstGregorian {
			continue
		}
		if day, err := persian.FromTime(at); err == nil { // the day as it was written, in its own zone
			return day.String()
		}
	}
	return given
}

package open311_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The types below are written from the standard, not from the server: what a
// client must be able to rely on, in both formats. A JSON value of another type
// and an XML element in another place fail.

type stdDiscovery struct {
	Changeset  string        `json:"changeset"   xml:"changeset"`
	Contact    string        `json:"contact"     xml:"contact"`
	KeyService string        `json:"key_service" xml:"key_service"`
	Endpoints  []stdEndpoint `json:"endpoints"   xml:"endpoints>endpoint"`
}

type stdEndpoint struct {
	Specification string   `json:"specification" xml:"specification"`
	URL           string   `json:"url"           xml:"url"`
	Changeset     string   `json:"changeset"     xml:"changeset"`
	Type          string   `json:"type"          xml:"type"`
	Formats       []string `json:"formats"       xml:"formats>format"`
}

type stdService struct {
	ServiceCode string `json:"service_code" xml:"service_code"`
	ServiceName string `json:"service_name" xml:"service_name"`
	Description string `json:"description"  xml:"description"`
	Metadata    bool   `json:"metadata"     xml:"metadata"`
	Type        string `json:"type"         xml:"type"`
	Keywords    string `json:"keywords"     xml:"keywords"`
	Group       string `json:"group"        xml:"group"`
}

type stdDefinition struct {
	ServiceCode string         `json:"service_code" xml:"service_code"`
	Attributes  []stdAttribute `json:"attributes"   xml:"attributes>attribute"`
}

type stdAttribute struct {
	Variable            bool       `json:"variable"             xml:"variable"`
	Code                string     `json:"code"                 xml:"code"`
	Datatype            string     `json:"datatype"             xml:"datatype"`
	Required            bool       `json:"required"             xml:"required"`
	DatatypeDescription string     `json:"datatype_description" xml:"datatype_description"`
	Order               int        `json:"order"                xml:"order"`
	Description         string     `json:"description"          xml:"description"`
	Values              []stdValue `json:"values"               xml:"values>value"`
}

type stdValue struct {
	Key  string `json:"key"  xml:"key"`
	Name string `json:"name" xml:"name"`
}

type stdReceipt struct {
	ServiceRequestID string `json:"service_request_id" xml:"service_request_id"`
	Token            string `json:"token"              xml:"token"`
	ServiceNotice    string `json:"service_notice"     xml:"service_notice"`
	AccountID        string `json:"account_id"         xml:"account_id"`
}

type stdRequest struct {
	ServiceRequestID  string   `json:"service_request_id" xml:"service_request_id"`
	Status            string   `json:"status"             xml:"status"`
	StatusNotes       string   `json:"status_notes"       xml:"status_notes"`
	ServiceName       string   `json:"service_name"       xml:"service_name"`
	ServiceCode       string   `json:"service_code"       xml:"service_code"`
	Description       string   `json:"description"        xml:"description"`
	AgencyResponsible string   `json:"agency_responsible" xml:"agency_responsible"`
	ServiceNotice     string   `json:"service_notice"     xml:"service_notice"`
	RequestedDatetime string   `json:"requested_datetime" xml:"requested_datetime"`
	UpdatedDatetime   string   `json:"updated_datetime"   xml:"updated_datetime"`
	ExpectedDatetime  string   `json:"expected_datetime"  xml:"expected_datetime"`
	Address           string   `json:"address"            xml:"address"`
	AddressID         string   `json:"address_id"         xml:"address_id"`
	Zipcode           string   `json:"zipcode"            xml:"zipcode"`
	Lat               *float64 `json:"lat"                xml:"-"`
	Long              *float64 `json:"long"               xml:"-"`
	LatText           string   `json:"-"                  xml:"lat"`
	LongText          string   `json:"-"                  xml:"long"`
	MediaURL          string   `json:"media_url"          xml:"media_url"`
}

type stdUpdate struct {
	UpdateID         string `json:"update_id"          xml:"update_id"`
	ServiceRequestID string `json:"service_request_id" xml:"service_request_id"`
	Status           string `json:"status"             xml:"status"`
	Description      string `json:"description"        xml:"description"`
	UpdatedDatetime  string `json:"updated_datetime"   xml:"updated_datetime"`
	MediaURL         string `json:"media_url"          xml:"media_url"`
}

type stdError struct {
	Code        int    `json:"code"        xml:"code"`
	Description string `json:"description" xml:"description"`
}

// shape is where the standard puts a list in XML; in JSON it is an array.
var shapes = map[reflect.Type][2]string{
	reflect.TypeFor[stdService](): {"services", "service"},
	reflect.TypeFor[stdReceipt](): {"service_requests", "request"},
	reflect.TypeFor[stdRequest](): {"service_requests", "request"},
	reflect.TypeFor[stdUpdate]():  {"service_request_updates", "request_update"},
	reflect.TypeFor[stdError]():   {"errors", "error"},
}

// client drives a server by the standard in one format, and checks of every
// answer what the standard says of all.
type client struct {
	*fixture
	format string
	key    string
}

func (c client) check(status int, a answer) string {
	c.Helper()
	require.Equal(c, status, a.StatusCode, "%s", a.Body)
	if c.format == "xml" {
		require.Equal(c, "text/xml; charset=utf-8", a.Header.Get("Content-Type"))
		require.True(c, strings.HasPrefix(a.Body, `<?xml version="1.0" encoding="utf-8"?>`), "%s", a.Body)
	} else {
		require.Equal(c, "application/json; charset=utf-8", a.Header.Get("Content-Type"))
	}
	return a.Body
}

func (c client) get(status int, path string, query url.Values, headers ...string) string {
	c.Helper()
	return c.check(status, c.send("GET", path+"."+c.format+"?"+query.Encode(), "", "", headers...))
}

func (c client) post(status int, path string, values url.Values, headers ...string) string {
	c.Helper()
	if c.key != "" {
		values.Set("api_key", c.key)
	}
	return c.check(status, c.send("POST", path+"."+c.format, form, values.Encode(), headers...))
}

// list reads an answer that is a list, strictly: unknown members and elements
// fail unless lax says that the answer has extensions.
func list[T any](c client, content string, lax ...bool) []T {
	c.Helper()
	var out []T
	if c.format == "json" {
		decoder := json.NewDecoder(strings.NewReader(content))
		if len(lax) == 0 {
			decoder.DisallowUnknownFields()
		}
		require.NoError(c, decoder.Decode(&out), "%s", content)
		require.NotNil(c, out, "a list is never null")
		return out
	}
	shape := shapes[reflect.TypeFor[T]()]
	decoder := xml.NewDecoder(strings.NewReader(content))
	depth := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return out
		}
		require.NoError(c, err, "%s", content)
		switch t := token.(type) {
		case xml.StartElement:
			require.Empty(c, t.Name.Space, "no namespaces")
			require.Empty(c, t.Attr, "no attributes")
			require.Less(c, depth, 2)
			require.Equal(c, shape[depth], t.Name.Local)
			if depth++; depth == 2 {
				var one T
				require.NoError(c, decoder.DecodeElement(&one, &t))
				out = append(out, one)
				depth--
			}
		case xml.EndElement:
			depth--
		}
	}
}

// single reads an answer that is one object.
func single[T any](c client, root, content string) T {
	c.Helper()
	var out T
	if c.format == "json" {
		decoder := json.NewDecoder(strings.NewReader(content))
		decoder.DisallowUnknownFields()
		require.NoError(c, decoder.Decode(&out), "%s", content)
		return out
	}
	decoder := xml.NewDecoder(strings.NewReader(content))
	for {
		token, err := decoder.Token()
		require.NoError(c, err, "%s", content)
		if start, ok := token.(xml.StartElement); ok {
			require.Equal(c, root, start.Name.Local)
			require.NoError(c, decoder.DecodeElement(&out, &start))
			return out
		}
	}
}

// date reads a date of the standard, which has its zone.
func (c client) date(text string) time.Time {
	c.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(c, err)
	return at
}

// refused expects errors whose descriptions together hold all the words.
func (c client) refused(status int, content string, words ...string) {
	c.Helper()
	all := ""
	for _, e := range list[stdError](c, content) {
		assert.Equal(c, status, e.Code)
		assert.NotEmpty(c, e.Description)
		all += e.Description + "\n"
	}
	for _, w := range words {
		assert.Contains(c, all, w)
	}
}

func bothFormats(do func(format string)) {
	for _, f := range []string{"xml", "json"} {
		do(f)
	}
}

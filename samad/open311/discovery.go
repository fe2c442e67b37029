package open311

import (
	"encoding/xml"
	"net/http"
)

// specification is the standard's own name in discovery documents.
const specification = "http://wiki.open311.org/GeoReport_v2"

type discoveryBody struct {
	XMLName    xml.Name   `json:"-"           xml:"discovery"`
	Changeset  instant    `json:"changeset"   xml:"changeset"`
	Contact    string     `json:"contact"     xml:"contact"`
	KeyService string     `json:"key_service" xml:"key_service"`
	Endpoints  []endpoint `json:"endpoints"   xml:"endpoints>endpoint"`
}

func (b discoveryBody) spark() any { return b }

type endpoint struct {
	Specification string   `json:"specification" xml:"specification"`
	URL           string   `json:"url"           xml:"url"`
	Changeset     instant  `json:"changeset"     xml:"changeset"`
	Type          string   `json:"type"          xml:"type"`
	Formats       []string `json:"formats"       xml:"formats>format"`
}

// discovery tells where the service is. Clients in use want at least two
// endpoints with at least two formats each, because they take an element that
// stands alone for no list; without an installation for trials the second is
// the same address once more.
func (x *exchange) discovery(string) (int, body, error) {
	changed := instant(x.opts.Changed)
	one := endpoint{
		Specification: specification, URL: x.opts.URL, Changeset: changed, Type: "production",
		Formats: []string{asXML.contentKind(), asJSON.contentKind()},
	}
	other := one
	if x.opts.TestURL != "" {
		other = one
		other.URL, other.Type = x.opts.TestURL, "test"
	}
	return http.StatusOK, discoveryBody{
		Changeset: changed, Contact: x.opts.Contact.In(x.lang), KeyService: x.opts.KeyService.In(x.lang),
		Endpoints: []endpoint{one, other},
	}, nil
}

func (f format) contentKind() string {
	if f == asJSON {
		return "application/json"
	}
	return "text/xml"
}

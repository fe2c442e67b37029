package open311_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever a client sends gets an answer that can be read in the format it asked
// for, with the status that the errors name, and never a fault inside.
func FuzzRequests(f *testing.F) {
	f.Add("POST", "/requests.xml", outage().Encode())
	f.Add("POST", "/requests.json", "api_key=city&service_code=water.outage&address_id=1014&attribute[part][]=house&attribute[]=1&attribute[x=2")
	f.Add("POST", "/servicerequestupdates.json", "api_key=water&service_request_id=8349201754920193&status=fixed&description=x")
	f.Add("GET", "/requests.json", "start_date=2026-11-23T08:30:00 03:30&end_date=0000-00-00T00:00:00Z&page=2&page_size=9&status=open,&service_code=a..b")
	f.Add("GET", "/requests/%2e%2e.xml", "service_request_id=1,,2")
	f.Add("GET", "/tokens/t1234567890123456.json", "jurisdiction_id=\x00")
	f.Add("GET", "/services/water/leak.xml", "")
	server := setup(f).server
	f.Fuzz(func(t *testing.T, method, path, parameters string) {
		if method != "POST" {
			method = "GET"
		}
		r := httptest.NewRequest(method, "http://x"+mount+"/", strings.NewReader(parameters))
		r.URL.Path = mount + path
		if method == "GET" {
			r.URL.RawQuery = parameters
		}
		r.Header.Set("Content-Type", form)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if !strings.HasPrefix(r.URL.Path, mount) || w.Body.String() == "404 page not found\n" {
			return
		}
		if w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			if !json.Valid(w.Body.Bytes()) {
				t.Fatalf("no JSON: %s", w.Body)
			}
			return
		}
		decoder := xml.NewDecoder(w.Body)
		for {
			if _, err := decoder.Token(); err == io.EOF {
				return
			} else if err != nil {
				t.Fatalf("no XML: %v", err)
			}
		}
	})
}

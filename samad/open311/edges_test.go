package open311_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/open311"
)

func leak(change ...string) url.Values {
	v := url.Values{"service_code": {"water.leak"}, "address_id": {"1014"}, "description": {"نشت"}}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v
}

func TestWhatIsWrongWithARequest(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		values url.Values
		status int
		words  []string
	}{
		"no key":              {leak(), 403, []string{"api_key"}},
		"empty key":           {leak("api_key", " "), 403, []string{"api_key"}},
		"wrong key":           {leak("api_key", "nobody"), 403, []string{"api_key"}},
		"key without a right": {leak("api_key", "mute"), 403, nil},
		"no service":          {leak("api_key", "city", "service_code", ""), 400, []string{"service_code"}},
		"unknown service":     {leak("api_key", "city", "service_code", "water.flood"), 404, []string{"service_code"}},
		"group of services":   {leak("api_key", "city", "service_code", "water"), 404, []string{"service_code"}},
		"no location":         {leak("api_key", "city", "address_id", ""), 400, []string{"address_string"}},
		"half a point":        {leak("api_key", "city", "lat", "32.1"), 400, []string{"lat and long"}},
		"no number":           {leak("api_key", "city", "lat", "north", "long", "NaN"), 400, []string{"lat:", "long:"}},
		"off the earth":       {leak("api_key", "city", "lat", "91", "long", "-181"), 400, []string{"lat:", "long:"}},
		"unknown place":       {leak("api_key", "city", "address_id", "9999"), 400, []string{"address_id"}},
		"long description":    {leak("api_key", "city", "description", strings.Repeat("آ", 4001)), 400, []string{"4000"}},
		"long address":        {leak("api_key", "city", "address_string", strings.Repeat("آ", 1001)), 400, []string{"address_string"}},
		"no link":             {leak("api_key", "city", "media_url", "javascript:alert(1)"), 400, []string{"media_url"}},
		"no mail address":     {leak("api_key", "city", "email", "nobody"), 400, []string{"email"}},
		"no telephone":        {leak("api_key", "city", "phone", "12"), 400, []string{"phone"}},
		"required attribute":  {leak("api_key", "city", "service_code", "water.outage"), 400, []string{"attribute[part]"}},
		"no choice":           {leak("api_key", "city", "service_code", "water.outage", "attribute[part]", "roof"), 400, []string{"attribute[part]"}},
		"no day":              {leak("api_key", "city", "service_code", "water.outage", "attribute[part]", "house", "attribute[since]", "soon"), 400, []string{"attribute[since]"}},
		"broken attribute":    {leak("api_key", "city", "attribute[part", "house"), 400, []string{"attribute[CODE]"}},
		"all at once":         {leak("api_key", "city", "address_id", "", "media_url", "x", "description", strings.Repeat("a", 4001)), 400, []string{"address_string", "media_url", "description"}},
		"no UTF-8":            {leak("api_key", "city", "description", "\xff"), 400, []string{"UTF-8"}},
		"a zero":              {leak("api_key", "city", "description", "a\x00b"), 400, []string{"U+0000"}},
		"broken inside":       {leak("api_key", "broken"), 500, nil},
		"twice":               {url.Values{"api_key": {"city"}, "service_code": {"water.leak", "water.outage"}, "address_id": {"1014"}}, 400, []string{"service_code", "twice"}},
		"two values for one":  {url.Values{"api_key": {"city"}, "service_code": {"water.outage"}, "address_id": {"1014"}, "attribute[part][]": {"house", "street"}}, 400, []string{"attribute[part]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bothFormats(func(format string) {
				c := client{setup(t), format, ""}
				c.refused(row.status, c.post(row.status, "/requests", row.values, "Accept-Language", "en"), row.words...)
				assert.Empty(t, list[stdRequest](c, c.get(200, "/requests", nil)), "nothing was filed")
				assert.NotContains(t, c.log.String(), "1234567890")
				assert.Equal(t, row.status == 500, c.log.Len() > 0, "only what goes wrong inside is logged")
			})
		})
	}
}

func TestFormsOfBodies(t *testing.T) {
	t.Parallel()
	f := setup(t)
	body := leak("api_key", "city").Encode()
	for name, row := range map[string]struct {
		kind, body string
		status     int
	}{
		"form":         {"application/x-www-form-urlencoded", body, 201},
		"with charset": {"application/x-www-form-urlencoded; charset=UTF-8", body, 201},
		"latin":        {"application/x-www-form-urlencoded; charset=iso-8859-1", body, 400},
		"none":         {"", body, 400},
		"multipart":    {"multipart/form-data; boundary=x", body, 400},
		"json":         {"application/json", `{"service_code":"water.leak"}`, 400},
		"malformed":    {form, "%zz=1", 400},
		"semicolons":   {form, "a=1;b=2", 400},
		"too large":    {form, body + "&x=" + strings.Repeat("a", 64<<10), 413},
		"many names":   {form, manyNames(), 400},
	} {
		r := f.send("POST", "/requests.json", row.kind, row.body)
		assert.Equal(t, row.status, r.StatusCode, name)
	}
}

func manyNames() string {
	v := url.Values{}
	for i := range 201 {
		v.Set(fmt.Sprint("x", i), "1")
	}
	return v.Encode()
}

func TestPaths(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for path, status := range map[string]int{
		"/": 404, "/services": 404, "/services.": 400, "/services.html": 400, "/nothing.xml": 404, "/requests/.xml": 404, "/services/.json": 404,
		"/discovery/x.xml": 404, "/tokens.xml": 404, "/requests/../x.json": 404, "/services/water/leak.json": 200, "/services/water.leak.json": 200,
		"/services/water.json": 404, "/requests/12.json": 404, "/requests/0000000000000000.json": 404, "/requests/01ARZ3NDEKTSV4RRFFQ69G5FAV.xml": 404,
		"/servicerequestupdates.xml": 403, "/services.xml?a=%zz": 400,
	} {
		got, content := f.get(path)
		assert.Equal(t, status, got, "%s: %s", path, content)
		if status >= 400 && strings.HasSuffix(path, ".json") {
			assert.True(t, strings.HasPrefix(content, `[{"code":`), "%s: %s", path, content)
		}
	}
	r := f.send("POST", "/services.json", form, "")
	assert.Equal(t, 405, r.StatusCode)
	assert.Equal(t, "GET, HEAD", r.Header.Get("Allow"))
	assert.Equal(t, "GET, HEAD, POST", f.send("DELETE", "/requests.xml", "", "").Header.Get("Allow"))
	assert.Equal(t, 200, f.send("HEAD", "/services.json", "", "").StatusCode)
}

// Filters, by what of five requests is left: they were filed on five days, the
// newest first in lists, and the oldest is closed.
func TestFilters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := client{f, "json", "city"}
	var ids []string
	for i := range 5 {
		code := "water.leak"
		if i%2 == 1 {
			code = "welfare.retirement"
		}
		r := list[stdReceipt](c, c.post(201, "/requests", leak("service_code", code), "Accept-Language", "en"))
		ids = append(ids, r[0].ServiceRequestID)
		if i == 0 {
			_, pin, _ := strings.Cut(r[0].ServiceNotice, "PIN: ")
			c.post(201, "/servicerequestupdates", url.Values{"service_request_id": {ids[0]}, "status": {"CANCELLED"}, "description": {"-"}}, "Samad-PIN", pin)
		}
		f.clock.Advance(24 * time.Hour)
	}
	code := func(id string) string { // public ids are other ones: recognise a request by its time
		return list[stdRequest](c, c.get(200, "/requests/"+id, nil))[0].RequestedDatetime
	}
	for query, want := range map[string][]int{
		"":                                     {4, 2, 0}, // welfare is not public
		"status=open":                          {4, 2},
		"status=closed":                        {0},
		"status=open,closed":                   {4, 2, 0},
		"status=&service_code=&page=":          {4, 2, 0},
		"service_code=water.leak":              {4, 2, 0},
		"service_code=water.leak,water.outage": {4, 2, 0},
		"service_code=welfare.retirement":      nil,
		"start_date=2026-11-25T08:30:00Z":      {4, 2},
		"start_date=2026-11-25T12:00:00%2B03:30&end_date=2026-11-25T08:30:00Z": {2},
		"start_date=2026-11-25T12:00:01+03:30":                                 {4}, // a plus sign that nobody escaped
		"end_date=2026-11-25T08:29:59Z":                                        {0},
		"page_size=2":                                                          {4, 2},
		"page_size=2&page=2":                                                   {0},
		"page_size=2&page=3":                                                   nil,
		"page=1000000":                                                         nil,
	} {
		var got, expected []string
		for _, r := range list[stdRequest](c, c.get(200, "/requests", must(url.ParseQuery(query)))) {
			got = append(got, r.RequestedDatetime)
		}
		for _, i := range want {
			expected = append(expected, code(ids[i]))
		}
		assert.Equal(t, expected, got, query)
	}
	got := list[stdRequest](c, c.get(200, "/requests", url.Values{
		"service_request_id": {ids[1] + ", " + ids[0] + ",8888888888888888," + ids[1]}, "status": {"open"}, "start_date": {"nonsense"},
	}))
	require.Len(t, got, 2, "ids override every other filter")
	assert.Equal(t, ids[1], got[0].ServiceRequestID)

	for query, word := range map[string]string{
		"start_date=2026-11-23":          "start_date",
		"start_date=2026-11-23T08:00:00": "start_date",
		"end_date=yesterday":             "end_date",
		"start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:01Z": "90",
		"start_date=2026-04-01T00:00:00Z&end_date=2026-03-01T00:00:00Z": "end_date",
		"status=fixed":    "status",
		"page=0":          "page",
		"page_size=1001":  "page_size",
		"page=x&status=y": "page",
		"service_request_id=" + strings.Repeat("8888888888888888,", 0) + many(): "service_request_id",
	} {
		c.refused(400, c.get(400, "/requests", must(url.ParseQuery(query)), "Accept-Language", "en"), word)
	}
	c.refused(404, c.get(404, "/requests", url.Values{"service_code": {"water.flood"}}), "service_code")

	f.clock.Advance(88 * 24 * time.Hour)
	assert.Len(t, list[stdRequest](c, c.get(200, "/requests", nil)), 1, "the last 90 days when no dates are given")
	f.clock.Advance(90 * 24 * time.Hour)
	assert.Empty(t, list[stdRequest](c, c.get(200, "/requests", nil)))
}

func many() string {
	var ids []string
	for i := range 51 {
		ids = append(ids, fmt.Sprint(1000000000000000+i))
	}
	return strings.Join(ids, ",")
}

func must(v url.Values, err error) url.Values {
	if err != nil {
		panic(err)
	}
	return v
}

// Keys of another province are as good as none for the cases of this one:
// lists, requests, updates and steps.
func TestHostileProvince(t *testing.T) {
	t.Parallel()
	bothFormats(func(format string) {
		f := setup(t)
		own := client{f, format, "tamin"}
		code := list[stdReceipt](own, own.post(201, "/requests", leak("service_code", "welfare.retirement")))[0].ServiceRequestID
		page, err := f.desk.List(t.Context(), reader(), samad.Query{Topic: "welfare/retirement"})
		require.NoError(t, err)
		require.Len(t, page.Cases, 1)
		id, before := string(page.Cases[0].ID), page.Cases[0].Revision
		require.NotEmpty(t, list[stdRequest](own, own.get(200, "/requests", url.Values{"api_key": {"tamin"}}), true), "there is something to be read")
		for _, key := range []string{"fars-water", "fars-centre", "fars-head"} {
			far := client{f, format, key}
			q := url.Values{"api_key": {key}, "extensions": {"true"}}
			assert.Empty(t, list[stdRequest](far, far.get(200, "/requests", q), true), key)
			far.refused(404, far.get(404, "/requests/"+id, q))
			byID := url.Values{"api_key": {key}, "service_request_id": {id}}
			assert.Empty(t, list[stdRequest](far, far.get(200, "/requests", byID), true), key)
			assert.NotContains(t, far.get(200, "/requests/"+code, q), leak().Get("description"), "by its code, what everybody reads")
			assert.Empty(t, list[stdUpdate](far, far.get(200, "/servicerequestupdates", q)), key)
			for _, name := range []string{id, code} {
				for _, status := range []string{"IN_PROGRESS", "CLOSED", "FIXED"} {
					answer := f.send("POST", "/servicerequestupdates."+format, "application/x-www-form-urlencoded",
						url.Values{"api_key": {key}, "service_request_id": {name}, "status": {status}, "description": {"-"}}.Encode())
					got, _ := f.read(answer)
					assert.Contains(t, []int{400, 403, 404}, got, "%s %s", key, status)
				}
			}
		}
		page, err = f.desk.List(t.Context(), reader(), samad.Query{Topic: "welfare/retirement"})
		require.NoError(t, err)
		assert.Equal(t, before, page.Cases[0].Revision, "nothing was done")
	})
}

// What a stranger can read of others' cases, in any way: nothing that was
// written, no name, no code, no fine place.
func TestStrangersReadNothingPrivate(t *testing.T) {
	t.Parallel()
	bothFormats(func(format string) {
		f := setup(t)
		c := client{f, format, "city"}
		id := list[stdReceipt](c, c.post(201, "/requests", outage()))[0].ServiceRequestID
		welfare := list[stdReceipt](c, c.post(201, "/requests", leak("service_code", "welfare.retirement")))[0].ServiceRequestID
		everywhere := ""
		for _, key := range []string{"", "city", "other", "tamin"} {
			q := url.Values{"extensions": {"true"}}
			if key != "" {
				q.Set("api_key", key)
			}
			content := c.get(200, "/requests", q)
			everywhere += content
			if key == "tamin" { // it reads its own
				assert.Contains(t, content, welfare)
				everywhere = strings.ReplaceAll(everywhere, welfare, "")
				continue
			}
			for _, r := range list[stdRequest](c, content, true) {
				everywhere += c.get(200, "/requests/"+r.ServiceRequestID, q)
			}
		}
		for _, private := range []string{id, welfare, "آب از دیروز", "خیابان", "نمونه", "example.ir", "913", "32.63", "1014000001", "Najafabad city"} {
			assert.NotContains(t, everywhere, private)
		}
		// Nor does the id of a case of another topic lead anywhere.
		page, err := f.desk.List(t.Context(), reader(), samad.Query{Topic: "welfare/retirement"})
		require.NoError(t, err)
		c.refused(404, c.get(404, "/requests/"+string(page.Cases[0].ID), nil))
		c.refused(404, c.get(404, "/requests/"+string(page.Cases[0].ID), url.Values{"api_key": {"water"}}))
	})
	f := setup(t, func(o *open311.Options) { o.Public, o.Reader = nil, samad.Actor{} })
	c := client{f, "json", "city"}
	c.post(201, "/requests", leak())
	assert.Empty(t, list[stdRequest](c, c.get(200, "/requests", nil)), "nothing is public unless somebody says so")
	assert.Empty(t, list[stdUpdate](c, c.get(200, "/servicerequestupdates", url.Values{"api_key": {"city"}})))
}

func TestPointsAndAddresses(t *testing.T) {
	t.Parallel()
	bothFormats(func(format string) {
		f := setup(t, func(o *open311.Options) {
			o.Identity = samad.Named
			o.Locate = func(lat, long float64) (samad.PlaceID, bool) { return "1010", lat > 33 && long > 51 }
		})
		c := client{f, format, "city"}
		v := outage()
		v.Del("address_id")
		v.Set("lat", "33.98")
		id := list[stdReceipt](c, c.post(201, "/requests", v))[0].ServiceRequestID
		r := list[stdRequest](c, c.get(200, "/requests/"+id, url.Values{"api_key": {"water"}}))[0]
		assert.Equal(t, "خیابان <امام> & ۱۲", r.Address)
		assert.Equal(t, "1010", r.AddressID)
		if format == "json" {
			require.NotNil(t, r.Lat)
			assert.Equal(t, 33.98, *r.Lat)
			assert.Equal(t, 51.3668, *r.Long)
		} else {
			assert.Equal(t, "33.98", r.LatText)
		}
	})
}

func TestJurisdictions(t *testing.T) {
	t.Parallel()
	several := func(o *open311.Options) {
		o.Jurisdictions = map[string]samad.PlaceID{"isfahan.ir": "10", "kashan.ir": "1010"}
	}
	c := client{setup(t, several), "xml", "city"}
	c.refused(400, c.get(400, "/services", nil), "jurisdiction_id")
	c.refused(404, c.get(404, "/services", url.Values{"jurisdiction_id": {"fars.ir"}}), "jurisdiction_id")
	c.get(200, "/discovery", nil)
	c.refused(400, c.post(400, "/requests", leak()), "jurisdiction_id")
	c.refused(400, c.post(400, "/requests", leak("jurisdiction_id", "kashan.ir")), "address_id")
	id := list[stdReceipt](c, c.post(201, "/requests", leak("jurisdiction_id", "isfahan.ir")))[0].ServiceRequestID
	isfahan, kashan := url.Values{"jurisdiction_id": {"isfahan.ir"}}, url.Values{"jurisdiction_id": {"kashan.ir"}}
	assert.Len(t, list[stdRequest](c, c.get(200, "/requests", isfahan)), 1)
	assert.Empty(t, list[stdRequest](c, c.get(200, "/requests", kashan)))
	c.get(200, "/requests/"+id, isfahan)
	c.refused(404, c.get(404, "/requests/"+id, kashan))
	// An address alone lies in the jurisdiction's own place.
	r := list[stdReceipt](c, c.post(201, "/requests", leak("jurisdiction_id", "kashan.ir", "address_id", "", "address_string", "بازار")))
	assert.Equal(t, "1010", list[stdRequest](c, c.get(200, "/requests/"+r[0].ServiceRequestID, kashan))[0].AddressID)

	one := client{setup(t, func(o *open311.Options) { o.Jurisdictions = map[string]samad.PlaceID{"isfahan.ir": "10"} }), "json", "city"}
	one.get(200, "/services", nil)
	one.get(200, "/services", url.Values{"jurisdiction_id": {""}})
	one.refused(404, one.get(404, "/services", url.Values{"jurisdiction_id": {"x"}}))
	none := client{setup(t), "json", ""}
	none.get(200, "/services", url.Values{"jurisdiction_id": {"whatever"}})
}

// limiter lets so many of each kind pass.
type limiter struct{ left map[string]int }

func (l *limiter) Allow(_ context.Context, kind, key string) (time.Duration, bool) {
	if !strings.HasPrefix(key, "ip:192.0.2.1") && !strings.HasPrefix(key, "code:") {
		panic(key)
	}
	l.left[kind]--
	return 90 * time.Second, l.left[kind] >= 0
}

func (l *limiter) Forgive(_ context.Context, kind, _ string) { l.left[kind]++ }

func TestLimits(t *testing.T) {
	t.Parallel()
	l := &limiter{map[string]int{"submit": 1, "session": 1, "open311": 6, "track": 2, "pin": 2}}
	var missed []string
	f := setup(t, func(o *open311.Options) {
		o.Limiter = l
		o.Missed = func(_ context.Context, kind, remote string) { missed = append(missed, kind+" "+remote) }
	})
	c := client{f, "xml", "city"}
	id := list[stdReceipt](c, c.post(201, "/requests", leak()))[0].ServiceRequestID
	c.refused(429, c.post(429, "/requests", leak()))
	r := f.send("POST", "/requests.json", form, leak("api_key", "city").Encode())
	assert.Equal(t, "90", r.Header.Get("Retry-After"))
	c.key = "nobody"
	c.refused(403, c.post(403, "/requests", leak()))
	c.refused(429, c.post(429, "/requests", leak()))
	c.refused(404, c.get(404, "/requests/"+id, nil, "Samad-PIN", "000000"))
	c.refused(429, c.get(429, "/requests/"+id, nil, "Samad-PIN", "000000"))
	c.get(200, "/requests/"+id, nil)
	c.refused(429, c.get(429, "/requests/"+id, nil))
	c.get(200, "/services", nil)
	c.get(200, "/services", nil)
	c.refused(429, c.get(429, "/services", nil))
	assert.Equal(t, []string{"session 192.0.2.1", "pin 192.0.2.1"}, missed)
}

// The same request sent again under the same key is filed once.
func TestRepeatedRequest(t *testing.T) {
	t.Parallel()
	c := client{setup(t), "json", "city"}
	first := c.post(201, "/requests", leak(), "Idempotency-Key", "a1")
	assert.Equal(t, first, c.post(201, "/requests", leak(), "Idempotency-Key", "a1"))
	c.refused(400, c.post(400, "/requests", leak("description", "دیگر"), "Idempotency-Key", "a1"))
	c.key = "other"
	c.post(201, "/requests", leak("description", "دیگر"), "Idempotency-Key", "a1")
	assert.Len(t, list[stdRequest](c, c.get(200, "/requests", nil)), 2)
}

func TestExtensions(t *testing.T) {
	t.Parallel()
	c := client{setup(t), "json", "city"}
	content := c.post(201, "/requests", leak("extensions", "true"))
	for _, want := range []string{`"extended_attributes":{"tracking_code":"`, `"pin":"`, `"detailed_status":"referred"`, `"expected_datetime":"2026-12-03T08:30:00Z"`} {
		assert.Contains(t, content, want)
	}
	id := list[stdReceipt](c, content, true)[0].ServiceRequestID
	content = c.get(200, "/requests/"+id, url.Values{"extensions": {"true"}})
	for _, want := range []string{`"detailed_status":"referred"`, `"expected_persian":"1405-09-12"`, `"late":false`, `"notes":[{"datetime":"2026-11-23T08:30:00Z","status":"open","type":"submitted"`} {
		assert.Contains(t, content, want)
	}
	assert.NotContains(t, c.get(200, "/requests/"+id, nil), "extended")
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	_, err := open311.New(nil, open311.Options{
		URL: "samad.example.ir", TestURL: "https://x.ir/a", Public: func(samad.Topic) bool { return true }, MaxBody: -1,
		Identity: samad.AnonymousIdentity, Jurisdictions: map[string]samad.PlaceID{"": "10"},
	})
	for _, want := range []string{"Desk", "Directory", "URL", "TestURL", "Reader", "MaxBody", "Identity", "Jurisdictions"} {
		assert.ErrorContains(t, err, want)
	}
}

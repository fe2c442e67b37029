package open311_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/open311"
)

// What clients in use send, by the shape of their requests: order of
// parameters, escapes, what they leave empty and what they add of their own.
// docs/open311.md describes each.

// FixMyStreet posts forms without a charset, an empty jurisdiction_id, a
// description of several lines and attributes of its own, and takes a token
// where there is no id; it reads XML and joins paths to an endpoint that ends
// in "/". It polls updates with both dates and compares them in UTC.
func TestFixMyStreet(t *testing.T) {
	t.Parallel()
	const urlencoded = "application/x-www-form-urlencoded"
	f := setup(t)
	c := client{f, "xml", ""}
	status, content := f.read(f.send("POST", "/requests.xml", urlencoded,
		"jurisdiction_id=&api_key=city&last_name=&long=51.3668&attribute%5Beasting%5D=1&attribute%5Bfixmystreet_id%5D=42&service_code=water.leak&lat=32.6342"+
			"&email=t%40example.com&first_name=&description=title%3A++Leak%0A%0Adetail%3A+Water%0A%0Aurl%3A+https%3A%2F%2Fexample.com%2Freport%2F42%0A%0ASubmitted+via+FixMyStreet%0A"))
	require.Equal(t, 201, status, content)
	id := list[stdReceipt](c, content)[0].ServiceRequestID
	status, content = f.get("/requests/" + id + ".xml?api_key=water")
	require.Equal(t, 200, status)
	assert.Contains(t, list[stdRequest](c, content)[0].Description, "title:  Leak\n\ndetail: Water")

	status, content = f.get("/requests.xml?jurisdiction_id=&service_request_id=" + id)
	require.Equal(t, 200, status)
	assert.Len(t, list[stdRequest](c, content), 1)
	status, content = f.get("/servicerequestupdates.xml?jurisdiction_id=&end_date=2026-11-23T09%3A00%3A00Z&start_date=2026-11-23T08%3A00%3A00Z&api_key=city")
	require.Equal(t, 200, status)
	for _, u := range list[stdUpdate](c, content) {
		assert.Equal(t, id, u.ServiceRequestID)
		assert.True(t, strings.HasSuffix(u.UpdatedDatetime, "Z"))
		assert.NotContains(t, content, "<media_url>", "an empty element would be taken for a picture")
	}
	status, content = f.get("/servicerequestupdates.xml?start_date=2026-11-23T08%3A00%3A00Z&api_key=city")
	assert.Equal(t, 400, status)
	c.refused(400, content)

	status, content = f.read(f.send("POST", "/servicerequestupdates.xml", urlencoded,
		"jurisdiction_id=&api_key=water&update_id_ext=7&updated_datetime=2026-11-23T12%3A00%3A00%2B03%3A30&service_request_id="+id+
			"&service_request_id_ext=42&status=OPEN&email=t%40example.com&description=Seen&public_anonymity_required=FALSE&last_name=&first_name="))
	require.Equal(t, 201, status, content)
	assert.NotEmpty(t, list[stdUpdate](c, content)[0].UpdateID)

	f = setup(t, func(o *open311.Options) { o.Batch = func(samad.Topic) bool { return true } })
	_, content = f.read(f.send("POST", "/requests.xml", urlencoded, "api_key=city&service_code=water.leak&lat=32.6&long=51.4&description=x"))
	_, content = f.get("/tokens/" + list[stdReceipt](c, content)[0].Token + ".xml?jurisdiction_id=")
	assert.Len(t, list[stdReceipt](c, content)[0].ServiceRequestID, 16)
}

// SeeClickFix's validator wants two endpoints at least with two formats each,
// all of them with XML, changes in the past, and the same contacts in both
// formats. Without leave to touch production it looks at test endpoints only.
func TestSeeClickFixValidator(t *testing.T) {
	t.Parallel()
	f := setup(t, func(o *open311.Options) { o.TestURL = "https://test.samad.example.ir/open311/v2/" })
	var found []stdDiscovery
	bothFormats(func(format string) {
		c := client{f, format, ""}
		d := single[stdDiscovery](c, "discovery", c.get(200, "/discovery", nil))
		require.Len(t, d.Endpoints, 2)
		assert.Equal(t, "test", d.Endpoints[1].Type)
		assert.Equal(t, "https://test.samad.example.ir/open311/v2/", d.Endpoints[1].URL)
		for _, e := range d.Endpoints {
			assert.GreaterOrEqual(t, len(e.Formats), 2)
			assert.Contains(t, e.Formats, "text/xml")
			assert.False(t, c.date(e.Changeset).After(begin))
		}
		found = append(found, d)
	})
	assert.Equal(t, found[0], found[1])
}

// The npm module open311 asks in JSON and XML, with jurisdiction_id in the
// query of a POST whose other parameters are a form, and reads the list of
// errors of a status that is not 2xx.
func TestNodeOpen311(t *testing.T) {
	t.Parallel()
	bothFormats(func(format string) {
		f := setup(t, func(o *open311.Options) {
			o.Jurisdictions = map[string]samad.PlaceID{"isfahan.ir": "10", "fars.ir": "07"}
		})
		c := client{f, format, ""}
		const at = "?jurisdiction_id=isfahan.ir"
		status, content := f.get("/services." + format + at)
		require.Equal(t, 200, status)
		assert.Len(t, list[stdService](c, content), 3)
		status, content = f.get("/services/water.outage." + format + at)
		require.Equal(t, 200, status)
		assert.Len(t, single[stdDefinition](c, "service_definition", content).Attributes, 3)
		status, content = f.read(f.send("POST", "/requests."+format+at, "application/x-www-form-urlencoded",
			"service_code=water.outage&lat=32.6342&long=51.3668&attribute[part]=house&attribute[since]=2026-11-20&api_key=city"))
		require.Equal(t, 201, status, content)
		assert.Len(t, list[stdReceipt](c, content), 1)
		status, content = f.read(f.send("POST", "/requests."+format+at, "application/x-www-form-urlencoded", "service_code=water.outage&api_key=city"))
		require.Equal(t, 400, status)
		c.refused(400, content)
		status, content = f.get("/requests." + format + at + "&status=open&service_code=water.outage")
		require.Equal(t, 200, status)
		assert.Len(t, list[stdRequest](c, content), 1)
	})
}

// Python's three asks in JSON, with days as midnights in UTC, page_size for a
// count, and posts a form in which api_key may be empty.
func TestPythonThree(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := client{f, "json", ""}
	const urlencoded = "application/x-www-form-urlencoded"
	status, content := f.read(f.send("POST", "/requests.json", urlencoded,
		"service_code=water.leak&address_string=123+Any+St&first_name=Zach&last_name=Williams&phone=09130001234&description=My+issue+description.&api_key=city"))
	require.Equal(t, 201, status, content)
	status, _ = f.read(f.send("POST", "/requests.json", urlencoded, "service_code=water.leak&address_string=x&api_key="))
	assert.Equal(t, 403, status)
	status, content = f.get("/requests.json?page_size=50&start_date=2026-11-01T00%3A00%3A00Z&end_date=2026-11-24T00%3A00%3A00Z&service_code=water.leak")
	require.Equal(t, 200, status)
	assert.Len(t, list[stdRequest](c, content), 1)
	status, content = f.get("/discovery.json")
	require.Equal(t, 200, status)
	assert.NotEmpty(t, single[stdDiscovery](c, "discovery", content).Endpoints)
}

package open311_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/open311"
)

func outage() url.Values {
	return url.Values{
		"service_code": {"water.outage"}, "address_id": {"1014000001"}, "address_string": {"خیابان <امام> & ۱۲"}, "lat": {"32.6342"}, "long": {"51.3668"},
		"description": {"آب از دیروز قطع است.\r\n<b>لطفا</b>"}, "attribute[part]": {"street"}, "attribute[since]": {"2026-11-22T10:00:00+03:30"},
		"attribute[flats][]": {"۱۲"}, "attribute[unknown]": {"x"}, "first_name": {"نمونه"}, "last_name": {"نمونه‌ای"}, "email": {"a@example.ir"}, "phone": {"0913 000 1234"},
		"device_id": {"d"}, "account_id": {"a"}, "media_url": {"https://example.ir/a.jpg"},
	}
}

// The whole of the standard, by a client of its own, in both formats.
func TestWholeFlow(t *testing.T) {
	t.Parallel()
	bothFormats(func(format string) {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			anybody := client{f, format, ""}
			city, water := client{f, format, "city"}, client{f, format, "water"}

			d := single[stdDiscovery](anybody, "discovery", anybody.get(200, "/discovery", nil))
			assert.NotEmpty(t, d.Contact)
			assert.NotEmpty(t, d.KeyService)
			require.Len(t, d.Endpoints, 2)
			for _, e := range d.Endpoints {
				assert.Equal(t, "https://samad.example.ir/open311/v2/", e.URL)
				assert.Equal(t, "http://wiki.open311.org/GeoReport_v2", e.Specification)
				assert.Equal(t, "production", e.Type)
				assert.Equal(t, []string{"text/xml", "application/json"}, e.Formats)
				assert.False(t, anybody.date(e.Changeset).After(begin))
			}

			services := list[stdService](anybody, anybody.get(200, "/services", nil))
			require.Len(t, services, 3, "leaves only")
			byCode := map[string]stdService{}
			for _, s := range services {
				assert.Equal(t, "realtime", s.Type)
				byCode[s.ServiceCode] = s
			}
			assert.Equal(t, "نشت,ترکیدگی", byCode["water.leak"].Keywords)
			assert.Equal(t, "آب", byCode["water.leak"].Group)
			assert.False(t, byCode["water.leak"].Metadata)
			require.True(t, byCode["water.outage"].Metadata)

			def := single[stdDefinition](anybody, "service_definition", anybody.get(200, "/services/water.outage", nil, "Accept-Language", "en"))
			require.Len(t, def.Attributes, 3)
			orders := map[int]bool{}
			for _, a := range def.Attributes {
				assert.Positive(t, a.Order)
				assert.False(t, orders[a.Order])
				orders[a.Order] = true
				assert.True(t, a.Variable)
			}
			part := def.Attributes[2]
			assert.Equal(t, "singlevaluelist", part.Datatype)
			assert.True(t, part.Required)
			assert.Equal(t, []stdValue{{"house", "House"}, {"street", "Street & lane"}}, part.Values)
			assert.Equal(t, "datetime", def.Attributes[0].Datatype)
			assert.Equal(t, "number", def.Attributes[1].Datatype)

			receipts := list[stdReceipt](city, city.post(201, "/requests", outage()))
			require.Len(t, receipts, 1)
			id := receipts[0].ServiceRequestID
			require.Len(t, id, 16)
			assert.Empty(t, receipts[0].Token)
			assert.NotContains(t, receipts[0].ServiceNotice, "رمز", "the PIN goes to the petitioner, who can be reached")

			// The tracking code alone shows how far it is.
			one := list[stdRequest](anybody, anybody.get(200, "/requests/"+id, nil))
			require.Len(t, one, 1)
			assert.Equal(t, stdRequest{
				ServiceRequestID: id, Status: "open", StatusNotes: samad.ExplainState(samad.Referred, samad.Persian),
				ServiceName: "قطع آب", ServiceCode: "water.outage", AgencyResponsible: "آب و فاضلاب", AddressID: "1014000001",
				RequestedDatetime: "2026-11-23T08:30:00Z", UpdatedDatetime: "2026-11-23T08:30:00Z", ExpectedDatetime: "2026-12-03T08:30:00Z",
			}, one[0])

			// Its agency's key shows the text, and never the name.
			raw := water.get(200, "/requests/"+id, url.Values{"api_key": {"water"}})
			one = list[stdRequest](water, raw)
			assert.Equal(t, "آب از دیروز قطع است.\n<b>لطفا</b>\nhttps://example.ir/a.jpg", one[0].Description)
			assert.NotContains(t, raw, "نمونه")
			assert.NotContains(t, raw, "a@example")

			// Everybody lists it, blanked and under another id.
			listed := list[stdRequest](anybody, anybody.get(200, "/requests", nil))
			require.Len(t, listed, 1)
			public := listed[0]
			assert.Len(t, public.ServiceRequestID, 26)
			assert.Equal(t, "1014", public.AddressID, "a county, no finer")
			for _, blank := range []string{public.Description, public.Address, public.LatText, public.LongText, public.MediaURL} {
				assert.Empty(t, blank)
			}
			assert.Nil(t, public.Lat)
			assert.Equal(t, listed, list[stdRequest](anybody, anybody.get(200, "/requests/"+public.ServiceRequestID, nil)))
			listed = list[stdRequest](water, water.get(200, "/requests", url.Values{"api_key": {"water"}}))
			require.Len(t, listed, 1)
			assert.Equal(t, id, listed[0].ServiceRequestID)
			assert.Empty(t, list[stdRequest](anybody, anybody.get(200, "/requests", url.Values{"api_key": {"tamin"}})))

			// The agency works on it and answers.
			f.clock.Advance(time.Hour)
			update := list[stdUpdate](water, water.post(201, "/servicerequestupdates", url.Values{
				"service_request_id": {id}, "status": {"IN_PROGRESS"}, "description": {"گروه اعزام شد."}, "updated_datetime": {"2026-11-23T13:00:00+03:30"},
			}))
			require.Len(t, update, 1)
			f.clock.Advance(time.Hour)
			last := list[stdUpdate](water, water.post(201, "/servicerequestupdates", url.Values{
				"service_request_id": {id}, "status": {"fixed"}, "description": {"شیر برگردان شد."},
			}))
			f.clock.Advance(time.Hour)

			span := url.Values{"api_key": {"city"}, "start_date": {"2026-11-23T08:00:00Z"}, "end_date": {"2026-11-24T08:00:00 03:30"}}
			updates := list[stdUpdate](city, city.get(200, "/servicerequestupdates", span))
			require.NotEmpty(t, updates)
			byID := map[string]stdUpdate{}
			for _, u := range updates {
				assert.Equal(t, id, u.ServiceRequestID, "the key that filed it knows its id")
				assert.NotContains(t, u.Description, "شیر", "words are for the petitioner")
				byID[u.UpdateID] = u
			}
			assert.Len(t, byID, len(updates), "every update has an id of its own")
			assert.Equal(t, "IN_PROGRESS", byID[update[0].UpdateID].Status)
			assert.Equal(t, "FIXED", byID[last[0].UpdateID].Status)
			assert.Equal(t, updates[len(updates)-1].UpdateID, last[0].UpdateID, "the oldest first")
			span.Set("api_key", "water")
			assert.Equal(t, updates, list[stdUpdate](water, water.get(200, "/servicerequestupdates", span)), "an agency knows its own by their codes")
			span.Set("api_key", "other")
			for _, u := range list[stdUpdate](city, city.get(200, "/servicerequestupdates", span)) {
				assert.Equal(t, public.ServiceRequestID, u.ServiceRequestID, "another key sees what everybody sees")
			}
			span.Set("start_date", "2026-11-23T11:00:00Z")
			assert.Empty(t, list[stdUpdate](city, city.get(200, "/servicerequestupdates", span)))

			one = list[stdRequest](anybody, anybody.get(200, "/requests/"+id, nil))
			assert.Equal(t, "open", one[0].Status, "the petitioner may still object")
			assert.Equal(t, "2026-11-23T10:30:00Z", one[0].UpdatedDatetime)
		})
	})
}

// A petitioner without any contact gets the PIN with the receipt, and acts with
// it.
func TestAnonymousWithPIN(t *testing.T) {
	t.Parallel()
	bothFormats(func(format string) {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			c := client{setup(t), format, "city"}
			r := list[stdReceipt](c, c.post(201, "/requests", url.Values{"service_code": {"welfare.retirement"}, "address_id": {"1014"}}, "Accept-Language", "en"))
			id := r[0].ServiceRequestID
			_, pin, ok := strings.Cut(r[0].ServiceNotice, "PIN: ")
			require.True(t, ok, "%s", r[0].ServiceNotice)
			one := list[stdRequest](c, c.get(200, "/requests/"+id, nil, "Samad-PIN", pin))
			assert.Equal(t, "Retirement", one[0].Description, "without words it is the service's name")
			one = list[stdRequest](c, c.get(200, "/requests/"+id, nil))
			assert.Empty(t, one[0].Description)
			wrong := "000000"
			if wrong == pin {
				wrong = "000001"
			}
			c.refused(404, c.get(404, "/requests/"+id, nil, "Samad-PIN", wrong))
			c.refused(400, c.get(400, "/requests/"+id, nil, "Samad-PIN", "12"), "Samad-PIN")

			say := func(status string) url.Values {
				return url.Values{"service_request_id": {id}, "status": {status}, "description": {"سه ماه است."}}
			}
			c.refused(403, c.post(403, "/servicerequestupdates", say("OPEN")), "Samad-PIN")
			list[stdUpdate](c, c.post(201, "/servicerequestupdates", say("OPEN"), "Samad-PIN", pin))
			list[stdUpdate](c, c.post(201, "/servicerequestupdates", say("CANCELLED"), "Samad-PIN", pin))
			one = list[stdRequest](c, c.get(200, "/requests/"+id, nil))
			assert.Equal(t, "closed", one[0].Status)
			assert.Contains(t, one[0].StatusNotes, samad.ExplainEnd(samad.EndWithdrawn, samad.Persian))
		})
	})
}

func TestBatchGivesATokenFirst(t *testing.T) {
	t.Parallel()
	bothFormats(func(format string) {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			c := client{setup(t, func(o *open311.Options) {
				o.Batch = func(t samad.Topic) bool { return t.ID == "water/leak" }
			}), format, "city"}
			for _, s := range list[stdService](c, c.get(200, "/services", nil)) {
				assert.Equal(t, s.ServiceCode == "water.leak", s.Type == "batch")
			}
			r := list[stdReceipt](c, c.post(201, "/requests", url.Values{"service_code": {"water.leak"}, "address_string": {"میدان"}}))
			require.NotEmpty(t, r[0].Token)
			assert.Empty(t, r[0].ServiceRequestID, "one of them, never both")
			got := list[stdReceipt](c, c.get(200, "/tokens/"+r[0].Token, nil))
			assert.Equal(t, r[0].Token, got[0].Token)
			list[stdRequest](c, c.get(200, "/requests/"+got[0].ServiceRequestID, nil))
			c.refused(404, c.get(404, "/tokens/t1234567890123456", nil), "token")
			c.refused(404, c.get(404, "/tokens/"+got[0].ServiceRequestID, nil), "token")
		})
	})
}

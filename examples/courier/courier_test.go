package courier_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/examples/courier"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

func tehran(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	return zone
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return at
}

func night(t *testing.T, spans ...courier.QuietSpan) courier.Quiet {
	t.Helper()
	begin, end, err := courier.ParseHours("22:00-08:00")
	require.NoError(t, err)
	if spans == nil {
		spans = []courier.QuietSpan{{Begin: begin, End: end, Except: []samad.MessageKind{samad.NewPINMessage}}}
	}
	q, err := courier.NewQuiet(tehran(t), spans...)
	require.NoError(t, err)
	return q
}

func TestQuiet(t *testing.T) {
	t.Parallel()
	q := night(t)
	for at, want := range map[string]string{
		"2026-11-23T21:59:59+03:30": "", "2026-11-23T22:00:00+03:30": "2026-11-24T08:00:00+03:30",
		"2026-11-24T00:00:00+03:30": "2026-11-24T08:00:00+03:30", "2026-11-24T07:59:59.999999+03:30": "2026-11-24T08:00:00+03:30",
		"2026-11-24T08:00:00+03:30": "", "2026-11-24T12:00:00+03:30": "",
		// The last night of the year 1404, and one in which clocks were set
		// forward, while Iran still did that.
		"2026-03-20T23:00:00+03:30": "2026-03-21T08:00:00+03:30",
		"2022-03-21T23:30:00+03:30": "2022-03-22T08:00:00+04:30",
	} {
		until, is := q.Until(instant(t, at), samad.AnswerMessage)
		assert.Equal(t, want != "", is, at)
		if is {
			assert.True(t, until.Equal(instant(t, want)), "%s: %s", at, until)
		}
	}
	_, is := q.Until(instant(t, "2026-11-24T00:00:00+03:30"), samad.NewPINMessage)
	assert.False(t, is, "kinds that are excepted")
}

func TestQuietByDay(t *testing.T) {
	t.Parallel()
	day := func(s string) persian.Date {
		d, err := persian.Parse(s)
		require.NoError(t, err)
		return d
	}
	q := night(t,
		courier.QuietSpan{From: day("1405-09-02"), Begin: 20 * time.Hour, End: 10 * time.Hour},
		courier.QuietSpan{From: day("1400-01-01"), Begin: 22 * time.Hour, End: 8 * time.Hour},
		courier.QuietSpan{From: day("1405-09-10"), Begin: 0, End: 0},
	)
	for at, want := range map[string]string{
		"2020-01-01T23:00:00+03:30": "",                          // before all settings
		"2026-11-22T21:00:00+03:30": "",                          // 1 Azar, the old hours
		"2026-11-22T23:00:00+03:30": "2026-11-23T10:00:00+03:30", // wakes into the new ones
		"2026-11-23T21:00:00+03:30": "2026-11-24T10:00:00+03:30",
		"2026-12-02T23:00:00+03:30": "", // 11 Azar: none any more
	} {
		until, is := q.Until(instant(t, at), samad.AnswerMessage)
		assert.Equal(t, want != "", is, at)
		if is {
			assert.True(t, until.Equal(instant(t, want)), "%s: %s", at, until)
		}
	}
}

// Whoever waits as told may speak then, and waits less than a day.
func TestQuietEnds(t *testing.T) {
	t.Parallel()
	zone := tehran(t)
	rapid.Check(t, func(r *rapid.T) {
		minute := rapid.Custom(func(r *rapid.T) time.Duration {
			return time.Duration(rapid.IntRange(0, 1439).Draw(r, "m")) * time.Minute
		})
		q, err := courier.NewQuiet(zone, courier.QuietSpan{Begin: minute.Draw(r, "begin"), End: minute.Draw(r, "end")})
		if err != nil {
			r.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(r, "at"), 0)
		until, is := q.Until(at, samad.AnswerMessage)
		if !is {
			return
		}
		if again, still := q.Until(until, samad.AnswerMessage); still {
			r.Fatalf("from %s wait until %s, then until %s", at, until, again)
		}
		if wait := until.Sub(at); wait <= 0 || wait > 25*time.Hour {
			r.Fatalf("from %s wait %s", at, wait)
		}
	})
}

func TestTexts(t *testing.T) {
	t.Parallel()
	texts, err := courier.ParseTexts(map[string]string{
		"fa/sms/*": "{{.Text}}", "fa/sms/answer": "پاسخ پرونده {{.Code}} آماده است.",
		"fa/email/*": "با سلام\n{{.Text}}", "fa/email/subject": "سامد، پرونده {{.Code}}",
	})
	require.NoError(t, err)
	var got courier.Letter
	carrier := courier.CarrierFunc(func(_ context.Context, l courier.Letter) (string, error) { got = l; return "ref", nil })
	c, err := courier.New(courier.Config{Texts: texts, Carriers: map[samad.Carrier]courier.Carrier{samad.BySMS: carrier, samad.ByEmail: carrier}})
	require.NoError(t, err)
	n := samad.Notice{ID: "01KEY", Audience: samad.ToPetitioner, Carrier: samad.BySMS, Lang: samad.Persian, Kind: samad.AnswerMessage, Text: "متن", Code: "1234 5678", To: "+98912"}
	ref, err := c.Track(t.Context(), n)
	require.NoError(t, err)
	assert.Equal(t, "ref", ref)
	assert.Equal(t, "پاسخ پرونده 1234 5678 آماده است.", got.Body)
	n.Carrier = samad.ByEmail
	require.NoError(t, c.Notify(t.Context(), n))
	assert.Equal(t, "با سلام\nمتن", got.Body)
	assert.Equal(t, "سامد، پرونده 1234 5678", got.Subject)
	n.Lang = samad.English
	require.NoError(t, c.Notify(t.Context(), n))
	assert.Equal(t, "متن", got.Body, "the Desk's own words where there is no template")

	for key, source := range map[string]string{
		"fa/sms": "x", "de/sms/answer": "x", "fa/pigeon/answer": "x", "fa/sms/anwser": "x", "fa/sms/subject": "x",
		"fa/sms/answer": "{{.Name}}", "fa/sms/pin": "رمز تازه دارید.", "fa/sms/*": "پیام دارید.", "en/sms/answer": "{{",
		"en/email/answer": " ", "en/email/subject": "{{.Text}}", "fa/email/subject": "a\nb",
	} {
		_, err := courier.ParseTexts(map[string]string{key: source})
		require.ErrorContains(t, err, key)
	}
}

func TestQuietNotices(t *testing.T) {
	t.Parallel()
	now := instant(t, "2026-11-23T23:00:00+03:30")
	taken := 0
	carrier := courier.CarrierFunc(func(context.Context, courier.Letter) (string, error) { taken++; return "", nil })
	c, err := courier.New(courier.Config{
		Carriers: map[samad.Carrier]courier.Carrier{samad.BySMS: carrier, samad.ByEmail: carrier},
		Quiet:    map[samad.Carrier]courier.Quiet{samad.BySMS: night(t)}, Now: func() time.Time { return now },
	})
	require.NoError(t, err)
	n := samad.Notice{Audience: samad.ToPetitioner, Carrier: samad.BySMS, Kind: samad.AnswerMessage, Urgency: samad.High}
	put, ok := errors.AsType[*samad.PostponedError](c.Notify(t.Context(), n))
	require.True(t, ok)
	assert.True(t, put.Until.Equal(instant(t, "2026-11-24T08:00:00+03:30")))
	assert.Zero(t, taken)
	n.Urgency = samad.Emergency
	require.NoError(t, c.Notify(t.Context(), n))
	n.Urgency, n.Carrier = samad.Normal, samad.ByEmail
	require.NoError(t, c.Notify(t.Context(), n), "mail wakes nobody")
	assert.Equal(t, 2, taken)
	n.Carrier = "pigeon"
	require.ErrorIs(t, c.Notify(t.Context(), n), samad.ErrPermanent)
}

func TestRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, rate)
}

func rate(t *testing.T) {
	t.Helper()
	taken := 0
	carrier := courier.CarrierFunc(func(context.Context, courier.Letter) (string, error) { taken++; return "", nil })
	c, err := courier.New(courier.Config{
		Carriers: map[samad.Carrier]courier.Carrier{samad.BySMS: carrier}, Rates: map[samad.Carrier]float64{samad.BySMS: 0.1},
	})
	require.NoError(t, err)
	n := samad.Notice{Audience: samad.ToPetitioner, Carrier: samad.BySMS}
	require.NoError(t, c.Notify(t.Context(), n))
	put, ok := errors.AsType[*samad.PostponedError](c.Notify(t.Context(), n))
	require.True(t, ok, "one in ten seconds")
	assert.Equal(t, time.Now().Add(10*time.Second), put.Until)
	assert.Equal(t, 1, taken)
	_, err = courier.New(courier.Config{Rates: map[samad.Carrier]float64{samad.BySMS: 0}, Quiet: map[samad.Carrier]courier.Quiet{samad.BySMS: {}}})
	require.ErrorContains(t, err, "never")
	require.ErrorContains(t, err, "no such carrier")
}

// An office is told in its queue, and by mail where it has an address.
func TestOffices(t *testing.T) {
	t.Parallel()
	var desk, mailed []string
	c, err := courier.New(courier.Config{
		Carriers: map[samad.Carrier]courier.Carrier{samad.ByEmail: courier.CarrierFunc(func(_ context.Context, l courier.Letter) (string, error) {
			mailed = append(mailed, l.To)
			return "", nil
		})},
		Desk: notifier(func(n samad.Notice) { desk = append(desk, string(n.Office)) }),
		Offices: func(office samad.AgencyID, role samad.Role) string {
			if office == "isf.tamin" && role == samad.RoleAgencyHead {
				return "head@tamin.example.ir"
			}
			return ""
		},
	})
	require.NoError(t, err)
	for _, office := range []samad.AgencyID{"isf.tamin", "isf.abfa"} {
		require.NoError(t, c.Notify(t.Context(), samad.Notice{Audience: samad.ToOffice, Carrier: samad.ByDesk, Office: office, Role: samad.RoleAgencyHead}))
	}
	assert.Equal(t, []string{"isf.tamin", "isf.abfa"}, desk)
	assert.Equal(t, []string{"head@tamin.example.ir"}, mailed)
}

type notifier func(samad.Notice)

func (f notifier) Notify(_ context.Context, n samad.Notice) error { f(n); return nil }

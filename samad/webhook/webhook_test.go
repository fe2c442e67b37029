package webhook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/webhook"
)

// The vector that the libraries of Standard Webhooks are tested with.
const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorSeconds   = 1614265330
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

func secret(t testing.TB, text string) webhook.Secret {
	t.Helper()
	s, err := webhook.ParseSecret(text)
	require.NoError(t, err)
	return s
}

func made(t testing.TB, seed byte) webhook.Secret {
	t.Helper()
	s, err := webhook.NewSecret(bytes.NewReader(bytes.Repeat([]byte{seed}, 32)))
	require.NoError(t, err)
	return s
}

func at(seconds int64) func() time.Time {
	return func() time.Time { return time.Unix(seconds, 0) }
}

func TestReferenceVector(t *testing.T) {
	t.Parallel()
	s := secret(t, vectorSecret)
	h := webhook.Sign(vectorID, time.Unix(vectorSeconds, 0), []byte(vectorBody), s)
	require.Equal(t, webhook.Headers{ID: vectorID, Timestamp: "1614265330", Signature: vectorSignature}, h)
	require.NoError(t, webhook.Verifier{Secrets: []webhook.Secret{s}, Now: at(vectorSeconds)}.Verify(h, []byte(vectorBody)))
}

func TestVerify(t *testing.T) {
	t.Parallel()
	s, other, body := secret(t, vectorSecret), made(t, 1), []byte(vectorBody)
	good := webhook.Sign(vectorID, time.Unix(vectorSeconds, 0), body, s)
	change := func(f func(h *webhook.Headers)) webhook.Headers {
		h := good
		f(&h)
		return h
	}
	for name, row := range map[string]struct {
		headers webhook.Headers
		secrets []webhook.Secret
		now     int64
		want    error
	}{
		"as sent":                       {good, []webhook.Secret{s}, vectorSeconds, nil},
		"five minutes late":             {good, []webhook.Secret{s}, vectorSeconds + 300, nil},
		"five minutes early":            {good, []webhook.Secret{s}, vectorSeconds - 300, nil},
		"too late":                      {good, []webhook.Secret{s}, vectorSeconds + 301, webhook.ErrStale},
		"too early":                     {good, []webhook.Secret{s}, vectorSeconds - 301, webhook.ErrStale},
		"signed with the old secret":    {good, []webhook.Secret{other, s}, vectorSeconds, nil},
		"signed with two":               {webhook.Sign(vectorID, time.Unix(vectorSeconds, 0), body, other, s), []webhook.Secret{s}, vectorSeconds, nil},
		"another scheme beside":         {change(func(h *webhook.Headers) { h.Signature = "v1a,xx v1,!! " + h.Signature }), []webhook.Secret{s}, vectorSeconds, nil},
		"only another scheme":           {change(func(h *webhook.Headers) { h.Signature = strings.Replace(h.Signature, "v1,", "v2,", 1) }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
		"another's secret":              {good, []webhook.Secret{other}, vectorSeconds, webhook.ErrSignature},
		"no secret":                     {good, nil, vectorSeconds, webhook.ErrSignature},
		"the zero secret":               {webhook.Sign(vectorID, time.Unix(vectorSeconds, 0), body, webhook.Secret{}), []webhook.Secret{{}}, vectorSeconds, webhook.ErrSignature},
		"another id":                    {change(func(h *webhook.Headers) { h.ID += "x" }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
		"no id":                         {change(func(h *webhook.Headers) { h.ID = "" }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
		"a dot in the id":               {change(func(h *webhook.Headers) { h.ID = "a.1" }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
		"another time":                  {change(func(h *webhook.Headers) { h.Timestamp = "1614265331" }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
		"a time in another form":        {change(func(h *webhook.Headers) { h.Timestamp = "+1614265330" }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
		"no time":                       {change(func(h *webhook.Headers) { h.Timestamp = "" }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
		"no signature":                  {change(func(h *webhook.Headers) { h.Signature = "" }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
		"the seventeenth of signatures": {change(func(h *webhook.Headers) { h.Signature = strings.Repeat("v1,aaaa ", 16) + h.Signature }), []webhook.Secret{s}, vectorSeconds, webhook.ErrSignature},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := webhook.Verifier{Secrets: row.secrets, Now: at(row.now)}.Verify(row.headers, body)
			if row.want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, row.want)
		})
	}
}

// Whatever was signed verifies, and no other body, id, time or secret does.
func TestSignedIsVerified(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[A-Za-z0-9_-]{1,40}`).Draw(t, "id")
		seconds := rapid.Int64Range(0, 1<<40).Draw(t, "seconds")
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		s, err := webhook.NewSecret(bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key")))
		if err != nil {
			t.Fatal(err)
		}
		back, err := webhook.ParseSecret(s.Reveal())
		if err != nil || back != s {
			t.Fatalf("the secret does not come back: %v", err)
		}
		h := webhook.Sign(id, time.Unix(seconds, 0), body, s)
		v := webhook.Verifier{Secrets: []webhook.Secret{back}, Now: at(seconds)}
		if err := v.Verify(h, body); err != nil {
			t.Fatal(err)
		}
		if v.Verify(h, append([]byte{0}, body...)) == nil {
			t.Fatal("another body verifies")
		}
	})
}

func TestSecretHides(t *testing.T) {
	t.Parallel()
	s := secret(t, vectorSecret)
	key := strings.TrimPrefix(vectorSecret, "whsec_")
	require.Equal(t, vectorSecret, s.Reveal())
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "all", webhook.Subscription{Secrets: []webhook.Secret{s}})
	for _, shown := range []string{
		fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s, s, s, s), log.String(), fmt.Sprintf("%+v", webhook.Subscription{Secrets: []webhook.Secret{s}}),
	} {
		require.NotContains(t, shown, key)
		require.NotContains(t, shown, key[:8])
	}
	_, err := json.Marshal(s)
	require.ErrorIs(t, err, webhook.ErrSecret)
	require.Empty(t, webhook.Secret{}.Reveal())
	for _, bad := range []string{"", "whsec_", "whsec_!!!!", "whsec_" + strings.Repeat("A", 28), "whsec_" + strings.Repeat("A", 92), vectorSecret + "\n"} {
		_, err := webhook.ParseSecret(bad)
		require.ErrorIs(t, err, webhook.ErrSecret, "%q", bad)
	}
	_, err = webhook.NewSecret(strings.NewReader("short"))
	require.Error(t, err)
}

func TestMessageIsStable(t *testing.T) {
	t.Parallel()
	item := samad.FeedItem{
		Event: samad.Event{ID: "01E", Case: "01C", Seq: 4, At: time.Unix(vectorSeconds, 0).UTC(), Type: samad.EventReferred,
			Actor: samad.Stamp{ID: "u-operator", Role: samad.RoleOperator, Agency: "isf.centre"}},
		Case: samad.Case{ID: "01C", State: samad.Referred, Kind: samad.Request, Topic: "welfare/retirement", Place: "1014", Agency: "isf.tamin"},
	}
	m := webhook.MessageOf(webhook.EventOf(item))
	body, err := m.Body()
	require.NoError(t, err)
	require.JSONEq(t, `{"type":"case.referred","timestamp":"2021-02-25T15:02:10Z","data":{"id":"01E","type":"referred",
		"at":"2021-02-25T15:02:10Z","case":"01C","code":"","revision":4,"state":"referred","kind":"request","topic":"welfare/retirement",
		"place":"1014","agency":"isf.tamin","role":"operator","by":"isf.centre"}}`, string(body))
	again, err := webhook.MessageOf(webhook.EventOf(item)).Body()
	require.NoError(t, err)
	require.Equal(t, body, again)
	require.NotContains(t, string(body), "u-operator", "accounts are no business of others")

	item.Gone = true
	gone := webhook.EventOf(item)
	assert.True(t, gone.Gone)
	assert.Empty(t, gone.Agency, "where a case went is for who may see it there")
	assert.True(t, webhook.Subscription{}.Wants(item.Event))
	assert.True(t, webhook.Subscription{Since: item.Event.At}.Wants(item.Event))
	assert.False(t, webhook.Subscription{Since: item.Event.At.Add(time.Microsecond)}.Wants(item.Event))
	assert.False(t, webhook.Subscription{Types: []samad.EventType{samad.EventAnswered}}.Wants(item.Event))
}

// FuzzVerify sends any headers: nothing is believed that was not signed.
func FuzzVerify(f *testing.F) {
	f.Add(vectorID, "1614265330", vectorSignature, []byte(vectorBody))
	f.Add("", "", "", []byte(nil))
	f.Add("a.b", "-1", "v1,", []byte("x"))
	f.Add("a", "1614265330", "v1 v1,v1,,, v1,"+strings.Repeat("A", 44), []byte("x"))
	s := secret(f, vectorSecret)
	f.Fuzz(func(t *testing.T, id, seconds, signature string, body []byte) {
		h := webhook.Headers{ID: id, Timestamp: seconds, Signature: signature}
		err := webhook.Verifier{Secrets: []webhook.Secret{s}, Now: at(vectorSeconds)}.Verify(h, body)
		if err == nil && (id != vectorID || string(body) != vectorBody || seconds != "1614265330") {
			t.Fatalf("%+v is believed", h)
		}
	})
}

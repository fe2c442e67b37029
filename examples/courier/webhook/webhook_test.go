package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/courier/webhook"
	"github.com/samad111/go-samad/samad"
	signed "github.com/samad111/go-samad/samad/webhook"
)

func TestAllowed(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"5.160.139.10": true, "2a01:4f8::1": true, "::ffff:5.160.139.10": true,
		"127.0.0.1": false, "127.8.9.1": false, "::1": false, "::ffff:127.0.0.1": false, "0.0.0.0": false, "::": false,
		"10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false, "fd00::1": false,
		"169.254.169.254": false, "fe80::1": false, "224.0.0.1": false, "ff02::1": false, "255.255.255.255": false,
		"100.64.0.1": false, "198.18.0.1": false, "240.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:0:1::": false,
	} {
		assert.Equal(t, want, webhook.Allowed(netip.MustParseAddr(address), nil), address)
	}
	allow := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	assert.True(t, webhook.Allowed(netip.MustParseAddr("10.1.2.3"), allow))
	assert.False(t, webhook.Allowed(netip.MustParseAddr("10.2.2.3"), allow))
}

// The address counts to which a name leads, not the name.
func TestClientRefusesInwardAddresses(t *testing.T) {
	t.Parallel()
	called := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	t.Cleanup(server.Close)
	_, port, _ := cut(server.URL)
	for _, url := range []string{server.URL, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://2130706433:" + port} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, nil)
		require.NoError(t, err)
		answer, err := webhook.NewClient(5 * time.Second).Do(req)
		if err == nil {
			_ = answer.Body.Close()
		}
		require.Error(t, err, url)
		if url != "http://2130706433:"+port { // some resolvers know no such name
			require.ErrorIs(t, err, webhook.ErrAddress, url)
		}
	}
	assert.False(t, called)
}

func cut(url string) (string, string, bool) {
	for i := len(url) - 1; i >= 0; i-- {
		if url[i] == ':' {
			return url[:i], url[i+1:], true
		}
	}
	return url, "", false
}

// feed is a Desk's feed of n events of two cases, whose cursors are numbers.
type feed struct{ n int }

func (f feed) Feed(_ context.Context, _ samad.Actor, after string, limit int) (samad.FeedPage, error) {
	from, _ := strconv.Atoi(after)
	var page samad.FeedPage
	to := min(f.n, from+limit)
	for i := from; i < to; i++ {
		typ := samad.EventReferred
		if i%3 == 2 {
			typ = samad.EventWarned
		}
		page.Items = append(page.Items, samad.FeedItem{Event: samad.Event{
			ID: fmt.Sprintf("01EVENT%03d", i), Case: samad.CaseID(fmt.Sprint("case", i%2)), Seq: int64(i/2 + 1), Type: typ,
		}})
	}
	page.Next, page.More = strconv.Itoa(to), to < f.n
	return page, nil
}

// subscriptions keeps one in memory.
type subscriptions struct {
	mu   sync.Mutex
	one  signed.Subscription
	next time.Time
	held string
	last signed.Result
	dead []signed.Dead
	over bool
}

func (s *subscriptions) Due(_ context.Context, now time.Time, _ int, owner string, _ time.Duration) ([]signed.Subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over || s.held != "" || now.Before(s.next) {
		return nil, nil
	}
	s.held = owner
	return []signed.Subscription{s.one}, nil
}

func (s *subscriptions) Settle(_ context.Context, r signed.Result) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held, s.last, s.next, s.over = "", r, r.Next, r.Stop
	s.one.Cursor, s.one.Failures, s.one.Again = r.Cursor, r.Failures, r.Again
	s.dead = append(s.dead, r.Dead...)
	switch {
	case r.Failures == 0:
		s.one.FailingSince = time.Time{}
	case s.one.FailingSince.IsZero() || r.Sent > 0:
		s.one.FailingSince = r.At
	}
	return nil
}

// receiver verifies and keeps what it is sent.
type receiver struct {
	mu     sync.Mutex
	verify signed.Verifier
	ids    []string // as they came
	seen   map[string]bool
	unique []string
	status func(n int) int
	bad    error
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.verify.Verify(signed.From(req.Header), body); err != nil {
		r.bad = err
	}
	var m signed.Message
	r.bad = errors.Join(r.bad, json.Unmarshal(body, &m))
	r.ids = append(r.ids, m.Data.ID)
	if status := r.status(len(r.ids)); status != 0 {
		w.Header().Set("Location", "http://169.254.169.254/")
		w.WriteHeader(status)
		return
	}
	if !r.seen[m.Data.ID] {
		r.seen[m.Data.ID] = true
		r.unique = append(r.unique, m.Data.ID)
	}
	w.WriteHeader(http.StatusAccepted)
}

func open(t *testing.T, n int, status func(int) int) (*receiver, *subscriptions, *webhook.Sender, *time.Time) {
	t.Helper()
	secret, err := signed.ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	now := time.Now()
	r := &receiver{seen: map[string]bool{}, status: status, verify: signed.Verifier{Secrets: []signed.Secret{secret}, Now: func() time.Time { return now }}}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	subs := &subscriptions{one: signed.Subscription{ID: "s1", URL: server.URL, Secrets: []signed.Secret{secret}}}
	sender, err := webhook.New(webhook.Config{
		Desk: feed{n}, Subscriptions: subs, Plain: true, Page: 4, Now: func() time.Time { return now },
		Client: webhook.NewClient(5*time.Second, netip.MustParsePrefix("127.0.0.0/8")),
	})
	require.NoError(t, err)
	return r, subs, sender, &now
}

func TestSend(t *testing.T) {
	t.Parallel()
	r, subs, sender, _ := open(t, 10, func(int) int { return 0 })
	subs.one.Types = []samad.EventType{samad.EventReferred}
	report, err := sender.Round(t.Context(), "a", 5)
	require.NoError(t, err)
	assert.Equal(t, webhook.Report{Subscriptions: 1, Sent: 7}, report)
	require.NoError(t, r.bad)
	assert.Len(t, r.unique, 7, "only the types that it wants")
	assert.Equal(t, "10", subs.one.Cursor)
}

// A receiver that fails again and again gets everything, in order.
func TestSendToAFaultyReceiver(t *testing.T) {
	t.Parallel()
	r, subs, sender, now := open(t, 30, func(n int) int {
		if n%3 == 0 {
			return []int{500, 429, 302, 404}[n/3%4]
		}
		return 0
	})
	rounds := 0
	for subs.one.Cursor != "30" && rounds < 200 {
		_, err := sender.Round(t.Context(), "a", 5)
		require.NoError(t, err)
		if rounds++; subs.last.Err != "" {
			assert.True(t, subs.next.After(*now), "it rests")
			*now = subs.next.Add(-time.Microsecond)
			report, err := sender.Round(t.Context(), "a", 5)
			require.NoError(t, err)
			assert.Zero(t, report)
			*now = subs.next
		}
	}
	require.NoError(t, r.bad)
	require.Len(t, r.unique, 30)
	for i, id := range r.unique {
		assert.Equal(t, fmt.Sprintf("01EVENT%03d", i), id)
	}
}

func TestStops(t *testing.T) {
	t.Parallel()
	_, subs, sender, _ := open(t, 3, func(int) int { return http.StatusGone })
	report, err := sender.Round(t.Context(), "a", 5)
	require.NoError(t, err)
	assert.Equal(t, webhook.Report{Subscriptions: 1, Stopped: 1}, report)
	assert.True(t, subs.over)

	for url, want := range map[string]string{
		"ftp://example.ir": "the address is not https", "http://example.ir/": "the address is not https", "https://": "the address is not https",
	} {
		subs := &subscriptions{one: signed.Subscription{ID: "s1", URL: url}}
		sender, err := webhook.New(webhook.Config{Desk: feed{1}, Subscriptions: subs})
		require.NoError(t, err)
		_, err = sender.Round(t.Context(), "a", 5)
		require.NoError(t, err)
		assert.Equal(t, want, subs.last.Err, url)
		assert.True(t, subs.last.Stop)
	}
}

// A message that the receiver refuses again and again is given up, and nothing
// that follows waits for it longer; asked for again, it comes.
func TestGivesUpWhatIsRefused(t *testing.T) {
	t.Parallel()
	refuse := true
	var r *receiver
	r, subs, sender, now := open(t, 10, func(int) int {
		if refuse && r.ids[len(r.ids)-1] == "01EVENT004" {
			return http.StatusUnprocessableEntity
		}
		return 0
	})
	tries := 0
	for ; subs.one.Cursor != "10" && tries < 20; tries++ {
		_, err := sender.Round(t.Context(), "a", 5)
		require.NoError(t, err)
		if subs.last.Err != "" {
			assert.Equal(t, "status 422", subs.last.Err)
			*now = subs.next
		}
	}
	assert.Equal(t, 5, tries, "four times it waits")
	require.Len(t, r.unique, 9)
	require.Len(t, subs.dead, 1)
	assert.Equal(t, signed.Dead{Event: "01EVENT004", Case: "case0", At: now.UTC(), Fault: "status 422", Cursor: "4"}, subs.dead[0])

	subs.one.Again = subs.dead
	_, err := sender.Round(t.Context(), "a", 5)
	require.NoError(t, err)
	require.Len(t, subs.last.Dead, 1, "still refused, and given up at once")
	refuse, subs.one.Again = false, subs.dead[:1]
	report, err := sender.Round(t.Context(), "a", 5)
	require.NoError(t, err)
	assert.Equal(t, webhook.Report{Subscriptions: 1, Sent: 1}, report)
	assert.Equal(t, "01EVENT004", r.unique[9])
	assert.Empty(t, subs.one.Again)
	assert.Equal(t, "10", subs.one.Cursor)
}

// A receiver that is away is asked ever more seldom, and after days no more;
// nothing is given up on the way.
func TestStopsAfterDays(t *testing.T) {
	t.Parallel()
	_, subs, sender, now := open(t, 3, func(int) int { return http.StatusBadGateway })
	began, rounds := *now, 0
	for ; !subs.over && rounds < 100; rounds++ {
		_, err := sender.Round(t.Context(), "a", 5)
		require.NoError(t, err)
		*now = subs.next
	}
	assert.True(t, subs.over)
	assert.Less(t, rounds, 20)
	assert.Greater(t, subs.last.At.Sub(began), 5*24*time.Hour-time.Minute)
	assert.Empty(t, subs.dead)
	assert.Empty(t, subs.one.Cursor, "it goes on where it was")
}

// Nothing is sent near the end of a lease: another sender would begin while
// this one's message is still on its way.
func TestKeepsInsideItsLease(t *testing.T) {
	t.Parallel()
	var now *time.Time
	var subs *subscriptions
	var sender *webhook.Sender
	r, subs, sender, now := open(t, 10, func(int) int { *now = now.Add(11 * time.Second); return 0 })
	report, err := sender.Round(t.Context(), "a", 5)
	require.NoError(t, err)
	assert.Equal(t, 5, report.Sent, "a minute's lease and five seconds kept for the answer")
	assert.Equal(t, "5", subs.one.Cursor)
	_, err = sender.Round(t.Context(), "b", 5)
	require.NoError(t, err)
	assert.Len(t, r.ids, 10, "nothing twice")
}

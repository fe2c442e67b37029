package samad_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

func TestSubmitReportsEverythingWrong(t *testing.T) {
	t.Parallel()
	f := setup(t)
	wrong := samad.Submission{
		Kind: "order", Text: " \u200c\u200f\n", Topic: "welfare", Place: "9999", Channel: "fax", Urgency: "soon",
		About: "nobody", Key: "with blank", Questions: map[string]string{"a/b": "x"},
		Petitioner: samad.Petitioner{
			Identity: "secret", Type: "ghost", NationalID: "1275775392", LegalID: "1", ForeignID: "x", Mobile: "031",
			Landline: "30001234", PostalCode: "1", Language: "de", Name: strings.Repeat("ن", 201),
		},
	}
	_, err := f.desk.Submit(f.ctx, samad.Anonymous(), wrong)
	want := strings.Join([]string{
		"/kind unknown", "/text required", "/channel unknown", "/urgency unknown", "/place unknown", "/topic not_a_leaf",
		"/about unknown", "/idempotency_key malformed", "/petitioner/identity unknown",
		"/petitioner/type unknown", "/petitioner/language unknown", "/petitioner/name too_long",
		"/petitioner/national_id check_digit", "/petitioner/legal_id length", "/petitioner/foreign_id characters",
		"/petitioner/mobile length", "/petitioner/landline area_code", "/petitioner/postal_code length",
		"/questions/a~1b unknown",
	}, "; ")
	if diff := cmp.Diff(want, faultCodes(t, err)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	assert.Equal(t, want, faultCodes(t, f.desk.Check(wrong)), "asked beforehand, the same")
	assert.NoError(t, f.desk.Check(samad.Submission{Kind: samad.Request, Text: "آب قطع است.", Place: "1014", Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity}}))
	page, err := f.store.List(f.ctx, samad.Query{})
	require.NoError(t, err)
	assert.Empty(t, page.Cases, "nothing half-done")
}

func TestSubmitTexts(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for name, row := range map[string]struct{ text, want string }{
		"a full stop is a case": {".", ""},
		"emoji":                 {"😡", ""},
		"longest":               {strings.Repeat("آ", 10_000), ""},
		"too long":              {strings.Repeat("آ", 10_001), "/text too_long"},
		"empty":                 {"", "/text required"},
		"not UTF-8":             {"\xffسلام", "/text encoding"},
		"NUL":                   {"سلام\x00", "/text control_character"},
		"escape":                {"سلام\x1b[31m", "/text control_character"},
		"lines":                 {"سلام\r\n\tمن", ""},
	} {
		sub := submission()
		sub.Text = row.text
		_, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
		if row.want == "" {
			require.NoError(t, err, name)
			continue
		}
		assert.Equal(t, row.want, faultCodes(t, err), name)
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Topic = "water/outage"
	sub.Questions = map[string]string{"since": "۱۴۰۴/۱۲/۱", "hours": "۱۲٫۵", "part": "street"}
	r := f.submit(sub)
	d, err := f.desk.Dossier(f.ctx, operator, r.Case)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"since": "1404-12-01", "hours": "12.5", "part": "street"}, d.Questions)

	sub.Questions = map[string]string{"since": "دیروز", "hours": "خیلی", "part": "roof"}
	_, err = f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	assert.Equal(t, "/questions/since not_a_date; /questions/hours not_a_number; /questions/part not_a_choice", faultCodes(t, err))
}

// TestAnonymousIsAnonymous: who wants to be unknown gives no name.
func TestAnonymousIsAnonymous(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Petitioner.Identity = samad.AnonymousIdentity
	_, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	assert.Equal(t, "/petitioner not_anonymous", faultCodes(t, err))
	sub.Petitioner = samad.Petitioner{}
	r := f.submit(sub)
	assert.Empty(t, f.messages(r.Case, samad.ToPetitioner), "there is nowhere to send a receipt")
	_, err = f.desk.Decline(f.ctx, operator, samad.DeclineRequest{Ref: samad.Ref{ID: r.Case}, Text: "به دادگاه مراجعه کنید."})
	require.NoError(t, err)
	view, err := f.desk.Open(f.ctx, f.petitioner(r))
	require.NoError(t, err)
	last := view.Timeline[len(view.Timeline)-1]
	assert.Equal(t, []samad.NamedText{{Name: "text", Text: "به دادگاه مراجعه کنید."}}, last.Texts,
		"where there is no number, the reason is read under the code")
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Key = "key-1"
	first := f.submit(sub)
	again := f.submit(sub)
	assert.True(t, again.Replayed)
	assert.Equal(t, first.Code, again.Code)
	assert.True(t, first.PIN.Equal(again.PIN))
	assert.Equal(t, first.State, again.State)

	other := sub
	other.Text = "چیز دیگر"
	_, err := f.desk.Submit(f.ctx, samad.Anonymous(), other)
	require.ErrorIs(t, err, samad.ErrKeyReused)

	f.clock.Advance(24 * time.Hour)
	_, err = f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	require.ErrorIs(t, err, samad.ErrReceiptExpired)
	report, err := f.desk.Sweep(f.ctx, "test", 10)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Wiped)
	_, err = f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	var expired *samad.ReceiptExpiredError
	require.ErrorAs(t, err, &expired)
	assert.Equal(t, first.Code.String(), expired.Code)
	_, err = f.desk.Submit(f.ctx, samad.Anonymous(), other)
	require.ErrorIs(t, err, samad.ErrKeyReused, "a wiped key still knows its content")
	page, err := f.store.List(f.ctx, samad.Query{})
	require.NoError(t, err)
	assert.Len(t, page.Cases, 1)
}

// TestIdempotencyTogether: the same request sent many times at once is one
// case.
func TestIdempotencyTogether(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Key = "together"
	codes := make([]tracking.Code, 16)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			r, err := f.desk.Submit(context.WithoutCancel(f.ctx), samad.Anonymous(), sub)
			if assert.NoError(t, err) {
				codes[i] = r.Code
			}
		})
	}
	wg.Wait()
	for _, c := range codes {
		assert.Equal(t, codes[0], c)
	}
	page, err := f.store.List(f.ctx, samad.Query{})
	require.NoError(t, err)
	assert.Len(t, page.Cases, 1)
}

// stuck gives the same code a few times.
type stuck struct {
	tracking.Minter
	first tracking.Code
	left  int
}

func (s *stuck) NewCode() (tracking.Code, error) {
	if s.left > 0 {
		s.left--
		return s.first, nil
	}
	return s.Minter.NewCode()
}

func TestCodeTakenIsTriedAgain(t *testing.T) {
	t.Parallel()
	code, err := tracking.Minter{}.NewCode()
	require.NoError(t, err)
	f := setup(t, func(c *samad.Config) { c.Codes = &stuck{first: code, left: 4} })
	assert.Equal(t, code, f.submit(submission()).Code)
	assert.NotEqual(t, code, f.submit(submission()).Code)
}

// brokenRouter fails as a part of the system does, not as a rule.
type brokenRouter struct{}

func (brokenRouter) Route(context.Context, samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{}, errors.New("rules are gone")
}

type watcher struct {
	mu   sync.Mutex
	seen []samad.Observation
}

func (w *watcher) Observe(_ context.Context, o samad.Observation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, o)
}

// TestBrokenRulesCostNoCase: a matter is taken in even when the rules fail,
// and the failure is told.
func TestBrokenRulesCostNoCase(t *testing.T) {
	t.Parallel()
	w := &watcher{}
	f := setup(t, func(c *samad.Config) { c.Router, c.Observer = brokenRouter{}, w })
	r := f.submit(submission())
	assert.Equal(t, samad.Received, r.State)
	require.Len(t, w.seen, 2)
	require.ErrorContains(t, w.seen[0].Err, "rules are gone")
	_, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.ErrorContains(t, err, "rules are gone")
}

func TestNewDeskReportsEverythingMissing(t *testing.T) {
	t.Parallel()
	_, err := samad.NewDesk(samad.Config{Settings: samad.Settings{MaxReturns: -1}})
	for _, field := range []string{"Store", "Router", "Deadlines", "Directory", "Codes", "Vault", "Settings"} {
		require.ErrorContains(t, err, "Config."+field)
	}
}

package main

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/storage/vault"
)

// hooks is the registry of the site, as a courier has it.
func (s *site) hooks(t *testing.T) *webhook.Registry {
	t.Helper()
	r := s.rooms(t)
	keys, err := vault.OpenFile(s.dir + "/samad.db.key")
	require.NoError(t, err)
	registry, err := webhook.NewRegistry(webhook.Config{Ledger: r.db.Ledger(), Vault: keys, Directory: r.packs.Directory(), Feed: r.desk})
	require.NoError(t, err)
	return registry
}

// refuseOne is what a courier settles when the receiver refused a message for
// good.
func refuseOne(t *testing.T, registry *webhook.Registry) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Microsecond)
	due, err := registry.Due(t.Context(), now, 1, "courier", time.Minute)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.NoError(t, registry.Settle(t.Context(), webhook.Result{
		ID: due[0].ID, Turn: due[0].Turn, Cursor: due[0].Cursor, At: now, Failures: 1, Err: "status 422",
		Dead: []webhook.Dead{{Event: "01KAS2V0V3Z9W1S4Q0C5N8R7TX", Case: "01KAS2V0V3Z9W1S4Q0C5N8R7TX", At: now, Fault: "status 422"}},
	}))
}

var (
	hookSecret  = regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`)
	hookAddress = regexp.MustCompile(`/desk/webhooks/wh_[0-9a-z]+`)
)

// TestWebhooksOfTheDesk: an administrator adds one, sees its secret once, what
// was given up and has it sent again.
func TestWebhooksOfTheDesk(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	admin := s.administrator(t)
	p := admin.get("/desk/webhooks")
	assert.Contains(t, p.text(t), "هنوز وب‌هوکی نیست")
	fields := map[string]string{"agency": "isf.tamin", "url": "ftp://x", "label": "سامانه تامین اجتماعی"}
	p = admin.send(p, "/desk/webhooks/add", fields)
	assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
	fields["url"] = "https://cases.example.ir/samad"
	fields["since"] = "چرند"
	assert.Equal(t, http.StatusUnprocessableEntity, admin.send(p, "/desk/webhooks/add", fields).Status)
	fields["since"] = ""
	made := admin.send(p, "/desk/webhooks/add", fields)
	require.Equal(t, http.StatusCreated, made.Status)
	first := hookSecret.FindString(made.HTML)
	require.NotEmpty(t, first)
	again := admin.send(p, "/desk/webhooks/add", fields) // a second click
	assert.Equal(t, first, hookSecret.FindString(again.HTML))
	list := admin.get("/desk/webhooks")
	require.Len(t, hookAddress.FindAllString(list.HTML, -1), 1)
	at := hookAddress.FindString(list.HTML)
	p = admin.get(at)
	assert.Empty(t, hookSecret.FindString(p.HTML), "shown once")

	p = admin.send(p, at+"/rotate", nil)
	require.Equal(t, http.StatusCreated, p.Status)
	second := hookSecret.FindString(p.HTML)
	assert.NotEmpty(t, second)
	assert.NotEqual(t, first, second)
	p = admin.send(admin.get(at), at+"/pause", nil)
	assert.Contains(t, p.text(t), "نگه‌داشته")
	p = admin.send(p, at+"/resume", nil)
	assert.Contains(t, p.text(t), "برقرار")

	refuseOne(t, s.hooks(t))
	p = admin.get(at)
	assert.Contains(t, p.text(t), "گیرنده پاسخ ۴۲۲ داد")
	p = admin.send(p, at+"/retry", nil)
	assert.Contains(t, p.text(t), "در انتظار فرستادن دوباره")
	assert.Equal(t, http.StatusUnprocessableEntity, admin.send(p, at+"/replay", map[string]string{"since": ""}).Status)
	p = admin.send(p, at+"/replay", map[string]string{"since": "1405/08/01"})
	assert.Equal(t, http.StatusOK, p.Status)
	hooks, _, err := s.hooks(t).List(t.Context(), samad.Actor{ID: "admin", Roles: []samad.Role{samad.RoleAdmin}}, "", 10)
	require.NoError(t, err)
	require.Len(t, hooks, 1)
	assert.Equal(t, "2026-10-22T20:30:00Z", hooks[0].Since.Format(time.RFC3339))

	head := s.signedIn(t, "isf.tamin")
	assert.Equal(t, http.StatusForbidden, head.get("/desk/webhooks").Status)
	for _, path := range []string{"/add", at[len("/desk/webhooks"):] + "/delete", at[len("/desk/webhooks"):] + "/rotate"} {
		assert.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, head.post("/desk/webhooks"+path, url.Values{"agency": {"isf.tamin"}, "url": {"https://cases.example.ir/samad"}}).Status, path)
	}
	assert.NotContains(t, head.get("/desk").HTML, "/desk/webhooks")
	assert.Equal(t, http.StatusNotFound, admin.get("/desk/webhooks/wh_none").Status)
	admin.send(admin.get(at), at+"/delete", nil)
	assert.Equal(t, http.StatusNotFound, admin.get(at).Status)
	for _, p := range *admin.seen {
		checkPersian(t, p)
	}
}

// TestWebhooksInBrowser: the same pages by keyboard and eye.
func TestWebhooksInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t)
	b := newTab(t, s.base, "webhooks")
	b.signIn("admin", better)
	b.open("/desk/webhooks")
	b.look("none")
	b.stepRoom("add", map[string]string{"agency": "isf.tamin", "url": "ftp://x", "label": "سامانه تامین اجتماعی"})
	b.look("refused")
	b.stepRoom("add", map[string]string{"agency": "isf.tamin", "url": "https://cases.example.ir/samad", "label": "سامانه تامین اجتماعی"})
	b.says("تنها همین یک بار")
	b.look("made")
	refuseOne(t, s.hooks(t))
	b.open("/desk/webhooks")
	b.look("list")
	b.click(`table a[href^="/desk/webhooks/"]`)
	b.says("پیام‌های رهاشده")
	b.look("webhook")
	b.stepRoom("retry", nil)
	b.says("در انتظار فرستادن دوباره")
}

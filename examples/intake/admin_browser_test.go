package main

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// TestAdministratorInBrowser: rules are looked at and tried, agencies and the
// health of the service are seen.
func TestAdministratorInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	s.administrator(t)
	b := newTab(t, s.base, "admin")
	b.signIn("admin", "سرو کهن ابرکوه")
	b.open("/desk/rules")
	b.look("rules")
	b.choose("#topic", "water/outage")
	b.choose("#place", "1014")
	b.then(func() { eval[bool](b, `document.querySelector('form[action="/desk/rules"] button').click(), true`) })
	b.says("شرکت آب و فاضلاب")
	eval[bool](b, `document.querySelector(".note ~ details").open = true`)
	b.look("rules-tried")
	b.open("/desk/rules?lint=yes")
	b.says("یافته‌ها")
	b.look("rules-findings")
	b.open("/desk/agencies")
	b.look("agencies")
	b.open("/desk/health")
	b.says("پایگاه داده و تقویم")
	b.look("health")
}

// broken is a carrier that refuses everything for good.
type broken struct{}

func (broken) Notify(context.Context, samad.Notice) error {
	return fmt.Errorf("no such number: %w", samad.ErrPermanent)
}

// TestMessagesThatDidNotArriveAreSentAgain: the operator sees them and has them
// tried once more; the administrator only sees them.
func TestMessagesThatDidNotArriveAreSentAgain(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	s.visitor(t).file(map[string]string{"mobile": "09123456789"})
	operator := s.signedIn(t, "operator")
	assert.Contains(t, operator.get("/desk/health").text(t), "همه پیام‌ها رسیده‌اند")

	r := s.rooms(t)
	keys, err := vault.OpenFile(s.dir + "/samad.db.key")
	require.NoError(t, err)
	courier, err := samad.NewDesk(samad.Config{
		Store: r.db.Cases(), Router: r.packs, Deadlines: r.packs, Directory: r.packs.Directory(), Codes: tracking.Minter{},
		Vault: keys, Settings: r.packs.Settings(), Location: r.zone, Notifier: broken{},
	})
	require.NoError(t, err)
	_, err = courier.Deliver(t.Context(), "test", 10)
	require.NoError(t, err)

	admin := s.visitor(t)
	must := admin.signIn("admin", s.accounts["admin"])
	admin.send(must, "/password", map[string]string{"old": s.accounts["admin"], "new": "سرو کهن ابرکوه", "again": "سرو کهن ابرکوه"})
	p := admin.get("/desk/health")
	assert.Contains(t, p.text(t), "برای همیشه نپذیرفت")
	checkPersian(t, p)
	p = operator.get("/desk/health")
	action := regexp.MustCompile(`action="(/desk/health/[^"]+)"`).FindStringSubmatch(p.HTML)
	require.NotNil(t, action)
	assert.Equal(t, http.StatusForbidden, admin.post(action[1], nil).Status)
	p = operator.post(action[1], nil)
	require.Equal(t, "/desk/health?done=resend", p.Path)
	assert.NotContains(t, p.HTML, action[1], "it waits again")
	for _, p := range *operator.seen {
		checkPersian(t, p)
	}
	assert.Equal(t, http.StatusForbidden, operator.get("/desk/rules").Status)
	assert.Equal(t, http.StatusForbidden, operator.get("/desk/agencies").Status)
	assert.Equal(t, http.StatusForbidden, s.signedIn(t, "isf.tamin").get("/desk/health").Status)
}

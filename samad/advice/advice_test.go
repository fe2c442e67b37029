package advice_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
)

const lost = "lost-birth-certificate"

var (
	press    = samad.Actor{ID: "01PRESS", Roles: []samad.Role{samad.RoleAgencyPR}, Agency: "isf.sabteahval", Post: samad.Text{Fa: "روابط عمومی", En: "Public relations"}}
	stranger = samad.Actor{ID: "01OTHER", Roles: []samad.Role{samad.RoleAgencyPR}, Agency: "isf.tamin"}
	expert   = samad.Actor{ID: "01EXPERT", Roles: []samad.Role{samad.RoleAgencyExpert}, Agency: "isf.sabteahval"}
	admin    = samad.Actor{ID: "01ADMIN", Roles: []samad.Role{samad.RoleAdmin}}
)

func setup(t testing.TB) *advice.Room {
	t.Helper()
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), "memory:", storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) // 1 Azar 1405
	room, err := advice.New(advice.Config{Ledger: db.Ledger(), Directory: dir, Location: tehran, Now: func() time.Time { return now }})
	require.NoError(t, err)
	return room
}

func TestArticlesOfThePackAndWrittenHere(t *testing.T) {
	t.Parallel()
	room, ctx := setup(t), t.Context()
	of := func() []advice.Article {
		t.Helper()
		all, err := room.Of(ctx, "identity/birth-certificate", "no/such-topic")
		require.NoError(t, err)
		return all
	}
	require.Len(t, of(), 1)
	require.Equal(t, lost, of()[0].ID)
	require.Zero(t, of()[0].Revision)

	mended, err := room.Write(ctx, press, advice.Draft{
		ID: lost, Title: samad.Text{Fa: " شناسنامه گم شده است "}, Text: samad.Text{Fa: "نخست در درگاه درخواست دهید."},
		Links: []samad.Link{{Title: samad.Text{Fa: "درگاه"}, URL: "https://www.sabteahval.ir/"}},
	})
	require.NoError(t, err)
	require.Equal(t, "شناسنامه گم شده است", mended.Title.Fa)
	require.Equal(t, samad.AgencyID("isf.sabteahval"), mended.Owner)
	require.Equal(t, "روابط عمومی", mended.By.Fa)
	require.Equal(t, []advice.Article{mended}, of())

	_, err = room.Write(ctx, press, advice.Draft{ID: lost, Title: samad.Text{Fa: "آ"}, Text: samad.Text{Fa: "ب"}})
	require.ErrorIs(t, err, samad.ErrConflict, "whoever saw the pack's own may not write over what came since")

	added, err := room.Write(ctx, admin, advice.Draft{
		Topic: "identity/birth-certificate", Owner: "isf.sabteahval", Title: samad.Text{Fa: "نوزاد"}, Text: samad.Text{Fa: "گواهی ولادت را ببرید."},
	})
	require.NoError(t, err)
	require.Equal(t, []advice.Article{mended, added}, of())

	gone, err := room.Withdraw(ctx, press, lost, mended.Revision)
	require.NoError(t, err)
	require.True(t, gone.Withdrawn)
	require.Equal(t, []advice.Article{added}, of())
	_, err = room.Withdraw(ctx, press, lost, gone.Revision)
	require.ErrorIs(t, err, samad.ErrConflict)
	all, err := room.All(ctx)
	require.NoError(t, err)
	require.Contains(t, all, gone, "those who write it still see it")

	back, err := room.Write(ctx, press, advice.Draft{ID: lost, Title: gone.Title, Text: gone.Text, Seen: gone.Revision})
	require.NoError(t, err)
	require.False(t, back.Withdrawn)

	// The pack's own can be taken away and brought back too.
	leak, err := room.Withdraw(ctx, admin, "gas-leak-now", 0)
	require.NoError(t, err)
	require.NotEmpty(t, leak.Text.Fa)
	left, err := room.Of(ctx, "gas/leak")
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWhoMayWrite(t *testing.T) {
	t.Parallel()
	room, ctx := setup(t), t.Context()
	draft := advice.Draft{ID: lost, Title: samad.Text{Fa: "آ"}, Text: samad.Text{Fa: "ب"}}
	for _, actor := range []samad.Actor{stranger, expert, samad.Anonymous(), {}} {
		_, err := room.Write(ctx, actor, draft)
		require.ErrorIs(t, err, samad.ErrForbidden)
		_, err = room.Withdraw(ctx, actor, lost, 0)
		require.ErrorIs(t, err, samad.ErrForbidden)
		assert.False(t, room.MayWrite(actor, "isf.sabteahval"))
	}
	assert.True(t, room.MayWrite(press, "isf.sabteahval"))
	draft.Owner = "isf.tamin" // an article keeps its owner
	_, err := room.Write(ctx, stranger, draft)
	require.ErrorIs(t, err, samad.ErrForbidden)
}

func TestWhatIsWrong(t *testing.T) {
	t.Parallel()
	room, ctx := setup(t), t.Context()
	_, err := room.Write(ctx, admin, advice.Draft{
		Topic: "identity", Owner: "isf.sabteahval", Title: samad.Text{Fa: " "},
		Links: []samad.Link{{Title: samad.Text{Fa: "آ"}, URL: "javascript:alert(1)"}, {Title: samad.Text{Fa: "آ"}, URL: "https://user:pass@x.ir/"}},
	})
	var invalid *samad.InvalidError
	require.ErrorAs(t, err, &invalid)
	var fields []string
	for _, f := range invalid.Faults {
		fields = append(fields, f.Field)
	}
	require.Equal(t, []string{"/title/fa", "/text/fa", "/topic", "/links/0/url", "/links/1/url"}, fields)
	_, err = room.Write(ctx, admin, advice.Draft{ID: "none", Title: samad.Text{Fa: "آ"}, Text: samad.Text{Fa: "ب"}})
	require.ErrorIs(t, err, samad.ErrNotFound)
}

// TestUsesAreCountedOnce: nothing is lost when many count at the same moment.
func TestUsesAreCountedOnce(t *testing.T) {
	t.Parallel()
	room, ctx := setup(t), t.Context()
	var crowd sync.WaitGroup
	for range 8 {
		crowd.Go(func() { assert.NoError(t, room.Count(ctx, samad.Anonymous(), lost, advice.Helped)) })
	}
	crowd.Wait()
	require.NoError(t, room.Count(ctx, press, lost, advice.WentOn))
	require.ErrorIs(t, room.Count(ctx, press, "none", advice.Helped), samad.ErrNotFound)
	require.ErrorIs(t, room.Count(ctx, press, lost, "read"), samad.ErrInvalid)
	today, err := persian.Parse("1405-09-01")
	require.NoError(t, err)
	uses, err := room.Uses(ctx, today, today)
	require.NoError(t, err)
	require.Equal(t, map[string]map[advice.Use]int{lost: {advice.Helped: 8, advice.WentOn: 1}}, uses)
	later, err := persian.Parse("1405-10-01")
	require.NoError(t, err)
	uses, err = room.Uses(ctx, later, later)
	require.NoError(t, err)
	require.Empty(t, uses)
}

func Example() {
	ctx := context.Background()
	db, err := storage.Open(ctx, "memory:", storage.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		fmt.Println(err)
		return
	}
	room, err := advice.New(advice.Config{Ledger: db.Ledger(), Directory: dir, Location: time.UTC})
	if err != nil {
		fmt.Println(err)
		return
	}
	articles, err := room.Of(ctx, "identity/birth-certificate")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range articles {
		fmt.Println(a.Title.En, a.Links[0].URL)
	}
	fmt.Println(room.Count(ctx, samad.Anonymous(), articles[0].ID, advice.Helped))
	// Output:
	// Lost birth certificate https://www.sabteahval.ir/
	// <nil>
}

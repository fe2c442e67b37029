package account_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
)

func TestFiltersAreEverybodysOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	mine, other := b.head.ID, "another"
	require.NoError(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: "  کارهای   امروز ", Query: "late=yes"}))
	b.clock.pass(time.Second)
	require.NoError(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: "الف", Query: "state=open"}))
	require.NoError(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: "کارهای امروز", Query: "late=yes&state=open"}))
	got, err := b.Filters(t.Context(), mine)
	require.NoError(t, err)
	assert.Equal(t, []account.Filter{{Name: "کارهای امروز", Query: "late=yes&state=open"}, {Name: "الف", Query: "state=open"}}, got)

	require.NoError(t, b.DropFilter(t.Context(), other, "الف"), "nobody else's")
	got, err = b.Filters(t.Context(), mine)
	require.NoError(t, err)
	assert.Len(t, got, 2)
	none, err := b.Filters(t.Context(), other)
	require.NoError(t, err)
	assert.Empty(t, none)

	for _, name := range []string{"", "  ", strings.Repeat("ن", 41), "a\x00b", "\xff"} {
		require.ErrorIs(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: name}), account.ErrInvalid, "%q", name)
	}
	require.ErrorIs(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: "ب", Query: strings.Repeat("x", 1001)}), account.ErrInvalid)
	for i := range account.MaxFilters - 2 {
		require.NoError(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: fmt.Sprint(i)}))
	}
	require.ErrorIs(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: "one more"}), account.ErrInvalid)
	require.NoError(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: "الف", Query: "state=all"}), "an old one anew")
	require.NoError(t, b.DropFilter(t.Context(), mine, "الف"))
	require.NoError(t, b.KeepFilter(t.Context(), mine, account.Filter{Name: "one more"}))
}

func TestRosterIsTheOfficesOwn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	head, err := b.ByID(t.Context(), b.head.ID)
	require.NoError(t, err)
	made, err := b.Create(t.Context(), []account.Draft{{Username: "elsewhere", Role: samad.RoleAgencyHead, Agency: "isf.bimeh", Post: headDraft.Post}}, nil)
	require.NoError(t, err)
	other, err := b.ByID(t.Context(), made[0].ID)
	require.NoError(t, err)
	day := b.clock.Now().UTC().Truncate(24 * time.Hour)
	hour := func(n int) time.Time { return day.Add(time.Duration(n) * time.Hour) }
	night := account.Shift{Account: head.ID, Begins: hour(-6), Ends: hour(2), Planner: head.ID}
	morning := account.Shift{Account: head.ID, Begins: hour(7), Ends: hour(14), Planner: head.ID}
	late := account.Shift{Account: head.ID, Begins: hour(24), Ends: hour(30), Planner: head.ID}
	require.NoError(t, b.PlanShifts(t.Context(), head, night, morning, late))
	got, err := b.Roster(t.Context(), head.Agency, hour(0), hour(24))
	require.NoError(t, err)
	assert.Equal(t, []account.Shift{night, morning}, got, "what touches the day, not what begins when it ends")

	morning.Ends = hour(15)
	require.NoError(t, b.PlanShifts(t.Context(), head, morning), "in its place")
	got, err = b.Roster(t.Context(), head.Agency, hour(3), hour(24))
	require.NoError(t, err)
	assert.Equal(t, []account.Shift{morning}, got)

	wrong := []account.Shift{
		{Account: head.ID, Begins: hour(7), Ends: hour(7)}, {Account: head.ID, Begins: hour(7), Ends: hour(6)}, {Account: head.ID, Begins: hour(0), Ends: hour(17)},
		{Account: other.ID, Begins: hour(7), Ends: hour(9)},
	}
	for _, one := range wrong {
		require.ErrorIs(t, b.PlanShifts(t.Context(), head, account.Shift{Account: head.ID, Begins: hour(20), Ends: hour(22)}, one), account.ErrInvalid)
	}
	require.ErrorIs(t, b.PlanShifts(t.Context(), head, account.Shift{Account: "nobody", Begins: hour(7), Ends: hour(9)}), account.ErrNotFound)
	got, err = b.Roster(t.Context(), head.Agency, hour(16), hour(24))
	require.NoError(t, err)
	assert.Empty(t, got, "all or nothing")

	require.ErrorIs(t, b.DropShift(t.Context(), other, head.ID, hour(7)), account.ErrNotFound, "another office's")
	require.NoError(t, b.DropShift(t.Context(), head, head.ID, hour(7)))
	require.ErrorIs(t, b.DropShift(t.Context(), head, head.ID, hour(7)), account.ErrNotFound)
}

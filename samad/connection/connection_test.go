package connection_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/connection"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
)

var (
	admin  = samad.Actor{ID: "01ADMIN", Roles: []samad.Role{samad.RoleAdmin}, Post: samad.Text{Fa: "راهبر سامانه", En: "Administrator"}}
	tehran = time.FixedZone("Tehran", 12600)
)

func day(t testing.TB, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

// everyStore runs a test over the stores that need nothing but Go.
func everyStore(t *testing.T, test func(t *testing.T, room *connection.Room, db storage.DB)) {
	t.Helper()
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	for _, kind := range []string{"memory:", "sqlite:"} {
		t.Run(strings.TrimSuffix(kind, ":"), func(t *testing.T) {
			t.Parallel()
			url := kind
			if kind == "sqlite:" {
				url += t.TempDir() + "/samad.db"
			}
			db, err := storage.Open(t.Context(), url, storage.Options{})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, db.Close()) })
			require.NoError(t, db.Migrate(t.Context()))
			now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) // 1 Azar 1405
			room, err := connection.New(connection.Config{Ledger: db.Ledger(), Directory: dir, Location: tehran, Now: func() time.Time {
				now = now.Add(time.Minute)
				return now
			}})
			require.NoError(t, err)
			test(t, room, db)
		})
	}
}

// TestFromPlannedToSuspended walks an agency through all states.
func TestFromPlannedToSuspended(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, room *connection.Room, db storage.DB) {
		t.Helper()
		ctx := t.Context()
		tamin := connection.Office{Agency: "isf.tamin"}
		before, err := room.Of(ctx, tamin)
		require.NoError(t, err)
		require.Equal(t, connection.Standing{Office: tamin}, before)
		letters, err := room.ByLetter(ctx, "isf.tamin", "1014")
		require.NoError(t, err)
		require.False(t, letters, "nothing is recorded: as before")
		none, err := room.History(ctx, tamin)
		require.NoError(t, err)
		require.Empty(t, none)

		days := []string{"1405-01-10", "1405-02-20", "1405-03-05", "1405-04-01", "1405-08-30"}
		for i, state := range connection.States() {
			s, err := room.Change(ctx, admin, connection.Change{Office: tamin, State: state, Since: day(t, days[i]), Reason: " نامه ۱۲ ", Seen: int64(i)})
			require.NoError(t, err)
			require.Equal(t, state, s.State)
			require.Equal(t, "نامه ۱۲", s.Reason)
			require.Equal(t, "راهبر سامانه", s.By.Fa)
			letters, err := room.ByLetter(ctx, "isf.tamin", "1014")
			require.NoError(t, err)
			require.Equal(t, state != connection.Connected, letters, state)
		}
		_, err = room.Change(ctx, admin, connection.Change{Office: tamin, State: connection.Suspended, Since: day(t, "1405-08-20"), Reason: "روز درست", Seen: 5})
		require.NoError(t, err, "the same state with another day puts it right")

		now, err := room.Of(ctx, tamin)
		require.NoError(t, err)
		days[4] = "1405-08-20"
		for i, state := range connection.States() {
			assert.Equal(t, day(t, days[i]), now.Days[state], state)
		}
		all, err := room.All(ctx)
		require.NoError(t, err)
		require.Equal(t, map[connection.Office]connection.Standing{tamin: now}, all)
		log, err := room.History(ctx, tamin)
		require.NoError(t, err)
		require.Len(t, log, 6)
		assert.Equal(t, connection.Planned, log[0].State)
		assert.Equal(t, "روز درست", log[5].Reason)
		assert.True(t, log[5].Recorded.After(log[0].Recorded))
		report, err := ledger.Verify(ctx, db.Ledger(), db.Cases())
		require.NoError(t, err)
		require.Equal(t, int64(1), report.Records)
	})
}

// TestRefused: who may not, what is wrong, and who was slower.
func TestRefused(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, room *connection.Room, _ storage.DB) {
		t.Helper()
		ctx := t.Context()
		good := connection.Change{Office: connection.Office{Agency: "isf.abfa"}, State: connection.Invited, Since: day(t, "1405-08-01"), Reason: "دعوت"}
		for _, role := range samad.Roles() {
			if role == samad.RoleAdmin {
				continue
			}
			_, err := room.Change(ctx, samad.Actor{ID: "01", Roles: []samad.Role{role}, Agency: "isf.abfa", Place: "10"}, good)
			require.ErrorIs(t, err, samad.ErrForbidden, role)
		}
		_, err := room.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: "no such", Place: "10"}, State: "asleep", Since: day(t, "1405-09-02"), Reason: " "})
		var invalid *samad.InvalidError
		require.ErrorAs(t, err, &invalid)
		var fields []string
		for _, f := range invalid.Faults {
			fields = append(fields, f.Field)
		}
		require.Equal(t, []string{"/agency", "/place", "/state", "/since", "/reason"}, fields)
		long := good
		long.Reason = strings.Repeat("ا", connection.MaxReason+1)
		_, err = room.Change(ctx, admin, long)
		require.ErrorIs(t, err, samad.ErrInvalid)

		_, err = room.Change(ctx, admin, good)
		require.NoError(t, err)
		_, err = room.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: "isf.abfa"}, State: connection.Trained, Reason: "کلاس"})
		require.ErrorIs(t, err, samad.ErrConflict, "it was changed since")
		good.Seen = 1
		_, err = room.Change(ctx, admin, good)
		require.ErrorIs(t, err, samad.ErrInvalid, "nothing changes")
		_, err = room.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: "isf.abfa"}, State: connection.Trained, Since: day(t, "1405-07-30"), Reason: "کلاس", Seen: 1})
		require.ErrorIs(t, err, samad.ErrInvalid, "before it was invited")
		s, err := room.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: "isf.abfa"}, State: connection.Trained, Reason: "کلاس", Seen: 1})
		require.NoError(t, err)
		require.Equal(t, day(t, "1405-09-01"), s.Since, "today")
	})
}

// TestAnOfficeInOneCounty stands by its own record, the others by the agency's.
func TestAnOfficeInOneCounty(t *testing.T) {
	t.Parallel()
	everyStore(t, func(t *testing.T, room *connection.Room, _ storage.DB) {
		t.Helper()
		ctx := t.Context()
		here := connection.Office{Agency: "isf.tamin", Place: "1014"}
		_, err := room.Change(ctx, admin, connection.Change{Office: here, State: connection.Connected, Reason: "گشایش"})
		require.NoError(t, err)
		_, err = room.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: "isf.tamin"}, State: connection.Planned, Reason: "برنامه"})
		require.NoError(t, err)
		for place, want := range map[samad.PlaceID]bool{"": true, "10": true, "1014": false, "1014000001": false, "1002": true} {
			got, err := room.ByLetter(ctx, "isf.tamin", place)
			require.NoError(t, err)
			assert.Equal(t, want, got, place)
		}
		all, err := room.All(ctx)
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.Equal(t, connection.Connected, all[here].State)
		log, err := room.History(ctx, here)
		require.NoError(t, err)
		require.Len(t, log, 1)
		for _, place := range []samad.PlaceID{"10", "9999", "1014000001"} {
			_, err := room.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: "isf.tamin", Place: place}, State: connection.Invited, Reason: "دعوت"})
			require.ErrorIs(t, err, samad.ErrInvalid, place)
		}
	})
}

// TestNamesAndConfig: every state has its names, and what is missing is told.
func TestNamesAndConfig(t *testing.T) {
	t.Parallel()
	for _, s := range connection.States() {
		assert.NotEmpty(t, s.Name().Fa)
		assert.NotEmpty(t, s.Name().En)
		assert.True(t, s.Valid())
	}
	assert.False(t, connection.State("").Valid())
	_, err := connection.New(connection.Config{})
	for _, field := range []string{"Ledger", "Directory", "Location"} {
		assert.ErrorContains(t, err, field)
	}
}

var _ samad.Letters = (*connection.Room)(nil)

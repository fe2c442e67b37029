package sla_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla"
)

func TestParseTarget(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"10d": "10d", "10wd": "10wd", "72h": "72h", "16wh": "16wh", "۱۰wd": "10wd", "١٠d": "10d", "007d": "7d", "99999h": "99999h"} {
		got, err := sla.ParseTarget(s)
		require.NoError(t, err, s)
		assert.Equal(t, want, got.String())
		assert.False(t, got.IsZero())
	}
	for s, offset := range map[string]int{
		"": 0, "d": 0, "0d": 0, "-1d": 0, "10": 2, "10D": 2, "10 d": 2, " 10d": 0, "10dd": 2, "1.5h": 1, "100000d": 5, "۱۰": 4, "10w": 2, "99999999999999999999d": 5,
	} {
		got, err := sla.ParseTarget(s)
		require.ErrorIs(t, err, sla.ErrMalformed, s)
		var facts *sla.TargetError
		require.ErrorAs(t, err, &facts)
		assert.Equal(t, offset, facts.Offset, s)
		assert.True(t, got.IsZero())
	}
	d := target(t, "10wd")
	assert.Equal(t, 10, d.Amount())
	assert.Equal(t, sla.WorkingDays, d.Unit())
	same, err := sla.NewTarget(10, sla.WorkingDays)
	require.NoError(t, err)
	assert.Equal(t, map[sla.Target]int{d: 2}, map[sla.Target]int{same: 2}, "targets are comparable")
	for _, bad := range []struct {
		n    int
		unit sla.Unit
	}{{0, sla.Hours}, {-1, sla.Hours}, {100_000, sla.Hours}, {1, 0}, {1, 5}} {
		_, err := sla.NewTarget(bad.n, bad.unit)
		assert.ErrorIs(t, err, sla.ErrMalformed, bad)
	}
}

func TestTargetText(t *testing.T) {
	t.Parallel()
	type record struct {
		Limit sla.Target `json:"limit"`
		None  sla.Target `json:"none,omitzero"`
	}
	text, err := json.Marshal(record{Limit: target(t, "10d")})
	require.NoError(t, err)
	assert.Equal(t, `{"limit":"10d"}`, string(text))
	var r record
	require.NoError(t, json.Unmarshal([]byte(`{"limit":"72h","none":""}`), &r))
	assert.Equal(t, record{Limit: target(t, "72h")}, r)
	assert.ErrorIs(t, json.Unmarshal([]byte(`{"limit":"72x"}`), &r), sla.ErrMalformed)
	assert.Equal(t, target(t, "72h"), r.Limit, "a failed reading leaves the value")
	assert.Empty(t, sla.Target{}.String())
	assert.Equal(t, "Unit(9)", sla.Unit(9).String())
}

func TestInterval(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]sla.Interval{"08:00-14:00": {From: 480, To: 840}, "22:00-06:00": {From: 1320, To: 1800}, "00:00-24:00": {From: 0, To: 1440}, "20:00-00:00": {From: 1200, To: 1440}} {
		got, err := sla.ParseInterval(s)
		require.NoError(t, err, s)
		assert.Equal(t, want, got, s)
	}
	for _, s := range []string{"", "08:00", "8:00-14:00", "08:00-14:60", "24:00-08:00", "08:00-24:01", "08:00-08:00", "08.00-14.00", "+8:00-14:00", "08:00-14:00-16:00"} {
		_, err := sla.ParseInterval(s)
		assert.ErrorIs(t, err, sla.ErrMalformed, s)
	}
}

func FuzzParseTarget(f *testing.F) {
	for _, s := range []string{"10d", "10wd", "72h", "16wh", "۱۰wd", "0d", "99999d", "1\xffd", "100000d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := sla.ParseTarget(s)
		if err != nil {
			var facts *sla.TargetError
			if !v.IsZero() || !errors.Is(err, sla.ErrMalformed) || !errors.As(err, &facts) || facts.Offset > len(s) {
				t.Fatalf("ParseTarget(%q) = %v, %v", s, v, err)
			}
			return
		}
		if back, err := sla.ParseTarget(v.String()); err != nil || back != v {
			t.Fatalf("%q is %v, which does not come back: %v, %v", s, v, back, err)
		}
	})
}

func FuzzParseInterval(f *testing.F) {
	for _, s := range []string{"08:00-14:00", "22:00-06:00", "00:00-24:00", "08:00-08:00", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := sla.ParseInterval(s)
		if err != nil {
			if !errors.Is(err, sla.ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		if v.From < 0 || v.To <= v.From || v.To > 2880 {
			t.Fatalf("%q is %+v", s, v)
		}
		if back, err := sla.ParseInterval(v.String()); err != nil || back != v {
			t.Fatalf("%q is %v, which comes back as %v, %v", s, v, back, err)
		}
	})
}

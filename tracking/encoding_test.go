package tracking_test

import (
	"database/sql"
	"encoding"
	"encoding/json"
	"encoding/xml"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samad111/go-samad/tracking"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	_ encoding.TextAppender = tracking.Code{}
	_ sql.Scanner           = (*tracking.Code)(nil)
)

func TestCodesComeBack(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		there func(tracking.Code) (any, error)
		back  func(*tracking.Code, any) error
	}{
		{"text",
			func(c tracking.Code) (any, error) { return c.MarshalText() },
			func(c *tracking.Code, v any) error { return c.UnmarshalText(v.([]byte)) }},
		{"appended text",
			func(c tracking.Code) (any, error) { return c.AppendText(nil) },
			func(c *tracking.Code, v any) error { return c.UnmarshalText(v.([]byte)) }},
		{"JSON",
			func(c tracking.Code) (any, error) { return json.Marshal(c) },
			func(c *tracking.Code, v any) error { return json.Unmarshal(v.([]byte), c) }},
		{"XML",
			func(c tracking.Code) (any, error) { return xml.Marshal(c) },
			func(c *tracking.Code, v any) error { return xml.Unmarshal(v.([]byte), c) }},
		{"SQL text",
			func(c tracking.Code) (any, error) { return c.Value() },
			func(c *tracking.Code, v any) error { return c.Scan(v) }},
		{"SQL bytes",
			func(c tracking.Code) (any, error) { return []byte(c.String()), nil },
			func(c *tracking.Code, v any) error { return c.Scan(v) }},
		{"grouped",
			func(c tracking.Code) (any, error) { return []byte(c.Format()), nil },
			func(c *tracking.Code, v any) error { return c.UnmarshalText(v.([]byte)) }},
		{"Persian",
			func(c tracking.Code) (any, error) { return []byte(c.Format("fa")), nil },
			func(c *tracking.Code, v any) error { return c.UnmarshalText(v.([]byte)) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				code := drawCode().Draw(t, "code")
				written, err := row.there(code)
				if err != nil {
					t.Fatalf("write %v: %v", code, err)
				}
				var back tracking.Code
				if err := row.back(&back, written); err != nil || back != code {
					t.Fatalf("%v, written as %s, comes back as %v, %v", code, written, back, err)
				}
			})
		})
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	type body struct {
		Code tracking.Code            `json:"code"`
		None tracking.Code            `json:"none"`
		Left tracking.Code            `json:"left,omitzero"`
		Keys map[tracking.Code]string `json:"keys"`
	}
	code := parse(t, "123456789012345611")
	in := body{Code: code, Keys: map[tracking.Code]string{code: "x"}}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	assert.JSONEq(t,
		`{"code":"123456789012345611","none":"","keys":{"123456789012345611":"x"}}`, string(text))
	var out body
	require.NoError(t, json.Unmarshal(text, &out))
	if diff := cmp.Diff(in, out, cmp.AllowUnexported(tracking.Code{})); diff != "" {
		t.Errorf("JSON comes back changed (-want +got):\n%s", diff)
	}

	for _, bad := range []string{`{"code":123456789012345611}`, `{"code":"123456789012345612"}`, `{"code":["x"]}`} {
		out := body{Code: code}
		require.Error(t, json.Unmarshal([]byte(bad), &out), bad)
		assert.Equal(t, code, out.Code, "%s: left as it was", bad)
	}
	err = json.Unmarshal([]byte(`{"code":"12x"}`), &out)
	require.ErrorIs(t, err, tracking.ErrCharacter)
}

func TestSQL(t *testing.T) {
	t.Parallel()
	code := parse(t, "1234567890123428")

	value, err := code.Value()
	require.NoError(t, err)
	assert.Equal(t, "1234567890123428", value)
	value, err = tracking.Code{}.Value()
	require.NoError(t, err)
	assert.Nil(t, value, "no code is NULL")

	back := code
	require.NoError(t, back.Scan(nil))
	assert.True(t, back.IsZero())

	for _, row := range []struct {
		name string
		src  any
		want error // nil: the type is wrong
		at   int
	}{
		{"empty", "", tracking.ErrLength, 0},
		{"wrong digit", "1234567890123427", tracking.ErrChecksum, 14},
		{"grouped", "1234 5678 9012 3428", tracking.ErrCharacter, 4},
		{"padded", []byte("1234567890123428  "), tracking.ErrCharacter, 16},
		{"Persian", "۱۲۳۴۵۶۷۸۹۰۱۲۳۴۲۸", tracking.ErrCharacter, 0},
		{"a mark in front", "\u200E1234567890123428", tracking.ErrCharacter, 0},
		{"number", int64(1234567890123428), nil, 0},
		{"float", float64(1234567890123428), nil, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			back := code
			err := back.Scan(row.src)
			require.Error(t, err)
			assert.Equal(t, code, back, "left as it was")
			if row.want == nil {
				assert.NotErrorIs(t, err, tracking.ErrMalformed)
				return
			}
			require.ErrorIs(t, err, row.want)
			var fault *tracking.ParseError
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, row.at, fault.Offset)
			assert.Equal(t, row.at, fault.Rune)
		})
	}
}

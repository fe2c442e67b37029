package tracking_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samad111/go-samad/tracking"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func parsePIN(t testing.TB, s string) tracking.PIN {
	t.Helper()
	p, err := tracking.ParsePIN(s)
	require.NoError(t, err)
	return p
}

func TestParsePIN(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"042917", "042 917", "04-29-17", "۰۴۲۹۱۷", "۰۴۲\u200C۹۱۷", "٠٤٢٩١٧", "０４２９１７",
		"\u2066042917\u2069", " 042917\r\n",
	} {
		p, err := tracking.ParsePIN(text)
		require.NoError(t, err, "%+q", text)
		assert.Equal(t, "042917", p.Reveal(), "%+q", text)
	}
	for _, row := range []struct {
		name, text   string
		kind         error
		input        string
		offset, rune int
	}{
		{"empty", "", tracking.ErrLength, "", 0, 0},
		{"short", "۰۴۲۹۱", tracking.ErrLength, "", 10, 5},
		{"long", "۰۴۲ 9170", tracking.ErrLength, "", 10, 7},
		{"letter", "۰۴x917", tracking.ErrCharacter, "x", 4, 2},
		{"broken UTF-8", "04\xDB", tracking.ErrCharacter, "\xDB", 2, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p, err := tracking.ParsePIN(row.text)
			assert.True(t, p.IsZero())
			require.ErrorIs(t, err, tracking.ErrMalformed)
			require.ErrorIs(t, err, row.kind)
			var fault *tracking.ParseError
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, []any{row.input, row.offset, row.rune}, []any{fault.Input, fault.Offset, fault.Rune})
			assert.Contains(t, err.Error(), "parse PIN")
		})
	}
}

func TestPINsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := fmt.Sprintf("%06d", rapid.IntRange(0, 999_999).Draw(t, "PIN"))
		p, err := tracking.ParsePIN(text)
		if err != nil || p.Reveal() != text || p.IsZero() {
			t.Fatalf("ParsePIN(%s) reveals %q, %v", text, p.Reveal(), err)
		}
	})
}

func TestPINEqual(t *testing.T) {
	t.Parallel()
	p, zero := parsePIN(t, "000000"), tracking.PIN{}
	assert.True(t, p.Equal(parsePIN(t, "۰۰۰ ۰۰۰")))
	assert.False(t, p.Equal(parsePIN(t, "000001")))
	assert.False(t, p.Equal(zero))
	assert.False(t, zero.Equal(p))
	assert.True(t, zero.Equal(tracking.PIN{}))
	assert.Empty(t, zero.Reveal())
	assert.Empty(t, cmp.Diff(p, parsePIN(t, "000000")), "go-cmp uses Equal")
}

// Every way that is known by which a value gets into a text.
func TestPINDoesNotPrint(t *testing.T) {
	t.Parallel()
	pin := parsePIN(t, "739164")
	type receipt struct{ PIN tracking.PIN }
	open := receipt{pin}
	shut := struct{ pin tracking.PIN }{pin}
	nested := struct{ in map[string][]any }{map[string][]any{"x": {pin, &shut, [1]tracking.PIN{pin}}}}

	written := map[string]string{
		"String":   pin.String(),
		"GoString": pin.GoString(),
		"error":    fmt.Errorf("wrong: %w, %v", tracking.ErrMalformed, pin).Error(),
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x", "%o", "%b", "%c", "%U", "%e", "%t", "%p", "%10v", "%-3d", "%w", "%!"} {
		for name, v := range map[string]any{
			"PIN": pin, "pointer": &pin, "field": open, "unexported": shut, "pointer to struct": &shut,
			"slice": []tracking.PIN{pin}, "map": map[string]tracking.PIN{"x": pin}, "nested": nested, "any": []any{pin},
		} {
			written[verb+" "+name] = fmt.Sprintf(verb, v)
		}
	}
	var buf bytes.Buffer
	for name, handler := range map[string]slog.Handler{
		"slog text": slog.NewTextHandler(&buf, nil), "slog JSON": slog.NewJSONHandler(&buf, nil),
	} {
		buf.Reset()
		slog.New(handler).Info("x", "pin", pin, "p", &pin, "open", open, "shut", shut, "list", []any{pin}, "nested", nested)
		written[name] = buf.String()
	}
	buf.Reset()
	require.NoError(t, template.Must(template.New("x").Parse(`{{.PIN}} {{printf "%d" .PIN}} {{.}}`)).Execute(&buf, open))
	written["html/template"] = buf.String()
	for name, encode := range map[string]func(any) ([]byte, error){"JSON": json.Marshal, "XML": xml.Marshal} {
		for _, v := range []any{pin, &pin, open, []any{pin}, tracking.PIN{}} {
			text, err := encode(v)
			require.ErrorIs(t, err, tracking.ErrSecret, "%s of %T", name, v)
			written[fmt.Sprintf("%s of %T", name, v)] = string(text) + err.Error()
		}
	}

	address := regexp.MustCompile(`(?i)(0x)?c[0-9a-f]{9}|824\d{9}`)
	for how, text := range written {
		text = address.ReplaceAllString(text, "ADDRESS")
		for name, form := range forms("739164") {
			assert.NotContains(t, strings.ToLower(text), form, "%s shows the PIN as %s", how, name)
		}
	}
	assert.Equal(t, "[PIN]", written["%v PIN"])
	assert.Equal(t, "{PIN:[PIN]}", written["%+v field"])
}

// forms gives the ways in which fmt could write the digits.
func forms(digits string) map[string]string {
	raw := []byte(digits)
	return map[string]string{
		"text":       digits,
		"bytes":      strings.Trim(fmt.Sprintf("%d", raw), "[]"),
		"hex":        hex.EncodeToString(raw),
		"spaced hex": fmt.Sprintf("% x", raw),
		"Go syntax":  strings.TrimPrefix(fmt.Sprintf("%#v", raw), "[]byte"),
	}
}

// The test above would see a PIN that is shown.
func TestFormsAreSeen(t *testing.T) {
	t.Parallel()
	digits := [6]byte([]byte("739164"))
	for verb, name := range map[string]string{"%s": "text", "%v": "bytes", "%x": "hex", "% x": "spaced hex"} {
		assert.Contains(t, fmt.Sprintf(verb, digits), forms("739164")[name])
	}
	assert.Contains(t, fmt.Sprintf("%#v", digits), forms("739164")["Go syntax"])
}

func TestPINUnmarshal(t *testing.T) {
	t.Parallel()
	var in struct{ PIN tracking.PIN }
	require.NoError(t, json.Unmarshal([]byte(`{"PIN":"۰۴۲ ۹۱۷"}`), &in))
	assert.Equal(t, "042917", in.PIN.Reveal())
	for _, bad := range []string{`{"PIN":"04291"}`, `{"PIN":""}`, `{"PIN":42917}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &in), bad)
		assert.Equal(t, "042917", in.PIN.Reveal(), "%s: left as it was", bad)
	}
}

func TestPINHash(t *testing.T) {
	t.Parallel()
	key, other := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	pin := parsePIN(t, "042917")
	hash := pin.Hash(key, "case 01")

	// Spelled out, because kept hashes must still verify after an upgrade.
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("samad tracking PIN 1\x00\x00\x00\x00\x00\x00\x00\x07case 01042917"))
	require.Equal(t, hex.EncodeToString(mac.Sum(nil)), hex.EncodeToString(hash))

	flipped := bytes.Clone(hash)
	flipped[31] ^= 1
	for _, row := range []struct {
		name      string
		pin       tracking.PIN
		hash, key []byte
		context   string
		want      bool
	}{
		{"right", pin, hash, key, "case 01", true},
		{"the same PIN read otherwise", parsePIN(t, "۰۴۲-۹۱۷"), hash, key, "case 01", true},
		{"another PIN", parsePIN(t, "042918"), hash, key, "case 01", false},
		{"another case", pin, hash, key, "case 02", false},
		{"another key", pin, hash, other, "case 01", false},
		{"a bit wrong", pin, flipped, key, "case 01", false},
		{"shortened", pin, hash[:31], key, "case 01", false},
		{"lengthened", pin, append(bytes.Clone(hash), 0), key, "case 01", false},
		{"no hash", pin, nil, key, "case 01", false},
		{"no PIN", tracking.PIN{}, hash, key, "case 01", false},
		{"context moved into the PIN", parsePIN(t, "104291"), pin.Hash(key, "case 0"), key, "case 0", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, row.want, row.pin.Verify(row.hash, row.key, row.context))
		})
	}
}

// What must not be hashed has no hash, and nothing verifies against it: not
// even what somebody computed by the same formula.
func TestPINHashRefuses(t *testing.T) {
	t.Parallel()
	pin, key := parsePIN(t, "042917"), bytes.Repeat([]byte{1}, 32)
	for _, row := range []struct {
		name    string
		pin     tracking.PIN
		digits  string
		key     []byte
		context string
	}{
		{"zero PIN", tracking.PIN{}, "\x00\x00\x00\x00\x00\x00", key, "case 01"},
		{"no key", pin, "042917", nil, "case 01"},
		{"short key", pin, "042917", key[:tracking.MinKey-1], "case 01"},
		{"no context", pin, "042917", key, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			assert.Nil(t, row.pin.Hash(row.key, row.context))
			mac := hmac.New(sha256.New, row.key)
			fmt.Fprintf(mac, "samad tracking PIN 1\x00\x00\x00\x00\x00\x00\x00%c%s%s", len(row.context), row.context, row.digits)
			assert.False(t, row.pin.Verify(mac.Sum(nil), row.key, row.context))
			assert.False(t, row.pin.Verify(nil, row.key, row.context))
		})
	}
	assert.NotNil(t, pin.Hash(key[:tracking.MinKey], "case 01"), "the shortest key")
}

func TestPINHashesDiffer(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{1}, 32)
	seen := map[string]string{}
	for _, pin := range []string{"000000", "000001", "100000", "999999"} {
		for _, context := range []string{"a", "b", "ab", "a0", "0"} {
			hash := string(parsePIN(t, pin).Hash(key, context))
			assert.Empty(t, seen[hash], "%s in %s", pin, context)
			seen[hash] = pin + " in " + context
		}
	}
}

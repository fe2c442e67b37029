package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
)

// everything has a member of every type that requests use.
type everything struct {
	Text    string            `json:"text"`
	Kind    samad.Kind        `json:"kind,omitempty"`
	Yes     bool              `json:"yes,omitempty"`
	Must    *bool             `json:"must,omitempty"`
	Count   int               `json:"count,omitempty" minimum:"1"`
	Long    int64             `json:"long,omitempty"`
	When    time.Time         `json:"when,omitzero"`
	List    []string          `json:"list,omitempty"`
	Table   map[string]string `json:"table,omitempty"`
	Inner   inner             `json:"inner,omitzero"`
	Pointer *inner            `json:"pointer,omitempty"`
	Inners  []inner           `json:"inners,omitempty"`
}

type inner struct {
	Name string `json:"name,omitempty"`
}

// toAny turns a parsed value into what encoding/json makes of it.
func (v jsonValue) toAny() any {
	switch v.kind {
	case jsonNull:
		return nil
	case jsonBool:
		return v.truth
	case jsonNumber:
		return json.Number(v.text)
	case jsonString:
		return v.text
	case jsonArray:
		out := []any{}
		for _, item := range v.items {
			out = append(out, item.toAny())
		}
		return out
	default:
		out := map[string]any{}
		for _, m := range v.members {
			out[m.name] = m.value.toAny() // the last wins, as there
		}
		return out
	}
}

func standard(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("trailing data")
	}
	return v, nil
}

// FuzzParseJSON holds the parser against encoding/json: whatever it takes, the
// standard library takes with the same meaning, and what only one of them
// refuses is one of the known differences.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `true`, ` false `, `0`, `-0.5e+10`, `01`, `1.`, `.5`, `-`, `1e`, `"\ud83d\ude00"`, `"\ud83d"`, `"\udE00\ud83d"`,
		`"\u0633"`, `"\x"`, "\"\t\"", "\"\x7f\"", `{"a":1,"a":2}`, `{"a":}`, `{,}`, `[1,]`, `[1 2]`, `{"a" 1}`, `"`, `{"a`, "\ufeff{}", "\xff",
		strings.Repeat("[", maxDepth+2) + strings.Repeat("]", maxDepth+2), `{"text":"سلام","petitioner":{"name":"نمونه"}}`, `tru`, `nul`, `"\u12"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, bad := parseJSON(raw)
		want, err := standard(raw)
		if bad != nil {
			if bad.offset < 0 || bad.offset > len(raw) || bad.what.Fa == "" || bad.what.En == "" {
				t.Fatalf("%q: fault %+v", raw, bad)
			}
			if line, column := place(raw, bad.offset); line < 1 || column < 1 {
				t.Fatalf("%q: place %d:%d", raw, line, column)
			}
			known := !utf8.Valid(raw) || strings.Contains(bad.what.En, "surrogate") || strings.Contains(bad.what.En, "too deep")
			if err == nil && !known {
				t.Fatalf("%q is refused (%v), but encoding/json takes it", raw, bad)
			}
			return
		}
		if err != nil {
			if bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) {
				return // a byte order mark is passed over
			}
			t.Fatalf("%q is taken, but encoding/json says %v", raw, err)
		}
		if diff := cmp.Diff(want, got.toAny()); diff != "" {
			t.Fatalf("%q (-encoding/json +ours):\n%s", raw, diff)
		}
	})
}

// FuzzDecode sends anything to the binder: it never panics, tells each fault in
// both languages, and what it takes comes back the same.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"text":"a"}`, `{"text":"a","count":1,"long":-5,"when":"2026-11-23T08:30:00+03:30","list":["a"],"table":{"k":"v"},"inner":{"name":"x"},"pointer":{},"inners":[{"name":"y"}],"must":true,"yes":false,"kind":"idea"}`,
		`{"count":0}`, `{"count":9223372036854775808}`, `{"txet":1}`, `{"table":{"a":1,"a":2}}`, `{"list":[null]}`, `{"pointer":null}`, `{"0912":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var v everything
		err := shapes(nil).decode(raw, &v)
		var bad *samad.InvalidError
		switch {
		case errors.As(err, &bad):
			if len(bad.Faults) == 0 || len(bad.Faults) > maxFaults {
				t.Fatalf("%d faults", len(bad.Faults))
			}
			for _, fault := range bad.Faults {
				if fault.Code == "" || fault.Detail.Fa == "" || fault.Detail.En == "" || fault.Field != "" && fault.Field[0] != '/' {
					t.Fatalf("%q: fault %+v", raw, fault)
				}
			}
		case err != nil:
			if code, _ := codeOf(err); code != codeMalformedJSON {
				t.Fatalf("%q: %v", raw, err)
			}
		default:
			again, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			var back everything
			if err := shapes(nil).decode(again, &back); err != nil {
				t.Fatalf("%q became %s: %v", raw, again, err)
			}
			if diff := cmp.Diff(v, back, cmp.Transformer("empty", func(m map[string]string) int { return len(m) }),
				cmp.Transformer("list", func(l []string) string { return strings.Join(l, "\x00") }),
				cmp.Transformer("inners", func(l []inner) int { return len(l) })); diff != "" {
				t.Fatalf("%q does not come back:\n%s", raw, diff)
			}
		}
	})
}

// Whatever a program writes with encoding/json is read as it was meant.
func TestDecodeReadsWhatJSONWrites(t *testing.T) {
	t.Parallel()
	text := rapid.StringOf(rapid.RuneFrom([]rune("aب\u200cی\"\\\n\t/۱1<>&\u2028😀\x7f")))
	rapid.Check(t, func(t *rapid.T) {
		yes := rapid.Bool().Draw(t, "must")
		want := everything{
			Text: text.Draw(t, "text"), Kind: samad.Kind(text.Draw(t, "kind")), Yes: rapid.Bool().Draw(t, "yes"), Must: &yes,
			Count: rapid.IntRange(1, math.MaxInt).Draw(t, "count"), Long: rapid.Int64().Draw(t, "long"),
			When:  time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "when"), 0).UTC(),
			List:  append([]string{"x"}, rapid.SliceOf(text).Draw(t, "list")...),
			Table: map[string]string{text.Draw(t, "key"): text.Draw(t, "value")},
			Inner: inner{text.Draw(t, "inner")}, Pointer: &inner{text.Draw(t, "pointer")}, Inners: []inner{{"y"}},
		}
		raw, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got everything
		if err := shapes(nil).decode(raw, &got); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", raw, diff)
		}
	})
}

func TestDecodeCapsFaults(t *testing.T) {
	t.Parallel()
	var v everything
	err := shapes(nil).decode([]byte(`{"list":[`+strings.Repeat("1,", 999)+`1]}`), &v)
	var bad *samad.InvalidError
	require.ErrorAs(t, err, &bad)
	require.Len(t, bad.Faults, maxFaults)
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"text", "topic", "national_id", "petitioner", "place"}
	for given, want := range map[string]string{
		"txet": "text", "Text": "text", "topik": "topic", "nationalId": "national_id", "national-id": "national_id", "petitoner": "petitioner",
		"x": "", "phone": "", "nationality_number": "", "": "", strings.Repeat("a", 100): "", "متن": "",
	} {
		require.Equal(t, want, nearest(given, names), given)
	}
	require.Empty(t, nearest("text", nil))
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"": "", "5 of 12345": "5 of 12345", "code 123456": "code #", "۰۹۱۳۰۰۰۱۲۳۴ و ۵": "# و ۵", "x1234567y": "x#y", "1234567": "#",
		"٠١٢٣٤٥ ok 1": "# ok 1",
	} {
		require.Equal(t, want, redact(given))
	}
}

// Every error of the Desk has a status and a title in both languages, and no
// problem lacks a detail.
func TestEveryErrorHasAProblem(t *testing.T) {
	t.Parallel()
	kinds := problemKinds()
	for _, code := range samad.ErrorCodes() {
		k, ok := kinds[code]
		require.True(t, ok, "samad's %s has no status", code)
		require.GreaterOrEqual(t, k.status, 400)
	}
	for code, k := range kinds {
		require.NotEmpty(t, k.title.Fa, code)
		require.NotEmpty(t, k.title.En, code)
	}
	for _, k := range httpProblems() {
		require.NotEmpty(t, k.detail.Fa, k.code)
		require.NotEmpty(t, k.detail.En, k.code)
		require.NotContains(t, samad.ErrorCodes(), k.code, "two meanings of one code")
	}
	require.Len(t, kinds, len(deskProblems())+len(httpProblems()))
}

// Requests use only types that the binder knows, and name all their members.
func TestRequestsCanBeBound(t *testing.T) {
	t.Parallel()
	for _, of := range []reflect.Type{
		reflect.TypeFor[caseBody](), reflect.TypeFor[textFilesBody](), reflect.TypeFor[optionalTextBody](), reflect.TypeFor[ratingBody](),
		reflect.TypeFor[emptyBody](), reflect.TypeFor[signInBody](), reflect.TypeFor[screenBody](), reflect.TypeFor[separateBody](),
		reflect.TypeFor[askBody](), reflect.TypeFor[referBody](), reflect.TypeFor[assignBody](), reflect.TypeFor[returnBody](),
		reflect.TypeFor[actionBody](), reflect.TypeFor[answerBody](), reflect.TypeFor[approveBody](), reflect.TypeFor[reasonBody](),
		reflect.TypeFor[extendBody](), reflect.TypeFor[onBehalfBody](), reflect.TypeFor[onBehalfOptional](),
		reflect.TypeFor[onBehalfRating](), reflect.TypeFor[callBody](), reflect.TypeFor[bulkBody](),
	} {
		checkBindable(t, of)
	}
}

func checkBindable(t *testing.T, of reflect.Type) {
	t.Helper()
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	switch of.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
	case reflect.Map:
		require.Equal(t, reflect.String, of.Key().Kind())
		checkBindable(t, of.Elem())
	case reflect.Struct:
		if of == timeType || of == membersType {
			return
		}
		for i, f := range fieldsOf(of) {
			require.NotEmpty(t, f.name, "%s.%s has no json tag", of, of.Field(i).Name)
			checkBindable(t, of.Field(i).Type)
		}
	default:
		t.Errorf("%s cannot be bound", of)
	}
}

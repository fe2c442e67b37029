package sqlstore

import (
	"encoding/binary"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/tracking"
)

// drawing fills any value, field by field, whatever fields it has.
type drawing struct {
	t *rapid.T
	// full says that nothing stays empty and that every text is a plain one.
	full bool
}

func (d drawing) fill(v reflect.Value) {
	if !d.full && rapid.IntRange(0, 3).Draw(d.t, "empty") == 0 {
		return
	}
	switch to := v.Addr().Interface().(type) {
	case *tracking.Code:
		*to = codeOf(d.t, rapid.Uint64().Draw(d.t, "code"))
		return
	case *samad.Hash:
		for i := range to {
			to[i] = rapid.Byte().Draw(d.t, "byte")
		}
		to[0] |= 1
		return
	case *time.Time:
		*to = time.UnixMicro(rapid.Int64Range(-5e15, 5e15).Draw(d.t, "at")).UTC()
		return
	case *persian.Date:
		var err error
		*to, err = persian.New(1405, rapid.IntRange(1, 12).Draw(d.t, "month"), 1)
		require.NoError(d.t, err)
		return
	case *sla.Target:
		var err error
		*to, err = sla.ParseTarget(rapid.SampledFrom([]string{"1d", "10wd", "99999h", "7wh"}).Draw(d.t, "target"))
		require.NoError(d.t, err)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, f := range v.Fields() {
			d.fill(f)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(1, 3).Draw(d.t, "items"), 3))
		for i := range v.Len() {
			d.fill(v.Index(i))
		}
	case reflect.String:
		v.SetString(d.text())
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(1, 1e18-1).Draw(d.t, "number"))
		if !d.full && rapid.Bool().Draw(d.t, "any") {
			v.SetInt(rapid.Int64().Draw(d.t, "any number"))
		}
	case reflect.Uint8:
		v.SetUint(uint64(rapid.Byte().Draw(d.t, "byte")))
	case reflect.Bool:
		v.SetBool(true)
	default:
		d.t.Fatalf("nobody knows how to fill a %s", v.Type())
	}
}

func (d drawing) text() string {
	if d.full {
		return rapid.StringMatching(`[a-z0-9/.:@ پچژگ۰-۹]{1,12}`).Draw(d.t, "plain")
	}
	return rapid.OneOf(rapid.StringMatching(`[a-z"\\<>&\n\x{200c}\x{2028}پگ{}\[\],:]{0,8}`), rapid.String()).Draw(d.t, "text")
}

// codeOf returns a code made of the number.
func codeOf(t require.TestingT, n uint64) tracking.Code {
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], n)
	code, err := tracking.Minter{Random: rand.NewChaCha8(seed)}.NewCode()
	require.NoError(t, err)
	return code
}

func marshal(t require.TestingT, c samad.Case) []byte {
	doc, err := json.Marshal(c)
	require.NoError(t, err)
	return doc
}

// TestDocIsReadAsJSON: a stored case is what encoding/json would read of it.
func TestDocIsReadAsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var c, want, got samad.Case
		drawing{t: t}.fill(reflect.ValueOf(&c).Elem())
		doc := marshal(t, c)
		require.NoError(t, json.Unmarshal(doc, &want))
		require.NoError(t, readDoc(doc, &got))
		require.Equal(t, want, got, "%s", doc)
	})
}

// TestActorsAndLookupsAreReadAsJSON: so are who acted, and the look-ups.
func TestActorsAndLookupsAreReadAsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := drawing{t: t, full: rapid.Bool().Draw(t, "full")}
		var by, wantBy, gotBy samad.Stamp
		d.fill(reflect.ValueOf(&by).Elem())
		text, err := json.Marshal(by)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &wantBy))
		require.NoError(t, readActor(text, &gotBy))
		require.Equal(t, wantBy, gotBy)

		var list, wantList, gotList []samad.Lookup
		d.fill(reflect.ValueOf(&list).Elem())
		text, err = json.Marshal(list)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &wantList))
		require.NoError(t, readLookups(text, &gotList))
		require.Equal(t, wantList, gotList)
	})
	for _, text := range []string{`null`, `[]`, `[{}]`, `[{"kind":"a","hash":""}]`, `[{"kind":"a","hash":null}]`, `[{"hash":"AAE="},{"kind":"\u0061"}]`} {
		var want, got []samad.Lookup
		require.NoError(t, json.Unmarshal([]byte(text), &want), text)
		require.NoError(t, readLookups([]byte(text), &got), text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{``, `{}`, `[{"hash":"AAE"}]`, `[{"hash":"!"}]`, `[{"kind":"a"}`} {
		var got []samad.Lookup
		require.Error(t, readLookups([]byte(text), &got), text)
	}
	var by samad.Stamp
	require.Error(t, readActor([]byte(`{"id":"a"`), &by))
}

// TestDocHasAWayOfItsOwn: every field is known to the reader that is fast. It
// fails when samad.Case gets a field of which readCase knows nothing.
func TestDocHasAWayOfItsOwn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var c, got samad.Case
		drawing{t: t, full: true}.fill(reflect.ValueOf(&c).Elem())
		doc := marshal(t, c)
		r := newDocReader(doc)
		readCase(&r, &got)
		require.True(t, r.done(), "stopped at %s", r.text[min(r.at, len(r.text)):])
		require.Equal(t, c, got)
	})
}

// What is not as this program writes it is left to encoding/json, and read the
// same as ever.
func TestDocOfOtherShape(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{
		` {"id":"a"}`, `{"id": "a"}`, `{"id":"a"} `, `{"kind":"complaint","id":"a"}`, `{"ID":"a"}`, `{"id":"a","id":"b"}`,
		`{"id":"a","later":{"x":[1,2.5e3,null]}}`, `{"id":null}`, `{"id":"\u0061\n"}`, "{\"id\":\"a\xff\"}",
		`{"flags":[]}`, `{"flags":["x","x\ty"]}`, `{"revision":-0}`, `{"revision":1234567890123456789}`, `{}`,
		`{"time_asked":null}`, `{"clocks":[{"plan":{"marks":[{"at":"2026-01-02T03:04:05.678Z","Kind":"x"}]}}]}`,
	} {
		var want, got samad.Case
		require.NoError(t, json.Unmarshal([]byte(doc), &want), doc)
		require.NoError(t, readDoc([]byte(doc), &got), doc)
		assert.Equal(t, want, got, doc)
	}
	for _, doc := range []string{
		``, `{`, `{"id":"a"`, `{"id":"a}`, `{"id":"a",}`, `{"id":"a"}}`, `{"id":1}`, `{"revision":01}`, `{"revision":1.5}`, `{"revision":}`,
		`{"revision":-}`, `{"flags":["a",]}`, `{"flags":["a"}`, `{"created":"yesterday"}`, `{"created":""}`, `{"code":"12"}`, `{"head":"ab"}`,
		`{"erased":tru}`, `{"erased":"true"}`, "{\"id\":\"a\nb\"}",
	} {
		var c samad.Case
		require.Error(t, readDoc([]byte(doc), &c), doc)
	}
}

// FuzzReadDoc: whatever the fast reader accepts, encoding/json accepts and reads
// the same.
func FuzzReadDoc(f *testing.F) {
	f.Add([]byte(`{"id":"a","revision":-1,"flags":["x"],"time_asked":{"seq":1,"by":"10wd"},"created":"2026-01-02T03:04:05.678Z"}`))
	f.Add([]byte(`{"code":"1234567890123452","clocks":[{"stage":"answer","started":"2026-01-02T03:04:05+03:30","plan":{"marks":[{"name":"گ"}]}}],"erased":true}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		var got, want samad.Case
		r := newDocReader(doc)
		if readCase(&r, &got); !r.done() {
			return
		}
		require.NoError(t, json.Unmarshal(doc, &want), "%q", doc)
		require.Equal(t, want, got)
	})
}

// stored is a case in the middle of its life, as it lies in a database.
func stored(b *testing.B) []byte {
	b.Helper()
	at := time.Date(2026, 11, 23, 12, 0, 0, 123_456_000, time.UTC)
	limit, err := sla.ParseTarget("10wd")
	require.NoError(b, err)
	c := samad.Case{
		ID: "01KARVZ0000000000000000001", Code: codeOf(b, 7), Revision: 5, Head: samad.Hash{1, 2, 3}, Kind: samad.Complaint,
		Channel: samad.Web, Topic: "welfare/unemployment-insurance", Place: "1014", Province: "10", Urgency: samad.Normal,
		Identity: samad.Named, Type: samad.Person, Language: samad.Persian, Reachable: true, State: samad.Referred,
		Centre: "isf.samad", Agency: "isf.welfare", AgencyPath: []samad.AgencyID{"isf", "isf.welfare"}, Episode: 1,
		Referrals: []samad.Referral{{Episode: 1, Agency: "isf.welfare", At: at, Rule: "welfare"}}, Created: at, Updated: at,
	}
	for _, stage := range []sla.Stage{sla.Screening, sla.Answer} {
		plan := sla.Plan{Policy: "isfahan@1405.1", Rule: string(stage), Limit: limit, Due: at}
		for _, name := range []string{"50%", "75%", "1d before", "breach", "agency_head"} {
			plan.Marks = append(plan.Marks, sla.Mark{At: at, Kind: sla.Warning, Name: name, Role: "agency_expert"})
		}
		c.Clocks = append(c.Clocks, samad.Clock{Stage: stage, Episode: 1, Clock: sla.Clock{Started: at}, Plan: plan})
	}
	return marshal(b, c)
}

// BenchmarkReadDoc: the reader beside encoding/json.
func BenchmarkReadDoc(b *testing.B) {
	doc := stored(b)
	other := []byte(strings.Replace(string(doc), `{"id"`, `{ "id"`, 1)) // with a blank, so that it is left to encoding/json
	for name, doc := range map[string][]byte{"own": doc, "encoding/json": other} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				var c samad.Case
				if err := readDoc(doc, &c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

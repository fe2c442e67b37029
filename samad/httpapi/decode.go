package httpapi

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
)

// maxFaults is how many faults one answer names at most.
const maxFaults = 50

// decode reads strict JSON into the struct to points at. Malformed JSON is an
// apiError; everything that does not fit the struct comes at once in a
// [samad.InvalidError]. Members whose tag names one of the headers said may be
// left out.
func (known shapes) decode(raw []byte, to any, said ...string) error {
	v, bad := parseJSON(raw)
	if bad != nil {
		line, column := place(raw, bad.offset)
		return &apiError{code: codeMalformedJSON, faults: []samad.Fault{{Code: "syntax", Detail: samad.Text{
			Fa: fmt.Sprintf("سطر %s، نویسه %s: %s", persianNumber(line), persianNumber(column), bad.what.Fa),
			En: fmt.Sprintf("line %d, character %d: %s", line, column, bad.what.En),
		}}}}
	}
	b := binder{shapes: known, said: said}
	b.bind(v, reflect.ValueOf(to).Elem(), "", "")
	return invalid(b.faults)
}

// place counts lines and characters from 1.
func place(raw []byte, offset int) (line, column int) {
	before := string(raw[:min(offset, len(raw))])
	line = 1 + strings.Count(before, "\n")
	return line, 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}

// binder puts JSON values into Go values and collects what does not fit. It
// reads the tags that the OpenAPI document is made of: a member without
// omitempty is required, minimum holds for numbers. Whether texts say
// something is left to the Desk, which knows more.
type binder struct {
	faults []samad.Fault
	shapes shapes
	said   []string // headers that say what a member may leave out
}

// full reports whether enough faults are known: a body of nothing but faults
// must not keep the server busy.
func (b *binder) full() bool { return len(b.faults) >= maxFaults }

func (b *binder) add(at, code, fa, en string) {
	if b.full() {
		return
	}
	b.faults = append(b.faults, samad.Fault{Field: at, Code: code, Detail: samad.Text{Fa: fa, En: en}})
}

func (b *binder) wrong(at string, want samad.Text) {
	b.add(at, "wrong_type", "اینجا باید "+want.Fa+" باشد.", "this must be "+want.En)
}

// members is an object that is read later, by whoever knows what it means.
type members struct{ value jsonValue }

var membersType = reflect.TypeFor[members]()

// into reads the object into the struct to points at.
func (m members) into(to any, said ...string) error {
	value := m.value
	if value.kind != jsonObject { // none was given
		value = jsonValue{kind: jsonObject}
	}
	b := binder{said: said}
	b.bind(value, reflect.ValueOf(to).Elem(), "", "")
	return invalid(b.faults)
}

var timeType = reflect.TypeFor[time.Time]()

func (b *binder) bind(v jsonValue, to reflect.Value, at string, tag reflect.StructTag) {
	if v.kind == jsonNull {
		b.add(at, "null", "به جای null این بخش را نفرستید.", "leave this out instead of sending null")
		return
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	if to.Type() == membersType {
		if v.kind != jsonObject {
			b.wrong(at, samad.Text{Fa: "شیء JSON", En: "an object"})
			return
		}
		to.Set(reflect.ValueOf(members{value: v}))
		return
	}
	if to.Type() == timeType {
		b.instant(v, to, at)
		return
	}
	if reader, ok := reflect.TypeAssert[encoding.TextUnmarshaler](to.Addr()); ok {
		if v.kind != jsonString {
			b.wrong(at, samad.Text{Fa: "متن", En: "a string"})
		} else if err := reader.UnmarshalText([]byte(v.text)); err != nil {
			b.add(at, "malformed", "این مقدار درست نوشته نشده است؛ روزها مانند 1405-09-02 نوشته می‌شوند.",
				"this is not well-formed; days are written like 1405-09-02")
		}
		return
	}
	switch to.Kind() {
	case reflect.String:
		if v.kind != jsonString {
			b.wrong(at, samad.Text{Fa: "متن", En: "a string"})
			return
		}
		to.SetString(v.text)
	case reflect.Bool:
		if v.kind != jsonBool {
			b.wrong(at, samad.Text{Fa: "true یا false", En: "true or false"})
			return
		}
		to.SetBool(v.truth)
	case reflect.Int, reflect.Int64:
		b.integer(v, to, at, tag)
	case reflect.Slice:
		if v.kind != jsonArray {
			b.wrong(at, samad.Text{Fa: "فهرست", En: "a list"})
			return
		}
		list := reflect.MakeSlice(to.Type(), len(v.items), len(v.items))
		for i, item := range v.items {
			if b.full() {
				return
			}
			b.bind(item, list.Index(i), at+"/"+strconv.Itoa(i), "")
		}
		to.Set(list)
	case reflect.Map:
		b.table(v, to, at)
	case reflect.Struct:
		b.object(v, to, at)
	default:
		panic("httpapi: a request has a member of type " + to.Type().String())
	}
}

func (b *binder) instant(v jsonValue, to reflect.Value, at string) {
	t, err := time.Parse(time.RFC3339, v.text)
	if v.kind != jsonString || err != nil {
		b.add(at, "not_an_instant", "زمان را به شکل RFC 3339 بنویسید؛ مانند 2026-11-23T08:30:00Z.",
			"write an instant by RFC 3339, such as 2026-11-23T08:30:00Z")
		return
	}
	to.Set(reflect.ValueOf(t.UTC()))
}

func (b *binder) integer(v jsonValue, to reflect.Value, at string, tag reflect.StructTag) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	if v.kind != jsonNumber || err != nil {
		b.wrong(at, samad.Text{Fa: "عدد درست", En: "a whole number"})
		return
	}
	if least, err := strconv.ParseInt(tag.Get("minimum"), 10, 64); err == nil && n < least {
		b.add(at, "range", "این عدد باید دست‌کم "+persianNumber(int(least))+" باشد.", "this must be at least "+strconv.FormatInt(least, 10))
		return
	}
	to.SetInt(n)
}

// table binds an object whose member names are free.
func (b *binder) table(v jsonValue, to reflect.Value, at string) {
	if v.kind != jsonObject {
		b.wrong(at, samad.Text{Fa: "شیء JSON", En: "an object"})
		return
	}
	m := reflect.MakeMap(to.Type())
	for _, member := range v.members {
		if b.full() {
			return
		}
		field := at
		if plainName(member.name) {
			field += "/" + pointer(member.name)
		}
		key := reflect.ValueOf(member.name)
		if m.MapIndex(key).IsValid() {
			b.duplicate(field)
			continue
		}
		value := reflect.New(to.Type().Elem()).Elem()
		b.bind(member.value, value, field, "")
		m.SetMapIndex(key, value)
	}
	to.Set(m)
}

func (b *binder) duplicate(at string) {
	b.add(at, "duplicate_field", "این بخش دو بار آمده است.", "this member comes twice")
}

func (b *binder) object(v jsonValue, to reflect.Value, at string) {
	if v.kind != jsonObject {
		b.wrong(at, samad.Text{Fa: "شیء JSON", En: "an object"})
		return
	}
	fields, ok := b.shapes[to.Type()]
	if !ok {
		fields = fieldsOf(to.Type())
	}
	seen := make([]bool, len(fields))
	for _, member := range v.members {
		if b.full() {
			return
		}
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == member.name })
		if i < 0 {
			b.unknown(member.name, fields, at)
			continue
		}
		if seen[i] {
			b.duplicate(at + "/" + fields[i].name)
			continue
		}
		seen[i] = true
		b.bind(member.value, to.Field(i), at+"/"+fields[i].name, fields[i].tag)
	}
	for i, f := range fields {
		if f.required && !seen[i] && !slices.Contains(b.said, f.tag.Get("header")) {
			b.add(at+"/"+f.name, "required", "این بخش لازم است.", "this member is required")
		}
	}
}

func (b *binder) unknown(name string, fields []field, at string) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	fa, en := "این بخش شناخته نیست.", "unknown member"
	if hint := nearest(name, names); hint != "" {
		fa, en = fa+" منظورتان «"+hint+"» نبود؟", en+"; did you mean "+hint+"?"
	}
	if plainName(name) {
		at += "/" + name
	}
	b.add(at, "unknown_field", fa, en)
}

// plainName reports whether a name is one that a program would use. Anything
// else might be personal, and is not repeated.
func plainName(name string) bool {
	letters := 0
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '-':
			letters++
		case c >= '0' && c <= '9':
		default:
			return false
		}
	}
	return len(name) <= 40 && letters*2 > len(name)
}

// field is a member of a request's struct.
type field struct {
	name     string
	required bool
	tag      reflect.StructTag
}

// shapes are the members of structs that were looked at before. What is not
// among them is looked at when it comes.
type shapes map[reflect.Type][]field

// shapesOf looks at a struct and all that lies in it.
func shapesOf(of reflect.Type) shapes {
	known := shapes{}
	known.add(of)
	return known
}

func (known shapes) add(of reflect.Type) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
		of = of.Elem()
	}
	if _, seen := known[of]; seen || of.Kind() != reflect.Struct || of == timeType || of == membersType ||
		reflect.PointerTo(of).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return
	}
	known[of] = fieldsOf(of)
	for f := range of.Fields() {
		known.add(f.Type)
	}
}

// fieldsOf lists the members by their index in the struct. Every field of a
// request has a json tag.
func fieldsOf(t reflect.Type) []field {
	fields := make([]field, t.NumField())
	for i := range fields {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields[i] = field{
			name: name, tag: f.Tag,
			// An absent text is an empty one, and the Desk tells whether it may
			// be empty together with all else that is wrong.
			required: !strings.Contains(options, "omit") && f.Type.Kind() != reflect.String,
		}
	}
	return fields
}

// pointer escapes a name for use in a JSON pointer.
func pointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

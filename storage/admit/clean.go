package admit

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	rawType  = reflect.TypeFor[json.RawMessage]()
	timeType = reflect.TypeFor[time.Time]()
)

// Clean returns a copy of v that shares nothing with it, all instants in UTC
// and whole microseconds. It fails with an error matching samad.ErrInvalid
// when a text holds U+0000, which neither SQLite nor PostgreSQL keeps, or is
// not UTF-8.
func Clean[T any](v T) (T, error) {
	out := reflect.New(reflect.TypeFor[T]()).Elem()
	out.Set(reflect.ValueOf(&v).Elem())
	if bad := clean(out); bad != nil {
		var zero T
		return zero, bad.err()
	}
	return out.Interface().(T), nil //nolint:forcetypeassert // out was made as a T
}

// Lent is [Clean], but returns v itself, sharing all that it refers to, when it
// is clean already. It is for stores that are done with v when they return.
func Lent[T any](v T) (T, error) {
	if isClean(reflect.ValueOf(&v).Elem()) {
		return v, nil
	}
	return Clean(v)
}

// isClean reports whether clean would find nothing to change and no fault. What
// differs from it only within a process, such as the reading of a clock in an
// instant, counts for nothing.
func isClean(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return cleanText(v.String()) == nil
	case reflect.Pointer:
		return v.IsNil() || isClean(v.Elem())
	case reflect.Slice:
		if v.Type() == rawType {
			return cleanRaw(v.Bytes())
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return true
		}
		for i := range v.Len() {
			if !isClean(v.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		if v.Type() == timeType {
			at := v.Addr().Interface().(*time.Time) //nolint:forcetypeassert // its type was looked at
			return at.Location() == time.UTC && at.Nanosecond()%1000 == 0
		}
		for _, f := range v.Fields() {
			if f.CanSet() && !isClean(f) {
				return false
			}
		}
		return true
	default:
		return true
	}
}

// cleanRaw reports whether databases keep the JSON.
func cleanRaw(b []byte) bool { return bytes.IndexByte(b, 0) < 0 && utf8.Valid(b) }

// unkept is a text that no database keeps. Its path is written from its end,
// on the way up: every change comes through here, and
// hardly any has one.
type unkept struct{ path string }

func (u *unkept) in(name string) *unkept {
	u.path = "/" + name + u.path
	return u
}

func (u *unkept) err() error {
	return invalid(u.path, codeText, "متن نویسه‌ای دارد که نگهداری‌شدنی نیست",
		"the text holds U+0000 or is not valid UTF-8; no database keeps that exactly")
}

// keptText checks one text.
func keptText(s, path string) error {
	if cleanText(s) != nil {
		return (&unkept{path: path}).err()
	}
	return nil
}

// clean works on an addressable copy in place: what v refers to is replaced by
// copies on the way down.
func clean(v reflect.Value) *unkept {
	switch v.Kind() {
	case reflect.String:
		return cleanText(v.String())
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(v.Elem())
		v.Set(p)
		return clean(p.Elem())
	case reflect.Slice:
		return cleanSlice(v)
	case reflect.Struct:
		if v.Type() == timeType {
			at := v.Addr().Interface().(*time.Time) //nolint:forcetypeassert // its type was looked at
			*at = Instant(*at)
			return nil
		}
		return cleanStruct(v)
	default:
		return nil
	}
}

func cleanSlice(v reflect.Value) *unkept {
	if v.IsNil() {
		return nil
	}
	c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(c, v)
	v.Set(c)
	if v.Type() == rawType {
		if !cleanRaw(v.Bytes()) {
			return &unkept{}
		}
		return nil
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return nil
	}
	for i := range v.Len() {
		if bad := clean(v.Index(i)); bad != nil {
			return bad.in(strconv.Itoa(i))
		}
	}
	return nil
}

func cleanStruct(v reflect.Value) *unkept {
	for i := range v.NumField() {
		// Unexported fields are small values of other packages (a code, a
		// target) that their own constructors have checked.
		if f := v.Field(i); f.CanSet() {
			if bad := clean(f); bad != nil {
				return bad.in(v.Type().Field(i).Name)
			}
		}
	}
	return nil
}

func cleanText(s string) *unkept {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return &unkept{}
	}
	return nil
}

// Instant returns t in UTC, cut to microseconds, which is what databases keep.
// The zero time stays the zero time.
func Instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMicro(t.UnixMicro()).UTC()
}

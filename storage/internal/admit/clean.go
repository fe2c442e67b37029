package admit

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var rawType = reflect.TypeFor[json.RawMessage]()

// Clean returns a copy of v that shares nothing with it, all instants in UTC
// and whole microseconds. It fails with an error matching samad.ErrInvalid
// when a text holds U+0000, which neither SQLite nor PostgreSQL keeps, or is
// not UTF-8.
func Clean[T any](v T) (T, error) {
	out := reflect.New(reflect.TypeFor[T]()).Elem()
	out.Set(reflect.ValueOf(&v).Elem())
	if err := clean(out, ""); err != nil {
		var zero T
		return zero, err
	}
	return out.Interface().(T), nil //nolint:forcetypeassert // out was made as a T
}

// clean works on an addressable copy in place: what v refers to is replaced by
// copies on the way down.
func clean(v reflect.Value, path string) error {
	switch v.Kind() {
	case reflect.String:
		return cleanText(v.String(), path)
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(v.Elem())
		v.Set(p)
		return clean(p.Elem(), path)
	case reflect.Slice:
		return cleanSlice(v, path)
	case reflect.Struct:
		if t, ok := reflect.TypeAssert[time.Time](v); ok {
			v.Set(reflect.ValueOf(Instant(t)))
			return nil
		}
		return cleanStruct(v, path)
	default:
		return nil
	}
}

func cleanSlice(v reflect.Value, path string) error {
	if v.IsNil() {
		return nil
	}
	c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(c, v)
	v.Set(c)
	if v.Type() == rawType {
		return cleanText(string(v.Bytes()), path)
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return nil
	}
	for i := range v.Len() {
		if err := clean(v.Index(i), path+"/"+strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

func cleanStruct(v reflect.Value, path string) error {
	t := v.Type()
	for i := range v.NumField() {
		// Unexported fields are small values of other packages (a code, a
		// target) that their own constructors have checked.
		if f := t.Field(i); f.IsExported() {
			if err := clean(v.Field(i), path+"/"+f.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func cleanText(s, path string) error {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return invalid(path, codeText, "متن نویسه‌ای دارد که نگهداری‌شدنی نیست",
			"the text holds U+0000 or is not valid UTF-8; no database keeps that exactly")
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

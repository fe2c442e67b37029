package storagetest

import (
	"errors"
	"fmt"
	"reflect"
	"time"
)

// same returns an error that names the first difference between what was
// stored and what came back. Slices without elements are the same as none.
func same(what string, got, want any) error {
	if d := diff(reflect.ValueOf(got), reflect.ValueOf(want), ""); d != "" {
		return fmt.Errorf("%s%s", what, d)
	}
	return nil
}

// fails returns an error unless err matches target.
func fails(what string, err, target error) error {
	switch {
	case err == nil:
		return fmt.Errorf("%s: no error, want %q", what, target)
	case !errors.Is(err, target):
		return fmt.Errorf("%s: error %q does not match %q", what, err, target)
	}
	return nil
}

func diff(got, want reflect.Value, path string) string {
	if got.Type() != want.Type() {
		return fmt.Sprintf("%s: a %v, want a %v", path, got.Type(), want.Type())
	}
	switch got.Kind() {
	case reflect.Struct:
		if t, ok := reflect.TypeAssert[time.Time](got); ok {
			return diffTime(t, want.Interface().(time.Time), path)
		}
		if got.Type().Comparable() && got.Interface() == want.Interface() {
			return ""
		}
		for i := range got.NumField() {
			f := got.Type().Field(i)
			if !f.IsExported() {
				return unequal(got, want, path)
			}
			if d := diff(got.Field(i), want.Field(i), path+"."+f.Name); d != "" {
				return d
			}
		}
		return ""
	case reflect.Slice, reflect.Array:
		return diffList(got, want, path)
	case reflect.Pointer:
		if got.IsNil() || want.IsNil() {
			return unequal(got, want, path)
		}
		return diff(got.Elem(), want.Elem(), path)
	default:
		return unequal(got, want, path)
	}
}

func diffList(got, want reflect.Value, path string) string {
	if got.Type().Elem().Kind() == reflect.Uint8 && got.Kind() == reflect.Slice {
		if string(got.Bytes()) != string(want.Bytes()) {
			return fmt.Sprintf("%s: %d bytes %.60q, want %d bytes %.60q", path, got.Len(), got.Bytes(), want.Len(), want.Bytes())
		}
		return ""
	}
	if got.Len() != want.Len() {
		return fmt.Sprintf("%s: %d elements, want %d: %v", path, got.Len(), want.Len(), got)
	}
	for i := range got.Len() {
		if d := diff(got.Index(i), want.Index(i), fmt.Sprintf("%s[%d]", path, i)); d != "" {
			return d
		}
	}
	return ""
}

// diffTime holds the store to the instant and to UTC.
func diffTime(got, want time.Time, path string) string {
	switch {
	case !got.Equal(want):
		return fmt.Sprintf("%s: %s, want %s", path, got.Format(time.RFC3339Nano), want.Format(time.RFC3339Nano))
	case got.Location() != time.UTC:
		return fmt.Sprintf("%s: in zone %v, want UTC", path, got.Location())
	}
	return ""
}

func unequal(got, want reflect.Value, path string) string {
	if reflect.DeepEqual(got.Interface(), want.Interface()) {
		return ""
	}
	return fmt.Sprintf("%s: %v, want %v", path, got, want)
}

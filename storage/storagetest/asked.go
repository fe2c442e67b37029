package storagetest

import (
	"fmt"
	"reflect"
	"strings"
)

// asked tells a query by the fields that restrict it, texts in quotes, so that
// an empty id is seen: "Visible: [\"\"], Limit: 1".
func asked(query any) string {
	v := reflect.ValueOf(query)
	var fields []string
	for i := range v.NumField() {
		f := v.Field(i)
		if f.IsZero() {
			continue
		}
		for f.Kind() == reflect.Pointer {
			f = f.Elem()
		}
		value := fmt.Sprint(f)
		if f.Kind() == reflect.String || f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.String {
			value = fmt.Sprintf("%q", f)
		}
		fields = append(fields, v.Type().Field(i).Name+": "+value)
	}
	if len(fields) == 0 {
		return "nothing in particular"
	}
	return strings.Join(fields, ", ")
}

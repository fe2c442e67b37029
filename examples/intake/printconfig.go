package main

import (
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// printConfig writes the settings in force as a file for --config, each with
// where it comes from. Secrets are masked.
func printConfig(out io.Writer, o options) error {
	ended := false
	parser, err := grammar(new(options), io.Discard, &ended)
	if err != nil {
		return err
	}
	values := reflect.ValueOf(o)
	byFlag := map[string]reflect.Value{}
	for i, f := range parser.Model.Flags { // the fields' order, after kong's own --help
		for j := range values.NumField() {
			field := values.Type().Field(j)
			if name := field.Tag.Get("name"); name == f.Name || name == "" && key(f.Name) == snake(field.Name) {
				byFlag[parser.Model.Flags[i].Name] = values.Field(j)
			}
		}
	}
	var b strings.Builder
	for _, f := range parser.Model.Flags {
		v, ok := byFlag[f.Name]
		if !ok || !inFileToo(f.Name) {
			continue
		}
		value := v.Interface()
		if d, ok := value.(time.Duration); ok {
			value = d.String()
		}
		if f.Tag.Get("secret") == "address" {
			value = maskAddress(fmt.Sprint(value))
		}
		from := "default"
		if at := o.from[f.Name].label; at != "" {
			from = at
		} else if f.Name == "db" && o.DBFile != "" {
			from = o.origin("db-file")
		}
		if v.Kind() != reflect.Bool && v.IsZero() {
			fmt.Fprintf(&b, "# %s: none\n", key(f.Name))
			continue
		}
		line, err := yaml.MarshalWithOptions(map[string]any{key(f.Name): value}, yaml.Flow(v.Kind() == reflect.Slice))
		if err != nil {
			return fmt.Errorf("print the settings: %w", err)
		}
		fmt.Fprintf(&b, "%s # %s\n", strings.Trim(strings.TrimSpace(string(line)), "{}"), from)
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("print the settings: %w", err)
	}
	return nil
}

// snake writes a field's name as the key of the file: StopTime is stop_time.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// maskAddress hides the password of a database's address.
func maskAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "masked" // it may hold anything
	}
	if u.User != nil {
		if _, has := u.User.Password(); has {
			u.User = url.UserPassword(u.User.Username(), "masked")
		}
	}
	q := u.Query()
	for name := range q {
		if strings.Contains(name, "password") {
			q.Set(name, "masked")
			u.RawQuery = q.Encode()
		}
	}
	return u.String()
}

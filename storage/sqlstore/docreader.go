package sqlstore

import (
	"encoding"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// docReader reads JSON as json.Marshal writes it: no blanks, the fields of a
// struct in their order, nothing in strings that needs an escape. It is several
// times as fast as encoding/json, which has to expect anything. At the first
// thing that it does not expect it stops and says so in odd; what it has read by
// then means nothing, and encoding/json is to read all of it again.
//
// What it accepts, it reads as encoding/json does.
type docReader struct {
	text  string
	bytes []byte // the same; what is read of it is copied
	at    int
	inner bool // a field of this object has been read, so a comma comes before the next
	odd   bool
}

func newDocReader(doc []byte) docReader { return docReader{text: string(doc), bytes: doc} }

// done reports whether everything was read, and was as expected.
func (r *docReader) done() bool { return !r.odd && r.at == len(r.text) }

// take reads one byte if it is the next.
func (r *docReader) take(c byte) bool {
	if r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

// object reads an object by its fields.
func (r *docReader) object(fields func()) {
	if r.odd || !r.take('{') {
		r.odd = true
		return
	}
	r.inner = false
	fields()
	r.odd = r.odd || !r.take('}')
	r.inner = true
}

// field reports whether the field comes next, and reads its name: in quotes,
// with the colon.
func (r *docReader) field(name string) bool {
	at := r.at
	if r.inner {
		if at >= len(r.text) || r.text[at] != ',' {
			return false
		}
		at++
	}
	if r.odd || !strings.HasPrefix(r.text[at:], name) {
		return false
	}
	r.at, r.inner = at+len(name), true
	return true
}

// quoted reads a string and returns where its text begins and ends.
func (r *docReader) quoted() (from, to int) {
	if r.odd || !r.take('"') {
		r.odd = true
		return 0, 0
	}
	wide := false
	for i := r.at; i < len(r.text); i++ {
		switch c := r.text[i]; {
		case c == '"':
			from, r.at = r.at, i+1
			r.odd = wide && !utf8.ValidString(r.text[from:i])
			return from, i
		case c < ' ' || c == '\\':
			r.odd = true
			return 0, 0
		case c >= utf8.RuneSelf:
			wide = true
		}
	}
	r.odd = true
	return 0, 0
}

// textField reads a field that is a string, if it comes next.
func textField[T ~string](r *docReader, name string, to *T) {
	if r.field(name) {
		textItem(r, to)
	}
}

func textItem[T ~string](r *docReader, to *T) {
	from, end := r.quoted()
	*to = T(r.text[from:end])
}

// ownField reads a field of a type that reads its own text.
func (r *docReader) ownField(name string, to encoding.TextUnmarshaler) {
	if r.field(name) {
		r.own(to)
	}
}

func (r *docReader) own(to encoding.TextUnmarshaler) {
	from, end := r.quoted()
	if !r.odd && to.UnmarshalText(r.bytes[from:end]) != nil {
		r.odd = true
	}
}

// bytesField reads a field that is bytes, in base 64.
func (r *docReader) bytesField(name string, to *[]byte) {
	if !r.field(name) {
		return
	}
	from, end := r.quoted()
	out := make([]byte, base64.StdEncoding.DecodedLen(end-from))
	n, err := base64.StdEncoding.Decode(out, r.bytes[from:end])
	*to, r.odd = out[:n], r.odd || err != nil
}

// numberField reads a field that is a whole number of at most 18 digits.
func numberField[T ~int | ~int64](r *docReader, name string, to *T) {
	if !r.field(name) {
		return
	}
	minus := r.take('-')
	first, n := r.at, int64(0)
	for ; r.at < len(r.text) && '0' <= r.text[r.at] && r.text[r.at] <= '9'; r.at++ {
		n = 10*n + int64(r.text[r.at]-'0')
	}
	digits := r.at - first
	if digits == 0 || digits > 18 || digits > 1 && r.text[first] == '0' || int64(T(n)) != n {
		r.odd = true
		return
	}
	if minus {
		n = -n
	}
	*to = T(n)
}

// flagField reads a field that is true or false.
func (r *docReader) flagField(name string, to *bool) {
	if !r.field(name) {
		return
	}
	switch rest := r.text[r.at:]; {
	case strings.HasPrefix(rest, "true"):
		*to, r.at = true, r.at+len("true")
	case strings.HasPrefix(rest, "false"):
		*to, r.at = false, r.at+len("false")
	default:
		r.odd = true
	}
}

// listField reads a field that is a list with at least one item, each by item;
// usually there are about so many.
func listField[T any](r *docReader, name string, about int, to *[]T, item func(r *docReader, to *T)) {
	if r.field(name) {
		listOf(r, about, to, item)
	}
}

func listOf[T any](r *docReader, about int, to *[]T, item func(r *docReader, to *T)) {
	if r.odd = !r.take('['); r.odd {
		return
	}
	list := make([]T, 0, about)
	for {
		var zero T
		list = append(list, zero)
		if item(r, &list[len(list)-1]); r.odd {
			return
		}
		if r.take(',') {
			continue
		}
		r.odd, r.inner = !r.take(']'), true
		*to = list
		return
	}
}

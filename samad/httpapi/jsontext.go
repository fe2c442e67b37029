package httpapi

import (
	"strconv"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
)

// maxDepth is how deep objects and lists may lie in one another; no request
// needs more than four.
const maxDepth = 16

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonBool
	jsonNumber
	jsonString
	jsonArray
	jsonObject
)

// jsonValue is a value as it was written. encoding/json does not serve here:
// it takes the last of repeated members, member names in any case, and puts
// U+FFFD for half a surrogate pair, each of which changes what somebody said.
type jsonValue struct {
	kind    jsonKind
	text    string // of a string, or a number as it was written
	truth   bool
	members []jsonMember
	items   []jsonValue
}

type jsonMember struct {
	name  string
	value jsonValue
}

// syntaxError says where a text stops to be JSON.
type syntaxError struct {
	offset int
	what   samad.Text
}

// Error gives the offset in bytes.
func (e *syntaxError) Error() string { return e.what.En + " at byte " + strconv.Itoa(e.offset) }

type jsonParser struct {
	in  []byte
	pos int
}

// parseJSON reads one value by RFC 8259 from well-formed UTF-8, with nothing
// but blanks around it. A byte order mark in front is passed over.
func parseJSON(in []byte) (jsonValue, *syntaxError) {
	p := &jsonParser{in: in}
	if len(in) >= 3 && in[0] == 0xEF && in[1] == 0xBB && in[2] == 0xBF {
		p.pos = 3
	}
	if at := firstInvalid(in); at >= 0 {
		return jsonValue{}, &syntaxError{at, samad.Text{Fa: "نویسه‌ای که UTF-8 نیست", En: "bytes that are not UTF-8"}}
	}
	v, err := p.value(0)
	if err != nil {
		return jsonValue{}, err
	}
	p.blanks()
	if p.pos != len(in) {
		return jsonValue{}, p.fault("چیزی پس از پایان JSON", "something after the end of the JSON value")
	}
	return v, nil
}

func firstInvalid(in []byte) int {
	if utf8.Valid(in) {
		return -1
	}
	for i := 0; i < len(in); {
		r, size := utf8.DecodeRune(in[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func (p *jsonParser) fault(fa, en string) *syntaxError {
	return &syntaxError{p.pos, samad.Text{Fa: fa, En: en}}
}

func (p *jsonParser) blanks() {
	for p.pos < len(p.in) {
		switch p.in[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// peek returns the next byte after blanks, 0 at the end.
func (p *jsonParser) peek() byte {
	p.blanks()
	if p.pos == len(p.in) {
		return 0
	}
	return p.in[p.pos]
}

func (p *jsonParser) value(depth int) (jsonValue, *syntaxError) {
	if depth > maxDepth {
		return jsonValue{}, p.fault("تودرتویی بیش از اندازه", "values nested too deep")
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		s, err := p.str()
		return jsonValue{kind: jsonString, text: s}, err
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case p.word("true"):
		return jsonValue{kind: jsonBool, truth: true}, nil
	case p.word("false"):
		return jsonValue{kind: jsonBool}, nil
	case p.word("null"):
		return jsonValue{kind: jsonNull}, nil
	case p.pos == len(p.in):
		return jsonValue{}, p.fault("پایان نابهنگام", "the text ends too early")
	default:
		return jsonValue{}, p.fault("اینجا باید یک مقدار باشد", "a value was expected")
	}
}

func (p *jsonParser) word(w string) bool {
	if len(p.in)-p.pos >= len(w) && string(p.in[p.pos:p.pos+len(w)]) == w {
		p.pos += len(w)
		return true
	}
	return false
}

func (p *jsonParser) object(depth int) (jsonValue, *syntaxError) {
	v := jsonValue{kind: jsonObject}
	p.pos++
	if p.peek() == '}' {
		p.pos++
		return v, nil
	}
	for {
		if p.peek() != '"' {
			return v, p.fault("اینجا باید نام یک بخش در گیومه باشد", "a member's name in quotes was expected")
		}
		name, err := p.str()
		if err != nil {
			return v, err
		}
		if p.peek() != ':' {
			return v, p.fault("اینجا باید «:» باشد", "a colon was expected")
		}
		p.pos++
		one, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.members = append(v.members, jsonMember{name, one})
		switch p.peek() {
		case ',':
			p.pos++
		case '}':
			p.pos++
			return v, nil
		default:
			return v, p.fault("اینجا باید «,» یا «}» باشد", "a comma or } was expected")
		}
	}
}

func (p *jsonParser) array(depth int) (jsonValue, *syntaxError) {
	v := jsonValue{kind: jsonArray}
	p.pos++
	if p.peek() == ']' {
		p.pos++
		return v, nil
	}
	for {
		one, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, one)
		switch p.peek() {
		case ',':
			p.pos++
		case ']':
			p.pos++
			return v, nil
		default:
			return v, p.fault("اینجا باید «,» یا «]» باشد", "a comma or ] was expected")
		}
	}
}

func (p *jsonParser) number() (jsonValue, *syntaxError) {
	start := p.pos
	digits := func() bool {
		from := p.pos
		for p.pos < len(p.in) && p.in[p.pos] >= '0' && p.in[p.pos] <= '9' {
			p.pos++
		}
		return p.pos > from
	}
	at := func(c byte) bool { return p.pos < len(p.in) && p.in[p.pos] == c }
	bad := func() (jsonValue, *syntaxError) {
		return jsonValue{}, p.fault("عدد درستی نیست", "not a number")
	}
	if at('-') {
		p.pos++
	}
	if at('0') {
		p.pos++
	} else if !digits() {
		return bad()
	}
	if at('.') {
		if p.pos++; !digits() {
			return bad()
		}
	}
	if at('e') || at('E') {
		p.pos++
		if at('+') || at('-') {
			p.pos++
		}
		if !digits() {
			return bad()
		}
	}
	return jsonValue{kind: jsonNumber, text: string(p.in[start:p.pos])}, nil
}

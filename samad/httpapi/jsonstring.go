package httpapi

import (
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string; the position is at its opening quote.
func (p *jsonParser) str() (string, *syntaxError) {
	p.pos++
	start := p.pos
	var out []byte // nil while nothing is escaped
	for p.pos < len(p.in) {
		switch c := p.in[p.pos]; {
		case c == '"':
			s := p.in[start:p.pos]
			if out != nil {
				s = out
			}
			p.pos++
			return string(s), nil
		case c < 0x20:
			return "", p.fault("نویسه کنترلی در متن؛ آن را با \\ بنویسید", "a control character inside a string; write it as an escape")
		case c == '\\':
			if out == nil {
				out = append(make([]byte, 0, len(p.in[start:p.pos])+64), p.in[start:p.pos]...)
			}
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		default:
			if out != nil {
				out = append(out, c)
			}
			p.pos++
		}
	}
	return "", p.fault("گیومه پایان متن نیامد", "a string without its closing quote")
}

func (p *jsonParser) escape() (rune, *syntaxError) {
	if p.pos+1 >= len(p.in) {
		return 0, p.fault("پایان نابهنگام", "the text ends too early")
	}
	plain := map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}
	c := p.in[p.pos+1]
	if r, ok := plain[c]; ok {
		p.pos += 2
		return r, nil
	}
	if c != 'u' {
		return 0, p.fault("نویسه‌گریز ناشناخته", "unknown escape")
	}
	r, ok := p.hex(p.pos + 2)
	if !ok {
		return 0, p.fault("چهار رقم شانزده‌شانزدهی پس از \\u نیامد", "four hexadecimal digits must follow \\u")
	}
	if !utf16.IsSurrogate(r) {
		p.pos += 6
		return r, nil
	}
	if p.pos+7 < len(p.in) && p.in[p.pos+6] == '\\' && p.in[p.pos+7] == 'u' {
		if low, ok := p.hex(p.pos + 8); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				p.pos += 12
				return both, nil
			}
		}
	}
	return 0, p.fault("نیمی از یک نویسه (surrogate) به‌تنهایی", "half a surrogate pair")
}

func (p *jsonParser) hex(at int) (rune, bool) {
	if at+4 > len(p.in) {
		return 0, false
	}
	var r rune
	for _, c := range p.in[at : at+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

package persian

// String returns the date as YYYY-MM-DD in Latin digits, the form that
// [Parse] reads, and "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	var buf [10]byte
	return string(d.Append(buf[:0]))
}

// Append appends the form of [Date.String] to dst without allocating, given
// room.
func (d Date) Append(dst []byte) []byte {
	if d.IsZero() {
		return dst
	}
	return d.appendNumeric(dst, '-')
}

func (d Date) appendNumeric(dst []byte, sep byte) []byte {
	y, m, day := uint(d.year), uint(d.month), uint(d.day)
	return append(dst,
		byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), sep,
		byte('0'+m/10), byte('0'+m%10), sep,
		byte('0'+day/10), byte('0'+day%10))
}

// appendPersian is appendNumeric in Persian digits: U+06F0 is DB B0 in UTF-8.
func (d Date) appendPersian(dst []byte, sep byte) []byte {
	const lead, zero = 0xDB, 0xB0
	y, m, day := uint(d.year), uint(d.month), uint(d.day)
	return append(dst,
		lead, byte(zero+y/1000), lead, byte(zero+y/100%10), lead, byte(zero+y/10%10), lead, byte(zero+y%10), sep,
		lead, byte(zero+m/10), lead, byte(zero+m%10), sep,
		lead, byte(zero+day/10), lead, byte(zero+day%10))
}

// Format returns the date by a CLDR pattern, such as "yyyy/MM/dd" or
// "EEEE d MMMM y"; [CheckPattern] lists the letters. Digits and names are
// Latin unless opts say otherwise. Letters without meaning stand for
// themselves. The zero Date gives "".
func (d Date) Format(pattern string, opts ...Option) string {
	var buf [64]byte
	return string(d.AppendFormat(buf[:0], pattern, opts...))
}

// AppendFormat appends what [Date.Format] returns to dst, without allocating
// when dst has room.
func (d Date) AppendFormat(dst []byte, pattern string, opts ...Option) []byte {
	if d.IsZero() {
		return dst
	}
	s := styleOf(opts)
	// By far the commonest patterns, and the ones that lists are made of.
	switch pattern {
	case "yyyy/MM/dd":
		if s.digits {
			return d.appendPersian(dst, '/')
		}
		return d.appendNumeric(dst, '/')
	case "yyyy-MM-dd":
		if s.digits {
			return d.appendPersian(dst, '-')
		}
		return d.appendNumeric(dst, '-')
	}
	r := tokens{pattern: pattern}
	for t, ok := r.next(); ok; t, ok = r.next() {
		switch {
		case t.letter == 0:
			dst = append(dst, t.literal...)
		case !known(t):
			dst = append(dst, pattern[t.offset:r.at]...)
		default:
			dst = d.appendField(dst, t, s)
		}
	}
	return dst
}

func (d Date) appendField(dst []byte, t token, s style) []byte {
	switch t.letter {
	case 'y':
		if t.width == 2 {
			return s.appendNumber(dst, int(d.year)%100, 2)
		}
		return s.appendNumber(dst, int(d.year), t.width)
	case 'M', 'L':
		switch {
		case t.width <= 2:
			return s.appendNumber(dst, int(d.month), t.width)
		case t.width == 5:
			return append(dst, s.firstLetter(monthNames[d.month-1], monthNamesLatin[d.month-1])...)
		}
		return append(dst, s.name(monthNames[d.month-1], monthNamesLatin[d.month-1])...)
	case 'd':
		return s.appendNumber(dst, int(d.day), t.width)
	case 'D':
		return s.appendNumber(dst, d.yearDay(), t.width)
	case 'w':
		return s.appendNumber(dst, d.Week(), t.width)
	case 'E':
		w := d.Weekday()
		if t.width == 5 {
			return append(dst, s.firstLetter(weekdayNarrow[w], w.String())...)
		}
		return append(dst, s.name(weekdayNames[w], w.String())...)
	case 'Q':
		q := d.Quarter()
		if t.width <= 2 {
			return s.appendNumber(dst, int(q), t.width)
		}
		return append(dst, s.name(seasonNames[q-1], seasonNamesLatin[q-1])...)
	case 'G':
		return append(dst, s.name("ه‍.ش.", "AP")...)
	}
	return dst
}

func (s style) name(persian, latin string) string {
	if s.names {
		return persian
	}
	return latin
}

func (s style) firstLetter(persian, latin string) string {
	if s.names {
		for i := range persian {
			if i > 0 {
				return persian[:i]
			}
		}
		return persian
	}
	return latin[:1]
}

// appendNumber appends n (0 to 9999) with at least width digits.
func (s style) appendNumber(dst []byte, n, width int) []byte {
	var digits [4]byte
	i := len(digits)
	for i > 0 && (n > 0 || len(digits)-i < width) {
		i--
		digits[i] = byte(n % 10)
		n /= 10
	}
	for _, digit := range digits[i:] {
		if s.digits {
			dst = append(dst, 0xDB, 0xB0+digit) // U+06F0 ۰ to U+06F9 ۹
		} else {
			dst = append(dst, '0'+digit)
		}
	}
	return dst
}

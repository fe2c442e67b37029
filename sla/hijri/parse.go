package hijri

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// TableError tells where and why a file is not a table of months. It matches
// [ErrMalformed].
type TableError struct {
	Line, Column int    // from 1; Column counts bytes
	Reason       string // what is wrong there
}

// Error names the place and the reason.
func (e *TableError) Error() string {
	return fmt.Sprintf("hijri: table: line %d, column %d: %s", e.Line, e.Column, e.Reason)
}

// Unwrap returns [ErrMalformed].
func (e *TableError) Unwrap() error { return ErrMalformed }

// ParseTable reads a table of months. Each line holds a year: its number, the
// Gregorian date of 1 Muharram, the lengths of the twelve months, and a word of
// twelve letters for how each month's start is known: a archival, p published,
// o observed, x predicted. Years follow each other without gap. Empty lines and
// lines that start with # are comments. The first fault is returned as a
// [*TableError].
func ParseTable(src []byte) (*Table, error) {
	var starts []int32
	var status []Status
	first, year := 0, 0
	line := 0
	for text := range bytes.Lines(src) {
		line++
		words := split(text)
		if len(words) == 0 || words[0].text[0] == '#' {
			continue
		}
		fail := func(w word, format string, args ...any) error {
			return &TableError{line, w.column, fmt.Sprintf(format, args...)}
		}
		if len(words) != 15 {
			return nil, fail(words[len(words)-1], "a year, a date, 12 lengths and a word of 12 letters expected, %d words found", len(words))
		}
		y, err := strconv.Atoi(words[0].text)
		if err != nil || y < MinYear || y > MaxYear {
			return nil, fail(words[0], "a year from %d to %d expected", MinYear, MaxYear)
		}
		g, err := time.Parse(time.DateOnly, words[1].text)
		if err != nil {
			return nil, fail(words[1], "a Gregorian date YYYY-MM-DD expected")
		}
		start := int32(g.Unix() / 86400)
		switch {
		case len(starts) == 0:
			first, starts = 12*y, append(starts, start)
		case y != year+1:
			return nil, fail(words[0], "year %d expected after %d", year+1, year)
		case start != starts[len(starts)-1]:
			want := time.Unix(int64(starts[len(starts)-1])*86400, 0).UTC().Format(time.DateOnly)
			return nil, fail(words[1], "the months before end so that %s is expected", want)
		}
		year = y
		for _, w := range words[2:14] {
			switch w.text {
			case "29":
				start += 29
			case "30":
				start += 30
			default:
				return nil, fail(w, "a month has 29 or 30 days")
			}
			starts = append(starts, start)
		}
		if len(words[14].text) != 12 {
			return nil, fail(words[14], "12 letters expected")
		}
		for i, c := range []byte(words[14].text) {
			s, ok := map[byte]Status{'a': Archival, 'p': Published, 'o': Observed, 'x': Predicted}[c]
			if !ok {
				return nil, &TableError{line, words[14].column + i, "one of the letters a, p, o, x expected"}
			}
			status = append(status, s)
		}
	}
	if len(status) == 0 {
		return nil, &TableError{line + 1, 1, "a table needs at least one year"}
	}
	return newTable(first, starts, status), nil
}

type word struct {
	text   string
	column int
}

func split(line []byte) (words []word) {
	for i := 0; i < len(line); {
		if line[i] <= ' ' {
			i++
			continue
		}
		j := i
		for j < len(line) && line[j] > ' ' {
			j++
		}
		words = append(words, word{string(line[i:j]), i + 1})
		i = j
	}
	return words
}

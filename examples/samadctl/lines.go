package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// lineFault is what is wrong with one line of data.
type lineFault struct {
	column int // in characters from 1, 0 when the line as a whole is meant
	reason string
}

// String is what stands in the place of the answer.
func (f *lineFault) String() string {
	if f.column == 0 {
		return "error: " + f.reason
	}
	return fmt.Sprintf("error: column %d: %s", f.column, f.reason)
}

// columnAt turns a byte offset into a column.
func columnAt(s string, offset int) int {
	return utf8.RuneCountInString(s[:min(max(offset, 0), len(s))]) + 1
}

// maxTold is how many bad lines are told on standard error: all of them stand
// in the output, and a wrong file has millions.
const maxTold = 20

// work is what a command does with lines of data.
type work struct {
	limit int // longest line in bytes
	// do writes the answer to line n (from 1), or returns what is wrong with it.
	do func(n int, line string) *lineFault
	// bad writes the answer to a line with a fault.
	bad func(n int, line string, fault *lineFault)
}

// each works through the arguments or, without any, the lines of standard
// input. Bad lines do not end the run; it returns [errFindings] when there
// were any.
func (c *console) each(ctx context.Context, args []string, w work) error {
	r := lineRun{console: c, work: w, unit: "line"}
	var err error
	if len(args) > 0 {
		r.unit = "argument"
		for i, arg := range args {
			r.one(i+1, arg, len(arg) > w.limit)
		}
	} else {
		err = r.read(ctx)
	}
	if r.count > maxTold {
		fmt.Fprintf(c.stderr, "samadctl: and %d more bad lines\n", r.count-maxTold)
	}
	if err == nil && r.count > 0 {
		return errFindings
	}
	return err
}

// lineRun is one run over lines.
type lineRun struct {
	*console
	work
	unit  string // "argument" or "line"
	count int    // of bad ones
}

func (r *lineRun) one(n int, line string, tooLong bool) {
	var fault *lineFault
	if tooLong {
		line, fault = "", &lineFault{reason: fmt.Sprintf("longer than %d bytes", r.limit)}
	} else {
		fault = r.do(n, line)
	}
	if fault == nil {
		return
	}
	r.bad(n, line, fault)
	if r.count++; r.count <= maxTold {
		where := fmt.Sprintf("%s %d", r.unit, n)
		if fault.column > 0 {
			where += fmt.Sprintf(", column %d", fault.column)
		}
		fmt.Fprintf(r.stderr, "samadctl: %s: %s\n", where, fault.reason)
	}
}

// read goes through standard input.
func (r *lineRun) read(ctx context.Context) error {
	in := bufio.NewReaderSize(r.stdin, 64<<10)
	for n := 1; ; n++ {
		if n&1023 == 0 && ctx.Err() != nil {
			return fmt.Errorf("stopped at line %d: %w", n, ctx.Err())
		}
		// Whoever types line by line sees each answer at once, and a million
		// lines are still written in large pieces.
		if in.Buffered() == 0 {
			if err := r.stdout.Flush(); err != nil {
				return fmt.Errorf("write the output: %w", err)
			}
		}
		line, tooLong, last, err := nextLine(in, r.limit)
		if err != nil {
			return fmt.Errorf("read standard input, line %d: %w", n, err)
		}
		if last && len(line) == 0 {
			return nil
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		r.one(n, string(bytes.TrimRight(line, "\r\n")), tooLong)
		if last {
			return nil
		}
	}
}

// nextLine reads up to the end of the line. Of one longer than limit it skips
// the rest. Last says that the input ends with it.
func nextLine(in *bufio.Reader, limit int) (line []byte, tooLong, last bool, err error) {
	line, err = in.ReadSlice('\n')
	if err == nil && len(line) <= limit {
		return line, false, false, nil
	}
	line = bytes.Clone(line) // the reader takes its buffer back
	for errors.Is(err, bufio.ErrBufferFull) {
		var more []byte
		more, err = in.ReadSlice('\n')
		if len(line) <= limit {
			line = append(line, more...)
		}
	}
	if last = errors.Is(err, io.EOF); last {
		err = nil
	}
	return line, len(line) > limit, last, err
}

// print writes text to the output. An error is kept by the writer and comes
// back when the output is flushed at the end.
func (c *console) print(parts ...string) {
	for _, part := range parts {
		_, _ = c.stdout.WriteString(part)
	}
}

// note tells on standard error what qualifies the answers and is no part of
// them, so that the output can still be piped on.
func (c *console) note(text string) {
	fmt.Fprintln(c.stderr, "samadctl: note:", text)
}

// printJSON writes one value on a line of its own. The values are structs of
// this package, which have a JSON form.
func (c *console) printJSON(v any) {
	encoder := json.NewEncoder(c.stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		fmt.Fprintln(c.stderr, "samadctl: write the output:", err)
	}
}

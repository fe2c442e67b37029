package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Pos is a place in a file. Line and Column count from 1; 0 means the file as
// a whole.
type Pos struct {
	File         string
	Line, Column int
}

// Report is told of one fault: what is wrong where and, if not "", how to mend
// it.
type Report func(pos Pos, message, hint string)

// MaxSize is the size in bytes above which a file is not read.
const MaxSize = 8 << 20

// maxDepth is how deeply mappings and lists may be nested. No file of a pack
// needs a third of it; the YAML parser's stack would.
const maxDepth = 64

// Parse reads src and returns its only document. On a syntax error, of which
// only the first can be told, and for an empty file it reports and returns
// false.
func Parse(file string, src []byte, report Report) (Node, bool) {
	at := Pos{File: file, Line: 1, Column: 1}
	if len(src) > MaxSize {
		report(Pos{File: file}, fmt.Sprintf("file of %d bytes: at most %d are read", len(src), MaxSize), "")
		return Node{}, false
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff")) // some editors put it before UTF-8
	if i := invalidUTF8(src); i >= 0 {
		report(posOf(file, src, i), "not UTF-8", "save the file as UTF-8")
		return Node{}, false
	}
	if tooDeep(src) {
		report(at, fmt.Sprintf("nested more than %d levels deep", maxDepth), "")
		return Node{}, false
	}
	f, err := parse(src)
	if err != nil {
		pos, message := at, err.Error()
		if syntax, ok := errors.AsType[yaml.Error](err); ok {
			message = syntax.GetMessage()
			if tk := syntax.GetToken(); tk != nil && tk.Position != nil {
				pos.Line, pos.Column = tk.Position.Line, tk.Position.Column
			}
		}
		report(pos, "not YAML: "+message, remedy(message))
		return Node{}, false
	}
	var bodies []ast.Node
	for _, d := range f.Docs {
		if d != nil && d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	switch len(bodies) {
	case 0:
		report(at, "the file is empty", "")
		return Node{}, false
	case 1:
		return Node{src: &source{file: file, report: report}, n: bodies[0]}, true
	}
	second := Node{src: &source{file: file, report: report}, n: bodies[1]}
	second.Fault("a second document begins here", "one file holds one document: take out the line ---")
	return Node{}, false
}

// remedy says in words of those who write files, not parsers, what mostly lies
// behind a syntax error.
func remedy(message string) string {
	switch {
	case strings.Contains(message, "'\t'"):
		return "a tab stands here: use blanks"
	case strings.Contains(message, "not allowed in this context"):
		return "does the line begin in the column of its neighbours? a text with a colon and a blank in it stands in quotes"
	}
	return ""
}

// parse calls the YAML parser. The parser is foreign code over input that
// anybody may have written: should it panic on some text, that text is not
// YAML, and the program goes on.
func parse(src []byte) (f *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("the parser gave up: %v", p)
		}
	}()
	return parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey()) //nolint:wrapcheck // its caller reports it with its place
}

// tooDeep estimates nesting from above: brackets that are open at once, and
// columns of indentation in steps of at least one.
func tooDeep(src []byte) bool {
	open, indent, lineStart := 0, 0, true
	for _, c := range src {
		switch {
		case c == '\n':
			indent, lineStart = 0, true
			continue
		case lineStart && (c == ' ' || c == '-' || c == '?' || c == ':'):
			if indent++; indent > 4*maxDepth {
				return true
			}
			continue
		case c == '[' || c == '{':
			if open++; open > maxDepth {
				return true
			}
		case (c == ']' || c == '}') && open > 0:
			open--
		}
		lineStart = false
	}
	return false
}

func invalidUTF8(src []byte) int {
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func posOf(file string, src []byte, at int) Pos {
	before := string(src[:at])
	return Pos{
		File:   file,
		Line:   strings.Count(before, "\n") + 1,
		Column: utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1,
	}
}

// source is what all nodes of one file share.
type source struct {
	file   string
	report Report
}

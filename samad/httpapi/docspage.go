package httpapi

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

//go:embed docs
var docsFiles embed.FS

// docsPolicy lets the page load its own style and nothing else.
const docsPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// docsPage is what the page is made of.
type docsPage struct {
	Lang, Dir, Version string
	Words              docsWords
	Groups             []docsGroup
	Problems           []docsProblem
}

type docsGroup struct {
	ID, Title  string
	Operations []docsOperation
}

type docsOperation struct {
	ID, Summary, Description, Method, Path, Access string
	Parameters                                     []docsParameter
	Members                                        []docsMember
	Request, Answer                                string
	Responses                                      []docsResponse
}

type docsParameter struct {
	Name, Where, Meaning string
	Required             bool
}

type docsMember struct {
	Name, Type, Meaning string
	Required            bool
}

type docsResponse struct {
	Status, Meaning string
	Codes           []string
}

type docsProblem struct {
	Code, Meaning string
	Status        int
}

// addDocs serves the document as pages that people read, made from it once:
// plain HTML without scripts, with nothing from elsewhere.
func (a *api) addDocs() error {
	page, err := template.ParseFS(docsFiles, "docs/page.html.tmpl")
	if err != nil {
		return fmt.Errorf("httpapi: read the template of the guide: %w", err)
	}
	style, err := docsFiles.ReadFile("docs/style.css")
	if err != nil {
		return fmt.Errorf("httpapi: read the style of the guide: %w", err)
	}
	// Made when somebody first wants it: most hosts start more often than
	// somebody reads.
	made := func(lang samad.Lang) func() ([]byte, error) {
		return sync.OnceValues(func() ([]byte, error) {
			var b bytes.Buffer
			if err := page.Execute(&b, a.docs(lang)); err != nil {
				return nil, fmt.Errorf("httpapi: write the guide: %w", err)
			}
			return b.Bytes(), nil
		})
	}
	pages := map[samad.Lang]func() ([]byte, error){samad.Persian: made(samad.Persian), samad.English: made(samad.English)}
	a.mux.HandleFunc("GET /docs", func(w http.ResponseWriter, r *http.Request) {
		x := a.begin(w, r, "GET /docs")
		defer x.end()
		if lang := samad.Lang(r.URL.Query().Get("lang")); pages[lang] != nil {
			x.lang = lang
		}
		body, err := pages[x.lang]()
		if err != nil {
			x.fail(err)
			return
		}
		w.Header().Set("Content-Security-Policy", docsPolicy)
		x.writeFile("text/html; charset=utf-8", body)
	})
	a.mux.HandleFunc("GET /docs/style.css", func(w http.ResponseWriter, r *http.Request) {
		x := a.begin(w, r, "GET /docs/style.css")
		defer x.end()
		x.writeFile("text/css; charset=utf-8", style)
	})
	return nil
}

// writeFile answers with bytes that are the same for everybody.
func (x *exchange) writeFile(contentType string, body []byte) {
	h := x.w.Header()
	h.Add("Vary", "Accept-Language, Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=300")
	x.conditional, x.shared = true, true
	x.send(http.StatusOK, contentType, body)
}

func (a *api) docs(lang samad.Lang) docsPage {
	doc := a.huma.OpenAPI()
	out := docsPage{Lang: string(lang), Dir: "rtl", Version: a.opts.Version, Words: docsWordsIn(lang)}
	if lang == samad.English {
		out.Dir = "ltr"
	}
	byTag := map[string][]docsOperation{}
	for _, path := range sortedKeys(doc.Paths) {
		item := doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Delete} {
			if op != nil {
				byTag[op.Tags[0]] = append(byTag[op.Tags[0]], a.docsOperation(op, lang))
			}
		}
	}
	for _, tag := range doc.Tags {
		if byTag[tag.Name] == nil {
			continue
		}
		group := docsGroup{ID: "tag-" + tag.Name, Title: tag.Description, Operations: byTag[tag.Name]}
		if lang == samad.Persian {
			group.Title = a.tags[tag.Name]
		}
		out.Groups = append(out.Groups, group)
	}
	for _, code := range sortedKeys(a.kinds) {
		k := a.kinds[code]
		out.Problems = append(out.Problems, docsProblem{code, k.title.In(lang), k.status})
	}
	return out
}

func (a *api) docsOperation(op *huma.Operation, lang samad.Lang) docsOperation {
	words := docsWordsIn(lang)
	out := docsOperation{
		ID: op.OperationID, Summary: op.Summary, Description: op.Description, Method: strings.ToLower(op.Method),
		Path: op.Path, Access: words.Anyone,
	}
	if fa, ok := a.operations[op.OperationID]; ok && lang == samad.Persian {
		out.Summary, out.Description = fa[0], fa[1]
	}
	optional := slices.ContainsFunc(op.Security, func(s map[string][]string) bool { return len(s) == 0 })
	for _, one := range op.Security {
		switch {
		case one["pin"] != nil && optional:
			out.Access = words.CodeOrPIN
		case one["pin"] != nil:
			out.Access = words.PIN
		case one["bearer"] != nil && !optional:
			out.Access = words.Staff
		}
	}
	for _, p := range op.Parameters {
		out.Parameters = append(out.Parameters, docsParameter{p.Name, words.Places[p.In], p.Description, p.Required})
	}
	schemas := a.huma.OpenAPI().Components.Schemas
	out.Request = "curl "
	if op.Method != http.MethodGet {
		out.Request += "-X " + op.Method + " "
	}
	out.Request += examplePath(op)
	if op.RequestBody != nil && op.RequestBody.Content[uploadType] != nil {
		out.Request += " \\\n  -H 'Content-Type: " + uploadType + "' --data-binary @FILE"
	} else if op.RequestBody != nil {
		media := op.RequestBody.Content["application/json"]
		if schema := resolve(schemas, media.Schema); schema != nil {
			out.Members = docsMembers(schemas, schema)
		}
		example := exampleOf(schemas, media.Schema, 0)
		for _, name := range sortedKeys(media.Examples) {
			example = media.Examples[name].Value
		}
		out.Request += " \\\n  -H 'Content-Type: application/json' -d '" + indented(example) + "'"
	}
	for _, status := range sortedKeys(op.Responses) {
		response := op.Responses[status]
		one := docsResponse{Status: status, Meaning: words.Statuses[status]}
		if one.Meaning == "" {
			one.Meaning = response.Description
		}
		if _, codes, ok := strings.Cut(response.Description, ": "); ok && response.Content[problemType] != nil {
			one.Codes = strings.Split(codes, ", ")
			if status == "default" {
				one.Codes = []string{codeInternal, "unavailable", codeTimeout}
			}
		}
		if media := response.Content["application/json"]; media != nil && strings.HasPrefix(status, "2") {
			out.Answer = indented(exampleOf(schemas, media.Schema, 0))
		}
		out.Responses = append(out.Responses, one)
	}
	return out
}

// examplePath is the path with the examples of its parameters.
func examplePath(op *huma.Operation) string {
	path := op.Path
	for _, p := range op.Parameters {
		if text, ok := p.Example.(string); ok && p.In == "path" {
			path = strings.ReplaceAll(path, "{"+p.Name+"}", strings.ReplaceAll(text, " ", ""))
		}
	}
	return "https://…" + path
}

func resolve(schemas huma.Registry, s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref != "" {
		return schemas.SchemaFromRef(s.Ref)
	}
	return s
}

func docsMembers(schemas huma.Registry, s *huma.Schema) []docsMember {
	var out []docsMember
	for _, name := range sortedKeys(s.Properties) {
		p := s.Properties[name]
		target := resolve(schemas, p)
		if target == nil {
			continue
		}
		one := docsMember{Name: name, Type: target.Type, Meaning: p.Description, Required: slices.Contains(s.Required, name)}
		if one.Meaning == "" {
			one.Meaning = target.Description
		}
		for i, word := range target.Enum {
			if i == 0 {
				one.Type += ": "
			} else {
				one.Type += ", "
			}
			one.Type += fmt.Sprint(word)
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b docsMember) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		default:
			return 1
		}
	})
	return out
}

// exampleOf makes an example from those of a schema's members.
func exampleOf(schemas huma.Registry, s *huma.Schema, depth int) any {
	const deepest = 4
	s = resolve(schemas, s)
	switch {
	case s == nil || depth > deepest:
		return nil
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case huma.TypeObject:
		out := map[string]any{}
		for _, name := range sortedKeys(s.Properties) {
			p := s.Properties[name]
			if len(p.Examples) == 0 && !slices.Contains(s.Required, name) {
				continue
			}
			if v := exampleOf(schemas, p, depth+1); v != nil {
				out[name] = v
			}
		}
		return out
	case huma.TypeArray:
		if v := exampleOf(schemas, s.Items, depth+1); v != nil {
			return []any{v}
		}
		return []any{}
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	case huma.TypeBoolean:
		return true
	default:
		if s.Format == "date-time" {
			return "2026-11-23T08:30:00Z"
		}
		return "…"
	}
}

func indented(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return "" // examples are plain values; a test reads every page
	}
	return strings.TrimSpace(b.String())
}

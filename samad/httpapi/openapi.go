package httpapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// config is huma's configuration with everything off that would reach out to
// a CDN, tell the host's name or answer by itself.
func (a *api) config() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	addWords(registry)
	return huma.Config{OpenAPI: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Samad 111", Version: a.opts.Version,
			Description: "REST API of a case system between people and government. Texts of problems, names and explanations " +
				"follow Accept-Language: fa (default) or en. Unknown values are left out, never null.",
			License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			Contact: &huma.Contact{Name: "go-samad", URL: "https://github.com/samad111/go-samad"},
		},
		// Relative to the document: the API can be mounted anywhere.
		Servers: []*huma.Server{{URL: "."}},
		Tags: []*huma.Tag{
			{Name: "cases", Description: "What the public does: submit, follow, object, rate."},
			{Name: "sessions", Description: "Sign-in where the host has none of its own."},
			{Name: "desk", Description: "What staff see."},
			{Name: "steps", Description: "What staff do to a case. Every body has the revision that was read; a stale one is 409 conflict."},
			{Name: "feed", Description: "What has happened, for agencies with a case system of their own."},
			{Name: "webhooks", Description: "Where the case systems of agencies are told of events, signed."},
			{Name: "calls", Description: "Calls taken, whatever came of them."},
			{Name: "reference", Description: "Kinds, topics, places and agencies."},
			{Name: "running", Description: "For whoever runs the service."},
		},
		Components: &huma.Components{
			Schemas: registry,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"bearer": {Type: "http", Scheme: "bearer", Description: "The token of the service's sign-in, or the host's own."},
				"pin":    {Type: "apiKey", In: "header", Name: "Samad-PIN", Description: "The PIN of the case, in any digits."},
			},
		},
	}}
}

// describe makes the document's entry of a route.
func (a *api) describe(op operation, in, out reflect.Type) *huma.Operation {
	schemas := a.huma.OpenAPI().Components.Schemas
	described := &huma.Operation{
		OperationID: op.id, Method: op.method, Path: op.path, Summary: op.summary, Description: op.description,
		Tags: []string{op.tag}, Parameters: slices.Concat(pathParams(op), op.query, op.header),
		Responses: map[string]*huma.Response{},
	}
	codes := slices.Clone(op.problems)
	if op.limit != "" {
		codes = append(codes, codeTooMany)
	}
	switch op.access {
	case open:
		if op.id == "submitCase" || op.raw {
			described.Security = []map[string][]string{{}, {"bearer": {}}}
		}
	case withCode:
		codes = append(codes, "malformed_code", "no_match", codeTooMany)
		described.Security = []map[string][]string{{}, {"pin": {}}}
	case withPIN:
		codes = append(codes, "malformed_code", "no_match", "pin_required", codeTooMany)
		described.Security = []map[string][]string{{"pin": {}}}
	case staff:
		codes = append(codes, codeUnauthenticated)
		described.Security = []map[string][]string{{"bearer": {}}}
	}
	if !op.anyQuery {
		codes = append(codes, "invalid")
	}
	if in != reflect.TypeFor[none]() {
		codes = append(codes, codeMalformedJSON, codeUnreadable, codeTooLarge, codeMediaType)
		media := &huma.MediaType{Schema: schemas.Schema(in, true, op.id)}
		leaveOut(schemas.SchemaFromRef(media.Schema.Ref), in)
		for name, example := range op.examples {
			if media.Examples == nil {
				media.Examples = map[string]*huma.Example{}
			}
			media.Examples[name] = &huma.Example{Value: example}
		}
		described.RequestBody = &huma.RequestBody{
			Required: !op.optionalBody, Content: map[string]*huma.MediaType{"application/json": media},
		}
		if op.form {
			describeForm(described.RequestBody)
		}
	}
	success := &huma.Response{Description: http.StatusText(op.status)}
	answersFile := out == reflect.TypeFor[File]()
	switch {
	case out == reflect.TypeFor[Content]():
		media, _, _ := strings.Cut(op.media, ";")
		success.Content = map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString}}}
	case out != reflect.TypeFor[none]() && !answersFile:
		success.Content = map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(out, true, op.id)}}
	}
	described.Responses[strconv.Itoa(op.status)] = success
	describeFiles(described, op.raw, strconv.Itoa(op.status), answersFile)
	if op.conditional {
		described.Parameters = append(described.Parameters, ifNoneMatchParam())
		described.Responses[strconv.Itoa(http.StatusNotModified)] = &huma.Response{Description: http.StatusText(http.StatusNotModified)}
	}
	a.describeProblems(described, codes)
	return described
}

// describeProblems adds a response for every status among the codes, and one
// for what can go wrong inside.
func (a *api) describeProblems(op *huma.Operation, codes []string) {
	schema := func() map[string]*huma.MediaType {
		return map[string]*huma.MediaType{problemType: {
			Schema: a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem](), true, "Problem"),
		}}
	}
	byStatus := map[int][]string{}
	for _, code := range codes {
		status := a.kinds[code].status
		if !slices.Contains(byStatus[status], code) {
			byStatus[status] = append(byStatus[status], code)
		}
	}
	for status, names := range byStatus {
		slices.Sort(names)
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status) + ": " + strings.Join(names, ", "), Content: schema(),
		}
	}
	op.Responses["default"] = &huma.Response{Description: "What went wrong inside: internal, unavailable, timeout", Content: schema()}
}

// leaveOut takes members that a header may say instead off the required ones.
func leaveOut(s *huma.Schema, of reflect.Type) {
	for f := range of.Fields() {
		if s != nil && f.Tag.Get("header") != "" {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			s.Required = slices.DeleteFunc(s.Required, func(one string) bool { return one == name })
		}
	}
}

// documentType is the media type of the OpenAPI document.
const documentType = "application/openapi+json"

// addDocument serves the finished document.
func (a *api) addDocument() error {
	for _, s := range a.huma.OpenAPI().Components.Schemas.Map() {
		plainLists(s)
	}
	a.huma.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "openapi", Method: http.MethodGet, Path: "/openapi.json", Tags: []string{"running"}, Summary: "This document",
		Description: "The whole API as OpenAPI 3.1, made from the types that the handlers read and write.",
		Responses: map[string]*huma.Response{"200": {
			Description: "The API as OpenAPI 3.1", Content: map[string]*huma.MediaType{documentType: {Schema: &huma.Schema{Type: huma.TypeObject}}},
		}},
	})
	var err error
	if a.document, err = json.Marshal(a.huma.OpenAPI()); err != nil {
		return fmt.Errorf("httpapi: write the OpenAPI document: %w", err)
	}
	const pattern = "GET /openapi.json"
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		x := a.begin(w, r, pattern)
		defer x.end()
		w.Header().Set("Cache-Control", "public, max-age=300")
		x.conditional, x.shared = true, true
		x.write(http.StatusOK, documentType, json.RawMessage(a.document))
	})
	return nil
}

// plainLists takes back that lists may be null, which huma says of all.
func plainLists(s *huma.Schema) {
	for _, p := range s.Properties {
		for ; p != nil && p.Type == huma.TypeArray; p = p.Items {
			p.Nullable = false
		}
	}
}

// TransformSchema adds the members of the embedded row, which huma leaves out.
func (dossierBody) TransformSchema(r huma.Registry, s *huma.Schema) *huma.Schema {
	row := huma.SchemaFromType(r, reflect.TypeFor[caseRow]())
	maps.Copy(s.Properties, row.Properties)
	s.Required = slices.Concat(row.Required, s.Required)
	return s
}

// caseExamples are bodies of POST /api/v1/cases.
func caseExamples() map[string]any {
	return map[string]any{
		"named": map[string]any{
			"kind": samad.Request, "text": "سه ماه است بیمه بیکاری من واریز نشده است.",
			"topic": "welfare/unemployment-insurance", "place": "1014",
			"petitioner": map[string]any{"identity": samad.Named, "name": "نمونه نمونه‌ای", "national_id": "1275775391", "mobile": "09130001234"},
		},
		"anonymous": map[string]any{
			"kind": samad.Report, "text": "چراغ‌های خیابان امام دو هفته است خاموش‌اند.", "place": "1014",
			"petitioner": map[string]any{"identity": samad.AnonymousIdentity},
		},
	}
}

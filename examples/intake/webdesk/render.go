package webdesk

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages are the parsed templates by name.
type pages map[string]*template.Template

func parsePages() (pages, error) {
	out := pages{}
	names := append(append(roomPages(), deskPages()...),
		"training", "guide", "poster", "help", "home", "about", "file", "receipt", "follow", "case", "signin", "password", "queue", "dossier", "accounts", "keys", "factor", "enrol", "problem")
	for _, name := range names {
		t, err := template.New("").Option("missingkey=error").ParseFS(templateFiles,
			"templates/layout.html", "templates/parts.html", "templates/rooms.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("webdesk: read template %s: %w", name, err)
		}
		out[name] = t
	}
	return out, nil
}

// part renders a piece of a page for a script that put it there.
func (v *visit) part(page, name string, data any) error {
	var body bytes.Buffer
	if err := v.h.pages[page].ExecuteTemplate(&body, name, data); err != nil {
		return fmt.Errorf("webdesk: render %s: %w", name, err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if _, err := v.w.Write(body.Bytes()); err != nil {
		v.h.Logger.DebugContext(v.r.Context(), "part not sent", "request_id", v.h.RequestID(v.r.Context()))
	}
	return nil
}

// show renders a page and sends it. Nothing is sent when rendering fails.
func (v *visit) show(status int, name string, data any) error {
	var body bytes.Buffer
	if err := v.h.pages[name].ExecuteTemplate(&body, "layout", data); err != nil {
		return fmt.Errorf("webdesk: render %s: %w", name, err)
	}
	head := v.w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Language", string(v.lang))
	v.w.WriteHeader(status)
	if v.r.Method == http.MethodHead {
		return nil
	}
	if _, err := v.w.Write(body.Bytes()); err != nil {
		v.h.Logger.DebugContext(v.r.Context(), "page not sent", "request_id", v.h.RequestID(v.r.Context()))
	}
	return nil
}

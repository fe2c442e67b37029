package webdesk

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed assets
var assetFiles embed.FS

// assets serves the embedded files under addresses that hold a hash of all of
// them, so that browsers may keep them for ever.
type assets struct {
	prefix string // "/assets/0123456789abcdef/"
	files  map[string][]byte
	small  map[string][]byte // the texts among them, compressed
}

func newAssets() (*assets, error) {
	a := &assets{files: map[string][]byte{}, small: map[string][]byte{}}
	sum := sha256.New()
	err := fs.WalkDir(assetFiles, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := assetFiles.ReadFile(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		a.files[path.Base(name)] = content
		if path.Ext(name) != ".woff2" { // is compressed by itself
			if a.small[path.Base(name)], err = compressed(content); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(content)) // hash.Hash never returns an error
		sum.Write(content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("webdesk: read embedded files: %w", err)
	}
	a.prefix = "/assets/" + hex.EncodeToString(sum.Sum(nil)[:8]) + "/"
	return a, nil
}

func (a *assets) url(name string) string { return a.prefix + name }

// ServeHTTP gives a file out. An address with another hash belongs to another
// version of the program and is not found.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, a.prefix)
	content, found := a.files[name]
	if !ok || !found {
		http.NotFound(w, r)
		return
	}
	types := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
	}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	if small, ok := a.small[name]; ok {
		w.Header().Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			w.Header().Set("Content-Encoding", "gzip")
			content = small
		}
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

func compressed(content []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if _, err := w.Write(content); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	return b.Bytes(), nil
}

// takesGzip reads an Accept-Encoding header. Only what names gzip and does not
// refuse it gets it.
func takesGzip(accept string) bool {
	for one := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(one, ";")
		if strings.TrimSpace(name) == "gzip" {
			weight = strings.ReplaceAll(weight, " ", "")
			return strings.Trim(strings.TrimPrefix(weight, "q="), "0.") != "" || weight == ""
		}
	}
	return false
}

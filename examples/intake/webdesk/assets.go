package webdesk

import (
	"bytes"
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
}

func newAssets() (*assets, error) {
	a := &assets{files: map[string][]byte{}}
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
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

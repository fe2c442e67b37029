package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPagesInChromium looks at every page of the journey in a real browser:
// none scrolls sideways at 320, 390 or 1280 pixels. With SAMAD_SHOTS, a folder,
// it also keeps a picture of each.
func TestPagesInChromium(t *testing.T) {
	t.Parallel()
	chromium := os.Getenv("SAMAD_CHROMIUM")
	if chromium == "" {
		t.Skip("set SAMAD_CHROMIUM to the path of Chromium to look at the pages, and SAMAD_SHOTS to a folder to keep pictures")
	}
	s := start(t, t.TempDir())
	pages := distinct(journey(t, s))
	viewer := newViewer(t, s, pages)

	report := chrome(t, chromium, "--virtual-time-budget=20000", "--dump-dom", "--hide-scrollbars", "--window-size=1400,900", viewer+"/widths")
	lines := regexp.MustCompile(`(?m)^page .*$`).FindAllString(report, -1)
	require.Len(t, lines, 3*len(pages), "%s", report)
	for _, line := range lines {
		var n, width, scroll int
		_, err := fmt.Sscanf(line, "page %d width %d scroll %d", &n, &width, &scroll)
		require.NoError(t, err, line)
		assert.LessOrEqual(t, scroll, width, "%s at %d pixels scrolls sideways", pages[n].Name, width)
	}

	only := os.Getenv("SAMAD_SHOTS_ONLY") // part of a page's name, to look at one again
	folder := os.Getenv("SAMAD_SHOTS")
	if folder == "" {
		return
	}
	require.NoError(t, os.MkdirAll(folder, 0o755))
	for n, p := range pages {
		for _, width := range []int{390, 1280} {
			if !strings.Contains(slug(p.Name), only) {
				continue
			}
			name := fmt.Sprintf("%02d-%s-%d.png", n, slug(idForm.ReplaceAllString(p.Name, "id")), width)
			chrome(t, chromium, "--virtual-time-budget=5000", "--hide-scrollbars",
				"--screenshot="+filepath.Join(folder, name), fmt.Sprintf("--window-size=%d,%d", max(width, 500), 1800),
				fmt.Sprintf("%s/framed/%d/%d", viewer, n, width))
		}
	}
}

// distinct keeps the fullest page of each kind.
func distinct(pages []page) []page {
	last := map[string]int{}
	var order []string

	for i, p := range pages {
		name := idForm.ReplaceAllString(p.Name, "id") + fmt.Sprint(p.Status)
		before, ok := last[name]
		if !ok {
			order = append(order, name)
		}
		if !ok || len(p.HTML) > len(pages[before].HTML) {
			last[name] = i
		}
	}
	out := make([]page, 0, len(order))
	for _, name := range order {
		out = append(out, pages[last[name]])
	}
	return out
}

var idForm = regexp.MustCompile(`[0-9A-Z]{26}`)

func slug(name string) string {
	return strings.Trim(regexp.MustCompile(`[^a-z]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// newViewer serves the pages as they came, with the service's own styles and
// font, and frames of a given width around them: headless windows have a least
// width of their own.
func newViewer(t *testing.T, s *site, pages []page) string {
	t.Helper()
	to, err := url.Parse(s.base)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/assets/", httputil.NewSingleHostReverseProxy(to))
	mux.HandleFunc("/page/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscan(r.PathValue("n"), &n); err != nil || n >= len(pages) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(pages[n].HTML))
	})
	mux.HandleFunc("/framed/{n}/{width}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<!doctype html><body style="margin:0;background:#888"><iframe style="border:0;width:%spx;height:1800px" src="/page/%s"></iframe>`,
			r.PathValue("width"), r.PathValue("n"))
	})
	mux.HandleFunc("/widths", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!doctype html><pre id="out">

</pre><script>
const out = document.getElementById("out");
(async () => {
	for (let n = 0; n < %d; n++) for (const width of [320, 390, 1280]) {
		const frame = document.createElement("iframe");
		frame.style = "border:0;height:800px;width:" + width + "px";
		frame.src = "/page/" + n;
		await new Promise(done => { frame.onload = done; document.body.append(frame); });
		const root = frame.contentDocument.documentElement;
		await frame.contentDocument.fonts.ready;
		out.append("page " + n + " width " + width + " scroll " + root.scrollWidth + "\n");
		frame.remove();
	}
})();
</script>`, len(pages))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// chrome runs the browser once and returns what it printed.
func chrome(t *testing.T, path string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	args = append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--user-data-dir=" + t.TempDir(),
	}, args...)
	var out, problems bytes.Buffer
	command := exec.CommandContext(ctx, path, args...)
	command.Stdout, command.Stderr = &out, &problems
	require.NoError(t, command.Run(), "%s", problems.String())
	return out.String()
}

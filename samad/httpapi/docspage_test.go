package httpapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plain is an answer as it came.
type plain struct {
	StatusCode    int
	Header        http.Header
	Body          io.Reader
	ContentLength int64
}

func (f *fixture) exchange(r *http.Request) plain {
	w := httptest.NewRecorder()
	f.api.ServeHTTP(w, r)
	size, err := strconv.ParseInt(w.Header().Get("Content-Length"), 10, 64)
	if err != nil {
		size = -1
	}
	return plain{w.Code, w.Header().Clone(), w.Body, size}
}

// page reads a page that is no JSON.
func (f *fixture) page(path string, headers ...header) plain {
	f.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for _, h := range headers {
		r.Header.Set(h[0], h[1])
	}
	return f.exchange(r)
}

func textOf(t *testing.T, r plain) string {
	t.Helper()
	return string(bytesOf(t, r.Body))
}

// The guide tells every operation in both languages, needs no script and
// nothing from elsewhere.
func TestDocsPage(t *testing.T) {
	t.Parallel()
	f := setup(t)
	persian := f.page("/docs")
	require.Equal(t, 200, persian.StatusCode)
	assert.Equal(t, "text/html; charset=utf-8", persian.Header.Get("Content-Type"))
	assert.NotContains(t, persian.Header.Get("Content-Security-Policy"), "unsafe")
	fa, en := textOf(t, persian), textOf(t, f.page("/docs?lang=en"))
	require.Contains(t, fa, `<html lang="fa" dir="rtl">`)
	require.Contains(t, en, `<html lang="en" dir="ltr">`)
	assert.Equal(t, en, textOf(t, f.page("/docs", lang("en"))))
	assert.Equal(t, fa, textOf(t, f.page("/docs?lang=xx")))
	for _, page := range []string{fa, en} {
		for _, never := range []string{"<script", "<style", " style=", " on", "http://", "//cdn"} {
			if never == " on" {
				assert.NotRegexp(t, `<[^>]* on[a-z]+=`, page)
				continue
			}
			assert.NotContains(t, page, never)
		}
		for _, link := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			target := link[1]
			if id, ok := strings.CutPrefix(target, "#"); ok {
				assert.Contains(t, page, `id="`+id+`"`)
				continue
			}
			assert.Equal(t, 200, f.page("/"+target).StatusCode, target)
		}
	}
	article := regexp.MustCompile(`(?s)<article aria-labelledby="(\w+)">\s*<h3[^>]*>([^<]*)</h3>\s*<p>.*?</p>\s*<p>([^<]*)</p>`)
	told := map[string]bool{}
	for _, one := range article.FindAllStringSubmatch(fa, -1) {
		told[one[1]] = true
		assert.Regexp(t, `\p{Arabic}`, one[2], one[1])
		assert.Regexp(t, `\p{Arabic}`, one[3], one[1])
		assert.NotRegexp(t, `[يك]`, one[2]+one[3], one[1])
	}
	for path, ops := range documented(t).Paths {
		for _, op := range ops {
			assert.True(t, told[op.ID], "%s is not in the guide", op.ID)
			assert.Contains(t, en, `id="`+op.ID+`"`)
			assert.Contains(t, fa, path)
		}
	}
	for _, title := range regexp.MustCompile(`<h2 id="tag-\w+">([^<]*)</h2>`).FindAllStringSubmatch(fa, -1) {
		assert.Regexp(t, `\p{Arabic}`, title[1])
	}
	assert.Contains(t, fa, "سه ماه است بیمه بیکاری من واریز نشده است", "examples are Persian")

	style := f.page("/docs/style.css")
	assert.Equal(t, "text/css; charset=utf-8", style.Header.Get("Content-Type"))
	assert.Equal(t, http.StatusNotModified, f.page("/docs", ifNoneMatch(persian.Header.Get("ETag"))).StatusCode)
}

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tell sends the exchange's word and returns the status.
func (s *site) tell(t *testing.T, secret, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+callersPath, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+secret)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode
}

// TestCallersWaiting: the exchange tells how many wait; the shift page shows it
// with its age, and says that it does not know when the word is old.
func TestCallersWaiting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "exchange")
	require.NoError(t, os.WriteFile(file, []byte("a secret of the exchange\n"), 0o600))
	s := start(t, dir, "--exchange-secret-file", file)
	oversight := s.signedIn(t, "oversight")
	line := func() string {
		p := oversight.get("/desk/shift")
		require.Equal(t, 200, p.Status)
		checkPersian(t, p)
		_, rest, ok := strings.Cut(p.text(t), "پشت خط")
		require.True(t, ok)
		line, _, _ := strings.Cut(rest, "در نوبت")
		return line
	}
	assert.Contains(t, line(), "هنوز خبری نداده است")
	for body, status := range map[string]int{
		"": 400, "{": 400, "{}": 400, `{"waiting": -1}`: 400, `{"waiting": 100001}`: 400, `{"waiting": "3"}`: 400, `{"waiting": 3, "longest_seconds": -4}`: 400,
		`{"waiting": 1` + strings.Repeat(" ", 2000) + `}`: 400,
	} {
		assert.Equal(t, status, s.tell(t, "a secret of the exchange", body), body)
	}
	for _, secret := range []string{"", "wrong", "a secret of the exchangE"} {
		assert.Equal(t, 401, s.tell(t, secret, `{"waiting": 9}`), secret)
	}
	assert.Contains(t, line(), "هنوز خبری نداده است", "nothing was kept")
	require.Equal(t, 204, s.tell(t, "a secret of the exchange", `{"waiting": 4, "longest_seconds": 75, "more": 1}`))
	assert.Contains(t, line(), "۴ نفر، نفر نخست ۷۵ ثانیه است که می‌ماند؛ خبرِ")
	require.Equal(t, 204, s.tell(t, "a secret of the exchange", `{"waiting": 0}`))
	assert.Contains(t, line(), "۰ نفر؛ خبرِ")
	require.Equal(t, 405, func() int {
		answer, err := http.Get(s.base + callersPath)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode
	}())

	// Two minutes later nobody knows any more, after a start anew either.
	s = s.restart(t, time.Now().Add(3*time.Minute), "--exchange-secret-file", file)
	oversight = s.signedIn(t, "oversight")
	assert.Contains(t, line(), "نامعلوم؛ آخرین خبر مرکز تلفن: ")
}

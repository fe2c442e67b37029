package main

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// plain sends a form, or asks without one.
func (s *site) plain(t *testing.T, path string, values url.Values, headers ...string) (int, string) {
	t.Helper()
	method, body := http.MethodGet, ""
	if values != nil {
		method, body = http.MethodPost, values.Encode()
	}
	r, err := http.NewRequestWithContext(t.Context(), method, s.base+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(content)
}

// A key that the administrator makes on the page files requests by Open311, and
// what is public is listed without it.
func TestOpen311(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--open311-public", "power", "--open311-jurisdiction", "isfahan.ir=10")
	admin := s.administrator(t)
	made := admin.send(admin.get("/desk/keys"), "/desk/keys", map[string]string{"name": "شهر من", "role": string(samad.RoleService), "life": "30"})
	_, rest, ok := strings.Cut(made.HTML, "samad_")
	require.True(t, ok, "%s", made.text(t))
	key := "samad_" + rest[:strings.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune(letters, r) })]

	status, content := s.plain(t, "/open311/v2/discovery.json", nil)
	require.Equal(t, 200, status, content)
	assert.Contains(t, content, `"url":"http://127.0.0.1:`)
	status, content = s.plain(t, "/open311/v2/services.xml?jurisdiction_id=isfahan.ir", nil)
	require.Equal(t, 200, status)
	assert.Contains(t, content, "<service_code>power.outage</service_code>")

	form := url.Values{"service_code": {"power.outage"}, "address_id": {"1002"}, "description": {"برق نیست"}}
	status, _ = s.plain(t, "/open311/v2/requests.json", form)
	assert.Equal(t, 403, status)
	form.Set("api_key", key)
	status, content = s.plain(t, "/open311/v2/requests.json", form)
	require.Equal(t, 201, status, content)
	var filed []struct {
		ID string `json:"service_request_id"`
	}
	require.NoError(t, json.Unmarshal([]byte(content), &filed))
	status, content = s.plain(t, "/open311/v2/requests/"+filed[0].ID+".xml", nil)
	require.Equal(t, 200, status)
	var one struct {
		Items []struct {
			Status string `xml:"status"`
		} `xml:"request"`
	}
	require.NoError(t, xml.Unmarshal([]byte(content), &one))
	assert.Equal(t, "open", one.Items[0].Status)
	status, content = s.plain(t, "/open311/v2/requests.json", nil)
	require.Equal(t, 200, status)
	assert.Contains(t, content, `"service_code":"power.outage"`)
	assert.NotContains(t, content, filed[0].ID)
	assert.NotContains(t, content, "برق نیست")
	assert.NotContains(t, s.log.String(), filed[0].ID, "codes are not logged")
	assert.Contains(t, s.log.String(), `"route":"/open311/v2/"`)
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// A gateway that knows the secret hands a text in and gets the code back; its
// number may do so a few times.
func TestSMSIn(t *testing.T) {
	t.Parallel()
	const secret = "a secret of the gateway"
	s := start(t, t.TempDir(), "--sms-from", "form:from", "--sms-text", "form:text", "--sms-id", "form:id",
		"--sms-secret-file", written(t, "secret", secret+"\n"), "--sms-secret-at", "header:X-Token")
	message := url.Values{"from": {"09130001234"}, "text": {"آب کوچه ما قطع است."}, "id": {"m-1"}}
	status, _ := s.plain(t, "/sms/in", message)
	assert.Equal(t, 401, status)
	status, first := s.plain(t, "/sms/in", message, "X-Token", secret)
	require.Equal(t, 200, status, first)
	assert.NotEmpty(t, first)
	status, again := s.plain(t, "/sms/in", message, "X-Token", secret)
	require.Equal(t, 200, status)
	assert.Equal(t, first, again, "the same message is filed once")
	for i := 2; status == 200 && i < 30; i++ {
		message.Set("id", "m-"+strings.Repeat("x", i))
		status, _ = s.plain(t, "/sms/in", message, "X-Token", secret)
	}
	assert.Equal(t, 429, status, "limits hold for each number")
}

func TestSettingsOfOpen311AndSMS(t *testing.T) {
	t.Parallel()
	short := written(t, "short", "short\n")
	for name, row := range map[string]struct {
		args []string
		want string
	}{
		"off with topics":      {[]string{"--open311", "off", "--open311-public", "power"}, "--open311 on"},
		"no such topic":        {[]string{"--open311-public", "nothing"}, "no topic"},
		"no such place":        {[]string{"--open311-jurisdiction", "x=9999"}, "no place"},
		"half a jurisdiction":  {[]string{"--open311-jurisdiction", "x"}, "isfahan.ir=10"},
		"twice":                {[]string{"--open311-jurisdiction", "x=10", "--open311-jurisdiction", "x=1002"}, "second time"},
		"text alone":           {[]string{"--sms-text", "form:text"}, "--sms-from"},
		"no proof":             {[]string{"--sms-from", "form:a", "--sms-text", "form:b", "--sms-id", "form:c"}, "Proof is empty"},
		"short secret":         {[]string{"--sms-from", "form:a", "--sms-text", "form:b", "--sms-id", "form:c", "--sms-secret-file", short, "--sms-secret-at", "header:X"}, "at least 16"},
		"secret without place": {[]string{"--sms-from", "form:a", "--sms-secret-file", short}, "belong together"},
		"no such sms place":    {[]string{"--sms-from", "form:a", "--sms-text", "form:b", "--sms-id", "form:c", "--sms-network", "10.0.0.0/8", "--sms-place", "9999"}, "no place"},
		"no network":           {[]string{"--sms-from", "form:a", "--sms-network", "10.0.0.0/33"}, "10.0.0.0/33"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db := filepath.Join(dir, "samad.db")
			err := fails(t, nil, append([]string{"--addr", "127.0.0.1:0", "--db", "sqlite:" + db}, row.args...)...)
			require.ErrorContains(t, err, row.want)
			if strings.Contains(name, "secret") || name == "no proof" {
				assert.NoFileExists(t, db)
			}
			assert.NotEmpty(t, start(t, dir).accounts, "their passwords are printed once: at the start that succeeds")
		})
	}
}

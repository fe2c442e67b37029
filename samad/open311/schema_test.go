package open311_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answers are the JSON answers of all tests by the name of their schema, kept
// only when they will be looked at.
var answers = struct {
	sync.Mutex
	by map[string][]string
}{by: map[string][]string{}}

// record keeps an answer for the schemas.
func record(method, path string, status int, header http.Header, content string) {
	if os.Getenv("SAMAD_NODE") == "" || content == "" || !strings.HasPrefix(header.Get("Content-Type"), "application/json") {
		return
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	path, _, _ = strings.Cut(strings.TrimPrefix(path, "/"), "?")
	resource, name, _ := strings.Cut(strings.TrimSuffix(path, ".json"), "/")
	schema := map[string]string{
		"GET discovery": "discovery", "GET services": "services", "GET services/": "definition", "POST requests": "receipt",
		"GET tokens/": "token", "GET requests": "requests", "GET requests/": "request",
		"GET servicerequestupdates": "updates", "POST servicerequestupdates": "comment",
	}[method+" "+resource+map[bool]string{true: "/"}[name != ""]]
	if status >= 400 {
		schema = "errors"
	}
	answers.Lock()
	defer answers.Unlock()
	if !slices.Contains(answers.by[schema], content) {
		answers.by[schema] = append(answers.by[schema], content)
	}
}

// TestMain holds every JSON answer that any test got against the schemas.
func TestMain(m *testing.M) {
	code := m.Run()
	if node := os.Getenv("SAMAD_NODE"); node != "" && code == 0 && len(answers.by) > 0 {
		if out, err := validate(node, answers.by); err != nil {
			fmt.Printf("JSON answers against testdata/schemas.json: %v\n%s", err, out)
			code = 1
		}
	}
	os.Exit(code)
}

const modules = "../../internal/webtools/node_modules"

func validate(node string, all map[string][]string) (string, error) {
	content, err := json.Marshal(all)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "open311")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "answers.json")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return "", err
	}
	out, err := exec.Command(node, "testdata/validate.cjs", modules, "testdata/schemas.json", file).CombinedOutput()
	return string(out), err
}

// The schemas find what they are there to find: ids as numbers, words for
// booleans, dates without a zone, both of id and token. Answers of all tests are
// held against them when SAMAD_NODE is the path of node and "npm ci" was run
// in internal/webtools.
func TestSchemas(t *testing.T) {
	t.Parallel()
	node := os.Getenv("SAMAD_NODE")
	if node == "" {
		t.Skip("set SAMAD_NODE to the path of node, and run npm ci in internal/webtools")
	}
	wrong := map[string][2]string{
		"id as a number":        {"receipt", `[{"service_request_id":293944}]`},
		"id and token":          {"receipt", `[{"service_request_id":"1","token":"2"}]`},
		"neither":               {"receipt", `[{"service_notice":null}]`},
		"word for a boolean":    {"services", `[{"service_code":"1","service_name":"a","description":null,"metadata":"true","type":"realtime","keywords":null,"group":null}]`},
		"date without a zone":   {"discovery", `{"changeset":"2026-11-23T08:30:00","contact":"a","key_service":"b","endpoints":[{"specification":"s","url":"https://x/","changeset":"2026-11-23T08:30:00Z","type":"test","formats":["text/xml"]}]}`},
		"list without values":   {"definition", `{"service_code":"a","attributes":[{"variable":true,"code":"a","datatype":"singlevaluelist","required":true,"order":1,"description":"d"}]}`},
		"latitude as a word":    {"request", `[{"service_request_id":"1","status":"open","service_name":"a","service_code":"b","requested_datetime":"2026-11-23T08:30:00Z","updated_datetime":"2026-11-23T08:30:00Z","lat":"32.6"}]`},
		"an error with a word":  {"errors", `[{"code":"x","description":"d"}]`},
		"nested agency":         {"requests", `[{"service_request_id":"1","status":"open","service_name":"a","service_code":"b","requested_datetime":"2026-11-23T08:30:00Z","updated_datetime":"2026-11-23T08:30:00Z","agency_responsible":{"recipient":["x"]}}]`},
		"an update without day": {"updates", `[{"update_id":"1","service_request_id":"2","status":"OPEN","description":null}]`},
	}
	all := map[string][]string{}
	for _, row := range wrong {
		all[row[0]] = append(all[row[0]], row[1])
	}
	out, err := validate(node, all)
	require.Error(t, err)
	assert.Contains(t, out, fmt.Sprintf("%d answers, %d with faults", len(wrong), len(wrong)))
}

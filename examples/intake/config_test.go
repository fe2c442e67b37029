package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	file := written(t, "intake.yaml", "addr: 127.0.0.1:1\nstop_time: 3s\nmax_requests: 7\ntrusted_proxy: [10.0.0.0/8, \"::1\"]\nh2c: true\n")
	env := map[string]string{"SAMAD_CONFIG": file, "SAMAD_ADDR": "127.0.0.1:2", "SAMAD_STOP_TIME": "4s"}
	o, err := parse([]string{"--addr", "127.0.0.1:3"}, environment(env), io.Discard)
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:3", o.Addr, "a flag wins")
	assert.Equal(t, 4*time.Second, o.StopTime, "the environment comes before the file")
	assert.Equal(t, 7, o.MaxRequests, "the file before the default")
	assert.True(t, o.H2C)
	assert.Equal(t, []string{"10.0.0.0/8", "::1"}, o.Proxy)
	assert.Len(t, o.trusted, 2)
	assert.Equal(t, "admins", o.Factor, "a proxy stands before it: no trial")

	env["SAMAD_TRUSTED_PROXY"] = "192.0.2.0/24"
	o, err = parse(nil, environment(env), io.Discard)
	require.NoError(t, err)
	assert.Equal(t, []string{"192.0.2.0/24"}, o.Proxy, "a list is replaced, not added to")
}

func TestAllFaultsOfTheFileWithTheirPlaces(t *testing.T) {
	t.Parallel()
	file := written(t, "intake.yaml", "addr: 127.0.0.1:1\nadr: 127.0.0.1:2\nstop_time: soon\nlimits: some\nh2c: perhaps\nmax_requests: [1, 2]\n")
	_, err := parse([]string{"--config", file}, environment(map[string]string{"SAMAD_TRACE_SHARE": "much"}), io.Discard)
	require.Error(t, err)
	for _, want := range []string{":2:1: ", `adr`, ":3:12: ", "soon", ":4:9: ", "some", ":5:6: ", ":6:", "SAMAD_TRACE_SHARE: ", "much"} {
		assert.ErrorContains(t, err, want)
	}
	// Faults of several settings together name the place of each, too.
	file = written(t, "more.yaml", "addr: 0.0.0.0:1\nlimits: off\ntls_cert: a.pem\ntrusted_proxy: everybody\npublic_url: samad.example.ir\n")
	_, err = parse([]string{"--config", file}, environment(nil), io.Discard)
	require.Error(t, err)
	for _, want := range []string{"more.yaml:2:9: ", "more.yaml:3:11: ", "more.yaml:4:16: ", "more.yaml:5:13: "} {
		assert.ErrorContains(t, err, want)
	}
	_, err = parse([]string{"--config", file + ".none"}, environment(nil), io.Discard)
	assert.ErrorContains(t, err, "--config")
	_, err = parse([]string{"--config", written(t, "broken.yaml", "addr: [")}, environment(nil), io.Discard)
	assert.ErrorContains(t, err, "broken.yaml:1")
}

func TestSettingsTogether(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		args []string
		want string
	}{
		"half of TLS":        {[]string{"--tls-cert", "a"}, "belong together"},
		"h2c over TLS":       {[]string{"--tls-cert", "a", "--tls-key", "b", "--h2c"}, "without TLS"},
		"no factor":          {[]string{"--addr", ":1", "--second-factor", "none"}, "trials"},
		"factor":             {[]string{"--second-factor", "some"}, "admins"},
		"proxy":              {[]string{"--trusted-proxy", "10.0.0.0/33"}, "10.0.0.0/33"},
		"public path":        {[]string{"--public-url", "https://x.ir/samad"}, "scheme and a host"},
		"no requests":        {[]string{"--max-requests", "0"}, "above 0"},
		"metrics":            {[]string{"--metrics", "9090"}, "HOST:PORT"},
		"trace":              {[]string{"--trace-endpoint", "collector"}, "trace-endpoint"},
		"share":              {[]string{"--trace-share", "2"}, "0 to 1"},
		"oidc alone":         {[]string{"--oidc-issuer", "https://id.example.ir"}, "--oidc-client"},
		"oidc client alone":  {[]string{"--oidc-client", "x"}, "--oidc-issuer"},
		"oidc without url":   {[]string{"--addr", ":1", "--oidc-issuer", "https://id.example.ir", "--oidc-client", "x"}, "--public-url"},
		"two databases":      {[]string{"--db", "sqlite:a", "--db-file", "b"}, "exclude"},
		"no such secret":     {[]string{"--db-file", "/nonexistent/secret"}, "secret"},
		"stop":               {[]string{"--stop-time", "0s"}, "stop-time"},
		"nothing in between": {[]string{"stop"}, "stop"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(row.args, environment(nil), io.Discard)
			assert.ErrorContains(t, err, row.want)
		})
	}
}

func TestPrintConfig(t *testing.T) {
	t.Parallel()
	secret := written(t, "db", "postgres://samad:s3cret@db.example.ir/samad?sslmode=verify-full\n")
	file := written(t, "intake.yaml", "db_file: "+secret+"\nkey: /etc/samad/key\npack: [\"a\", \"b: c\"]\n")
	var out bytes.Buffer
	env := environment(map[string]string{"SAMAD_STOP_DELAY": "5s"})
	require.NoError(t, run(t.Context(), []string{"--config", file, "--log-level", "warn", "--print-config"}, env, &out, io.Discard))
	printed := out.String()
	assert.NotContains(t, printed, "s3cret")
	assert.Contains(t, printed, "postgres://samad:masked@db.example.ir/samad?sslmode=verify-full")
	assert.Contains(t, printed, "stop_delay: 5s # SAMAD_STOP_DELAY\n")
	assert.Contains(t, printed, "log_level: warn # --log-level\n")
	assert.Contains(t, printed, "max_requests: 256 # default\n")
	assert.Contains(t, printed, "intake.yaml:1:")

	// What was printed is a file of settings again, apart from what is masked.
	again := strings.ReplaceAll(printed, "\ndb: ", "\n# db: ")
	first, err := parse([]string{"--config", file, "--log-level", "warn"}, env, io.Discard)
	require.NoError(t, err)
	second, err := parse([]string{"--config", written(t, "again.yaml", again)}, environment(nil), io.Discard)
	require.NoError(t, err)
	first.from, second.from, first.Config, second.Config = nil, nil, "", ""
	assert.Equal(t, first, second)
}

func TestMaskedAddresses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"sqlite:/var/lib/samad/samad.db":          "sqlite:/var/lib/samad/samad.db",
		"sqlite:samad.db":                         "sqlite:samad.db",
		"postgres://u:p@h/d":                      "postgres://u:masked@h/d",
		"postgres://u@h/d?password=p&sslmode=off": "postgres://u@h/d?password=masked&sslmode=off",
		"postgres://u:p%zz@h/d":                   "masked",
	} {
		assert.Equal(t, want, maskAddress(in))
	}
}

var update = flag.Bool("update", false, "write the generated parts of documents anew")

// The table in docs/operations.md is printed from the options.
func TestTableOfSettings(t *testing.T) {
	t.Parallel()
	const file, begin, end = "../../docs/operations.md", "<!-- settings: begin -->\n", "<!-- settings: end -->"
	document, err := os.ReadFile(file)
	require.NoError(t, err)
	head, rest, ok := strings.Cut(string(document), begin)
	require.True(t, ok)
	table, tail, ok := strings.Cut(rest, end)
	require.True(t, ok)
	want := settingsTable(t)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(head+begin+want+end+tail), 0o600))
		return
	}
	assert.Equal(t, want, table, "run go test ./examples/intake -run TableOfSettings -update")
}

func settingsTable(t *testing.T) string {
	t.Helper()
	ended := false
	parser, err := grammar(new(options), io.Discard, &ended)
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("| flag | variable | file | default | what it does |\n|---|---|---|---|---|\n")
	for _, f := range parser.Model.Flags {
		if f.Name == "help" {
			continue
		}
		name, in, inFile := "`--"+f.Name+"`", "", ""
		if inFileToo(f.Name) {
			in, inFile = "`"+variable(f.Name)+"`", "`"+key(f.Name)+"`"
		}
		if f.Name == "config" {
			in = "`" + variable(f.Name) + "`"
		}
		usual := ""
		if f.HasDefault {
			usual = "`" + f.Default + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name, in, inFile, usual, strings.ReplaceAll(f.Help, "|", "\\|"))
	}
	return b.String()
}

package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type composition struct {
	Services map[string]struct {
		Image       string
		Command     []string
		Entrypoint  []string
		Environment map[string]string
		Secrets     []string
		Volumes     []string
		Networks    []string
		ReadOnly    bool     `yaml:"read_only"`
		CapDrop     []string `yaml:"cap_drop"`
		DependsOn   any      `yaml:"depends_on"`
		Build       struct{ Context, Dockerfile string }
	}
	Secrets  map[string]struct{ File string }
	Volumes  map[string]any
	Networks map[string]struct {
		IPAM struct {
			Config []struct{ Subnet string }
		} `yaml:"ipam"`
	}
}

func readCompose(t *testing.T) composition {
	t.Helper()
	src, err := os.ReadFile("compose.yaml")
	require.NoError(t, err)
	var c composition
	require.NoError(t, yaml.Unmarshal(src, &c))
	return c
}

func TestCompose(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	for _, name := range []string{"db", "setup", "intake-1", "intake-2", "deadline-1", "deadline-2", "proxy"} {
		require.Contains(t, c.Services, name)
	}
	for name, s := range c.Services {
		for _, secret := range s.Secrets {
			assert.Contains(t, c.Secrets, secret, name)
		}
		for _, v := range s.Volumes {
			source, _, _ := strings.Cut(v, ":")
			if rest, ok := strings.CutPrefix(source, "./"); ok {
				assert.FileExists(t, rest, name)
				continue
			}
			assert.Contains(t, c.Volumes, source, name)
		}
		for _, n := range s.Networks {
			assert.Contains(t, c.Networks, n, name)
		}
		if s.Image == "samad" {
			assert.True(t, s.ReadOnly, name)
			assert.Equal(t, []string{"ALL"}, s.CapDrop, name)
			for _, v := range s.Environment {
				assert.NotRegexp(t, `://[^/@]*:[^/@]*@`, v, "no password in the environment")
			}
		}
		for what := range asMap(s.DependsOn) {
			assert.Contains(t, c.Services, what, name)
		}
	}
	require.Len(t, c.Networks["inside"].IPAM.Config, 1)
	assert.Equal(t, c.Networks["inside"].IPAM.Config[0].Subnet, c.Services["intake-1"].Environment["SAMAD_TRUSTED_PROXY"], "the proxy is believed, and nobody else")
	for _, name := range []string{"intake-1", "intake-2", "deadline-1", "deadline-2"} {
		assert.Contains(t, c.Services[name].Volumes, "attachments:/var/lib/samad/attachments", "all of them see the same files")
	}
	assert.Equal(t, "/var/lib/samad/attachments", c.Services["intake-2"].Environment["SAMAD_ATTACHMENTS"])
	assert.Contains(t, c.Services["deadline-1"].Command, "/var/lib/samad/attachments")
	build := c.Services["setup"].Build
	assert.FileExists(t, filepath.Join(build.Context, build.Dockerfile))
	assert.FileExists(t, filepath.Join(build.Context, "go.mod"))
}

func asMap(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		return v
	case []any:
		out := map[string]any{}
		for _, one := range v {
			out[one.(string)] = nil
		}
		return out
	}
	return nil
}

// The proxy names the servers of compose, keeps metrics inside and overwrites
// what clients say of themselves.
func TestProxy(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("nginx.conf")
	require.NoError(t, err)
	conf := string(src)
	c := readCompose(t)
	for _, found := range regexp.MustCompile(`(?m)^\s*server (\S+):8111`).FindAllStringSubmatch(conf, -1) {
		assert.Contains(t, c.Services, found[1])
	}
	assert.Equal(t, 2, strings.Count(conf, ":8111 "))
	for _, line := range []string{
		"location = /metrics { return 404; }", "X-Forwarded-For $proxy_add_x_forwarded_for", "X-Forwarded-Proto $scheme", "proxy_set_header Host $host",
	} {
		assert.Contains(t, conf, line)
	}
	assert.NotRegexp(t, `log_format[^;]*(\$request_uri|\$uri|\$request )`, conf, "paths hold codes")
	assert.Equal(t, strings.Count(conf, "{"), strings.Count(conf, "}"))
	if nginx, err := exec.LookPath("nginx"); err == nil {
		out, err := exec.CommandContext(t.Context(), nginx, "-t", "-c", absolute(t, "nginx.conf")).CombinedOutput()
		// Only what lies outside of the file may be missing here.
		if err != nil {
			assert.Regexp(t, `host not found in upstream|cannot load certificate|Permission denied`, string(out))
		}
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	require.NoError(t, err)
	return full
}

func TestDockerfile(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("Dockerfile")
	require.NoError(t, err)
	file := string(src)
	assert.Equal(t, 2, strings.Count(file, "\nFROM "), "built in one stage, run in another")
	assert.Contains(t, file, "CGO_ENABLED=0")
	assert.Regexp(t, `(?m)^USER 65532:65532$`, file)
	assert.NotContains(t, file[strings.LastIndex(file, "\nFROM "):], "RUN", "there is no shell")
	mod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(mod))
	require.NotNil(t, version)
	assert.Contains(t, file, "FROM golang:"+version[1]+"-")
}

func TestUnits(t *testing.T) {
	t.Parallel()
	units, err := filepath.Glob("systemd/*.service")
	require.NoError(t, err)
	require.Len(t, units, 2)
	for _, unit := range units {
		src, err := os.ReadFile(unit)
		require.NoError(t, err)
		for _, line := range []string{"User=samad", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077", "CapabilityBoundingSet=\n"} {
			assert.Contains(t, string(src), line, unit)
		}
	}
}

// TestUnitsAsSystemdReadsThem has systemd itself look at the units, with a
// program in the place of those that are not installed here: every line must
// mean something to it, and what they may still do must stay little.
func TestUnitsAsSystemdReadsThem(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here: apt-get install systemd")
	}
	program, err := os.Executable()
	require.NoError(t, err)
	var units []string
	for _, name := range []string{"samad-intake.service", "samad-deadline.service"} {
		src, err := os.ReadFile(filepath.Join("systemd", name))
		require.NoError(t, err)
		start := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/\w+`)
		require.Len(t, start.FindAll(src, -1), 1, name)
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, start.ReplaceAll(src, []byte("ExecStart="+program)), 0o644))
		units = append(units, path)
	}
	// One at a time: each names what it follows, and the other need not be there.
	for _, unit := range units {
		out, err := exec.CommandContext(t.Context(), analyze, "verify", unit).CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Empty(t, string(out), unit)
		// 0 to 100; a service that asks for nothing has 96.
		out, err = exec.CommandContext(t.Context(), analyze, "security", "--offline=yes", "--threshold=15", unit).CombinedOutput()
		assert.NoError(t, err, "%s", out)
	}
}

package samad_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// TestEveryErrorIsExplained walks the sentinels of errors.go, so that none
// lacks a sentence and a code.
func TestEveryErrorIsExplained(t *testing.T) {
	t.Parallel()
	sentinels := map[string]error{
		"ErrInvalid": samad.ErrInvalid, "ErrNotFound": samad.ErrNotFound, "ErrNoMatch": samad.ErrNoMatch,
		"ErrPINRequired": samad.ErrPINRequired, "ErrForbidden": samad.ErrForbidden, "ErrTransition": samad.ErrTransition,
		"ErrConflict": samad.ErrConflict, "ErrCodeTaken": samad.ErrCodeTaken, "ErrKeyTaken": samad.ErrKeyTaken,
		"ErrKeyReused": samad.ErrKeyReused, "ErrReceiptExpired": samad.ErrReceiptExpired, "ErrNoRoute": samad.ErrNoRoute,
		"ErrTooLate": samad.ErrTooLate, "ErrLimit": samad.ErrLimit, "ErrErased": samad.ErrErased, "ErrHeld": samad.ErrHeld, "ErrHistory": samad.ErrHistory,
		"ErrPermanent": samad.ErrPermanent, "ErrRetryTx": samad.ErrRetryTx, "ErrClosed": samad.ErrClosed,
		"ErrUnavailable": samad.ErrUnavailable,
	}
	file, err := parser.ParseFile(token.NewFileSet(), "errors.go", nil, 0)
	require.NoError(t, err)
	codes := map[string]string{}
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				one := sentinels[name.Name]
				require.Error(t, one, "%s is missing from this test", name.Name)
				wrapped := fmt.Errorf("samad: some step on case 42: %w", one)
				code := samad.ErrorCode(wrapped)
				assert.NotEqual(t, "internal", code, name.Name)
				assert.Empty(t, codes[code], "code %s stands for two kinds", code)
				codes[code] = name.Name
				for _, lang := range []samad.Lang{samad.Persian, samad.English} {
					text := samad.Explain(wrapped, lang)
					assert.NotEqual(t, samad.Explain(errors.New("x"), lang), text, name.Name)
					assert.NotContains(t, text, "42", "an explanation leaks nothing")
				}
			}
		}
	}
	for _, code := range samad.ErrorCodes() {
		assert.True(t, codes[code] != "" || code == "internal" || code == "malformed_code", code)
	}
}

// TestEverythingHasAName walks all ids that people see.
func TestEverythingHasAName(t *testing.T) {
	t.Parallel()
	check := func(kind, id string, name samad.Text) {
		assert.NotEmpty(t, name.Fa, "%s %s", kind, id)
		assert.NotEmpty(t, name.En, "%s %s", kind, id)
		assert.Empty(t, strings.Trim(name.Fa, "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءأ \u200c"), "%s %s: letters that are not Persian in %q", kind, id, name.Fa)
	}
	for _, s := range samad.States() {
		check("state", string(s), samad.StateName(s))
		for _, lang := range []samad.Lang{samad.Persian, samad.English} {
			assert.NotEqual(t, samad.ExplainState("lost", lang), samad.ExplainState(s, lang), s)
		}
	}
	for _, k := range samad.Kinds() {
		check("kind", string(k), samad.KindName(k))
	}
	for _, o := range samad.Outcomes() {
		check("outcome", string(o), samad.OutcomeName(o))
	}
	for _, r := range samad.Roles() {
		check("role", string(r), samad.RoleName(r))
	}
	source, err := os.ReadFile("eventtype.go")
	require.NoError(t, err)
	seen := 0
	for line := range strings.SplitSeq(string(source), "\n") {
		if _, id, ok := strings.Cut(line, "= \""); ok {
			seen++
			check("event", id, samad.EventName(samad.EventType(strings.TrimSuffix(id, "\""))))
		}
	}
	assert.Greater(t, seen, 30)
}

func TestMatchLanguage(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]samad.Lang{
		"": samad.Persian, "fa": samad.Persian, "fa-IR,en;q=0.5": samad.Persian, "en": samad.English, "en-GB": samad.English,
		"de, en;q=0.4": samad.English, "de": samad.Persian, ";;;": samad.Persian, "*": samad.Persian,
	} {
		assert.Equal(t, want, samad.MatchLanguage(header), header)
	}
}

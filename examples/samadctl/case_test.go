package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

func dayOf(t *testing.T, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

// command runs part of a command on a console of its own.
func command(asJSON bool, do func(c *console) error) (out, errs string, err error) {
	var stdout, stderr bytes.Buffer
	c := &console{stdin: strings.NewReader(""), stdout: bufio.NewWriter(&stdout), stderr: &stderr, json: asJSON}
	err = do(c)
	err = errors.Join(err, c.stdout.Flush())
	return stdout.String(), stderr.String(), err
}

func show(t *testing.T, asJSON bool, store samad.Store, cmd caseShow) (out, errs string, err error) {
	t.Helper()
	return command(asJSON, func(c *console) error { return cmd.show(t.Context(), c, store, nil) })
}

func TestCaseShow(t *testing.T) {
	t.Parallel()
	o := openOffice(t, 1)
	for _, name := range []string{o.codes[0].String(), o.codes[0].Format("fa"), string(o.ids[0]), strings.ToLower(string(o.ids[0]))} {
		out, _, err := show(t, false, o.store, caseShow{Lang: "en", Case: name})
		require.NoError(t, err)
		assert.Contains(t, out, "code: "+o.codes[0].Format()+"\n")
		assert.Contains(t, out, "state: answered\n")
		assert.Contains(t, out, "agency: isf.tamin\n")
		assert.Contains(t, out, "history: verified, ")
		assert.Contains(t, out, "answered: Director-general (isf.tamin)\n")
		for _, secret := range []string{"نمونه آزمایشی", "0001234", "حقوقم", "واریز شد"} {
			assert.NotContains(t, out, secret, "personal data nobody asked for")
		}
	}
	out, _, err := show(t, false, o.store, caseShow{Lang: "fa", Case: o.codes[0].String()})
	require.NoError(t, err)
	assert.Contains(t, out, "وضعیت: پاسخ‌داده‌شده\n")
	assert.Contains(t, out, "پاسخ داده شد: مدیرکل (isf.tamin)\n")
}

func TestCaseShowJSON(t *testing.T) {
	t.Parallel()
	o := openOffice(t, 1)
	out, _, err := show(t, true, o.store, caseShow{Lang: "en", Case: o.codes[0].String()})
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(out, "\n"), "one object a line")
	var got shownCase
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	want, err := o.store.Case(t.Context(), o.ids[0])
	require.NoError(t, err)
	assert.Equal(t, want, got.Case)
	assert.True(t, got.Verified)
	assert.Len(t, got.Events, int(want.Revision))
	assert.Nil(t, got.Personal)
	assert.Regexp(t, `^1405-01-05 10:0\d$`, got.Events[0].AtPersian, "10 in the morning in Tehran")
}

func TestCaseShowUnknown(t *testing.T) {
	t.Parallel()
	o := openOffice(t, 1)
	_, errs, err := show(t, false, o.store, caseShow{Lang: "en", Case: mint(t).String()})
	require.ErrorIs(t, err, errFindings)
	assert.Equal(t, "samadctl: no such case\n", errs)
	_, _, err = show(t, false, o.store, caseShow{Lang: "en", Case: "12x"})
	require.ErrorContains(t, err, "argument 1, column 3: neither a case id nor a tracking code")
	require.NotErrorIs(t, err, errFindings)
}

func TestCaseShowTampered(t *testing.T) {
	t.Parallel()
	for name, tampering := range tamperings(openOffice(t, 1)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, _, err := show(t, false, tampering.store, caseShow{Lang: "en", Case: string(tampering.store.id)})
			require.ErrorIs(t, err, errFindings)
			assert.Contains(t, out, "history: DOES NOT VERIFY: ")
		})
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	o := openOffice(t, 7)
	verify := func(asJSON bool, store samad.Store) (string, string, error) {
		return command(asJSON, func(c *console) error { return c.verify(t.Context(), store, nil, samad.Hash{}) })
	}
	out, errs, err := verify(false, o.store)
	require.NoError(t, err)
	assert.Empty(t, out)
	assert.Regexp(t, `^samadctl: no digests yet[^\n]*\nsamadctl: checked 7 cases with \d+ events: 0 do not verify\n$`, errs)

	for name, tampering := range tamperings(o) {
		out, errs, err := verify(true, tampering.store)
		require.ErrorIs(t, err, errFindings, name)
		assert.Regexp(t, `: 1 do not verify\n$`, errs, name)
		var got finding
		require.NoError(t, json.Unmarshal([]byte(out), &got), "%s: %q", name, out)
		assert.Equal(t, tampering.store.id, got.Case, name)
		if tampering.seq > 0 {
			assert.Equal(t, tampering.seq, got.Event, "%s: %s", name, got.Error)
		}
		text, _, err := verify(false, tampering.store)
		require.ErrorIs(t, err, errFindings, name)
		assert.Equal(t, fmt.Sprintf("case %s: %s\n", got.Case, got.Error), text, name)
	}
}

// Pages are walked to the end.
func TestVerifyManyPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t, 1203)
	_, errs, err := command(false, func(c *console) error { return c.verify(t.Context(), o.store, nil, samad.Hash{}) })
	require.NoError(t, err)
	assert.Contains(t, errs, "checked 1203 cases")
}

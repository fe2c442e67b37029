package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	printing "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// pdf prints the page as Chromium does on paper.
func (b *tab) pdf() []byte {
	b.t.Helper()
	var out []byte
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		printed, err := cdp.Call(ctx, t, printing.PrintToPDF, printing.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
		out = printed.Data
		return err
	}))
	return out
}

// TestProvinceReport: the report on screen, as PDF and as Excel says the same.
func TestProvinceReport(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	r := s.rooms(t)
	r.answered("isf.tamin", "1014", 7)
	r.answered("isf.behzisti", "1010", 6)
	_, err := r.figures.Update(t.Context(), 1000)
	require.NoError(t, err)
	today := r.workingDay(0)
	period := today.Format("yyyy-MM")

	b := newTab(t, s.base, "report")
	b.signIn("oversight", s.accounts["oversight"])
	b.open("/desk/report?period=" + period)
	b.says("کارنامه دستگاه‌ها")
	b.look("report")
	document := b.pdf()
	require.True(t, bytes.HasPrefix(document, []byte("%PDF-")))
	if folder := os.Getenv("SAMAD_SHOTS"); folder != "" {
		require.NoError(t, os.WriteFile(filepath.Join(folder, "report.pdf"), document, 0o600))
	}
	if reader, err := exec.LookPath("pdftotext"); err == nil {
		command := exec.CommandContext(t.Context(), reader, "-", "-")
		command.Stdin = bytes.NewReader(document)
		text, err := command.Output()
		require.NoError(t, err)
		assert.Contains(t, string(text), "کارنامه")
	} else {
		t.Log("pdftotext is not installed: what the PDF says was not read back")
	}

	v := s.signedIn(t, "oversight")
	p := v.get("/desk/report?period=" + period)
	require.Equal(t, 200, p.Status)
	checkPersian(t, p)
	p = v.get("/desk/report.xlsx?period=" + period)
	require.Equal(t, 200, p.Status)
	book, err := excelize.OpenReader(strings.NewReader(p.HTML))
	require.NoError(t, err)
	defer func() { assert.NoError(t, book.Close()) }()
	sheet := book.GetSheetList()[0]
	view, err := book.GetSheetView(sheet, 0)
	require.NoError(t, err)
	assert.True(t, *view.RightToLeft)
	rows, err := book.GetRows(sheet)
	require.NoError(t, err)
	found := ""
	for _, row := range rows {
		if row[0] == "دریافت‌شده" {
			found = row[1]
		}
	}
	assert.Equal(t, "13", found)
	assert.Equal(t, 403, s.signedIn(t, "isf.tamin").get("/desk/report").Status)
	assert.Equal(t, 404, v.get("/desk/report?period=never").Status)
}

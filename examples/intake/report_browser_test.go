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
	t.Run("pdf", func(t *testing.T) {
		reader, err := exec.LookPath("pdftotext")
		if err != nil {
			t.Skip("install pdftotext (poppler-utils) to have the PDF read back")
		}
		command := exec.CommandContext(t.Context(), reader, "-", "-")
		command.Stdin = bytes.NewReader(document)
		text, err := command.Output()
		require.NoError(t, err)
		for _, words := range []string{"کارنامه دستگاه‌ها", "دریافت‌شده", "۱۳"} {
			assert.Contains(t, string(text), words)
		}
	})

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
	t.Run("excel", func(t *testing.T) { readInOffice(t, p.HTML) })
	assert.Equal(t, 403, s.signedIn(t, "isf.tamin").get("/desk/report").Status)
	assert.Equal(t, 404, v.get("/desk/report?period=never").Status)
}

// readInOffice has LibreOffice open a workbook and say what its first sheet says.
func readInOffice(t *testing.T, book string) {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("install soffice (libreoffice-calc-nogui) to have the workbook opened by it")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "report.xlsx")
	require.NoError(t, os.WriteFile(file, []byte(book), 0o600))
	out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", dir, file).CombinedOutput()
	require.NoError(t, err, string(out))
	said, err := os.ReadFile(filepath.Join(dir, "report.csv"))
	require.NoError(t, err, string(out))
	assert.Regexp(t, `(?m)^"دریافت‌شده",13,`, string(said))
}

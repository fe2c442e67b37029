package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/transfer"
)

const mappingText = `
source: samad-1
pivot: 80
columns:
  number: شماره
  received: تاریخ
  time: ساعت
  ended: تاریخ خاتمه
  state: وضعيت
  kind: نوع
  topic: موضوع
  place: شهرستان
  agency: دستگاه
  text: شرح
  answer: پاسخ
  name: نام
  mobile: همراه
  caller: شماره تماس
  minutes: مدت
  call_outcome: نتیجه تماس
defaults: {kind: request, channel: phone, place: "10"}
words:
  state: {مختومه: closed, رد شده: declined, در جریان: received}
  kind: {درخواست: request, شكايت: complaint}
  topic: {بیمه بیکاری: welfare/unemployment-insurance, بازنشستگی: welfare/retirement}
  place: {نجف‌آباد: "1014", کاشان: "1010"}
  agency: {تأمین اجتماعی: isf.tamin}
  call_outcome: {پرونده تازه: new_case, راهنمایی: advised, بی ربط: out_of_scope}
`

var headings = []string{"شماره", "تاریخ", "ساعت", "تاریخ خاتمه", "وضعیت", "نوع", "موضوع", "شهرستان", "دستگاه", "شرح", "پاسخ", "نام", "همراه", "شماره تماس", "مدت", "نتیجه تماس"}

// registerRow makes the n-th line of a register of 1389 to 1398: a call, and
// one in ten a case.
func registerRow(rng *rand.Rand, n int) []string {
	year := 1389 + n%10
	date := fmt.Sprintf("%02d/%d/%d", year%100, 1+rng.IntN(12), 1+rng.IntN(29))
	mobile := fmt.Sprintf("0913%07d", rng.IntN(10_000_000))
	row := []string{fmt.Sprintf("%d-%d", year, n), date, fmt.Sprintf("%02d:%02d", 8+rng.IntN(8), rng.IntN(60)), "", "", "", "", "", "", "", "", "", "", mobile, "2/4", "راهنمایی"}
	if n%10 == 3 {
		row[3], row[4] = fmt.Sprintf("%d/12/29", year+1), []string{"مختومه", "رد شده"}[n/10%2]
		row[5], row[6] = []string{"درخواست", "شکایت", ""}[n/10%3], []string{"بیمه بیکاری", "بازنشستگي"}[n/10%2]
		row[7], row[8] = []string{"نجف آباد", "کاشان", ""}[n/10%3], "تامین اجتماعی"
		row[9], row[10] = "حقوق بیکاری واریز نشده است.", "پرداخت شد."
		row[11], row[12], row[15] = "نمونه آزمایشی", mobile, "پرونده تازه"
	}
	return row
}

func writeRegister(t *testing.T, path string, n int) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	require.NoError(t, err)
	buffered := bufio.NewWriter(f)
	_, err = buffered.WriteString("\uFEFF")
	require.NoError(t, err)
	w := csv.NewWriter(buffered)
	require.NoError(t, w.Write(headings))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		require.NoError(t, w.Write(registerRow(rng, i)))
	}
	w.Flush()
	require.NoError(t, w.Error())
	require.NoError(t, buffered.Flush())
	require.NoError(t, f.Close())
}

// taking is a migrated database, its key, the mapping and the command's
// arguments.
func taking(t *testing.T) (path string, args []string) {
	t.Helper()
	path, key, _ := openFile(t)
	mapFile := filepath.Join(filepath.Dir(path), "map.yaml")
	require.NoError(t, os.WriteFile(mapFile, []byte(mappingText), 0o600))
	return path, []string{"db", "import", "--db", "sqlite:" + path, "--key", key, "--pack", "../isfahan", "--map", mapFile}
}

func TestImportRegister(t *testing.T) {
	t.Parallel()
	n := 5_000
	if os.Getenv("SAMAD_LONG") != "" {
		n = 500_000
	}
	path, args := taking(t)
	file := filepath.Join(filepath.Dir(path), "calls.csv")
	writeRegister(t, file, n)

	began := time.Now()
	got := samadctl(t, "", append(args, file)...)
	require.Equal(t, exitGood, got.Code, "%.2000s %s", got.Out, got.Err)
	assert.Contains(t, got.Err, fmt.Sprintf("taken over: %d lines (%d cases, %d calls); there already: 0; refused: 0", n, n/10, n))
	t.Logf("%d lines in %s", n, time.Since(began).Round(time.Millisecond))
	began = time.Now()
	got = samadctl(t, "", append(args, file)...)
	require.Equal(t, exitGood, got.Code, got.Err)
	assert.Contains(t, got.Err, fmt.Sprintf("taken over: 0 lines (0 cases, 0 calls); there already: %d; refused: 0", n))
	t.Logf("again in %s", time.Since(began).Round(time.Millisecond))

	db, err := storage.Open(t.Context(), "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	summary, err := transfer.Verify(t.Context(), endOf(db), nil)
	require.NoError(t, err)
	assert.EqualValues(t, n/10+3, summary.Cases)
	assert.EqualValues(t, n, summary.Calls)
	page, err := db.Cases().List(t.Context(), samad.Query{Search: []string{"1392", "93"}, Limit: 10})
	require.NoError(t, err)
	require.NotEmpty(t, page.Cases)
	assert.Equal(t, "samad-1", page.Cases[0].Earlier.Source)
	calls, err := db.Cases().Calls(t.Context(), samad.CallQuery{ID: samad.EarlierCallID("samad-1", "1392-93")})
	require.NoError(t, err)
	require.Len(t, calls.Calls, 1)
	call := calls.Calls[0]
	assert.Equal(t, 144*time.Second, call.Ended.Sub(call.Started))
	c, err := db.Cases().Case(t.Context(), call.Cases[0])
	require.NoError(t, err)
	assert.Equal(t, call.Started, c.Created)
	assert.Equal(t, samad.AgencyID("isf.tamin"), c.Agency)
	tallies, err := db.Cases().Count(t.Context(), samad.Query{CreatedTo: time.Date(2020, 3, 20, 0, 0, 0, 0, time.UTC)}, samad.ByState)
	require.NoError(t, err)
	require.Len(t, tallies, 2)
	assert.EqualValues(t, n/10, tallies[0].Cases+tallies[1].Cases)
}

func TestImportRegisterNamesRefusedLines(t *testing.T) {
	t.Parallel()
	path, args := taking(t)
	file := filepath.Join(filepath.Dir(path), "calls.csv")
	lines := []string{
		strings.Join(headings, ","),
		"1,92/6/10,08:30,,,,,,,,,,,,3,راهنمایی",
		"2,92/13/10,08:30,,,,,,,,,,,,3,راهنمایی",
		"3,92/6/10,25:30,,,,,,,,,,,,3,راهنمایی",
		"4,92/6/10,08:30,,,,,,,,,,,,سه,راهنمایی",
		"5,92/6/10,08:30,,,,,,,,,,,,3,چیز دیگر",
		"6,92/6/10,08:30,92/6/9,مختومه,درخواست,بازنشستگی,,,متن پنهان,,نام پنهان,,,,",
		"7,92/6/10,08:30,,گم شده,درخواست,بازنشستگی,,,متن پنهان,,,,,,",
		"8,92/6/10,,92/6/10,مختومه,درخواست,بازنشستگی,,,متن,,نام پنهان,0913000,,,",
		",92/6/10,08:30,,,,,,,,,,,,3,راهنمایی",
		"10,,08:30,,,,,,,,,,,,3,راهنمایی",
		"11,92/6/10,,,,,,,,,,,,,,",
		"1,92/6/11,08:30,,,,,,,,,,,,3,راهنمایی",
		"",
		"13,۱۰/۰۶/۱۳۹۲,08:30,,در جریان,شکایت,بازنشستگی,,,متن,,,,,,",
	}
	require.NoError(t, os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600))
	want := `line 3, number 2: received: "92/13/10" is no day of the Persian calendar
line 4, number 3: received: the time of day is not one such as 08:30
line 5, number 4: minutes: is no number of minutes
line 6, number 5: call_outcome: the word "چیز دیگر" is not in words.call_outcome
line 8, number 7: state: the word "گم شده" is not in words.state
line 12, number 11: neither state nor call_outcome says what the line is
line 7, number 6: /ended: the end lies before the beginning
line 9, number 8: /petitioner/mobile: `
	for _, check := range []bool{true, false} {
		with := append([]string(nil), args...)
		if check {
			with = append(with, "--check")
		}
		got := samadctl(t, "", append(with, file)...)
		assert.Equal(t, exitFindings, got.Code, got.Err)
		assert.Contains(t, got.Out, want)
		assert.Contains(t, got.Out, "line 10, number : /number: this must not be empty\n")
		assert.Contains(t, got.Out, "line 11, number 10: /call/started: the date is missing")
		assert.Contains(t, got.Out, "line 13, number 1: samad: entry 1 of the same call has the same number")
		assert.Contains(t, got.Err, "taken over: 2 lines (1 cases, 1 calls); there already: 0; refused: 11")
		assert.NotContains(t, got.Out+got.Err, "پنهان", "nothing personal in what is printed")
		assert.NotContains(t, got.Out+got.Err, "0913000")
	}
}

func TestImportExcel(t *testing.T) {
	t.Parallel()
	path, args := taking(t)
	file := filepath.Join(filepath.Dir(path), "calls.xlsx")
	f := excelize.NewFile()
	rng := rand.New(rand.NewPCG(1, 2))
	require.NoError(t, f.SetSheetRow("Sheet1", "A1", &headings))
	for n := range 40 {
		row := registerRow(rng, n)
		require.NoError(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", n+2), &row))
	}
	require.NoError(t, f.SaveAs(file))
	require.NoError(t, f.Close())
	got := samadctl(t, "", append(args, file)...)
	require.Equal(t, exitGood, got.Code, "%s%s", got.Out, got.Err)
	assert.Contains(t, got.Err, "taken over: 40 lines (4 cases, 40 calls)")
}

func TestImportRefusesMappings(t *testing.T) {
	t.Parallel()
	path, args := taking(t)
	mapFile := args[len(args)-1]
	file := filepath.Join(filepath.Dir(path), "calls.csv")
	writeRegister(t, file, 3)
	for text, want := range map[string]string{
		"":                        "source is missing",
		"source: a\ncolums: {}\n": "unknown field",
		"source: a\ncolumns: {number: شماره}\n":                             "columns.received is missing",
		mappingText + "pivot: 3\n":                                          "already defined",
		strings.Replace(mappingText, "pivot: 80", "pivot: 800", 1):          "pivot is a two-digit year",
		strings.Replace(mappingText, "  text:", "  words:", 1):              `unknown field "words"`,
		strings.Replace(mappingText, "شماره تماس", "تلفن", 1):               `no column "تلفن" (for caller)`,
		strings.Replace(mappingText, "words:", "words:\n  name: {a: b}", 1): "name has no words",
	} {
		require.NoError(t, os.WriteFile(mapFile, []byte(text), 0o600))
		got := samadctl(t, "", append(args, file)...)
		assert.Equal(t, exitUsage, got.Code, text)
		assert.Contains(t, got.Err, want, text)
	}
	got := samadctl(t, "", "db", "import", "--db", "sqlite:"+path, "--map", mapFile, file)
	assert.Contains(t, got.Err, "go together")
}

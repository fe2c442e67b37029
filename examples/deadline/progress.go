package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a simulated period has come, on a terminal only.
type progress struct {
	bar  *progressbar.ProgressBar
	from time.Time
}

func newProgress(w io.Writer, from, until time.Time) *progress {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return &progress{}
	}
	return &progress{from: from, bar: progressbar.NewOptions64(int64(until.Sub(from)/time.Hour),
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("simulated hours"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())}
}

func (p *progress) at(now time.Time) {
	if p.bar != nil {
		_ = p.bar.Set64(int64(now.Sub(p.from) / time.Hour)) // drawing must not end the work
	}
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
		p.bar = nil
	}
}

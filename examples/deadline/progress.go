package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// tellEvery is how often a simulation that nobody watches on a terminal tells
// how far it has come.
const tellEvery = 15 * time.Second

// progress shows how far a simulated period has come: as a bar on a terminal,
// else as a line now and then. The zero progress shows nothing.
type progress struct {
	bar  *progressbar.ProgressBar
	from time.Time

	w     io.Writer
	until time.Time
	told  time.Time
}

func newProgress(w io.Writer, from, until time.Time) *progress {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return &progress{w: w, from: from, until: until, told: time.Now()}
	}
	return &progress{from: from, bar: progressbar.NewOptions64(int64(until.Sub(from)/time.Hour),
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("simulated hours"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())}
}

func (p *progress) at(now time.Time) {
	switch {
	case p.bar != nil:
		_ = p.bar.Set64(int64(now.Sub(p.from) / time.Hour)) // drawing must not end the work
	case p.w != nil && time.Since(p.told) >= tellEvery:
		p.told = time.Now()
		share := 100 * float64(now.Sub(p.from)) / float64(max(1, p.until.Sub(p.from)))
		fmt.Fprintf(p.w, "deadline: simulated up to %s, %.0f%%\n", persianMinute(now), share)
	}
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
		p.bar = nil
	}
}

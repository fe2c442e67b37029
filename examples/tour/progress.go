package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// stage shows how one act goes: a bar on a terminal, a line when it is done.
type stage struct {
	out   io.Writer
	title string
	began time.Time
	kills atomic.Int64 // of the service in this act
	bar   *progressbar.ProgressBar
}

func newStage(out io.Writer, title string, total int) *stage {
	s := &stage{out: out, title: title, began: time.Now()}
	if file, ok := out.(*os.File); ok && total > 0 && term.IsTerminal(int(file.Fd())) {
		s.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(title),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	}
	return s
}

func (s *stage) step() {
	if s.bar != nil {
		_ = s.bar.Add(1) // drawing must not end the tour
	}
}

// end tells what came of the act.
func (s *stage) end(result string) {
	if s.bar != nil {
		_ = s.bar.Finish()
	}
	fmt.Fprintf(s.out, "%-64s %7s  %s\n", s.title, time.Since(s.began).Round(10*time.Millisecond), result)
}

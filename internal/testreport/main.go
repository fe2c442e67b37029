package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

var errNotGreen = errors.New("tests failed or were skipped")

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, errNotGreen) { // the report has said it
			fmt.Fprintln(os.Stderr, "testreport:", err)
		}
		os.Exit(1)
	}
}

func run(files []string, out io.Writer) error {
	if len(files) == 0 {
		return errors.New("usage: testreport FILE…, each the output of go test -json")
	}
	report := NewReport()
	for _, name := range files {
		if err := readFile(report, name); err != nil {
			return err
		}
	}
	if err := report.Write(out); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if !report.Green() {
		return errNotGreen
	}
	return nil
}

func readFile(report *Report, name string) error {
	file, err := os.Open(name) //nolint:gosec // the files are named on the command line
	if err != nil {
		return fmt.Errorf("read a test log: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	if err := report.Read(file); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

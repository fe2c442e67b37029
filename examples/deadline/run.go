package main

import (
	"context"
	"io"
)

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int { return 0 }

package main

import (
	"os"
	"testing"

	"github.com/samad111/go-samad/routing/routingtest"
)

func TestRules(t *testing.T) { routingtest.Run(t, os.DirFS(".")) }

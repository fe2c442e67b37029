package memory_test

import (
	"testing"

	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

func BenchmarkStore(b *testing.B) {
	storagetest.Benchmark(b, func(testing.TB) storagetest.Store { return memory.New() })
}

package store

import (
	"testing"

	"github.com/samad111/go-samad/storage/storagetest"
)

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t testing.TB) storagetest.Store {
		s := New()
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}

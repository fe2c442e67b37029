package memory_test

import (
	"testing"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(testing.TB) storagetest.Store { return memory.New() })
}

// closable is a ledger that the suite can close.
type closable struct {
	*memory.Ledger
	store *memory.Store
}

func (c closable) Cases() samad.Store { return c.store }
func (c closable) Close() error       { return c.store.Close() }

func TestLedger(t *testing.T) {
	t.Parallel()
	storagetest.RunLedger(t, func(testing.TB) storagetest.Ledger {
		store := memory.New()
		return closable{store.Ledger(), store}
	})
}

// closableFigures is a store of figures that the suite can close.
type closableFigures struct {
	*memory.Figures
	store *memory.Store
}

func (c closableFigures) Cases() samad.Store { return c.store }
func (c closableFigures) Close() error       { return c.store.Close() }

func TestFigures(t *testing.T) {
	t.Parallel()
	storagetest.RunFigures(t, func(testing.TB) storagetest.Figures {
		store := memory.New()
		return closableFigures{store.Figures(), store}
	})
}

package samad_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// A program of one's own: the pilot's pack, cases in one SQLite file, personal
// data sealed under keys in another. The README shows embed, letter by letter.
func Example_embed() {
	dir, err := os.MkdirTemp("", "samad")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	receipt, err := embed(context.Background(), filepath.Join(dir, "samad.db"), filepath.Join(dir, "samad.key"))
	fmt.Println(receipt.State, receipt.Code.Len(), err)
	// Output: received 16 <nil>
}

func embed(ctx context.Context, dbFile, keyFile string) (receipt samad.Receipt, err error) {
	province, err1 := pack.Load(isfahan.FS(), pack.Options{}) // or os.DirFS of your own pack
	db, err2 := storage.Open(ctx, "sqlite:"+dbFile, storage.Options{})
	keys, err3 := vault.CreateFile(keyFile) // and later vault.OpenFile
	if err := errors.Join(err1, err2, err3); err != nil {
		return receipt, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	desk, err := samad.NewDesk(samad.Config{
		Store: db.Cases(), Vault: keys, Codes: tracking.Minter{}, Settings: province.Settings,
		Router: province.Rules, Directory: province.Directory, Deadlines: province.Deadlines,
	})
	if err := errors.Join(err, db.Migrate(ctx)); err != nil {
		return receipt, err
	}
	return desk.Submit(ctx, samad.Anonymous(), samad.Submission{
		Kind: samad.Complaint, Topic: "power/outage", Place: "1002", Text: "سه شب است که برق کوچه ما قطع می‌شود.",
	})
}

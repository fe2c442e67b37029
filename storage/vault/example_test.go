package vault_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/vault"
)

func Example() {
	dir, err := os.MkdirTemp("", "vault")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()

	v, err := vault.CreateFile(filepath.Join(dir, "samad.key"))
	if err != nil {
		panic(err)
	}
	key, err := v.NewKey(ctx, "case-1")
	if err != nil {
		panic(err)
	}
	sealed, err := v.Seal(ctx, key, "case-1", "name", []byte("مریم"))
	if err != nil {
		panic(err)
	}
	plain, err := v.Open(ctx, key, "case-1", "name", sealed)
	fmt.Println(string(plain), err)

	_, err = v.Open(ctx, key, "case-2", "name", sealed)
	fmt.Println(errors.Is(err, vault.ErrNotOpened))
	_, err = v.Open(ctx, nil, "case-1", "name", sealed) // the key was emptied
	fmt.Println(errors.Is(err, samad.ErrErased))
	// Output:
	// مریم <nil>
	// true
	// true
}

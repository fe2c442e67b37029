package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/storage/vault"
)

// keyFile is where the keys lie: as told, or beside the database.
func keyFile(o options) (string, error) {
	if o.Key != "" {
		return o.Key, nil
	}
	path, ok := strings.CutPrefix(o.DB, "sqlite:")
	if !ok || path == "" {
		return "", errors.New("--key is missing: keys lie beside a database only where that is a file; for this one name the key file, the same for every server and checker")
	}
	return path + ".key", nil
}

// keyMark is the name of the fact by which a database knows its keys.
const keyMark = "key_mark"

// openVault opens the key file, or makes it for a database that has not been
// used with keys yet. A database that has been is never given other keys: they
// would open nothing, and lost keys must be looked for, not replaced.
func openVault(ctx context.Context, path string, store *account.Store, out io.Writer) (*vault.Vault, error) {
	known, err := store.Fact(ctx, keyMark)
	if err != nil {
		return nil, err
	}
	keys, err := vault.OpenFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && known != nil:
		return nil, fmt.Errorf("the key file %s is missing, but the database holds data sealed with it: bring it back from a backup, or name it with --key", path)
	case errors.Is(err, fs.ErrNotExist):
		if keys, err = vault.CreateFile(path); err != nil {
			return nil, err
		}
		if _, err := fmt.Fprintf(out, "key       %s (new; keep a copy apart from the database)\n", path); err != nil {
			return nil, fmt.Errorf("print the key file's name: %w", err)
		}
	case err != nil:
		return nil, err
	}
	mark, err := keys.Hash(ctx, keyMark, "samad")
	if err != nil {
		return nil, err
	}
	if known == nil {
		return keys, store.SetFact(ctx, keyMark, mark)
	}
	if !bytes.Equal(known, mark) {
		return nil, fmt.Errorf("the key file %s does not belong to this database", path)
	}
	return keys, nil
}

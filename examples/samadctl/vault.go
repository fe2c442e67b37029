package main

import (
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/vault"
)

// openVault reads the key file of a database.
func openVault(path string) (samad.Vault, error) {
	v, err := vault.OpenFile(path)
	if err != nil {
		return nil, fmt.Errorf("--key: %w", err)
	}
	return v, nil
}

package account

import (
	"context"
	"errors"
	"fmt"
)

// recoveryCount is how many recovery codes a second factor comes with. Each
// has as many random bits as a first password.
const recoveryCount = 8

// recoveryCodes makes codes for people, and what is kept of them.
func (s *Store) recoveryCodes(ctx context.Context, account string) (codes []string, hashes [][]byte, err error) {
	for range recoveryCount {
		code, err := newPassword(s.random)
		if err != nil {
			return nil, nil, err
		}
		hash, err := s.recoveryHash(ctx, account, canonicalCode(code))
		if err != nil {
			return nil, nil, err
		}
		codes, hashes = append(codes, code), append(hashes, hash)
	}
	return codes, hashes, nil
}

func (s *Store) recoveryHash(ctx context.Context, account, code string) ([]byte, error) {
	if s.vault == nil {
		return nil, errors.New("account: Config.Vault is missing: recovery codes are hashed with it")
	}
	hash, err := s.vault.Hash(ctx, "intake_recovery", account+":"+code)
	if err != nil {
		return nil, fmt.Errorf("account: hash a recovery code: %w", err)
	}
	return hash, nil
}

package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// ErrMode is matched by the [*ModeError] for a key file that others may read.
var ErrMode = errors.New("vault: key file is open to others")

// ModeError tells which key file others may read.
type ModeError struct {
	Path string
	Mode fs.FileMode
}

// Error names the file, its mode and the remedy.
func (e *ModeError) Error() string {
	return fmt.Sprintf("%v: %s has mode %04o; chmod 600 it", ErrMode, e.Path, e.Mode.Perm())
}

// Unwrap makes the error match [ErrMode].
func (e *ModeError) Unwrap() error { return ErrMode }

// file is what a key file holds.
type file struct {
	Version int             `json:"version"`
	Hash    []byte          `json:"hash_key"`
	Wrap    json.RawMessage `json:"key_encryption_keys"` // a Tink keyset in clear
}

// fileVersion is the one form of key files so far.
const fileVersion = 1

// maxFileSize is far beyond a file of a hundred keys.
const maxFileSize = 1 << 20

// CreateFile makes new keys, writes them to the file with mode 0600 and returns
// a vault that uses them. It returns only when they are on the disk, and fails
// with an error matching fs.ErrExist rather than replace a file.
func CreateFile(path string) (*Vault, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("vault: make keys: %w", err)
	}
	hash := make([]byte, minHashKeySize)
	if _, err := io.ReadFull(rand.Reader, hash); err != nil {
		return nil, fmt.Errorf("vault: make keys: %w", err)
	}
	text, err := encode(handle, hash)
	if err != nil {
		return nil, err
	}
	if err := writeFile(path, text); err != nil {
		return nil, fmt.Errorf("vault: create key file: %w", err)
	}
	return fromKeyset(handle, hash)
}

// OpenFile returns a vault that uses the keys in the file. It fails with an
// error matching fs.ErrNotExist when there is none, with a [*ModeError] when
// anybody but the owner may read or write it, and with one matching [ErrKeys]
// when it does not hold keys.
func OpenFile(path string) (*Vault, error) {
	handle, hash, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return fromKeyset(handle, hash)
}

// RotateFile adds a new key-encryption key to the file, which wraps from now
// on in every vault opened later; the old ones stay to unwrap. The file is
// replaced as a whole or not at all.
func RotateFile(path string) error {
	handle, hash, err := readFile(path)
	if err != nil {
		return err
	}
	manager := keyset.NewManagerFromHandle(handle)
	id, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("vault: rotate: %w", err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return fmt.Errorf("vault: rotate: %w", err)
	}
	if handle, err = manager.Handle(); err != nil {
		return fmt.Errorf("vault: rotate: %w", err)
	}
	return replaceFile(path, handle, hash)
}

func fromKeyset(handle *keyset.Handle, hash []byte) (*Vault, error) {
	wrap, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	keys := Keys{Wrap: wrap, Hash: hash}
	for _, k := range infos(handle) {
		if k.Primary {
			keys.prefix = binary.BigEndian.AppendUint32([]byte{1}, k.ID)
		}
	}
	return New(keys, nil)
}

func encode(handle *keyset.Handle, hash []byte) ([]byte, error) {
	var wrap bytes.Buffer
	// In clear on purpose: the file's mode protects it, as doc.go says.
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&wrap)); err != nil {
		return nil, fmt.Errorf("vault: write keys: %w", err)
	}
	text, err := json.MarshalIndent(file{fileVersion, hash, wrap.Bytes()}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("vault: write keys: %w", err)
	}
	return append(text, '\n'), nil
}

// decode reads what encode wrote. Its errors never quote the text.
func decode(text []byte) (*keyset.Handle, []byte, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, nil, fmt.Errorf("%w: the file is not one made by CreateFile", ErrKeys)
	}
	if f.Version != fileVersion {
		return nil, nil, fmt.Errorf("%w: the file has version %d, this program reads %d", ErrKeys, f.Version, fileVersion)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Wrap)))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: the key-encryption keys cannot be read", ErrKeys)
	}
	return handle, f.Hash, nil
}

func readFile(path string) (*keyset.Handle, []byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("vault: open key file: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	info, err := f.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("vault: open key file: %w", err)
	}
	// Windows has no such bits.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, nil, &ModeError{path, info.Mode()}
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFileSize))
	if err != nil {
		return nil, nil, fmt.Errorf("vault: read key file: %w", err)
	}
	handle, hash, err := decode(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%w (%s)", err, path)
	}
	return handle, hash, nil
}

// writeFile makes a new file and returns when it is on the disk: a key that is
// lost in a crash takes with it everything that it has sealed.
func writeFile(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return syncFolder(path)
}

// syncFolder makes sure that the file's name is on the disk too.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

package regime

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad/directory"
)

// The bounds of what is uploaded.
const (
	// MaxFiles is how many files a pack may have.
	MaxFiles = 100
	// MaxSize is how many bytes they may have together, unpacked.
	MaxSize = 16 << 20
)

// Files are the files of a pack by their names: no folders.
type Files map[string][]byte

// Unzip reads an archive of a pack's files; when all of them lie in one folder, as
// archives of folders are made, that is left out. What a pack does not read is
// left out as well. Faults are a directory.Faults.
func Unzip(archive []byte) (Files, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, directory.Faults{{File: "zip", Message: "this is no zip archive", Hint: err.Error()}}
	}
	root := ""
	for i, f := range r.File {
		top, _, below := strings.Cut(f.Name, "/")
		if !below {
			root = ""
			break
		}
		if i > 0 && top+"/" != root {
			root = ""
			break
		}
		root = top + "/"
	}
	out, left := Files{}, int64(MaxSize)
	for _, f := range r.File {
		name := strings.TrimPrefix(f.Name, root)
		if !isPackFile(name) {
			continue
		}
		data, err := inflate(f, left)
		if err != nil {
			return nil, directory.Faults{{File: name, Message: "it cannot be unpacked", Hint: err.Error()}}
		}
		left -= int64(len(data))
		out[name] = data
	}
	return out, out.check()
}

var errLarge = errors.New("more than may be uploaded")

// inflate reads a file of an archive, no more than limit bytes of it: what an
// archive says of its sizes is not to be believed.
func inflate(f *zip.File, limit int64) (data []byte, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("regime: open %s: %w", f.Name, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err = io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errLarge
	}
	return data, err
}

// isPackFile reports whether a pack may have a file of the name.
func isPackFile(name string) bool {
	ext := path.Ext(name)
	return name != "" && !strings.ContainsAny(name, `/\`) && name[0] != '.' && (ext == ".yaml" || ext == ".yml" || name == pack.ModelFile)
}

// check holds the bounds.
func (f Files) check() error {
	size := 0
	for name, data := range f {
		if !isPackFile(name) {
			return directory.Faults{{File: name, Message: "a pack has no such file", Hint: "its files are named *.yaml"}}
		}
		size += len(data)
	}
	if len(f) == 0 {
		return directory.Faults{{File: "upload", Message: "there is no file of a pack in it", Hint: "its files are named *.yaml"}}
	}
	if len(f) > MaxFiles || size > MaxSize {
		return directory.Faults{{File: "upload", Message: fmt.Sprintf("%d files of together %d bytes are too much", len(f), size)}}
	}
	return nil
}

// filesOf reads the files of a pack.
func filesOf(fsys fs.FS) (Files, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	out := Files{}
	for _, e := range entries {
		if e.IsDir() || !isPackFile(e.Name()) {
			continue
		}
		if out[e.Name()], err = fs.ReadFile(fsys, e.Name()); err != nil {
			return nil, fmt.Errorf("read %s: %w", e.Name(), err)
		}
	}
	return out, nil
}

// over lays files over others. Files with a pack's head stand alone: they are a
// whole pack.
func (f Files) over(base Files) Files {
	if _, whole := f[pack.PackFile]; whole {
		return f
	}
	out := maps.Clone(base)
	maps.Copy(out, f)
	return out
}

// names returns the names in order.
func (f Files) names() []string { return slices.Sorted(maps.Keys(f)) }

// hash is the SHA-256 sum over names and contents in the order of the names, each
// preceded by its length as eight bytes, big endian.
func (f Files) hash() string {
	sum := sha256.New()
	for _, name := range f.names() {
		for _, part := range [][]byte{[]byte(name), f[name]} {
			var n [8]byte
			binary.BigEndian.PutUint64(n[:], uint64(len(part)))
			sum.Write(n[:])
			sum.Write(part)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// zip packs the files.
func (f Files) zip() ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range f.names() {
		to, err := w.Create(name)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
		if _, err := to.Write(f[name]); err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("end the archive: %w", err)
	}
	return out.Bytes(), nil
}

// fs gives the files as a file system: an archive is one.
func (f Files) fs() (fs.FS, error) {
	data, err := f.zip()
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("read the archive: %w", err)
	}
	return r, nil
}

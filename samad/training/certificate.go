package training

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
)

// format names the form of a certificate's file.
const format = "samad-training-1"

// What may be wrong with a file of results.
var (
	// ErrFile says that the file is no certificate, or a damaged one.
	ErrFile = fmt.Errorf("training: no file of results, or a damaged one: %w", samad.ErrInvalid)
	// ErrUntrusted says that no trusted sandbox has signed the file.
	ErrUntrusted = errors.New("training: no trusted sandbox has signed this file")
)

// Result is what one trainee has finished.
type Result struct {
	Username string         `json:"username"`
	Role     samad.Role     `json:"role"`
	Agency   samad.AgencyID `json:"agency,omitempty"`
	Tasks    []Passed       `json:"tasks"`
}

// Passed is a finished task with the events of the sandbox that show it.
type Passed struct {
	Task     string     `json:"task"`
	Finished time.Time  `json:"finished"`
	Evidence []Evidence `json:"evidence"`
}

// Certificate is what a sandbox says of those who learned in it.
type Certificate struct {
	Issued  time.Time `json:"issued"`
	Results []Result  `json:"results"`
	// Key is the public key that signed it; set by [OpenCertificate].
	Key ed25519.PublicKey `json:"-"`
	// Sum is the SHA-256 sum of what is signed; set by [OpenCertificate].
	Sum samad.Hash `json:"-"`
}

// file is a certificate as it is written. The signature is Ed25519 over the word
// format, a zero byte and the content as compact JSON.
type file struct {
	Format    string          `json:"format"`
	Key       string          `json:"key"`
	Signature string          `json:"signature"`
	Content   json.RawMessage `json:"content"`
}

func signed(content []byte) []byte { return append([]byte(format+"\x00"), content...) }

// Sign writes the certificate into a file that [OpenCertificate] reads.
func (c Certificate) Sign(key ed25519.PrivateKey) ([]byte, error) {
	content, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("training: write results: %w", err)
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok || len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("training: no key to sign with: %w", samad.ErrInvalid)
	}
	out, err := json.Marshal(file{
		Format: format, Key: KeyText(public), Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(key, signed(content))), Content: content,
	})
	if err != nil {
		return nil, fmt.Errorf("training: write results: %w", err)
	}
	return append(out, '\n'), nil
}

// KeyText writes a public key as settings and files have it.
func KeyText(key ed25519.PublicKey) string { return base64.StdEncoding.EncodeToString(key) }

// ParseKey reads what [KeyText] wrote.
func ParseKey(s string) (ed25519.PublicKey, error) {
	key, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("training: %q is no public key of a sandbox: %w", s, samad.ErrInvalid)
	}
	return key, nil
}

// OpenCertificate reads a file and checks that one of the trusted keys has
// signed it. Errors match [ErrFile] or [ErrUntrusted].
func OpenCertificate(src []byte, trusted ...ed25519.PublicKey) (Certificate, error) {
	var f file
	if err := json.Unmarshal(src, &f); err != nil || f.Format != format {
		return Certificate{}, ErrFile
	}
	var content bytes.Buffer // white space may have been changed on the way
	if err := json.Compact(&content, f.Content); err != nil {
		return Certificate{}, ErrFile
	}
	signature, err := base64.StdEncoding.DecodeString(f.Signature)
	if err != nil {
		return Certificate{}, ErrFile
	}
	for _, key := range trusted {
		if KeyText(key) != f.Key {
			continue
		}
		if !ed25519.Verify(key, signed(content.Bytes()), signature) {
			return Certificate{}, fmt.Errorf("%w: the signature does not fit", ErrFile)
		}
		c := Certificate{Key: key, Sum: sha256.Sum256(content.Bytes())}
		if err := json.Unmarshal(content.Bytes(), &c); err != nil {
			return Certificate{}, ErrFile
		}
		return c, nil
	}
	return Certificate{}, ErrUntrusted
}

// Export writes what all trainees have finished, signed with the sandbox's key.
// Trainees who have finished nothing are left out.
func (r *Room) Export(ctx context.Context, actor samad.Actor, key ed25519.PrivateKey) ([]byte, error) {
	all, err := r.Results(ctx, actor)
	if err != nil {
		return nil, err
	}
	c := Certificate{Issued: r.Now().UTC().Truncate(time.Second)}
	for _, s := range all {
		one := Result{Username: s.Username, Role: s.Role, Agency: s.Agency}
		for _, t := range For(r.Tasks, s.Role) {
			if p := s.Tasks[t.ID]; !p.Finished.IsZero() {
				one.Tasks = append(one.Tasks, Passed{Task: t.ID, Finished: p.Finished, Evidence: p.Evidence})
			}
		}
		if len(one.Tasks) > 0 {
			c.Results = append(c.Results, one)
		}
	}
	return c.Sign(key)
}

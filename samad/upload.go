package samad

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"
)

// ErrInfected is what a [Scanner] returns for malware. It does not leave the
// Desk, which tells of it as a [Fault].
var ErrInfected = errors.New("samad: malware found")

// Upload is a file that is to come with a step.
type Upload struct {
	Name    string // as the sender calls it; only its last part is kept
	Content io.Reader
	// Key makes an upload that is repeated the one that came before: the same
	// key, actor, name and content within Settings.UploadTTL, mostly longer.
	// With other content or another name it fails with [ErrKeyReused]. 1 to 128
	// visible ASCII characters that nobody guesses, "" for none.
	Key string
}

// Uploaded is a file that waits for its step.
type Uploaded struct {
	Attachment
	// Token stands for the file in requests such as [Submission]. It is sealed,
	// may be used until Expires, and by whoever holds it.
	Token   string
	Expires time.Time
}

// upload is what a token holds.
type upload struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Type    string    `json:"type"`
	Size    int       `json:"size"`
	Key     []byte    `json:"key"`
	Sum     Hash      `json:"sum"`
	Expires time.Time `json:"expires"`
	Sealed  Hash      `json:"sealed,omitzero"` // SHA-256 of the sealed content
}

const (
	uploadName = "upload"
	maxToken   = 8192 // characters
	contentKey = 32   // bytes: AES-256
	sealedOver = 28   // bytes by which sealing makes content longer: nonce and tag
	// fileDomain keeps sealed contents apart from all else.
	fileDomain = "samad.attachment.v1"
)

// TakesAttachments reports whether there is a place to keep them.
func (d *Desk) TakesAttachments() bool { return d.blobs != nil }

// AttachmentLimits returns how large an attachment may be, in bytes, and how
// many may come with one step.
func (d *Desk) AttachmentLimits() (size, count int) {
	return d.settings.MaxAttachment, d.settings.MaxAttachments
}

// Upload takes a file before the step that it belongs to. Its type is read
// from the content, whatever its name says; it is scanned if there is a
// [Scanner], sealed under a key of its own, and kept for Settings.UploadTTL
// unless a step with the token comes. Nothing is written about it but the
// sealed content.
//
// Whoever may take one of the steps that bring attachments, or the evidence and
// papers of records beside cases, may upload. Errors:
// [ErrForbidden]; [ErrKeyReused]; [ErrInvalid] for a file that is empty, too large, of another
// type than [AttachmentTypes] or infected; [ErrUnavailable] when it cannot be
// scanned now.
func (d *Desk) Upload(ctx context.Context, actor Actor, u Upload) (Uploaded, error) {
	if !d.mayUpload(actor) {
		return Uploaded{}, &ForbiddenError{Action: Submit, Roles: slices.Clone(actor.Roles)}
	}
	var f faults
	if d.blobs == nil {
		f.add("/content", "not_offered", "اینجا پیوست پذیرفته نمی‌شود.", "attachments are not taken here")
		return Uploaded{}, f.err()
	}
	content, err := io.ReadAll(io.LimitReader(u.Content, int64(d.settings.MaxAttachment)+1))
	if err != nil {
		return Uploaded{}, fmt.Errorf("samad: read an upload: %w", err)
	}
	kind := sniff(content)
	switch {
	case len(content) > d.settings.MaxAttachment:
		n := strconv.Itoa(d.settings.MaxAttachment >> 10)
		f.add("/content", "too_large", "این فایل بزرگ است؛ حداکثر "+persianDigits(n)+" کیلوبایت.", "the file is too large; at most "+n+" KiB")
	case len(content) == 0:
		f.add("/content", "required", "این فایل خالی است.", "the file is empty")
	case kind == nil:
		f.add("/content", "unknown_type", "این نوع فایل پذیرفته نیست. عکس، PDF، صدا، ویدئو، Word یا Excel بفرستید.",
			"this type of file is not taken; one of "+list(AttachmentTypes()))
	case kind.check != nil && !kind.check(content):
		f.add("/content", "unsafe", "این فایل آسیب دیده یا ناامن است؛ آن را بدون ماکرو دوباره ذخیره کنید یا به PDF برگردانید.",
			"the file is damaged or not safe; save it again without macros, or as PDF")
	}
	if err := f.err(); err != nil {
		return Uploaded{}, err
	}
	if err := d.scan(ctx, content); err != nil {
		return Uploaded{}, err
	}
	return d.stage(ctx, content, Attachment{
		AttachmentFacts: AttachmentFacts{Type: kind.media, Size: len(content)}, Name: safeName(u.Name, *kind),
	}, actor, u.Key)
}

// mayUpload reports whether one of the actor's roles takes a step that brings
// attachments, on whatever case.
func (d *Desk) mayUpload(actor Actor) bool {
	for _, action := range []Action{Submit, Inform, Object, Act, Draft, AnswerCase, AnswerByLetter} {
		if actor.allows(action) && slices.ContainsFunc(d.rights[action], func(r Right) bool { return actor.Has(r.Role) }) {
			return true
		}
	}
	// Records beside cases take files as well.
	for _, r := range areaRights() {
		if slices.Contains([]Action{ReportVisit, ManageCommission, OpenDemand, AnswerDemand}, r.Action) && actor.Has(r.Role) && actor.allows(r.Action) {
			return true
		}
	}
	return false
}

func (d *Desk) scan(ctx context.Context, content []byte) error {
	if d.scanner == nil {
		return nil
	}
	err := d.scanner.Scan(ctx, content)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrInfected):
		var f faults
		f.add("/content", "infected", "در این فایل بدافزار پیدا شد.", "malware was found in the file")
		return f.err()
	case ctx.Err() != nil:
		return fmt.Errorf("samad: scan an upload: %w", err)
	default:
		return fmt.Errorf("samad: scan an upload: %w", errors.Join(ErrUnavailable, err))
	}
}

// stage seals and stages a checked file and makes its token.
func (d *Desk) stage(ctx context.Context, content []byte, a Attachment, actor Actor, key string) (Uploaded, error) {
	u := upload{Name: a.Name, Type: a.Type, Size: a.Size, Sum: sha256.Sum256(content)}
	random := d.random
	var err error
	if key == "" {
		err = d.freshUpload(&u)
	} else {
		random, err = d.keyedUpload(ctx, &u, actor, key)
	}
	if err != nil {
		return Uploaded{}, err
	}
	sealed, err := sealContent(u.Key, content, random)
	if err != nil {
		return Uploaded{}, err
	}
	u.Sealed = sha256.Sum256(sealed)
	token, err := d.sealUpload(ctx, u)
	if err != nil {
		return Uploaded{}, err
	}
	err = d.blobs.Put(ctx, u.ID, sealed)
	if key != "" && isConflict(err) {
		err = d.sameUpload(ctx, u.ID, sealed)
	}
	if err != nil {
		return Uploaded{}, fmt.Errorf("samad: keep an upload: %w", err)
	}
	a.ID = u.ID
	return Uploaded{Attachment: a, Token: token, Expires: u.Expires}, nil
}

func (d *Desk) freshUpload(u *upload) error {
	now := d.instant()
	id, err := newID(now, d.random)
	if err != nil {
		return err
	}
	u.ID, u.Key, u.Expires = id, make([]byte, contentKey), now.Add(d.settings.UploadTTL)
	if _, err := io.ReadFull(d.random, u.Key); err != nil {
		return fmt.Errorf("samad: make a key for an upload: %w", err)
	}
	return nil
}

// keyedUpload gives the upload the id that its idempotency key has in this span
// of Settings.UploadTTL, so that a second one finds the first, and the content
// a key that follows from it, so that both are the same. Nothing has to be
// written down about it. The id lies at the end of the span: uploads are
// destroyed by the time in it, and the last of a span must be good as long as
// any other.
//
// The content's key comes from the vault's secret, the client's key, which is
// kept nowhere, the name and the content itself. It seals no other content, and
// so the nonce, which is the first of what is read from random, may follow too.
func (d *Desk) keyedUpload(ctx context.Context, u *upload, actor Actor, key string) (random io.Reader, err error) {
	ends := d.instant().Truncate(d.settings.UploadTTL).Add(d.settings.UploadTTL)
	who := HashParts([]byte("samad.upload.v1"), []byte(actor.ID), []byte(actor.own), []byte(key), []byte(ends.Format(time.RFC3339)))
	id, err := d.vault.Hash(ctx, "upload id", who.String())
	if err != nil {
		return nil, fmt.Errorf("samad: name an upload: %w", err)
	}
	what := HashParts(who[:], []byte(u.Name), []byte(u.Type), u.Sum[:])
	secret, err := d.vault.Hash(ctx, "upload key", what.String())
	if err != nil {
		return nil, fmt.Errorf("samad: make a key for an upload: %w", err)
	}
	idSum, nonce := sha256.Sum256(id), HashParts([]byte("nonce"), secret)
	if u.ID, err = newID(ends, bytes.NewReader(idSum[:])); err != nil {
		return nil, err
	}
	sum := HashParts([]byte("key"), secret)
	u.Key, u.Expires = sum[:], ends.Add(d.settings.UploadTTL)
	return bytes.NewReader(nonce[:]), nil
}

// sameUpload fails with [ErrKeyReused] when something else was staged under the
// id. What is staged can be looked at only by keeping it for a moment.
func (d *Desk) sameUpload(ctx context.Context, id string, sealed []byte) (err error) {
	look, err := newID(d.instant(), d.random)
	if err != nil {
		return err
	}
	if err := d.blobs.Keep(ctx, id, look); err != nil {
		return err
	}
	defer func() { err = d.unkeep(ctx, []string{look}, err) }()
	there, err := d.blobs.Get(ctx, look)
	if err == nil && !bytes.Equal(there, sealed) {
		err = ErrKeyReused
	}
	return err
}

// sealUpload makes a token: id, length of the wrapped key, wrapped key and what
// is sealed under it.
func (d *Desk) sealUpload(ctx context.Context, u upload) (string, error) {
	plain, err := json.Marshal(u)
	if err != nil {
		return "", fmt.Errorf("samad: encode an upload: %w", err)
	}
	key, err := d.vault.NewKey(ctx, u.ID)
	if err != nil {
		return "", fmt.Errorf("samad: make a key for an upload: %w", err)
	}
	sealed, err := d.vault.Seal(ctx, key, u.ID, uploadName, plain)
	if err != nil {
		return "", fmt.Errorf("samad: seal an upload: %w", err)
	}
	raw := binary.BigEndian.AppendUint16([]byte(u.ID), uint16(len(key)))
	raw = append(append(raw, key...), sealed...)
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// openUpload reads a token. ok is false for one that this desk did not make.
func (d *Desk) openUpload(ctx context.Context, token string) (u upload, ok bool, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	const head = ulid.EncodedSize + 2
	if err != nil || len(token) > maxToken || len(raw) < head {
		return upload{}, false, nil //nolint:nilerr // a token that is none
	}
	id, n := string(raw[:ulid.EncodedSize]), int(binary.BigEndian.Uint16(raw[ulid.EncodedSize:head]))
	if len(raw) < head+n {
		return upload{}, false, nil
	}
	plain, err := d.vault.Open(ctx, raw[head:head+n], id, uploadName, raw[head+n:])
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, ErrUnavailable) {
			return upload{}, false, fmt.Errorf("samad: open an upload: %w", err)
		}
		return upload{}, false, nil // sealed by nobody here
	}
	if json.Unmarshal(plain, &u) != nil || u.ID != id || len(u.Key) != contentKey {
		return upload{}, false, nil //nolint:nilerr // no token of ours
	}
	return u, true, nil
}

// uploadSums stands for the tokens of a request where it is compared with an
// earlier one: the same files sent again are the same request.
func (d *Desk) uploadSums(ctx context.Context, tokens []string) ([]string, error) {
	var sums []string
	for _, token := range tokens {
		u, ok, err := d.openUpload(ctx, token)
		switch {
		case err != nil:
			return nil, err
		case ok:
			sums = append(sums, u.Sum.String()+" "+u.Name)
		default:
			sums = append(sums, token)
		}
	}
	return sums, nil
}

func contentCipher(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("samad: key of an attachment: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("samad: cipher of an attachment: %w", err)
	}
	return aead, nil
}

// sealContent encrypts content with AES-256-GCM under a key that seals nothing
// else. The nonce stands before it.
func sealContent(key, content []byte, random io.Reader) ([]byte, error) {
	aead, err := contentCipher(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(content)+aead.Overhead())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("samad: seal an attachment: %w", err)
	}
	return aead.Seal(nonce, nonce, content, []byte(fileDomain)), nil
}

func openContent(key, sealed []byte) ([]byte, error) {
	aead, err := contentCipher(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("samad: a sealed attachment is too short")
	}
	content, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(fileDomain))
	if err != nil {
		return nil, fmt.Errorf("samad: open an attachment: %w", err)
	}
	return content, nil
}

// uploadChore destroys uploads that no step claimed in time.
type uploadChore struct{ desk *Desk }

func (c uploadChore) Name() string { return "uploads" }

// Run destroys at most limit uploads. It leaves an hour over, for steps that
// began with a token that was still good.
func (c uploadChore) Run(ctx context.Context, now time.Time, limit int) (int, error) {
	done, err := c.desk.blobs.DeleteStaged(ctx, now.Add(-c.desk.settings.UploadTTL-time.Hour), limit)
	if err != nil {
		return done, fmt.Errorf("samad: destroy uploads: %w", err)
	}
	return done, nil
}

// Package vault seals personal data, so that a stolen database tells nobody's
// name, and removing one wrapped key erases one case's data in the database. A
// backup from before still holds the wrapped key: it must expire too.
//
//	v, err := vault.OpenFile("samad.key")
//	if errors.Is(err, fs.ErrNotExist) {
//		v, err = vault.CreateFile("samad.key")
//	}
//	desk, err := samad.NewDesk(samad.Config{Vault: v, …})
//
// # Keys
//
// Every case (and every call) has a data key of its own, 256 bits. It seals
// that case's values with AES-GCM, each bound to the case's id and the value's
// name: moved to another case or another column it does not open. The data key
// itself is stored beside the case, wrapped by a key-encryption key that is
// not in the database. Emptying the wrapped key erases the case: without it
// nothing can be opened any more, in no backup either that is made after.
//
// Key-encryption keys are a Tink keyset: the primary wraps, any of them
// unwraps. [RotateFile] adds a new primary; [Vault.Rewrap] brings a wrapped
// key under it, [Vault.Rotate] those of a whole store while the service runs,
// and an old one may be removed by [DropFile] when all are brought over.
//
// Identifiers and PINs are hashed with HMAC-SHA-256 under a key of its own,
// separately for every purpose. That key must never change: the hashes are
// what cases are found by.
//
// # The key file
//
// It holds both in clear and is refused when anybody but its owner may read
// it. Keep a copy apart from the database's backups: without it they cannot be
// read, and with it beside them sealing was in vain. [Load] also takes the
// file's text from an environment variable. [New] takes keys from elsewhere:
// any tink.AEAD, or by [KMS] a key management service, can wrap.
package vault

package httpapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// SMSProof says how a gateway shows who it is. All ways that are set must
// hold.
type SMSProof struct {
	// Secret is a word that gateway and service share, and SecretAt where it
	// stands ("header:X-Token", "query:token"). Secrets in a query end up in
	// logs of proxies; take another way where the gateway has one. At least 16
	// characters.
	Secret, SecretAt string
	// Key is the key of an HMAC-SHA256 over the body as it came, and SignedAt
	// the header that carries it, in hexadecimal or base64, with or without
	// "sha256=" in front. It needs POST. At least 16 bytes.
	Key      []byte
	SignedAt string
	// Networks are the addresses from which the gateway calls.
	Networks []netip.Prefix
}

const shortestSecret = 16

func (p SMSProof) check(method string) []error {
	var errs []error
	if p.Secret == "" && len(p.Key) == 0 && len(p.Networks) == 0 {
		errs = append(errs, errors.New("httpapi: SMSOptions.Proof is empty: anybody could file cases in anybody's name"))
	}
	if p.Secret != "" {
		if len(p.Secret) < shortestSecret {
			errs = append(errs, fmt.Errorf("httpapi: SMSProof.Secret has %d characters: want at least %d", len(p.Secret), shortestSecret))
		}
		if f, err := parseSMSField(p.SecretAt); err != nil || f.in == "json" || f.in == "form" {
			errs = append(errs, errors.New("httpapi: SMSProof.SecretAt: want header:Name or query:name"))
		}
	}
	if len(p.Key) > 0 {
		if len(p.Key) < shortestSecret {
			errs = append(errs, fmt.Errorf("httpapi: SMSProof.Key has %d bytes: want at least %d", len(p.Key), shortestSecret))
		}
		if p.SignedAt == "" || method != http.MethodPost {
			errs = append(errs, errors.New("httpapi: SMSProof.Key needs SignedAt, the name of a header, and POST"))
		}
	}
	return errs
}

// holds reports whether a request proves itself. It takes the same time
// however much of a secret is right.
func (p SMSProof) holds(r *http.Request, body []byte, from netip.Addr) bool {
	ok := true
	if p.Secret != "" {
		given := ""
		if f, err := parseSMSField(p.SecretAt); err == nil {
			source := &smsSource{query: r.URL.Query(), header: r.Header}
			given, _ = source.value(f)
		}
		ok = subtle.ConstantTimeCompare([]byte(given), []byte(p.Secret)) == 1 && ok
	}
	if len(p.Key) > 0 {
		mac := hmac.New(sha256.New, p.Key)
		mac.Write(body) // a hash never returns an error
		ok = hmac.Equal(signature(r.Header.Get(p.SignedAt)), mac.Sum(nil)) && ok
	}
	if len(p.Networks) > 0 {
		inside := false
		for _, n := range p.Networks {
			inside = inside || n.Contains(from)
		}
		ok = inside && ok
	}
	return ok
}

// signature reads a MAC in hexadecimal or base64.
func signature(text string) []byte {
	text = strings.TrimPrefix(strings.TrimSpace(text), "sha256=")
	if mac, err := hex.DecodeString(text); err == nil {
		return mac
	}
	mac, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return mac
}

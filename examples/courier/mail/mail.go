// Package mail hands letters to an SMTP server.
//
//	m, err := mail.New(mail.Config{Host: "mail.example.ir", Port: 587, From: "samad@example.ir", User: "samad", Password: password})
//
// TLS is required unless said otherwise. The key of a letter is its Message-ID,
// so that a mailbox shows a letter that was sent twice once, where it looks at
// that. That a server took a letter does not say that it was read: what comes
// back as undeliverable goes to From.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/samad111/go-samad/examples/courier"
	"github.com/samad111/go-samad/samad"
)

// TLS says how the connection is protected.
type TLS string

// The ways to protect a connection.
const (
	StartTLS TLS = "starttls" // required after connecting; the default
	Implicit TLS = "tls"      // from the first byte
	None     TLS = "none"     // for a server on the same machine
)

// Config says which server, and as whom.
type Config struct {
	Host string // required
	Port int    // default 587, with Implicit 465
	From string // required: an address
	// Name stands before the address; default سامد ۱۱۱.
	Name string
	// User and Password, "" for a server that asks for none.
	User, Password string
	TLS            TLS
	// Trust replaces the system's certificates, for a server of one's own.
	Trust *tls.Config
	// Timeout bounds one letter; default 30 s.
	Timeout time.Duration
}

// Mailer implements [courier.Carrier]. It opens a connection for each letter.
type Mailer struct {
	config  Config
	options []gomail.Option
	domain  string
}

var _ courier.Carrier = (*Mailer)(nil)

// New checks the configuration; it does not connect.
func New(config Config) (*Mailer, error) {
	var errs []error
	if config.Host == "" {
		errs = append(errs, errors.New("mail: host is missing"))
	}
	from, err := samad.ParseEmail(config.From)
	if err != nil {
		errs = append(errs, errors.New("mail: from is no mail address"))
	}
	if config.TLS == "" {
		config.TLS = StartTLS
	}
	if config.Timeout == 0 {
		config.Timeout = 30 * time.Second
	}
	if config.Name == "" {
		config.Name = "سامد ۱۱۱"
	}
	m := &Mailer{config: config, options: []gomail.Option{gomail.WithTimeout(config.Timeout)}}
	_, m.domain, _ = strings.Cut(from, "@")
	port := 587
	switch config.TLS {
	case StartTLS:
		m.options = append(m.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case Implicit:
		port = 465
		m.options = append(m.options, gomail.WithSSL())
	case None:
		m.options = append(m.options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		errs = append(errs, fmt.Errorf("mail: tls %q: want starttls, tls or none", config.TLS))
	}
	if config.TLS == None && config.Password != "" && config.Host != "localhost" && config.Host != "127.0.0.1" {
		errs = append(errs, errors.New("mail: a password does not go over a connection without TLS"))
	}
	if config.Port != 0 {
		port = config.Port
	}
	m.options = append(m.options, gomail.WithPort(port))
	if config.Trust != nil {
		m.options = append(m.options, gomail.WithTLSConfig(config.Trust))
	}
	if config.User != "" {
		m.options = append(m.options, gomail.WithSMTPAuth(gomail.SMTPAuthPlain),
			gomail.WithUsername(config.User), gomail.WithPassword(config.Password))
		if config.TLS == None {
			m.options = append(m.options, gomail.WithSMTPAuth(gomail.SMTPAuthPlainNoEnc))
		}
	}
	if len(errs) == 0 {
		_, err := gomail.NewClient(config.Host, m.options...)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return m, nil
}

// Carry implements [courier.Carrier]. A server's 4xx is tried again, its 5xx
// is for ever, as RFC 5321 says; what does not get that far is tried again.
func (m *Mailer) Carry(ctx context.Context, l courier.Letter) (string, error) {
	msg := gomail.NewMsg()
	if err := msg.FromFormat(m.config.Name, m.config.From); err != nil {
		return "", fmt.Errorf("mail: from: %w", err)
	}
	if err := msg.To(l.To); err != nil {
		// The error repeats the address.
		return "", fmt.Errorf("mail: the address cannot be written to: %w", samad.ErrPermanent)
	}
	msg.SetMessageIDWithValue(l.Key + "@" + m.domain)
	msg.Subject(l.Subject)
	msg.SetDate()
	msg.SetBodyString(gomail.TypeTextPlain, l.Body)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	client, err := gomail.NewClient(m.config.Host, m.options...)
	if err != nil {
		return "", fmt.Errorf("mail: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, m.config.Timeout)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, msg)
	switch refused, is := errors.AsType[*gomail.SendError](err); {
	case err == nil:
		return "", nil
	case ctx.Err() != nil:
		return "", fmt.Errorf("mail: server: %w", ctx.Err())
	case is && refused.ErrorCode() >= 500:
		return "", fmt.Errorf("mail: server refuses with %d: %w", refused.ErrorCode(), samad.ErrPermanent)
	case is:
		return "", fmt.Errorf("mail: server refuses with %d", refused.ErrorCode())
	default:
		return "", errors.New("mail: server cannot be reached or does not accept us")
	}
}

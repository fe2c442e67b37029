package mail_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/courier"
	"github.com/samad111/go-samad/examples/courier/mail"
	"github.com/samad111/go-samad/samad"
)

// server is a real SMTP server that keeps what it gets.
type server struct {
	mu      sync.Mutex
	letters []string
	// refuse answers RCPT; nil takes everything.
	refuse func() error
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }

type session struct {
	s      *server
	signed bool
}

func (x *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "samad" || password != "secret" {
			return errors.New("unknown")
		}
		x.signed = true
		return nil
	}), nil
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }
func (x *session) Mail(string, *smtp.MailOptions) error {
	if !x.signed {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (x *session) Rcpt(string, *smtp.RcptOptions) error {
	if x.s.refuse != nil {
		return x.s.refuse()
	}
	return nil
}

func (x *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.letters = append(x.s.letters, string(b))
	return err
}

// open starts a server with TLS and returns it with a mailer to it.
func open(t *testing.T, edit func(*mail.Config)) (*server, *mail.Mailer) {
	t.Helper()
	web := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(web.Close)
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())

	s := &server{}
	smtpd := smtp.NewServer(s)
	smtpd.TLSConfig = &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}
	smtpd.Domain = "mail.test"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go smtpd.Serve(listener) //nolint:errcheck // ends with Close
	t.Cleanup(func() { smtpd.Close() })
	config := mail.Config{
		Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, From: "samad@example.ir",
		User: "samad", Password: "secret", Timeout: 5 * time.Second,
		Trust: &tls.Config{RootCAs: pool, ServerName: "example.com", MinVersion: tls.VersionTLS12},
	}
	if edit != nil {
		edit(&config)
	}
	m, err := mail.New(config)
	require.NoError(t, err)
	return s, m
}

var letter = courier.Letter{
	Key: "01KEY", To: "petitioner@example.com", Lang: samad.Persian, Kind: samad.AnswerMessage,
	Subject: "سامد ۱۱۱، پرونده ۱۲۳۴", Body: "با سلام\nحقوق شما واریز شد؛ می‌توانید پیگیری کنید.",
}

func TestCarry(t *testing.T) {
	t.Parallel()
	s, m := open(t, nil)
	_, err := m.Carry(t.Context(), letter)
	require.NoError(t, err)
	require.Len(t, s.letters, 1)
	got, err := netmail.ReadMessage(strings.NewReader(s.letters[0]))
	require.NoError(t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	require.NoError(t, err)
	assert.Equal(t, letter.Subject, subject)
	assert.Equal(t, "<01KEY@example.ir>", got.Header.Get("Message-ID"))
	assert.Equal(t, "auto-generated", got.Header.Get("Auto-Submitted"))
	body, err := io.ReadAll(quotedprintable.NewReader(got.Body))
	require.NoError(t, err)
	assert.Equal(t, letter.Body, strings.TrimSpace(strings.ReplaceAll(string(body), "\r\n", "\n")))
}

func TestCarryFails(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		refuse error
		edit   func(*mail.Config)
		to     string
		ever   bool
	}{
		"a full mailbox":   {refuse: &smtp.SMTPError{Code: 452, Message: "full"}},
		"no such mailbox":  {refuse: &smtp.SMTPError{Code: 550, Message: "petitioner@example.com unknown"}, ever: true},
		"no address":       {to: "nobody at home", ever: true},
		"a wrong password": {edit: func(c *mail.Config) { c.Password = "other" }},
		"no certificate":   {edit: func(c *mail.Config) { c.Trust = nil }},
		"nobody listens":   {edit: func(c *mail.Config) { c.Port = 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, m := open(t, row.edit)
			if row.refuse != nil {
				s.refuse = func() error { return row.refuse }
			}
			l := letter
			if row.to != "" {
				l.To = row.to
			}
			_, err := m.Carry(t.Context(), l)
			require.Error(t, err)
			assert.Equal(t, row.ever, errors.Is(err, samad.ErrPermanent), err)
			assert.NotContains(t, err.Error(), "petitioner@", "no address in errors")
			assert.Empty(t, s.letters)
		})
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	_, err := mail.New(mail.Config{From: "x", TLS: "maybe"})
	for _, want := range []string{"host", "from", "maybe"} {
		require.ErrorContains(t, err, want)
	}
	_, err = mail.New(mail.Config{Host: "mail.example.ir", From: "samad@example.ir", User: "u", Password: "p", TLS: mail.None})
	require.ErrorContains(t, err, "without TLS")
}

package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// selfSigned writes a certificate for 127.0.0.1 with the number.
func selfSigned(t *testing.T, dir string, number int64) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(number), Subject: pkix.Name{CommonName: "intake"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return cert, key
}

// tlsClient trusts everybody: what is looked at is the certificate itself.
func tlsClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true, DisableKeepAlives: true, //nolint:gosec // see above
	}}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := selfSigned(t, dir, 1)
	s := start(t, dir, "--tls-cert", cert, "--tls-key", key)
	assert.True(t, strings.HasPrefix(s.base, "https://"))
	assert.Len(t, s.accounts, 1, "no trial any more")
	answer, err := tlsClient().Get(s.base + "/healthz")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, 2, answer.ProtoMajor)
	assert.Equal(t, "max-age=31536000", answer.Header.Get("Strict-Transport-Security"))

	_, err = tls.DialWithDialer(&net.Dialer{Timeout: time.Second}, "tcp", strings.TrimPrefix(s.base, "https://"),
		&tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}) //nolint:gosec // must be refused
	assert.Error(t, err, "nothing older than TLS 1.2")
}

func TestCertificateIsReadAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := selfSigned(t, dir, 1)
	c, err := loadCertificate(cert, key)
	require.NoError(t, err)
	log := new(syncBuffer)
	s := server{cert: c, logger: quietLogger(log)}
	serial := func() int64 {
		now, err := c.config().GetCertificate(nil)
		require.NoError(t, err)
		return now.Leaf.SerialNumber.Int64()
	}
	assert.Equal(t, int64(1), serial())
	selfSigned(t, dir, 2)
	s.reload()
	assert.Equal(t, int64(2), serial())
	require.NoError(t, os.WriteFile(key, []byte("broken"), 0o600))
	s.reload()
	assert.Equal(t, int64(2), serial(), "the old one stays")
	assert.Contains(t, log.String(), "the old certificate stays")
	_, err = loadCertificate(cert, key)
	assert.ErrorContains(t, err, "--tls-cert")
}

func TestHTTP2WithoutTLS(t *testing.T) {
	t.Parallel()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	client := &http.Client{Transport: &http.Transport{Protocols: protocols, DisableKeepAlives: true}}
	s := start(t, t.TempDir(), "--h2c")
	answer, err := client.Get(s.base + "/healthz")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, 2, answer.ProtoMajor)
	plain := start(t, t.TempDir())
	_, err = client.Get(plain.base + "/healthz") //nolint:bodyclose // must fail
	assert.Error(t, err, "not unless it was asked for")
}

func TestDrain(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--stop-delay", "3s")
	status, _ := s.call(t, http.MethodGet, "/readyz", "", nil)
	require.Equal(t, http.StatusOK, status)
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	require.Eventually(t, func() bool {
		status, body := s.call(t, http.MethodGet, "/readyz", "", nil)
		return status == http.StatusServiceUnavailable && body["code"] == "not_ready"
	}, 2500*time.Millisecond, 5*time.Millisecond)
	status, _ = s.call(t, http.MethodGet, "/api/v1/kinds", "", nil)
	assert.Less(t, status, 500, "requests are served as before")
	require.NoError(t, <-stopped)
	_, err := http.Get(s.base + "/healthz") //nolint:bodyclose // must fail
	assert.Error(t, err, "and then refused")
}

func TestStopIsBounded(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--stop-time", "200ms")
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.base, "http://"))
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	require.NoError(t, err)
	time.Sleep(50 * time.Millisecond) // until the handler reads the body that never comes
	began := time.Now()
	err = s.stop()
	assert.ErrorContains(t, err, "requests were cut off")
	assert.Less(t, time.Since(began), 5*time.Second)
	s.stop = func() error { return nil } // what it returned was expected
}

func TestSheddingServesThoseInside(t *testing.T) {
	t.Parallel()
	inside, release := make(chan struct{}, 2), make(chan struct{})
	count := 0
	h := shedding(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			inside <- struct{}{}
			<-release
		}
		w.WriteHeader(http.StatusOK)
	}), 2, func() { count++ })
	done := make(chan int, 2)
	for range 2 {
		go func() { done <- served(h, "/slow").Code }()
		<-inside
	}
	for path, want := range map[string]string{"/api/v1/cases": `"code":"busy"`, "/file": `dir="rtl"`} {
		w := served(h, path)
		assert.Equal(t, http.StatusServiceUnavailable, w.Code)
		assert.Equal(t, "2", w.Header().Get("Retry-After"))
		assert.Contains(t, w.Body.String(), want)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		assert.Equal(t, http.StatusOK, served(h, path).Code, path)
	}
	assert.Equal(t, 2, count)
	close(release)
	assert.Equal(t, http.StatusOK, <-done)
	assert.Equal(t, http.StatusOK, <-done)
	assert.Equal(t, http.StatusOK, served(h, "/file").Code, "there is room again")
}

// A client that sends its header a letter a second holds no connection for
// long.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	s := server{options: options{}, logger: quietLogger(io.Discard)}
	made := s.over(http.NotFoundHandler())
	assert.Equal(t, readHeaderTime, made.ReadHeaderTimeout)
	assert.Positive(t, made.ReadTimeout)
	assert.Positive(t, made.WriteTimeout)
	assert.Positive(t, made.IdleTimeout)
	made.ReadHeaderTimeout = 150 * time.Millisecond
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- made.Serve(listener) }()
	defer func() {
		require.NoError(t, made.Shutdown(context.WithoutCancel(t.Context())))
		assert.ErrorIs(t, <-ended, http.ErrServerClosed)
	}()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", listener.Addr().String())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: ")
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(3*time.Second)))
	_, err = io.Copy(new(bytes.Buffer), conn)
	assert.NoError(t, err, "the server closed the connection before the deadline")
}

// freeAddr is an address that nobody listened on a moment ago.
func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}

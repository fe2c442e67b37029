// Package clamd scans attachments by a ClamAV daemon. It speaks the daemon's
// INSTREAM command over TCP or a Unix socket, as clamd(8) describes it: the
// command, chunks with their length as four bytes, big endian, and an empty one
// at the end.
package clamd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// DefaultTimeout is how long one scan may take unless the context ends before.
const DefaultTimeout = 30 * time.Second

// chunk is how much is sent at once; maxReply how long an answer may be.
const (
	chunk    = 64 << 10
	maxReply = 4 << 10
)

// ErrReply is what the daemon answers that is no verdict: a file above its
// StreamMaxLength, a broken database.
var ErrReply = errors.New("clamd: no verdict")

// Client implements [samad.Scanner]. It makes a connection for each scan and is
// safe for concurrent use.
type Client struct {
	network, address string
	timeout          time.Duration
}

var _ samad.Scanner = (*Client)(nil)

// New returns a client of the daemon at the address: "host:port", or the path
// of a socket that begins with a slash. The daemon's StreamMaxLength must not be
// less than Settings.MaxAttachment (it is 100 MB by default). A timeout of 0 is
// [DefaultTimeout]. It does no I/O.
func New(address string, timeout time.Duration) (*Client, error) {
	c := &Client{network: "tcp", address: address, timeout: timeout}
	if strings.HasPrefix(address, "/") {
		c.network = "unix"
	} else if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, fmt.Errorf("clamd: address, host:port or /path/of/socket: %w", err)
	}
	if timeout < 0 {
		return nil, fmt.Errorf("clamd: timeout %s is negative", timeout)
	}
	if timeout == 0 {
		c.timeout = DefaultTimeout
	}
	return c, nil
}

// Scan implements [samad.Scanner].
func (c *Client) Scan(ctx context.Context, content []byte) error {
	reply, err := c.talk(ctx, func(w io.Writer) error { return stream(w, content) })
	switch {
	case err != nil:
		return err
	case reply == "stream: OK":
		return nil
	case strings.HasSuffix(reply, " FOUND"):
		name := strings.TrimSuffix(strings.TrimPrefix(reply, "stream: "), " FOUND")
		return fmt.Errorf("clamd: %q: %w", name, samad.ErrInfected)
	default:
		return fmt.Errorf("%w: %q", ErrReply, reply)
	}
}

// Ping asks whether the daemon is there, for checks of health.
func (c *Client) Ping(ctx context.Context) error {
	reply, err := c.talk(ctx, func(w io.Writer) error {
		_, err := io.WriteString(w, "zPING\x00")
		return err //nolint:wrapcheck // talk says what for
	})
	if err == nil && reply != "PONG" {
		return fmt.Errorf("%w: %q", ErrReply, reply)
	}
	return err
}

// talk sends one command and reads the answer up to its NUL.
func (c *Client) talk(ctx context.Context, send func(w io.Writer) error) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", fmt.Errorf("clamd: connect: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	defer func() { _ = conn.Close() }() // everything was read
	sent := send(conn)
	// A daemon that will not take more answers and closes; its answer says why.
	reply, err := bufio.NewReader(io.LimitReader(conn, maxReply)).ReadBytes(0)
	switch {
	case err == nil:
		return string(bytes.TrimSuffix(reply, []byte{0})), nil
	case ctx.Err() != nil:
		return "", fmt.Errorf("clamd: %w", ctx.Err())
	case sent != nil:
		return "", fmt.Errorf("clamd: send: %w", sent)
	default:
		return "", fmt.Errorf("clamd: answer: %w", err)
	}
}

// stream sends content in chunks.
func stream(w io.Writer, content []byte) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err //nolint:wrapcheck // talk says what for
	}
	part := make([]byte, 0, 4+chunk)
	for {
		n := min(chunk, len(content))
		part = binary.BigEndian.AppendUint32(part[:0], uint32(n))
		part = append(part, content[:n]...)
		if _, err := w.Write(part); err != nil {
			return err //nolint:wrapcheck // talk says what for
		}
		if n == 0 {
			return nil
		}
		content = content[n:]
	}
}

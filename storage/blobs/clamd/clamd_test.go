package clamd_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/blobs/clamd"
)

// daemon answers as clamd does: it reads the stream whole, finds EICAR, and
// refuses what is longer than limit.
func daemon(t *testing.T, network, address string, limit int, answer func(content []byte) string) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), network, address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				serve(conn, limit, answer)
			}()
		}
	}()
	return l.Addr().String()
}

func serve(conn net.Conn, limit int, answer func([]byte) string) {
	r := bufio.NewReader(conn)
	command, err := r.ReadString(0)
	if err != nil {
		return
	}
	if command == "zPING\x00" {
		_, _ = io.WriteString(conn, "PONG\x00")
		return
	}
	if command != "zINSTREAM\x00" {
		_, _ = io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return
	}
	var content bytes.Buffer
	for {
		var n uint32
		if binary.Read(r, binary.BigEndian, &n) != nil {
			return
		}
		if n == 0 {
			break
		}
		if content.Len()+int(n) > limit {
			_, _ = io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00")
			return
		}
		if _, err := io.CopyN(&content, r, int64(n)); err != nil {
			return
		}
	}
	_, _ = io.WriteString(conn, answer(content.Bytes()))
}

func verdict(content []byte) string {
	if bytes.Contains(content, []byte("EICAR")) {
		return "stream: Eicar-Test-Signature FOUND\x00"
	}
	return "stream: OK\x00"
}

func client(t *testing.T, address string, timeout time.Duration) *clamd.Client {
	t.Helper()
	c, err := clamd.New(address, timeout)
	require.NoError(t, err)
	return c
}

// TestScan: clean, infected, at the end of several chunks, over TCP and a
// socket.
func TestScan(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		daemon(t, "tcp", "127.0.0.1:0", 1<<20, verdict), daemon(t, "unix", filepath.Join(t.TempDir(), "s"), 1<<20, verdict),
	} {
		c := client(t, address, 0)
		require.NoError(t, c.Ping(t.Context()))
		for _, size := range []int{0, 1, 64 << 10, 64<<10 + 1, 300_000} {
			content := strings.Repeat("x", size)
			require.NoError(t, c.Scan(t.Context(), []byte(content)), size)
			require.ErrorIs(t, c.Scan(t.Context(), []byte(content+"EICAR")), samad.ErrInfected)
		}
	}
}

// TestNoVerdictIsNoPass: whatever else comes, the file is not called clean.
func TestNoVerdictIsNoPass(t *testing.T) {
	t.Parallel()
	small := client(t, daemon(t, "tcp", "127.0.0.1:0", 100, verdict), 0)
	err := small.Scan(t.Context(), bytes.Repeat([]byte("x"), 1000))
	require.ErrorIs(t, err, clamd.ErrReply)
	require.NotErrorIs(t, err, samad.ErrInfected)
	for _, reply := range []string{"", "stream: OK", "OK\x00", "stream: Can't open database ERROR\x00", "\x00"} {
		c := client(t, daemon(t, "tcp", "127.0.0.1:0", 100, func([]byte) string { return reply }), 0)
		require.Error(t, c.Scan(t.Context(), []byte("x")), "%q", reply)
	}
	away := client(t, filepath.Join(t.TempDir(), "nobody"), 0)
	require.Error(t, away.Scan(t.Context(), []byte("x")))
	require.Error(t, away.Ping(t.Context()))
}

// TestSilenceEnds: a daemon that does not answer does not hold a request.
func TestSilenceEnds(t *testing.T) {
	t.Parallel()
	wait := make(chan struct{})
	t.Cleanup(func() { close(wait) })
	address := daemon(t, "tcp", "127.0.0.1:0", 100, func([]byte) string { <-wait; return "" })
	require.ErrorIs(t, client(t, address, 50*time.Millisecond).Scan(t.Context(), []byte("x")), context.DeadlineExceeded)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	require.ErrorIs(t, client(t, address, 0).Scan(ctx, []byte("x")), context.Canceled)
}

// TestAddresses that are none are refused at the start.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost", "relative/socket"} {
		_, err := clamd.New(address, 0)
		require.Error(t, err, address)
	}
	_, err := clamd.New("localhost:3310", -1)
	assert.Error(t, err)
}

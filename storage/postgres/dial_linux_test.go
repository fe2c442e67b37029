package postgres

import (
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSilenceEnds: the kernel knows how long a server may say nothing.
func TestSilenceEnds(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { assert.NoError(t, l.Close()) }()
	conn, err := patientDialer().DialContext(t.Context(), "tcp", l.Addr().String())
	require.NoError(t, err)
	defer func() { assert.NoError(t, conn.Close()) }()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	require.NoError(t, err)
	option := func(name int) (value int) {
		require.NoError(t, raw.Control(func(fd uintptr) {
			var err error
			value, err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, name)
			assert.NoError(t, err)
		}))
		return value
	}
	assert.EqualValues(t, silence.Milliseconds(), option(tcpUserTimeout))
	assert.Equal(t, 3, option(syscall.TCP_KEEPIDLE))
}

package postgres_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestStoreInTehran runs the checks of times in a process whose zone is
// Tehran's, where drivers that write times as text have failed: its
// abbreviation is a number. The zone is loaded when a process starts, so it
// takes one of its own.
func TestStoreInTehran(t *testing.T) {
	t.Parallel()
	server(t)
	const zone = "Asia/Tehran"
	if os.Getenv("TZ") == zone {
		_, offset := time.Date(2026, 11, 23, 12, 0, 0, 0, time.Local).Zone()
		require.Equal(t, 12_600, offset, "the zone is not in effect")
		return
	}
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^(TestStore|TestStoreInTehran)$/^(time|due|calls|)$", "-test.v")
	command.Env = append(os.Environ(), "TZ="+zone)
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "--- PASS: TestStore/time/microseconds")
	require.Contains(t, string(out), "--- PASS: TestStoreInTehran")
}

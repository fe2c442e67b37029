//go:build !race

// The race detector makes buffers escape that otherwise do not.

package tracking

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMintingAllocations(t *testing.T) {
	buf := make([]byte, 0, MaxDigits)
	var sink string
	assert.Zero(t, testing.AllocsPerRun(1000, func() {
		if _, err := (Minter{}).AppendCode(buf); err != nil {
			t.Error(err)
		}
	}), "append")
	assert.Equal(t, 1.0, testing.AllocsPerRun(1000, func() {
		c, err := Minter{}.NewCode()
		if err != nil {
			t.Error(err)
		}
		sink = c.String()
	}), "string")
	assert.Len(t, sink, DefaultDigits)
}

package required_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/samad111/go-samad/internal/required"
)

func TestEverythingIsToldAtOnce(t *testing.T) {
	t.Parallel()
	need := required.Of("room: Config")
	need.Field(false, "Ledger")
	need.Field(true, "Desk")
	need.Fault(nil)
	need.Fault(errors.New("room: Config.Rest is below 0"))
	assert.EqualError(t, need.Err(), "room: Config.Ledger is missing\nroom: Config.Rest is below 0")
}

func TestNothingIsWrong(t *testing.T) {
	t.Parallel()
	need := required.Of("room: Config")
	need.Field(true, "Ledger")
	need.Fault(nil, nil)
	assert.Equal(t, time.UTC, need.Zone(time.UTC))
	assert.Equal(t, "Asia/Tehran", need.Zone(nil).String())
	assert.NoError(t, need.Err())
}

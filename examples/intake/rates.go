package main

import (
	"time"

	"github.com/samad111/go-samad/examples/intake/limit"
	"github.com/samad111/go-samad/samad/httpapi"
)

// newLimiter has the rates of the reference service. Addresses are shared by
// many people behind one provider's gateway, so that bursts are generous; what
// guards codes and PINs are the slow rates after them.
func newLimiter() (*limit.Limiter, error) {
	return limit.New(limit.Config{
		Kinds: map[string]limit.Rate{
			// A new case: 30 at once, then ten a minute for each address.
			httpapi.LimitSubmit: {Every: 6 * time.Second, Burst: 30},
			// A look-up by code: 60 at once, then one in two seconds. At that
			// pace ten million cases give a guesser one hit in half a year.
			httpapi.LimitTrack: {Every: 2 * time.Second, Burst: 60},
			// A wrong PIN, by address and by code; right ones are forgiven.
			// Twenty tries at once and then one in two minutes find a PIN of
			// six digits after two years, on average.
			httpapi.LimitPIN: {Every: 2 * time.Minute, Burst: 20},
			// A file: 20 at once, then ten a minute for each address.
			httpapi.LimitUpload: {Every: 6 * time.Second, Burst: 20},
			// A text message, by number: ten at once, then two an hour.
			httpapi.LimitSMS: {Every: 30 * time.Minute, Burst: 10},
			// A sign-in, by address and by name; the lock of an account comes
			// on top.
			httpapi.LimitSession: {Every: 6 * time.Second, Burst: 20},
		},
		Other: limit.Rate{Every: 200 * time.Millisecond, Burst: 100},
	})
}

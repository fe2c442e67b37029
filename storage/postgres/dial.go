package postgres

import (
	"net"
	"time"

	"github.com/jackc/pgx/v5"
)

// silence is how long a server may leave what was sent to it unacknowledged, or
// probes unanswered, until the connection to it counts as broken. A machine that
// has lost its power or its network says nothing at all, and the system would
// wait for it for a quarter of an hour.
const silence = 6 * time.Second

// patientDialer notices servers that are gone without a word.
func patientDialer() *net.Dialer {
	return &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silence / 2, Interval: silence / 6, Count: 3},
		Control:         limitSilence,
	}
}

// connectTime is how long a server may take to let us in. Where others may be
// asked, one that does not answer must leave them time: who waits for the
// connection, a request say, has some ten seconds for all of it.
func connectTime(config *pgx.ConnConfig) time.Duration {
	for _, other := range config.Fallbacks {
		if other.Host != config.Host || other.Port != config.Port {
			return 3 * time.Second
		}
	}
	return 10 * time.Second
}

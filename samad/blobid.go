package samad

import (
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"
)

// BlobTime returns the instant, in UTC and cut to milliseconds, at which the id
// of a blob was made. It fails with an error matching [ErrInvalid] for what is
// no ULID in its canonical form of 26 capital letters and digits: implementers
// of [Blobs] refuse ids by it, so that none is a path that leads elsewhere.
func BlobTime(id string) (time.Time, error) {
	u, err := ulid.ParseStrict(id)
	if err != nil || u.String() != id {
		return time.Time{}, fmt.Errorf("samad: the id of a blob is a ULID: %w", ErrInvalid)
	}
	return u.Timestamp().UTC(), nil
}

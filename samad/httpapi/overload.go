package httpapi

import "time"

// places are how many requests are answered at the same time. More would only
// make all of them late.
type places chan struct{}

func newPlaces(n int) places {
	if n <= 0 {
		return nil
	}
	return make(places, n)
}

// take takes a place, or reports that there is none. Nobody waits: a line of
// waiting requests is work that nobody wants any more once it is done.
func (p places) take() bool {
	if p == nil {
		return true
	}
	select {
	case p <- struct{}{}:
		return true
	default:
		return false
	}
}

func (p places) leave() {
	if p != nil {
		<-p
	}
}

// busyWait is after how long a client that found no place may try again.
const busyWait = 2 * time.Second

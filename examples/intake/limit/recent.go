package limit

import (
	"container/list"

	"golang.org/x/time/rate"
)

type bucketKey struct{ kind, key string }

type bucket struct {
	key     bucketKey
	limiter *rate.Limiter
}

// recent keeps the buckets used last, at most size of them.
type recent struct {
	size  int
	order *list.List // of *bucket, the latest in front
	byKey map[bucketKey]*list.Element
}

func newRecent(size int) recent {
	return recent{size: size, order: list.New(), byKey: map[bucketKey]*list.Element{}}
}

// get returns the bucket of the key, a fresh one when it is not kept.
func (r *recent) get(key bucketKey, fresh func() *rate.Limiter) *rate.Limiter {
	if e, ok := r.byKey[key]; ok {
		r.order.MoveToFront(e)
		return e.Value.(*bucket).limiter //nolint:forcetypeassert // the list holds nothing else
	}
	if r.order.Len() >= r.size {
		oldest := r.order.Back()
		r.order.Remove(oldest)
		delete(r.byKey, oldest.Value.(*bucket).key) //nolint:forcetypeassert // as above
	}
	b := &bucket{key: key, limiter: fresh()}
	r.byKey[key] = r.order.PushFront(b)
	return b.limiter
}

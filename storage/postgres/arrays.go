package postgres

import (
	"encoding/binary"
	"time"
)

// A batch is sent as columns: each parameter is an array with one element for
// every row, in the server's binary form.

// array is one column of a batch, being written.
type array struct {
	oid, element uint32
	n            int32
	nulls        bool
	expect       int // how many elements there will be, for room
	room         *room
	data         []byte
}

// room is memory for the many short columns of a submission.
type room struct{ free []byte }

// roomSize holds the columns of a usual submission.
const roomSize = 8 << 10

// take returns nothing with room for n bytes.
func (r *room) take(n int) []byte {
	if n > len(r.free) {
		r.free = make([]byte, max(n, roomSize))
	}
	out := r.free[:0:n]
	r.free = r.free[n:]
	return out
}

// The header of an array: dimensions, a flag for nulls, the type of the
// elements, their number, the lower bound.
const arrayHeader = 20

func (a *array) begin(size int) {
	if a.data == nil {
		a.data = a.room.take(arrayHeader + max(12, max(1, a.expect)*(size+8)))[:arrayHeader]
	}
	a.n++
	a.data = binary.BigEndian.AppendUint32(a.data, uint32(size))
}

func (a *array) text(s string) {
	a.begin(len(s))
	a.data = append(a.data, s...)
}

// blob adds bytes, and NULL when there are none.
func (a *array) blob(b []byte) {
	if len(b) == 0 {
		a.null()
		return
	}
	a.begin(len(b))
	a.data = append(a.data, b...)
}

func (a *array) int8(n int64) {
	a.begin(8)
	a.data = binary.BigEndian.AppendUint64(a.data, uint64(n))
}

// optional adds an instant that may be absent.
func (a *array) optional(t time.Time) {
	if t.IsZero() {
		a.null()
		return
	}
	a.int8(t.UnixMicro())
}

func (a *array) null() {
	a.begin(-1)
	a.nulls = true
}

// bytes returns the array as the server reads it.
func (a *array) bytes() []byte {
	if a.n == 0 {
		return binary.BigEndian.AppendUint32(make([]byte, 8), a.element)
	}
	header := a.data[:arrayHeader]
	binary.BigEndian.PutUint32(header, 1)
	if a.nulls {
		binary.BigEndian.PutUint32(header[4:], 1)
	}
	binary.BigEndian.PutUint32(header[8:], a.element)
	binary.BigEndian.PutUint32(header[12:], uint32(a.n))
	binary.BigEndian.PutUint32(header[16:], 1)
	return a.data
}

// spell appends the values of the columns, row by row, and their types.
func spell(columns []array, values [][]byte, oids []uint32) ([][]byte, []uint32) {
	places := make([]int, len(columns))
	for k := range places {
		places[k] = arrayHeader
	}
	for range columns[0].n {
		for k := range columns {
			a, at := &columns[k], places[k]
			size := int32(binary.BigEndian.Uint32(a.data[at:])) // as begin wrote it
			at += 4
			var v []byte // NULL
			if size >= 0 {
				v = a.data[at : at+int(size)]
				at += int(size)
			}
			places[k] = at
			values, oids = append(values, v), append(oids, a.element)
		}
	}
	return values, oids
}

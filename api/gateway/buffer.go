package gateway

import "sync"

// bufferBytes is the size of a buffer in which an answer is passed on.
const bufferBytes = 32 << 10

// buffers implements [net/http/httputil.BufferPool]: without one, each call
// would leave a buffer to the garbage collector.
type buffers struct{ pool sync.Pool }

// Get returns a buffer that nobody uses.
func (b *buffers) Get() []byte {
	if idle, ok := b.pool.Get().(*[bufferBytes]byte); ok {
		return idle[:]
	}
	return make([]byte, bufferBytes)
}

// Put takes a buffer back.
func (b *buffers) Put(buffer []byte) { b.pool.Put((*[bufferBytes]byte)(buffer)) }

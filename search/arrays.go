package search

import "sync"

// arrays are what one search needs of memory for every document. They are used
// again, since to make them anew for each search takes longer than most
// searches.
type arrays struct {
	passed           []uint16
	score, best, sum []float32
}

// An arrayPool holds arrays for a number of documents.
type arrayPool struct{ sync.Pool }

func newArrayPool(size int) *arrayPool {
	p := new(arrayPool)
	p.New = func() any {
		return &arrays{make([]uint16, size), make([]float32, size), make([]float32, size), make([]float32, size)}
	}
	return p
}

// take returns arrays. Only passed is empty: the others hold what they did.
func (p *arrayPool) take() *arrays {
	a := p.Get().(*arrays)
	clear(a.passed)
	return a
}

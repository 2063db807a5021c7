package bulk

// Values are doc values, one after the other, in blocks: it would take long to
// copy them into a longer one again and again.
type values struct {
	blocks [][]byte
	length uint64
}

func (v *values) size() int { return len(v.blocks) * blockSize }

// add adds a value and the sign that ends it.
func (v *values) add(value []byte) {
	v.put(value)
	v.put([]byte{valueEnd})
}

func (v *values) put(b []byte) {
	v.length += uint64(len(b))
	for len(b) > 0 {
		last := len(v.blocks) - 1
		if last < 0 || len(v.blocks[last]) == blockSize {
			v.blocks = append(v.blocks, make([]byte, 0, blockSize))
			last++
		}
		n := min(len(b), blockSize-len(v.blocks[last]))
		v.blocks[last] = append(v.blocks[last], b[:n]...)
		b = b[n:]
	}
}

package bulk

import "encoding/binary"

// Lists hold the documents of terms, each as its difference from the one
// before, in slices that grow: the first is of firstSlice bytes, the next
// twice as long, up to longestSlice. Slices lie one after the other in blocks;
// the last four bytes of a full one are the address of the next. Of a term
// that many documents have, they are the bits of a set: most terms of a
// document are such.
type lists struct {
	terms  []list
	blocks [][]byte
	free   uint32 // address of the next slice
	sets   [][]uint64
	held   int // bytes of sets
}

// A list is where the documents of a term are.
type list struct {
	count  uint32
	last   uint32 // the document that was added last
	first  uint32 // address of the first slice; there is none while count is 1
	length uint32 // of the last slice
	next   uint32 // address of the next byte
	end    uint32 // address of the last four bytes of the slice
	set    uint32 // number of its set, from 1 on, in place of slices
}

const (
	firstSlice   = 16
	longestSlice = 1 << 12
	blockBits    = 18
	blockSize    = 1 << blockBits
	linkSize     = 4

	leastInSet = 512 // documents; and of those so far at least one of
	setShare   = 8
)

// size is the memory of the lists, in bytes.
func (l *lists) size() int { return 28*cap(l.terms) + len(l.blocks)*blockSize + l.held }

// grow makes a list for a new term, which has the next number.
func (l *lists) grow() { l.terms = append(l.terms, list{}) }

// add adds a document, which is not less than those before it, to a term. It
// reports whether the term did not have it yet.
func (l *lists) add(term, doc uint32) bool {
	t := &l.terms[term]
	switch {
	case t.count == 0:
		t.count, t.last = 1, doc
		return true
	case t.last == doc:
		return false
	case t.set != 0:
		l.mark(t, doc)
		return true
	case t.next == t.end && t.count >= leastInSet && t.count*setShare >= doc:
		l.toSet(term)
		l.mark(t, doc)
		return true
	case t.count == 1:
		t.first = l.extend(t, firstSlice)
		l.put(t, t.last)
	}
	l.put(t, doc-t.last)
	t.count++
	t.last = doc
	return true
}

// toSet puts the documents of a term into a set. Its slices are lost.
func (l *lists) toSet(term uint32) {
	docs := l.read(term, nil)
	t := &l.terms[term]
	l.sets = append(l.sets, nil)
	t.set, t.count = uint32(len(l.sets)), 0
	for _, doc := range docs {
		l.mark(t, doc)
	}
}

// mark adds a document to the set of a term.
func (l *lists) mark(t *list, doc uint32) {
	set := l.sets[t.set-1]
	if word := int(doc / 64); word >= len(set) {
		before := cap(set)
		set = append(set, make([]uint64, word+1-len(set))...)
		l.held += 8 * (cap(set) - before)
		l.sets[t.set-1] = set
	}
	set[doc/64] |= 1 << (doc % 64)
	t.count++
	t.last = doc
}

// set returns the documents of a term as bits, or nil if they are not in a
// set.
func (l *lists) set(term uint32) []uint64 {
	if n := l.terms[term].set; n > 0 {
		return l.sets[n-1]
	}
	return nil
}

func (l *lists) put(t *list, n uint32) {
	for ; n >= 0x80; n >>= 7 {
		l.putByte(t, byte(n)|0x80)
	}
	l.putByte(t, byte(n))
}

func (l *lists) putByte(t *list, b byte) {
	if t.next == t.end {
		link := l.at(t.end)
		binary.LittleEndian.PutUint32(link, l.extend(t, min(2*t.length, longestSlice)))
	}
	l.blocks[t.next>>blockBits][t.next&(blockSize-1)] = b
	t.next++
}

// extend gives a list its next slice and returns its address.
func (l *lists) extend(t *list, length uint32) uint32 {
	at := l.slice(length)
	t.length, t.next, t.end = length, at, at+length-linkSize
	return at
}

// slice returns the address of a new slice.
func (l *lists) slice(length uint32) uint32 {
	if left := blockSize - l.free&(blockSize-1); left < length {
		l.free += left
	}
	if int(l.free>>blockBits) >= len(l.blocks) {
		l.blocks = append(l.blocks, make([]byte, blockSize))
	}
	at := l.free
	l.free += length
	return at
}

func (l *lists) at(address uint32) []byte {
	return l.blocks[address>>blockBits][address&(blockSize-1):]
}

// read appends the documents of a term, which are not in a set, to docs.
func (l *lists) read(term uint32, docs []uint32) []uint32 {
	t := &l.terms[term]
	if t.count <= 1 {
		if t.count == 1 {
			docs = append(docs, t.last)
		}
		return docs
	}
	at, length, doc := t.first, uint32(firstSlice), uint32(0)
	rest := l.at(at)[:length-linkSize]
	shift, n := 0, uint32(0)
	for left := t.count; left > 0; {
		if len(rest) == 0 {
			at = binary.LittleEndian.Uint32(l.at(at + length - linkSize))
			length = min(2*length, longestSlice)
			rest = l.at(at)[:length-linkSize]
		}
		b := rest[0]
		rest = rest[1:]
		n |= uint32(b&0x7f) << shift
		if b >= 0x80 {
			shift += 7
			continue
		}
		doc += n
		docs = append(docs, doc)
		shift, n = 0, 0
		left--
	}
	return docs
}

package linkage

import (
	"slices"

	"nguon/publisher/anon/risk"
)

// bags are the multisets of signatures of classes.
type bags struct {
	start     []int // of each class
	signature []uint32
	count     []int64
}

func newBags(groups *risk.Classes, signature []uint32) bags {
	at := make([]int, groups.Len()+1)
	for class, n := range groups.Sizes {
		at[class+1] = at[class] + int(n)
	}
	all := make([]uint32, len(signature))
	next := slices.Clone(at)
	for row, class := range groups.Of {
		all[next[class]] = signature[row]
		next[class]++
	}
	b := bags{start: make([]int, groups.Len()+1)}
	for class := range groups.Len() {
		rows := all[at[class]:at[class+1]]
		slices.Sort(rows)
		for i, v := range rows {
			if i == 0 || rows[i-1] != v {
				b.signature, b.count = append(b.signature, v), append(b.count, 0)
			}
			b.count[len(b.count)-1]++
		}
		b.start[class+1] = len(b.signature)
	}
	return b
}

func (b *bags) len(class uint32) int { return b.start[class+1] - b.start[class] }

// of returns how often a class has a signature.
func (b *bags) of(class, signature uint32) int64 {
	lo, hi := b.start[class], b.start[class+1]
	if i, ok := slices.BinarySearch(b.signature[lo:hi], signature); ok {
		return b.count[lo+i]
	}
	return 0
}

// sum returns how often classes have a signature.
func (b *bags) sum(classes []uint32, signature uint32) (n int64) {
	for _, class := range classes {
		n += b.of(class, signature)
	}
	return n
}

// common returns Σ_v min(rows of the first classes with v, rows of the second
// ones with v), or something between that and enough if it is enough or more.
func common(a *bags, first []uint32, b *bags, second []uint32, enough int64) (n int64) {
	if len(first) == 1 && len(second) == 1 {
		return merge(a, first[0], b, second[0], enough)
	}
	// Two classes alone are a lower bound, and often enough.
	for _, x := range first {
		for _, y := range second {
			if n := merge(a, x, b, y, enough); n >= enough {
				return n
			}
		}
	}
	size := func(b *bags, classes []uint32) (n int) {
		for _, c := range classes {
			n += b.len(c)
		}
		return n
	}
	if size(a, first) > size(b, second) {
		a, first, b, second = b, second, a, first
	}
	for i, class := range first {
		for at := a.start[class]; at < a.start[class+1]; at++ {
			v := a.signature[at]
			if a.sum(first[:i], v) > 0 {
				continue // counted with an earlier class
			}
			if n += min(a.sum(first[i:], v), b.sum(second, v)); n >= enough {
				return n
			}
		}
	}
	return n
}

// merge is common for one class on each side.
func merge(a *bags, x uint32, b *bags, y uint32, enough int64) (n int64) {
	i, iEnd, j, jEnd := a.start[x], a.start[x+1], b.start[y], b.start[y+1]
	if iEnd-i > jEnd-j {
		a, b = b, a
		i, iEnd, j, jEnd = j, jEnd, i, iEnd
	}
	far := jEnd-j > 16*(iEnd-i) // the second is so much longer that it is searched
	for i < iEnd && j < jEnd && n < enough {
		v := a.signature[i]
		if far {
			skip, _ := slices.BinarySearch(b.signature[j:jEnd], v)
			if j += skip; j == jEnd {
				break
			}
		}
		switch w := b.signature[j]; {
		case v == w:
			n += min(a.count[i], b.count[j])
			i, j = i+1, j+1
		case v < w:
			i++
		default:
			j++
		}
	}
	return n
}

// An index of bags tells in which classes a signature is.
type index struct {
	start []int // of each signature
	class []uint32
	count []int64
}

func (b *bags) index(signatures int) *index {
	x := &index{start: make([]int, signatures+1), class: make([]uint32, len(b.signature)), count: make([]int64, len(b.signature))}
	for _, v := range b.signature {
		x.start[v+1]++
	}
	for v := range signatures {
		x.start[v+1] += x.start[v]
	}
	next := slices.Clone(x.start)
	for class := range len(b.start) - 1 {
		for i := b.start[class]; i < b.start[class+1]; i++ {
			at := &next[b.signature[i]]
			x.class[*at], x.count[*at] = uint32(class), b.count[i]
			*at++
		}
	}
	return x
}

// work is how many classes of the index share a signature with a class of
// bags, each counted once for each signature.
func (x *index) work(b *bags, class uint32) (n int) {
	for i := b.start[class]; i < b.start[class+1]; i++ {
		v := b.signature[i]
		n += x.start[v+1] - x.start[v]
	}
	return n
}

// meet adds to each class of the index what a class of bags has in common with
// it, or takes that away again.
func (x *index) meet(b *bags, class uint32, in []int64, sign int64) {
	for i := b.start[class]; i < b.start[class+1]; i++ {
		v := b.signature[i]
		for at := x.start[v]; at < x.start[v+1]; at++ {
			in[x.class[at]] += sign * min(b.count[i], x.count[at])
		}
	}
}

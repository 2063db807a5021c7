package risk

import (
	"context"
	"iter"
	"math/bits"
	"runtime"
	"sync"
)

// A grouping numbers groups of equal items 0, 1, 2, … in the order of their
// first items.
type grouping struct {
	of    []uint32 // of each item, its group
	sizes []int64  // of each group, the sum of the weights of its items
	first []uint32 // of each group, its first item
}

// A codeColumn is a column to group by: codes below card, or
// [micro.Missing].
type codeColumn struct {
	codes []uint32
	card  int
}

// width is the number of bits that hold every code of the column, shifted by
// one so that the missing value is 0.
func (c codeColumn) width() int { return bits.Len(uint(c.card)) }

// group groups n items by columns. As many columns as fit go into a key of 64
// bits at a time, beside the number of the group so far, so that comparing
// keys is comparing all codes: there are no false matches of hashes.
// A nil weight means that each item weighs 1.
func group(ctx context.Context, n int, columns []codeColumn, weight []int64) (*grouping, error) {
	var g *grouping
	for done := false; !done; {
		used := 0
		if g != nil {
			used = bits.Len(uint(max(len(g.first), 1) - 1))
		}
		take, top := 0, used
		for take < len(columns) && top+columns[take].width() <= 64 {
			top += columns[take].width()
			take++
		}
		next, err := number(ctx, items{n, g, used, columns[:take], weight}, top)
		if err != nil {
			return nil, err
		}
		g, columns = next, columns[take:]
		done = len(columns) == 0
	}
	return g, nil
}

// items are what is grouped. Their keys are made block by block, and again for
// each pass, which costs less than the memory to keep them.
type items struct {
	n       int
	before  *grouping // by the columns that are done, or nil
	used    int       // bits of its numbers
	columns []codeColumn
	weight  []int64
}

// keys fills key with the keys of the items from lo on.
func (s items) keys(lo int, key []uint64) {
	hi := lo + len(key)
	clear(key)
	if s.before != nil {
		for i, of := range s.before.of[lo:hi] {
			key[i] = uint64(of)
		}
	}
	shift := s.used
	for _, c := range s.columns {
		for i, code := range c.codes[lo:hi] {
			key[i] |= uint64(code+1) << shift // Missing + 1 is 0
		}
		shift += c.width()
	}
}

// blocks yields the keys of all items, in parts, and where each begins, until
// ctx ends.
func (s items) blocks(ctx context.Context) iter.Seq2[int, []uint64] {
	return func(yield func(int, []uint64) bool) {
		room := make([]uint64, min(s.n, keyBlock))
		for lo := 0; lo < s.n && ctx.Err() == nil; lo += keyBlock {
			key := room[:min(s.n-lo, keyBlock)]
			s.keys(lo, key)
			if !yield(lo, key) {
				return
			}
		}
	}
}

// keyBlock is how many keys are made at a time; they stay in the cache.
const keyBlock = 1 << 13

// direct is the width of keys up to which an array replaces a hash table.
const direct = 20

// number groups items with equal keys, which are less than 1<<width.
func number(ctx context.Context, s items, width int) (*grouping, error) {
	workers := 1
	if width > direct && s.n > block {
		workers = min(runtime.GOMAXPROCS(0), 64)
	}
	g := &grouping{of: make([]uint32, s.n)}
	parts := make([]grouping, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			// Each worker owns the keys that hash to it, and sees them in order.
			if width <= direct {
				parts[w] = numberDirect(ctx, s, width, g.of)
			} else {
				parts[w] = numberHashed(ctx, s, g.of, w, workers)
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if workers == 1 {
		g.sizes, g.first = parts[0].sizes, parts[0].first
		return g, nil
	}
	renumber := g.merge(parts)
	err := parallel(ctx, s.n, func(lo, hi int) {
		room := make([]uint64, keyBlock)
		for ; lo < hi; lo += keyBlock {
			key := room[:min(hi-lo, keyBlock)]
			s.keys(lo, key)
			for i, k := range key {
				g.of[lo+i] = renumber[owner(hash(k), workers)][g.of[lo+i]]
			}
		}
	})
	return g, err
}

// merge joins the groups of the workers in the order of their first items,
// and returns for each worker the new numbers of its groups.
func (g *grouping) merge(parts []grouping) [][]uint32 {
	total := 0
	renumber := make([][]uint32, len(parts))
	for w := range parts {
		total += len(parts[w].first)
		renumber[w] = make([]uint32, len(parts[w].first))
	}
	g.first, g.sizes = make([]uint32, 0, total), make([]int64, 0, total)
	next := make([]int, len(parts))
	for range total {
		best := -1
		for w := range parts {
			if next[w] < len(parts[w].first) && (best < 0 || parts[w].first[next[w]] < parts[best].first[next[best]]) {
				best = w
			}
		}
		i := next[best]
		next[best]++
		renumber[best][i] = uint32(len(g.first))
		g.first = append(g.first, parts[best].first[i])
		g.sizes = append(g.sizes, parts[best].sizes[i])
	}
	return renumber
}

func numberDirect(ctx context.Context, s items, width int, of []uint32) (g grouping) {
	ids := make([]uint32, 1<<width) // number + 1
	for lo, block := range s.blocks(ctx) {
		for i, key := range block {
			i += lo
			id := ids[key]
			if id == 0 {
				g.first = append(g.first, uint32(i))
				g.sizes = append(g.sizes, 0)
				id = uint32(len(g.first))
				ids[key] = id
			}
			of[i] = id - 1
			g.sizes[id-1] += weigh(s.weight, i)
		}
	}
	return g
}

func numberHashed(ctx context.Context, s items, of []uint32, worker, workers int) (g grouping) {
	slots := make([]slot, 1<<12)
	mask := uint64(len(slots) - 1)
	for lo, block := range s.blocks(ctx) {
		for i, key := range block {
			h := hash(key)
			if owner(h, workers) != worker {
				continue
			}
			i += lo
			at := h & mask
			for slots[at].id != 0 && slots[at].key != key {
				at = (at + 1) & mask
			}
			id := slots[at].id
			if id == 0 {
				g.first = append(g.first, uint32(i))
				g.sizes = append(g.sizes, 0)
				id = uint32(len(g.first))
				slots[at] = slot{key, id}
				if len(g.first)*4 > len(slots)*3 {
					slots = grow(slots)
					mask = uint64(len(slots) - 1)
				}
			}
			of[i] = id - 1
			g.sizes[id-1] += weigh(s.weight, i)
		}
	}
	return g
}

// A slot of a hash table; its id is the number of the group + 1, or 0 if the
// slot is free.
type slot struct {
	key uint64
	id  uint32
}

func grow(old []slot) []slot {
	slots := make([]slot, 2*len(old))
	mask := uint64(len(slots) - 1)
	for _, s := range old {
		if s.id == 0 {
			continue
		}
		at := hash(s.key) & mask
		for slots[at].id != 0 {
			at = (at + 1) & mask
		}
		slots[at] = s
	}
	return slots
}

func weigh(weight []int64, i int) int64 {
	if weight == nil {
		return 1
	}
	return weight[i]
}

// hash mixes a key (the finaliser of MurmurHash3), so that both its low bits,
// which choose the slot, and its high bits, which choose the worker, depend
// on all bits.
func hash(key uint64) uint64 {
	key ^= key >> 33
	key *= 0xff51afd7ed558ccd
	key ^= key >> 33
	key *= 0xc4ceb9fe1a85ec53
	return key ^ key>>33
}

func owner(h uint64, workers int) int {
	hi, _ := bits.Mul64(h, uint64(workers))
	return int(hi)
}

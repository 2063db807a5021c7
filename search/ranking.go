package search

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// A ranking finds the first documents of a match by their scores, without
// scoring all of them.
//
// It splits the documents that were found into those that have a feature and
// those that do not, the feature that is worth the most first, and so on. What
// is known of a set bounds the scores in it from above: a set whose bound is
// below the scores of as many documents as are asked for is left out. The sets
// are bitmaps, of which one machine word is 64 documents, so that this takes
// much less time than there are documents. The result is the same as if all
// had been scored, and equal scores are equal to the last bit: the parts of a
// score are always summed up in the order of plan.
type ranking struct {
	ctx    context.Context
	match  *match
	order  plan
	leader *leaders
	use    usage
	scored int // documents whose scores were worked out

	// Of the segment at hand:
	segment  int
	first    uint32
	cols     *columns
	features []worthy
	after    [][]potential // what may be added from a feature on, of each criterion
	exact    uint8
	// Of the set at hand:
	have     []int // the features that all of it has
	partial  []potential
	shortest [tierLangs]byte // lengths, as buckets

	whole []potential
	work  scoring
}

// rounding is by how much a bound may be too low for the order in which it was
// summed up.
const rounding = 1.0001

// small is how many documents are scored rather than split.
const small = 256

// A worthy feature is one with what it is worth.
type worthy struct {
	feature
	*valued
	most float32 // in the shortest text of the segment
}

// potential is the best and the sum of what clauses are worth.
type potential struct {
	best, sum float32
}

func (p *potential) add(gain float32) {
	p.best = max(p.best, gain)
	p.sum += gain
}

// A plan is all clauses of a match in the order in which they are looked at.
type plan struct {
	clauses []valued
	places  [][]int // of the clauses of each criterion
}

type valued struct {
	*clause
	worth *lengthWorth
	of    int
	gain  float32 // about what it adds to a score
}

// plan puts the clauses that are worth the most first.
func (m *match) plan() plan {
	p := plan{places: make([][]int, len(m.criteria))}
	type place struct{ of, clause int }
	var at []place
	for of := range m.criteria {
		c := &m.criteria[of]
		p.places[of] = make([]int, len(c.clauses))
		for i := range c.clauses {
			p.clauses = append(p.clauses, valued{clause: &c.clauses[i], worth: c.clauses[i].worth(), of: of, gain: c.rare * c.clauses[i].weight})
			at = append(at, place{of, i})
		}
	}
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.clauses[b].gain, p.clauses[a].gain) })
	sorted := make([]valued, len(order))
	for i, from := range order {
		sorted[i] = p.clauses[from]
		p.places[at[from].of][at[from].clause] = i
	}
	p.clauses = sorted
	return p
}

func (m *match) newRanking(ctx context.Context, p page) *ranking {
	return &ranking{ctx: ctx, match: m, order: m.plan(), use: p.use, partial: make([]potential, len(m.criteria)),
		whole: make([]potential, len(m.criteria)), leader: &leaders{limit: p.n, compare: order(SortRelevance, p.use)}}
}

// visitSegment offers the documents of a segment to the leaders, as far as they may
// be among them.
func (r *ranking) visitSegment(s int, docs *roaring.Bitmap) error {
	part := &r.match.parts[s]
	r.open(s)
	rest := docs
	for exact := uint8(2); exact > 0; exact-- {
		if titled := part.titles[exact-1]; titled != nil {
			r.exact = exact
			now := roaring.And(rest, titled)
			if err := r.visit(now, int(now.GetCardinality()), 0); err != nil {
				return err
			}
			rest = roaring.AndNot(rest, titled)
		}
	}
	r.exact = 0
	return r.visit(rest, int(rest.GetCardinality()), 0)
}

// maxBounds bounds the memory of what may be added. A text of hundreds of words
// that finds more than a few documents is not looked for in a hurry.
const maxBounds = 200_000

// open makes the features of a segment ready.
func (r *ranking) open(s int) {
	part := &r.match.parts[s]
	r.segment, r.first, r.cols = s, r.match.view.firsts[s], r.match.view.columns[s]
	r.shortest = r.cols.shortest
	at := make([]int, len(r.order.clauses))
	for i, f := range part.features {
		at[r.order.places[f.of][f.clause]] = i + 1
	}
	r.features = r.features[:0]
	for place, i := range at {
		if i == 0 {
			continue
		}
		f := worthy{feature: part.features[i-1], valued: &r.order.clauses[place]}
		f.most = f.at(&r.shortest)
		r.features = append(r.features, f)
	}
	r.have = r.have[:0]
	clear(r.partial)
	if r.after = nil; len(r.features)*len(r.partial) > maxBounds {
		return
	}
	r.after = make([][]potential, len(r.features)+1)
	last := make([]potential, len(r.match.criteria))
	r.after[len(r.features)] = last
	for i := len(r.features) - 1; i >= 0; i-- {
		last = slices.Clone(last)
		last[r.features[i].valued.of].add(r.features[i].most)
		r.after[i] = last
	}
}

// bound returns a score that no document of the set at hand exceeds, where the
// features from next on are not decided.
func (r *ranking) bound(next int) float32 {
	var total float32
	beside := 0
	for i := range r.match.criteria {
		c := &r.match.criteria[i]
		p := potential{max(r.partial[i].best, r.after[next][i].best), r.partial[i].sum + r.after[next][i].sum}
		total += c.score(p)
		beside += b2i(c.beside() && p.best > 0)
	}
	return total * besideFactor(beside, r.match.pairs) * rounding
}

// score is what a criterion adds to the score of a document.
func (c *criterion) score(p potential) float32 {
	if c.paired {
		return c.rare * p.best
	}
	return c.rare * (0.75*p.best + 0.25*p.sum)
}

// beside reports whether the criterion is of two words that were typed.
func (c *criterion) beside() bool { return c.paired && c.before != beginning }

// least is the score that a document must have to be among the leaders.
func (r *ranking) least() float32 {
	l := r.leader
	switch {
	case l.limit == 0:
		return math.MaxFloat32
	case len(l.heap) < l.limit || l.heap[0].exact < r.exact:
		return -1
	case l.heap[0].exact > r.exact:
		return math.MaxFloat32
	}
	return l.heap[0].score
}

// visit offers the n documents of a set, of which the features before next are
// decided.
func (r *ranking) visit(docs *roaring.Bitmap, n, next int) error {
	if r.after == nil || len(r.leader.heap)+n <= r.leader.limit { // there is nothing to be left out
		return r.offerAll(docs, next)
	}
	for ; n > 0 && r.bound(next) >= r.least(); next++ {
		if n <= small {
			return r.offer(docs, next)
		}
		if next == len(r.features) {
			return r.visitLengths(docs, n, r.lengthsThatCount())
		}
		f := &r.features[next]
		switch with := int(docs.AndCardinality(f.docs)); with {
		case 0:
		case n:
			before := r.decide(next)
			err := r.visit(docs, n, next+1)
			r.undo(next, before)
			return err
		default:
			before := r.decide(next)
			err := r.visit(roaring.And(docs, f.docs), with, next+1)
			r.undo(next, before)
			if err != nil || r.bound(next+1) < r.least() {
				return err
			}
			docs, n = roaring.AndNot(docs, f.docs), n-with
		}
	}
	return nil
}

// decide notes that all of the set at hand has a feature, and returns what was
// known before.
func (r *ranking) decide(i int) potential {
	of := r.features[i].valued.of
	before := r.partial[of]
	r.partial[of].add(r.features[i].most)
	r.have = append(r.have, i)
	return before
}

func (r *ranking) undo(i int, before potential) {
	r.partial[r.features[i].valued.of] = before
	r.have = r.have[:len(r.have)-1]
}

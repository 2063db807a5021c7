package codes

// Bounds of what a [Column] keeps.
const (
	maxValues = 20_000  // distinct values that are counted one by one
	maxBytes  = 4 << 20 // of their texts
)

// A Column counts the values of one column, to say in the end which list they
// are of and which of them are not. It keeps at most 20,000 distinct values or
// 4 MiB of text. Once there are more, it decides from those which list they are
// of, and goes on looking up the others one by one, so that counts stay exact;
// a column that is of no list is then given up. It is for one goroutine.
type Column struct {
	candidates []*List
	form       Form // declared; empty is found
	declared   bool

	counts map[string]*int64
	bytes  int // of the keys of counts

	full  bool      // no more values are kept
	match *matching // once decided; nil if the values are of no list
	rest  rest
}

// rest counts the values that came when no more were kept.
type rest struct {
	known, padded int64
	unknown       int64
	unclear       int64
}

// New returns a Column of the list that ref names (see [Parse]) or, if ref is
// empty, of the lists that the header speaks for. It returns nil if there are
// none: such a column has no codes.
func New(header, ref string) *Column {
	c := &Column{counts: make(map[string]*int64)}
	if ref != "" {
		l, form, ok := Parse(ref)
		if !ok {
			return nil
		}
		c.candidates, c.form, c.declared = []*List{l}, form, true
		return c
	}
	if c.candidates = hinted(header); c.candidates == nil {
		return nil
	}
	return c
}

// Add counts a value, which must not be missing, n times. It does not keep
// value.
func (c *Column) Add(value []byte, n int64) {
	if c.full && c.match == nil {
		return
	}
	if count := c.counts[string(value)]; count != nil {
		*count += n
		return
	}
	if !c.full && len(c.counts) < maxValues && c.bytes+len(value) <= maxBytes {
		c.bytes += len(value)
		count := n // not &n, which would put every n on the heap
		c.counts[string(value)] = &count
		return
	}
	if !c.full {
		c.full = true
		if c.match = c.decide(); c.match == nil {
			c.counts = nil
			return
		}
	}
	entries, padded := c.match.list.lookup(c.match.form, string(value))
	c.rest.add(len(entries), padded, n)
}

// add counts n rows of a value that stands for so many entries.
func (r *rest) add(entries int, padded bool, n int64) {
	if entries == 0 {
		r.unknown += n
		return
	}
	r.known += n
	if padded {
		r.padded += n
	}
	if entries > 1 {
		r.unclear += n
	}
}

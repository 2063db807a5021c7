package personal

// A run is digits in a text, in groups that stand one sign apart, such as
// 0912 345 678. Longer ones are cut.
type run struct {
	digits [32]byte
	n      int     // of digits
	start  [12]int // index in digits of each group,
	at     [12]int // where it begins in the text,
	to     [12]int // and ends
	before [12]byte
	groups int
	next   int  // where the text goes on
	after  byte // the first byte after the run; 0 at the end
	prev   byte // the byte before the run; 0 at the beginning
	plus   bool // a plus sign comes before it

	attached bool // the letters before it, without a blank, tell what it is
}

// read reads the run that begins at v[i], which is a digit.
func (r *run) read(v []byte, i int) {
	r.n, r.groups, r.plus, r.prev = 0, 0, false, 0
	if i > 0 {
		if r.prev = v[i-1]; r.prev == '+' {
			r.plus = true
			if r.prev = 0; i > 1 {
				r.prev = v[i-2]
			}
		}
	}
	sign := byte(0)
	for i < len(v) && digit(v[i]) {
		keep := r.groups < len(r.at)
		if keep {
			r.start[r.groups], r.at[r.groups], r.before[r.groups] = r.n, i, sign
		}
		for i < len(v) && digit(v[i]) {
			if keep && r.n < len(r.digits) {
				r.digits[r.n] = v[i]
			}
			r.n++
			i++
		}
		if keep {
			r.to[r.groups] = i
			r.groups++
		}
		if i+1 < len(v) && (v[i] == ' ' || v[i] == '.' || v[i] == '-') && digit(v[i+1]) {
			sign = v[i]
			i++
			continue
		}
		break
	}
	r.next, r.after = i, 0
	if i < len(v) {
		r.after = v[i]
	}
}

// A number is consecutive groups of a run.
type numberAt struct {
	digits   []byte
	from, to int // in the text
	grouped  bool
	first    int  // digits of the first group
	more     bool // further groups follow
}

// numbers yields the numbers of 8 to 19 digits that may stand in the run: one
// that begins with each group and ends with each later one, of at most five
// groups of at least two digits. A point or hyphen does not begin a number.
func (r *run) numbers(yield func(n numberAt, last int) bool, first int) {
	if r.n > len(r.digits) {
		return
	}
	for j := first; j < r.groups && j < first+5; j++ {
		end := r.n
		if j+1 < r.groups {
			end = r.start[j+1]
		}
		if j > first && end-r.start[j] < 2 {
			return
		}
		d := r.digits[r.start[first]:end]
		if len(d) > 19 {
			return
		}
		if len(d) >= 8 && !yield(numberAt{digits: d, from: r.at[first], to: r.to[j], grouped: j > first, first: r.to[first] - r.at[first], more: j < r.groups-1}, j) {
			return
		}
	}
}

// begins reports whether a number may begin with group i: it is not the rest of
// a code, a decimal or a UUID.
func (r *run) begins(v []byte, i int) bool {
	switch {
	case i > 0:
		return r.before[i] == ' ' || r.before[i] == '-' && r.to[i-1]-r.at[i-1] >= 9
	case letterByte(r.prev) && r.prev < 0x80:
		return r.attached
	case r.prev == '_', r.prev == '/' && r.at[0] > 1 && !digit(v[r.at[0]-2]):
		return false
	case r.prev == '.' || r.prev == '-' || r.prev == ',':
		k := r.at[0] - 2
		return !r.plus && (k < 0 || !digit(v[k])) && (r.prev == '.' || !partOfCode(v, k))
	}
	return true
}

// ends reports whether a number that begins with group i may end with group j:
// it is not the beginning of something longer.
func (r *run) ends(v []byte, i, j int) bool {
	if j < r.groups-1 {
		return r.before[j+1] == ' ' || r.before[j+1] == '-' && i == j && r.to[j]-r.at[j] >= 9
	}
	if r.groups < len(r.at) {
		switch c := r.after; {
		case c < 0x80 && letterByte(c), c == '_', c == '@', c == '%':
			return false
		case c == '.' || c == '-' || c == ',':
			return r.next+1 >= len(v) || !digit(v[r.next+1]) && !upper(v[r.next+1]&^0x20) || c == '-' && !partAhead(v, r.next+1)
		case c == '/':
			return r.next+1 >= len(v) || !upper(v[r.next+1]) || r.to[j]-r.at[i] >= 9 && r.next+2 < len(v) && !upper(v[r.next+2])
		}
	}
	return true
}

// partOfCode reports whether the letters and digits that end at v[k] have a
// digit among them, as the parts of codes and UUIDs do.
func partOfCode(v []byte, k int) bool {
	for ; k >= 0 && (digit(v[k]) || upper(v[k]&^0x20)); k-- {
		if digit(v[k]) {
			return true
		}
	}
	return false
}

func partAhead(v []byte, k int) bool {
	for ; k < len(v) && (digit(v[k]) || upper(v[k]&^0x20)); k++ {
		if digit(v[k]) {
			return true
		}
	}
	return false
}

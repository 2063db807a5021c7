package query

// A sieve lets rows through whose value of one column satisfies a filter.
type sieve struct {
	reader columnReader
	holds  func(v any) bool
	order  int // sieves that let fewer rows through, or cost less, come first
}

// sieve returns the sieve of f. It answers as compileTest does.
func (file *tableFile) sieve(f Filter) (sieve, error) {
	r, err := file.column(f.Column)
	if err != nil {
		return sieve{}, err
	}
	s := sieve{reader: r, holds: cellTest(f), order: 2}
	switch f.Op {
	case OpEq:
		s.order = 0
	case OpIn, OpBetween:
		s.order = 1
	}
	return s, nil
}

// sift returns those of the numbers, which are ascending, whose rows go through
// s, in the memory of numbers.
func (s sieve) sift(numbers []int64) ([]int64, error) {
	through, i := numbers[:0], 0
	err := s.reader.parts(numbers, func(page cachedPage, first int64, here []int64) error {
		i += len(here)
		if v, ok := page.vector.(coded); ok { // each value of the dictionary is looked at once
			pass := make([]bool, len(v.values))
			for code, value := range v.values {
				pass[code] = s.holds(value)
			}
			for _, n := range here {
				if pass[v.codes[n-first]] {
					through = append(through, n)
				}
			}
			return nil
		}
		for _, n := range here {
			v, err := page.at(n - first)
			if err != nil {
				return err
			}
			if s.holds(v) {
				through = append(through, n)
			}
		}
		return nil
	}, func(v any) error {
		n := numbers[i]
		i++
		if s.holds(v) {
			through = append(through, n)
		}
		return nil
	})
	return through, err
}

package geo

// A Summary is what GeoParquet says of a column: the kinds of geometry in it
// and the box of all. The zero value is of an empty column.
type Summary struct {
	box   Box
	seen  [len(kinds)]bool
	count int64
}

// Add takes in one value. A value that is not valid WKB changes nothing; the
// error is that of [Bounds].
func (s *Summary) Add(wkb []byte) error {
	box, kind, err := Bounds(wkb)
	if err != nil {
		return err
	}
	if s.count == 0 {
		s.box = box
	} else {
		s.box = s.box.Union(box)
	}
	s.count++
	for i, k := range kinds {
		s.seen[i] = s.seen[i] || k == kind
	}
	return nil
}

// Kinds returns the kinds of geometry that were added, in the order of their
// codes.
func (s *Summary) Kinds() []string {
	found := make([]string, 0, 1)
	for i, k := range kinds {
		if s.seen[i] {
			found = append(found, k)
		}
	}
	return found
}

// Box returns the box of all values; false if there are none.
func (s *Summary) Box() (Box, bool) { return s.box, s.count > 0 }

// Count returns how many values were added.
func (s *Summary) Count() int64 { return s.count }

// Merge takes in what another summary has seen.
func (s *Summary) Merge(o *Summary) {
	if o.count == 0 {
		return
	}
	if s.count == 0 {
		s.box = o.box
	} else {
		s.box = s.box.Union(o.box)
	}
	s.count += o.count
	for i, seen := range o.seen {
		s.seen[i] = s.seen[i] || seen
	}
}

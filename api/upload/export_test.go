package upload

// SetPart makes the parts of s small enough for tests.
func (s *Store) SetPart(size int64) { s.part = size }

// SpareParts is for the test that needs them all.
const SpareParts = spareParts

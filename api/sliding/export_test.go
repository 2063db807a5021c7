package sliding

// Keys returns how many keys are kept.
func (m *Memory) Keys() int {
	n := 0
	for i := range m.shards {
		n += len(m.shards[i].windows)
	}
	return n
}

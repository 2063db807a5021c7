package search

import "testing"

// SetBatchSize makes batches smaller until the test ends.
func SetBatchSize(t *testing.T, n int) {
	before := batchSize
	batchSize = n
	t.Cleanup(func() { batchSize = before })
}

package search

import "testing"

// SetBatchSize makes batches smaller until the test ends, and segments of a
// build of so many datasets, too.
func SetBatchSize(t *testing.T, n int) {
	batch, draft := batchSize, draftSize
	batchSize, draftSize = n, n
	t.Cleanup(func() { batchSize, draftSize = batch, draft })
}

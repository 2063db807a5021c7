package proof

// For the tests of what reads foreign bytes.
var (
	ParseCheckpoint = parseCheckpoint
	SplitEntries    = splitEntries
)

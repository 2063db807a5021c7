package catalog

import (
	"context"
	"time"
)

// A LogEntry is one leaf of the log of releases: an append-only Merkle tree
// (RFC 6962, section 2.1) of what was published and withdrawn, so that nobody,
// the portal included, can change or take back unseen what was said once.
type LogEntry struct {
	Index   int64 // 0, 1, 2, … without gaps
	Time    time.Time
	Kind    LogKind
	Subject string // the ID of the release; of LogKey, the public key
	LogText
}

// A LogText is what an entry says.
type LogText struct {
	Leaf      string // the text that is hashed into the tree, at most [MaxLeaf] bytes
	Statement string // the signed text that Leaf names by its hash
}

// MaxLeaf is the most bytes of a leaf: entries are served with a length of 16
// bits before each.
const MaxLeaf = 1<<16 - 1

// A LogKind says what an entry is about. It is part of what is signed.
type LogKind string

// The kinds of entry.
const (
	LogKey       LogKind = "key.announced" // from this entry on, statements are signed with another key
	LogPublished LogKind = "release.published"
	LogWithdrawn LogKind = "release.withdrawn"
)

// A LogFact is what a [Notary] puts into words.
type LogFact struct {
	Kind    LogKind
	Time    time.Time // at which the entry is made
	Release *Release  // nil for LogKey
	Agency  string    // the code of the agency of the release
	Key     string    // the public key that LogKey announces
}

// A Notary words and signs what goes into the log. Its methods are called
// within transactions: they are quick, do not use the store, and are safe for
// concurrent use.
type Notary interface {
	// Key is the public key of what Attest signs.
	Key() string
	// Attest returns the text of an entry, signed with the given public key, or
	// an error of kind [ErrConflict] if it has not the private one.
	Attest(f LogFact, key string) (LogText, error)
}

// A Log is the log of releases. An entry is made in the transaction of the
// event that it is about. What was published for a later time is entered when
// that has come, by [Log.Settle]: until then nothing in the log tells of it.
// So is what was published before there was a log.
type Log interface {
	// Notarise begins the log, with an entry of the key of n, if it is empty,
	// and has n attest what this store publishes and withdraws from now on. A
	// store without a notary leaves the entries to others. It must be called
	// before the store is shared. It returns an error of kind [ErrConflict] if
	// the log goes on with a key that n has not.
	Notarise(ctx context.Context, n Notary) error

	// Settle enters what the public sees at the given time and is not in the
	// log, the earliest first. It does nothing without a notary.
	Settle(ctx context.Context, at time.Time) error

	// AnnounceKey enters a key with which statements are signed from then on. n
	// attests it with the key that it replaces.
	AnnounceKey(ctx context.Context, n Notary, key string) error

	// LogSize returns the number of entries.
	LogSize(ctx context.Context) (int64, error)

	// LogEntries returns at most limit entries from the index on, in order.
	LogEntries(ctx context.Context, from int64, limit int) ([]LogEntry, error)

	// LogOf returns the entries about a release, in order.
	LogOf(ctx context.Context, releaseID string) ([]LogEntry, error)

	// LogKeys returns the entries of keys, in order.
	LogKeys(ctx context.Context) ([]LogEntry, error)

	// LogHashes returns the hashes of the tree with the given indexes, which are
	// those of golang.org/x/mod/sumdb/tlog. It is an error if one is missing.
	LogHashes(ctx context.Context, indexes []int64) ([]Digest, error)
}

package proof

import (
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// errNoComparison is returned if a saved checkpoint cannot be compared with what
// there is at hand.
var errNoComparison = errors.New("no proof of consistency for this size")

// Extends checks that the log of the bundle is the one of a checkpoint that was
// saved, with nothing changed and only entries added.
func (e *Evidence) Extends(saved string, b *Bundle) error {
	old, err := e.saved(saved)
	if err != nil {
		return err
	}
	c := e.Checkpoint
	switch {
	case old.Size == c.Size && old.Root == c.Root:
		return nil
	case old.Size == c.Size:
		return refuseFork(old.Size, nil)
	case b.Consistency == nil || b.Consistency.Since != old.Size || old.Size == 0:
		return refuse(errNoComparison, "Tệp bằng chứng không đủ để so với trạng thái đã lưu (%[1]d mục): hãy tải lại với ?since=%[1]d.",
			"The proof cannot be compared with the saved checkpoint (%[1]d entries): fetch it again with ?since=%[1]d.", old.Size)
	}
	if err := tlog.CheckTree(b.Consistency.Proof, c.Size, c.Root, old.Size, old.Root); err != nil {
		return refuseFork(old.Size, err)
	}
	return nil
}

// saved reads a checkpoint that was kept: it is signed with one of the keys.
func (e *Evidence) saved(msg string) (Checkpoint, error) {
	var last error
	for _, key := range e.Keys {
		c, err := openCheckpoint(msg, key)
		if err == nil {
			return c, nil
		}
		last = err
	}
	return Checkpoint{}, refuse(last, "Trạng thái đã lưu không mang khóa nào của nhật ký này: đây là nhật ký khác.",
		"The saved checkpoint is not signed with any key of this log: it is another log.")
}

package proof

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint is the state of the log at one size: the text that is signed.
type Checkpoint struct {
	Origin string // the name of the log, which is that of its keys
	Size   int64
	Root   tlog.Hash
}

// maxCheckpoint bounds the bytes of a signed checkpoint that is read.
const maxCheckpoint = 64 << 10

// maxSize bounds the size of a log that is believed: beyond it, the numbers of
// hashes would not fit.
const maxSize = 1 << 48

// String is the text of tlog-checkpoint: origin, size and root, a line each.
func (c Checkpoint) String() string { return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root) }

var errCheckpoint = errors.New("not a checkpoint")

// parseCheckpoint reads the text of a checkpoint. Extension lines are refused:
// this log has none.
func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(text) > maxCheckpoint || len(lines) != 4 || lines[0] == "" || lines[3] != "" {
		return Checkpoint{}, errCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxSize || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, errCheckpoint
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, errCheckpoint
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: tlog.Hash(root)}, nil
}

// openCheckpoint reads a checkpoint that the given public key has signed.
func openCheckpoint(msg, public string) (Checkpoint, error) {
	if len(msg) > maxCheckpoint {
		return Checkpoint{}, errCheckpoint
	}
	text, err := open(msg, public)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := parseCheckpoint(text)
	if err == nil && c.Origin != keyName(public) {
		return Checkpoint{}, errCheckpoint
	}
	return c, err
}

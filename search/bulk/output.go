package bulk

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
)

// An output is a file that knows how many bytes it has, and their checksum. The
// first failure stays, and is told by close.
type output struct {
	*os.File
	buffered *bufio.Writer
	count    uint64
	sum      uint32
	number   [binary.MaxVarintLen64]byte
	failure  error
}

func create(path string) (*output, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("bulk: %w", err)
	}
	return &output{File: f, buffered: bufio.NewWriterSize(f, 1<<18)}, nil
}

func (o *output) write(b []byte) {
	if _, err := o.buffered.Write(b); err != nil && o.failure == nil {
		o.failure = err
	}
	o.count += uint64(len(b))
	o.sum = crc32.Update(o.sum, crc32.IEEETable, b)
}

func (o *output) uvarint(n uint64) { o.write(o.number[:binary.PutUvarint(o.number[:], n)]) }
func (o *output) uint64(n uint64)  { o.write(binary.BigEndian.AppendUint64(o.number[:0], n)) }
func (o *output) uint32(n uint32)  { o.write(binary.BigEndian.AppendUint32(o.number[:0], n)) }
func (o *output) uint16(n uint16)  { o.write(binary.BigEndian.AppendUint16(o.number[:0], n)) }

// close ends the file; if it is to be kept, so that it outlives the machine.
func (o *output) close(keep bool) error {
	if keep && o.failure == nil {
		o.failure = o.buffered.Flush()
	}
	if keep && o.failure == nil {
		o.failure = o.Sync()
	}
	if err := o.Close(); o.failure == nil {
		o.failure = err
	}
	if o.failure != nil {
		return fmt.Errorf("bulk: %w", o.failure)
	}
	return nil
}

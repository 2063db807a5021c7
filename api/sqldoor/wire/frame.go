// Package wire is what the server and the process that runs one statement of SQL
// say to each other: frames of a bounded length, over two pipes.
//
// The server does not believe the process: every length is checked before room
// is made for what it announces, every number and text before it is used. The
// rows have an encoding of their own, because general decoders make room for
// what the sender claims, or hand over values of types that nobody asked for.
//
// The talk is short. The process says [Ready]; the server asks [Ask]; the process
// answers [Tables] or [Refused]; the server grants [Grant] or ends the process;
// the process answers [Columns], any number of [Rows] and [End], or [Refused].
package wire

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A Kind says what a frame holds.
type Kind byte

// The kinds of frames.
const (
	Ready   Kind = 1 + iota // from the process: nothing
	Ask                     // to the process: a [Question]
	Tables                  // from the process: []tree.Table as [Named]
	Refused                 // from the process: a [Refusal]
	Grant                   // to the process: a [Granted]
	Columns                 // from the process: []Column
	Rows                    // from the process: see [AppendRow]
	End                     // from the process: nothing
)

// MaxFrame is how many bytes a frame holds at most.
const MaxFrame = 1 << 20

// ErrFrame is what every frame that cannot be believed is.
var ErrFrame = errors.New("not a frame of the protocol")

const header = 5 // length and kind

// Write sends a frame.
func Write(w io.Writer, k Kind, payload []byte) error {
	if len(payload) > MaxFrame {
		return fmt.Errorf("%w: %d bytes", ErrFrame, len(payload))
	}
	b := make([]byte, header, header+len(payload))
	binary.BigEndian.PutUint32(b, uint32(len(payload)))
	b[4] = byte(k)
	_, err := w.Write(append(b, payload...))
	return err
}

// WriteJSON sends a frame that holds v as JSON.
func WriteJSON(w io.Writer, k Kind, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return Write(w, k, payload)
}

// Read receives a frame. The payload is in buf if there is room.
func Read(r io.Reader, buf []byte) (Kind, []byte, error) {
	var h [header]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return 0, nil, err
	}
	n, k := binary.BigEndian.Uint32(h[:]), Kind(h[4])
	if n > MaxFrame || k < Ready || k > End {
		return 0, nil, fmt.Errorf("%w: kind %d of %d bytes", ErrFrame, k, n)
	}
	if cap(buf) < int(n) {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if _, err := io.ReadFull(r, buf); err != nil {
		return 0, nil, fmt.Errorf("frame of %d bytes: %w", n, noEOF(err))
	}
	return k, buf, nil
}

// ReadJSON receives a frame of the given kind, which holds v as JSON.
func ReadJSON(r io.Reader, want Kind, v any) error {
	k, payload, err := Read(r, nil)
	if err != nil {
		return err
	}
	if k != want {
		return fmt.Errorf("%w: kind %d, not %d", ErrFrame, k, want)
	}
	return strictly(payload, v)
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

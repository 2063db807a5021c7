package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of what the process may say.
const (
	MaxTables  = 64
	MaxColumns = 1000
	MaxName    = 200  // bytes of a name
	MaxText    = 1000 // bytes of a message of the engine
)

// A Question is the statement as the client sent it.
type Question struct {
	SQL string `json:"sql"`
}

// A Named is a table that the statement names, as it names it.
type Named struct {
	Dataset  string `json:"dataset"` // with @version, if it is pinned
	Resource string `json:"resource"`
	Position int    `json:"position"` // in the statement, in bytes from 0
}

// A Granted is what the process may read, and how much it may answer.
type Granted struct {
	Tables []Table       `json:"tables"`
	Rows   int           `json:"rows"`   // at most in the answer
	Bytes  int64         `json:"bytes"`  // of the rows as they are sent
	Memory int64         `json:"memory"` // of the engine, in bytes
	Time   time.Duration `json:"time"`   // from now on
}

// A Table is a table that the process may read, under the name that the statement
// gives it.
type Table struct {
	Dataset  string   `json:"dataset"`
	Resource string   `json:"resource"`
	Path     string   `json:"path"` // of a Parquet file
	Columns  []string `json:"columns"`
	Spans    []string `json:"spans,omitempty"` // those that are lengths of time, in microseconds
}

// A Reason says why there is no answer.
type Reason string

// The reasons.
const (
	Syntax    Reason = "syntax"    // Text says what; Position where
	Statement Reason = "statement" // not one SELECT
	Construct Reason = "construct" // Name is a part of SQL that is not for strangers
	Function  Reason = "function"  // Name is a function that is not
	Type      Reason = "type"      // Name is a type that is not
	Name      Reason = "name"      // Name is no table of the form dataset.table
	Size      Reason = "size"      // the statement is too large or too deep
	Engine    Reason = "engine"    // the engine does not take it; Text says why
	Twice     Reason = "twice"     // two columns of the answer are called Name
	ManyRows  Reason = "rows"      // more than granted
	ManyBytes Reason = "bytes"     // more than granted
	Memory    Reason = "memory"    // more than granted
	Fault     Reason = "fault"     // something is wrong with the process; Text is for the log
)

var reasons = map[Reason]bool{
	Syntax: true, Statement: true, Construct: true, Function: true, Type: true, Name: true, Size: true, Engine: true,
	Twice: true, ManyRows: true, ManyBytes: true, Memory: true, Fault: true,
}

// A Refusal says why there is no answer.
type Refusal struct {
	Reason   Reason `json:"reason"`
	Name     string `json:"name,omitempty"`
	Text     string `json:"text,omitempty"`
	Position int    `json:"position"` // in the statement, in bytes; -1 if unknown
}

// Error is for the log.
func (r *Refusal) Error() string {
	return fmt.Sprintf("refused: %s %q at %d: %s", r.Reason, r.Name, r.Position, r.Text)
}

// ReadRefusal reads the payload of a frame [Refused] about a statement of the
// given length.
func ReadRefusal(payload []byte, length int) (*Refusal, error) {
	var r Refusal
	if err := strictly(payload, &r); err != nil {
		return nil, err
	}
	if !reasons[r.Reason] || !printable(r.Name, MaxName) || !printable(r.Text, MaxText) {
		return nil, fmt.Errorf("%w: a refusal that is none", ErrFrame)
	}
	if r.Position < 0 || r.Position > length {
		r.Position = -1
	}
	return &r, nil
}

// ReadTables reads the payload of a frame [Tables] about a statement of the given
// length.
func ReadTables(payload []byte, length int) ([]Named, error) {
	var all []Named
	if err := strictly(payload, &all); err != nil {
		return nil, err
	}
	if len(all) > MaxTables {
		return nil, fmt.Errorf("%w: %d tables", ErrFrame, len(all))
	}
	for i, n := range all {
		if !printable(n.Dataset, MaxName) || !printable(n.Resource, MaxName) {
			return nil, fmt.Errorf("%w: a table that is none", ErrFrame)
		}
		if n.Position < 0 || n.Position > length {
			all[i].Position = -1
		}
	}
	return all, nil
}

// strictly reads one value of JSON, with the members that it may have.
func strictly(payload []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(payload))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrFrame, err)
	}
	if d.More() {
		return fmt.Errorf("%w: more than one value", ErrFrame)
	}
	return nil
}

// printable reports whether s is text of at most the given length, in one line.
func printable(s string, most int) bool {
	return len(s) <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// Printable makes of s a text that the other side takes: in one line, and cut
// after the given number of bytes.
func Printable(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) <= most {
		return s
	}
	const dots = "…"
	cut := most - len(dots)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + dots
}

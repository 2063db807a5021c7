// Package tree decides from the syntax tree of a statement whether it may run,
// and which tables it reads. The tree is the JSON of DuckDB's json_serialize_sql.
//
// It denies by default: each kind of node is known with all its members, or the
// statement is refused. Functions, types, operators and collations are those of
// lists. So a newer engine that can do more refuses more, until somebody has
// looked at it. The lists leave out whatever reads something else than the
// granted tables, tells about the engine or its surroundings, has a side effect,
// depends on the time or on chance, or makes much out of a little.
package tree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Bounds of a statement.
const (
	MaxDepth = 400    // of nodes in one another
	MaxNodes = 50_000 // JSON values with members
)

// A Table is a table as a statement names it.
type Table struct {
	Dataset  string
	Resource string
	Position int // where it does so first, in bytes
}

// A Cause says why a statement may not run.
type Cause string

// The causes.
const (
	NotOneSelect Cause = "statement" // it is not one SELECT
	BadConstruct Cause = "construct" // Name is a part of SQL that may not be used
	BadFunction  Cause = "function"
	BadType      Cause = "type"
	BadName      Cause = "name" // a table that is not dataset.resource
	TooLarge     Cause = "size"
)

// A Refusal says why a statement may not run.
type Refusal struct {
	Cause    Cause
	Name     string
	Position int // in bytes; -1 if unknown
}

// Error is for the log.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s %q at %d is not allowed", r.Cause, r.Name, r.Position)
}

// A SyntaxError is what the parser of the engine says.
type SyntaxError struct {
	Text     string
	Position int // in bytes; -1 if unknown
}

// Error is for the log.
func (e *SyntaxError) Error() string { return fmt.Sprintf("%s at %d", e.Text, e.Position) }

// A serialized is what json_serialize_sql returns.
type serialized struct {
	Error      bool              `json:"error"`
	Type       string            `json:"error_type"`
	Message    string            `json:"error_message"`
	Position   json.Number       `json:"position"`
	Statements []json.RawMessage `json:"statements"`
}

// Check reads a tree and returns the tables of the statement, each once whatever
// the case of its letters, or a [*Refusal] or a [*SyntaxError]. Names that
// builtin reports are names of the engine itself, which no part of the statement
// may take.
func Check(text []byte, builtin func(name string) bool) ([]Table, error) {
	var s serialized
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("syntax tree: %w", err)
	}
	switch {
	case s.Error && s.Type == "parser":
		return nil, &SyntaxError{s.Message, number(s.Position)}
	case s.Error || len(s.Statements) != 1:
		return nil, &Refusal{NotOneSelect, "", -1}
	}
	d := json.NewDecoder(bytes.NewReader(s.Statements[0]))
	d.UseNumber()
	var root any
	if err := d.Decode(&root); err != nil {
		if strings.Contains(err.Error(), "depth") {
			return nil, &Refusal{TooLarge, "", -1}
		}
		return nil, fmt.Errorf("syntax tree: %w", err)
	}
	w := &walk{builtin: builtin, at: -1, seen: make(map[string]bool)}
	if err := w.check(statement, root, nil); err != nil {
		return nil, err
	}
	return w.tables, nil
}

// number reads a position; what is none is -1.
func number(n json.Number) int {
	i, err := n.Int64()
	if err != nil || i < 0 || i > 1<<31 {
		return -1
	}
	return int(i)
}

// errShape is a tree that is not as this package knows it.
var errShape = errors.New("syntax tree of an unknown shape")

package tree

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A walk looks at every value of a tree.
type walk struct {
	builtin func(string) bool
	tables  []Table
	seen    map[string]bool // tables, in lower case
	at      int             // the position of the last node that has one
	depth   int
	nodes   int
}

// A scope is the common table expressions that a name can stand for, in lower
// case: a list from the inmost outwards.
type scope struct {
	name  string
	outer *scope
}

func (s *scope) has(name string) bool {
	for ; s != nil; s = s.outer {
		if s.name == strings.ToLower(name) {
			return true
		}
	}
	return false
}

func (w *walk) refuse(c Cause, name string) error { return &Refusal{c, name, w.at} }

// check looks at a value that must be of the given kind.
func (w *walk) check(k kind, v any, s *scope) error {
	if w.depth++; w.depth > MaxDepth {
		return w.refuse(TooLarge, "")
	}
	defer func() { w.depth-- }()
	switch k {
	case label:
		return w.label(v)
	case labels:
		return w.labels(v)
	case nothing:
		return w.nothing(v)
	case statement:
		return w.members(statementShape, v, s)
	case queryNode:
		return w.query(v, s)
	case reference:
		return w.reference(v, s)
	case expression:
		return w.expression(v, s)
	case expressions:
		return w.each(expression, v, s)
	case lists:
		return w.each(expressions, v, s)
	case modifiers:
		return w.each(modifier, v, s)
	case modifier:
		return w.typed(modifierShapes, v, s)
	case orders:
		return w.eachOf(orderShape, v, s)
	case caseChecks:
		return w.eachOf(caseShape, v, s)
	case pairs:
		return w.eachOf(pairShape, v, s)
	case renames:
		return w.renames(v, s)
	case castType:
		return w.castType(v)
	case constant:
		return w.members(constantShape, v, s)
	case payload:
		return w.payload(v)
	case columnNames:
		return w.columnNames(v)
	case function:
		return w.name(functions, v)
	case window:
		return w.name(windows, v)
	case schema:
		return w.schema(v)
	case collation:
		return w.collation(v)
	}
	return errShape // cteMap, which only query has
}

// members looks at an object that has the members of a shape and no others.
func (w *walk) members(sh shape, v any, s *scope) error {
	m, err := w.object(v)
	if err != nil {
		return err
	}
	for _, name := range sorted(m) {
		k, ok := sh[name]
		if !ok {
			return w.refuse(BadConstruct, name)
		}
		if err := w.check(k, m[name], s); err != nil {
			return err
		}
	}
	return nil
}

// sorted returns the names of members, so that the first refusal is always the
// same.
func sorted(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (w *walk) object(v any) (map[string]any, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%w: %T for an object", errShape, v)
	}
	if w.nodes++; w.nodes > MaxNodes {
		return nil, w.refuse(TooLarge, "")
	}
	if n, ok := m["query_location"].(json.Number); ok {
		if at := number(n); at >= 0 {
			w.at = at
		}
	}
	return m, nil
}

// typed looks at an object of a type that shapes knows.
func (w *walk) typed(shapes map[string]shape, v any, s *scope) error {
	m, err := w.object(v)
	if err != nil {
		return err
	}
	name := text(m["type"])
	sh, ok := shapes[name]
	if !ok {
		return w.refuse(BadConstruct, name)
	}
	return w.members(sh, m, s)
}

func (w *walk) each(k kind, v any, s *scope) error {
	all, ok := v.([]any)
	if !ok {
		return fmt.Errorf("%w: %T for a list", errShape, v)
	}
	for _, one := range all {
		if err := w.check(k, one, s); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) eachOf(sh shape, v any, s *scope) error {
	all, ok := v.([]any)
	if !ok {
		return fmt.Errorf("%w: %T for a list", errShape, v)
	}
	for _, one := range all {
		if err := w.members(sh, one, s); err != nil {
			return err
		}
	}
	return nil
}

// expression looks at an expression, or null.
func (w *walk) expression(v any, s *scope) error {
	if v == nil {
		return nil
	}
	m, err := w.object(v)
	if err != nil {
		return err
	}
	class, kind := text(m["class"]), text(m["type"])
	sh, ok := classes[class]
	if !ok || class == "OPERATOR" && !operators[kind] {
		return w.refuse(BadConstruct, kind)
	}
	return w.node(sh, m, s)
}

// node looks at the members of an expression or a reference.
func (w *walk) node(sh shape, m map[string]any, s *scope) error {
	at := w.at
	for _, name := range sorted(m) {
		k, ok := sh[name]
		if !ok {
			k, ok = nodeMembers[name]
		}
		if !ok {
			return w.refuse(BadConstruct, name)
		}
		w.at = at
		if err := w.check(k, m[name], s); err != nil {
			return err
		}
	}
	return nil
}

// text returns a text, or "".
func text(v any) string {
	s, _ := v.(string)
	return s
}

package tree

import (
	"maps"
	"strings"
)

// query looks at a node of a query. Its common table expressions can be named in
// it and in those that come after them.
func (w *walk) query(v any, s *scope) error {
	m, err := w.object(v)
	if err != nil {
		return err
	}
	sh, ok := nodes[text(m["type"])]
	if !ok {
		return w.refuse(BadConstruct, text(m["type"]))
	}
	if s, err = w.ctes(m["cte_map"], s); err != nil {
		return err
	}
	rest := maps.Clone(m)
	delete(rest, "cte_map")
	return w.node(sh, rest, s)
}

// ctes looks at common table expressions and returns the scope with them.
func (w *walk) ctes(v any, s *scope) (*scope, error) {
	m, err := w.object(v)
	if err != nil {
		return nil, err
	}
	list, ok := m["map"].([]any)
	if !ok || len(m) != 1 {
		return nil, errShape
	}
	for _, one := range list {
		entry, err := w.object(one)
		if err != nil {
			return nil, err
		}
		body, err := w.object(entry["value"])
		if err != nil {
			return nil, err
		}
		name := text(entry["key"])
		if len(entry) != 2 || name == "" || w.builtin(strings.ToLower(name)) {
			return nil, w.refuse(BadName, name)
		}
		if err := w.cte(name, body, s); err != nil {
			return nil, err
		}
		s = &scope{strings.ToLower(name), s}
	}
	return s, nil
}

var cteShape = shape{"aliases": labels, "materialized": label, "key_targets": nothing}

func (w *walk) cte(name string, body map[string]any, s *scope) error {
	rest := maps.Clone(body)
	delete(rest, "query")
	if err := w.members(cteShape, rest, s); err != nil {
		return err
	}
	query, err := w.object(body["query"])
	if err != nil {
		return err
	}
	if node, ok := query["node"].(map[string]any); ok && text(node["type"]) == "RECURSIVE_CTE_NODE" {
		if err := w.nothing(query["named_param_map"]); err != nil || len(query) != 2 {
			return w.refuse(BadConstruct, "PARAMETER")
		}
		return w.recursive(name, node, s)
	}
	return w.check(statement, query, s)
}

var recursiveShape = shape{
	"type": label, "modifiers": modifiers, "aliases": labels, "cte_name": label, "union_all": label, "key_targets": nothing,
}

// recursive looks at the body of a recursive CTE, whose second part alone can
// name it: in the first part, the name would be that of something else.
func (w *walk) recursive(name string, node map[string]any, s *scope) error {
	if !strings.EqualFold(text(node["cte_name"]), name) {
		return w.refuse(BadName, name)
	}
	s, err := w.ctes(node["cte_map"], s)
	if err != nil {
		return err
	}
	if err := w.check(queryNode, node["left"], s); err != nil {
		return err
	}
	if err := w.check(queryNode, node["right"], &scope{strings.ToLower(name), s}); err != nil {
		return err
	}
	rest := maps.Clone(node)
	for _, member := range []string{"left", "right", "cte_map"} {
		delete(rest, member)
	}
	return w.members(recursiveShape, rest, s)
}

// joins are the kinds of JOIN.
var joins = map[string]bool{"REGULAR": true, "NATURAL": true, "CROSS": true, "POSITIONAL": true, "ASOF": true}

// reference looks at what stands in FROM.
func (w *walk) reference(v any, s *scope) error {
	if v == nil {
		return nil
	}
	m, err := w.object(v)
	if err != nil {
		return err
	}
	kind := text(m["type"])
	sh, ok := references[kind]
	if !ok || kind == "JOIN" && !joins[text(m["ref_type"])] {
		return w.refuse(BadConstruct, kind)
	}
	if kind == "BASE_TABLE" {
		if err := w.table(text(m["catalog_name"]), text(m["schema_name"]), text(m["table_name"]), s); err != nil {
			return err
		}
	}
	return w.node(sh, m, s)
}

// table notes a table, unless it is a common table expression.
func (w *walk) table(catalog, dataset, resource string, s *scope) error {
	if catalog == "" && dataset == "" && s.has(resource) {
		return nil
	}
	if catalog != "" || dataset == "" || resource == "" || reserved[strings.ToLower(dataset)] {
		name := strings.Join([]string{catalog, dataset, resource}, ".")
		return w.refuse(BadName, strings.TrimLeft(name, "."))
	}
	key := strings.ToLower(dataset + "\x00" + resource)
	if !w.seen[key] {
		w.seen[key] = true
		w.tables = append(w.tables, Table{dataset, resource, w.at})
	}
	return nil
}

// reserved are names of databases and schemas of the engine. A dataset that has
// one can be reached with its version.
var reserved = map[string]bool{
	"main": true, "memory": true, "temp": true, "system": true, "information_schema": true, "pg_catalog": true,
}

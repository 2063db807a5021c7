package tree

import (
	"encoding/json"
	"fmt"
	"strings"
)

func (w *walk) label(v any) error {
	switch v.(type) {
	case nil, string, bool, json.Number:
		return nil
	}
	return fmt.Errorf("%w: %T for a label", errShape, v)
}

func (w *walk) labels(v any) error {
	all, ok := v.([]any)
	if !ok {
		return w.label(v)
	}
	for _, one := range all {
		if err := w.check(labels, one, nil); err != nil {
			return err
		}
	}
	return nil
}

// nothing refuses what there is in a place that must be empty.
func (w *walk) nothing(v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		if v == "" {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	case []any:
		if len(v) == 0 {
			return nil
		}
	case map[string]any:
		if len(v) == 0 {
			return nil
		}
	}
	return w.refuse(BadConstruct, "")
}

// renames looks at a list of columns, or of columns with new names.
func (w *walk) renames(v any, s *scope) error {
	all, ok := v.([]any)
	if !ok {
		return errShape
	}
	for _, one := range all {
		m, err := w.object(one)
		if err != nil {
			return err
		}
		if key, ok := m["key"]; ok && len(m) == 2 {
			if err := w.label(m["value"]); err != nil {
				return err
			}
			one = key
		}
		if err := w.members(qualifiedShape, one, s); err != nil {
			return err
		}
	}
	return nil
}

// columnNames refuses the names that the engine takes for values if there is no
// column that is called so.
func (w *walk) columnNames(v any) error {
	all, ok := v.([]any)
	if !ok || len(all) == 0 {
		return errShape
	}
	if name := text(all[0]); len(all) == 1 && valueNames[strings.ToLower(name)] {
		return w.refuse(BadFunction, name)
	}
	return w.labels(all)
}

func (w *walk) name(list map[string]bool, v any) error {
	name, ok := v.(string)
	if !ok {
		return errShape
	}
	if !list[strings.ToLower(name)] {
		return w.refuse(BadFunction, name)
	}
	return nil
}

// schema takes where the parser says that a function is.
func (w *walk) schema(v any) error {
	if s := text(v); s != "" && s != "main" {
		return w.refuse(BadConstruct, s)
	}
	return w.label(v)
}

// collation takes collations that need no more than the text.
func (w *walk) collation(v any) error {
	for part := range strings.SplitSeq(strings.ToLower(text(v)), ".") {
		switch part {
		case "nocase", "noaccent", "nfc", "binary", "c", "vi", "en":
		default:
			return w.refuse(BadConstruct, "COLLATE "+part)
		}
	}
	return nil
}

// castType takes types without parts.
func (w *walk) castType(v any) error {
	m, err := w.object(v)
	if err != nil {
		return err
	}
	id, info := text(m["id"]), m["type_info"]
	if len(m) != 2 {
		return w.refuse(BadType, id)
	}
	if info == nil {
		if !types[id] {
			return w.refuse(BadType, id)
		}
		return nil
	}
	details, err := w.object(info)
	if err != nil {
		return err
	}
	switch {
	case id == "DECIMAL" && text(details["type"]) == "DECIMAL_TYPE_INFO":
		return w.members(decimalShape, details, nil)
	case id == "UNBOUND": // a name that is not the parser's
		id = text(details["name"])
	}
	return w.refuse(BadType, id)
}

// payload takes the value of a constant: large integers come in parts.
func (w *walk) payload(v any) error {
	m, ok := v.(map[string]any)
	if !ok {
		return w.label(v)
	}
	for _, part := range sorted(m) {
		if err := w.label(m[part]); err != nil {
			return err
		}
	}
	return nil
}

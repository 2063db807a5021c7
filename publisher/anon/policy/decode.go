package policy

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
)

// tag returns the name of a field in a policy, and its mark: key (the name in a
// mapping of named things), self (the value itself), rest (all other names) or
// short (what a lone scalar stands for).
func tag(f reflect.StructField) (name, mark string) {
	name, mark, _ = strings.Cut(f.Tag.Get("yaml"), ",")
	return name, mark
}

// marked returns the index of the field of a struct with a mark, or −1.
func marked(t reflect.Type, mark string) int {
	for i := range t.NumField() {
		if _, m := tag(t.Field(i)); m == mark {
			return i
		}
	}
	return -1
}

// value sets v, with the tags of its field, from a node.
func (d *decoder) value(v reflect.Value, n *yaml.Node, path string, tags reflect.StructTag) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.fail(n, path, "không dùng neo và tham chiếu (& và *) của YAML", "anchors and aliases of YAML are not allowed")
		return
	}
	if ops, ok := v.Addr().Interface().(*Ops); ok {
		d.ops(ops, n, path)
		return
	}
	switch {
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(v.Elem(), n, path, tags)
	case v.Kind() == reflect.Struct:
		d.structure(v, n, path)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct && marked(v.Type().Elem(), "key") >= 0:
		if d.is(n, yaml.MappingNode, path) {
			d.named(v, n.Content, path)
		}
	case v.Kind() == reflect.Slice:
		d.list(v, n, path, tags)
	default:
		if d.is(n, yaml.ScalarNode, path) {
			d.scalar(v, n, path, tags)
		}
	}
}

var kinds = map[yaml.Kind]catalog.Text{
	yaml.MappingNode:  {Vi: "phải gồm các trường, mỗi trường có tên", En: "must be of named fields"},
	yaml.SequenceNode: {Vi: "phải là một danh sách", En: "must be a list"},
	yaml.ScalarNode:   {Vi: "phải là một giá trị", En: "must be one value"},
}

func (d *decoder) is(n *yaml.Node, kind yaml.Kind, path string) bool {
	if n.Kind != kind {
		d.put(n.Line, path, kinds[kind])
		return false
	}
	return true
}

// structure sets the fields of a struct.
func (d *decoder) structure(v reflect.Value, n *yaml.Node, path string) {
	t := v.Type()
	if line := v.FieldByName("Line"); line.IsValid() {
		line.SetInt(int64(n.Line))
	}
	if i := marked(t, "self"); i >= 0 {
		d.value(v.Field(i), n, path, t.Field(i).Tag)
		return
	}
	if i := marked(t, "short"); i >= 0 && n.Kind != yaml.MappingNode {
		if n.Kind == yaml.ScalarNode || v.Field(i).Kind() == reflect.Slice {
			d.value(v.Field(i), n, path, t.Field(i).Tag)
			d.defaults(v, n, path, map[string]bool{fieldName(t.Field(i)): true})
			return
		}
	}
	if !d.is(n, yaml.MappingNode, path) {
		return
	}
	seen := make(map[string]bool)
	var rest []*yaml.Node
	for i := 0; i < len(n.Content); i += 2 {
		key, content := n.Content[i], n.Content[i+1]
		field, ok := t.FieldByNameFunc(func(name string) bool {
			f, _ := t.FieldByName(name)
			return fieldName(f) != "" && fieldName(f) == key.Value
		})
		if key.Kind != yaml.ScalarNode || !ok {
			if marked(t, "rest") >= 0 {
				rest = append(rest, key, content)
				continue
			}
			names := strings.Join(fields(t), ", ")
			d.fail(key, join(path, key.Value), "không có trường này; ở đây có: %s", "there is no such field; here there are: %s", names)
			continue
		}
		if seen[key.Value] {
			d.fail(key, join(path, key.Value), "trường này có hai lần", "this field comes twice")
			continue
		}
		seen[key.Value] = true
		d.lines[join(path, key.Value)] = key.Line
		d.value(v.FieldByIndex(field.Index), content, join(path, key.Value), field.Tag)
	}
	if i := marked(t, "rest"); i >= 0 {
		d.named(v.Field(i), rest, path)
	}
	d.defaults(v, n, path, seen)
}

// fieldName is the name of a field in a policy; empty if it has none.
func fieldName(f reflect.StructField) string {
	name, _ := tag(f)
	if name == "-" {
		return ""
	}
	return name
}

// defaults sets the fields that were not seen.
func (d *decoder) defaults(v reflect.Value, n *yaml.Node, path string, seen map[string]bool) {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		name := fieldName(f)
		if name == "" || seen[name] {
			continue
		}
		if text, ok := f.Tag.Lookup("default"); ok {
			d.scalar(v.Field(i), &yaml.Node{Kind: yaml.ScalarNode, Value: text, Line: n.Line}, join(path, name), "")
			continue
		}
		if f.Tag.Get("need") == "yes" {
			d.fail(n, join(path, name), "thiếu trường này", "this field is missing")
			continue
		}
		if f.Type.Kind() == reflect.Struct {
			d.structure(v.Field(i), &yaml.Node{Kind: yaml.MappingNode, Line: n.Line}, join(path, name))
		}
	}
}

// named sets a slice of structs from a mapping, in the order of names.
func (d *decoder) named(v reflect.Value, content []*yaml.Node, path string) {
	t := v.Type().Elem()
	key := marked(t, "key")
	lines := make(map[string]bool)
	var all []reflect.Value
	for i := 0; i < len(content); i += 2 {
		one := reflect.New(t).Elem()
		d.value(one.Field(key), content[i], path, "")
		name := one.Field(key).String()
		if lines[name] {
			d.fail(content[i], join(path, name), "tên này có hai lần", "this name comes twice")
			continue
		}
		lines[name] = true
		d.value(one, content[i+1], join(path, name), "")
		one.FieldByName("Line").SetInt(int64(content[i].Line))
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b reflect.Value) int { return compare(a.Field(key).String(), b.Field(key).String()) })
	if len(all) > 0 {
		v.Set(reflect.Append(reflect.MakeSlice(v.Type(), 0, len(all)), all...))
	}
}

// list sets a slice from a sequence.
func (d *decoder) list(v reflect.Value, n *yaml.Node, path string, tags reflect.StructTag) {
	if !d.is(n, yaml.SequenceNode, path) {
		return
	}
	if len(n.Content) == 0 {
		d.fail(n, path, "danh sách không được trống", "the list must not be empty")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		at := path
		if item.Kind == yaml.MappingNode {
			at = join(path, strconv.Itoa(i+1))
		}
		d.value(v.Index(i), item, at, tags)
	}
}

// ops reads keep, {date: year}, or a list of such.
func (d *decoder) ops(ops *Ops, n *yaml.Node, path string) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	if len(items) == 0 || len(items) > maxOps {
		d.fail(n, path, "phải có từ 1 đến %d phép", "there must be 1 to %d operations", maxOps)
	}
	for _, item := range items {
		if item.Kind == yaml.ScalarNode {
			// keep is {keep: {}}
			name := *item
			item = &yaml.Node{Kind: yaml.MappingNode, Line: item.Line, Anchor: item.Anchor,
				Content: []*yaml.Node{&name, {Kind: yaml.MappingNode, Line: item.Line}}}
		}
		if item.Kind == yaml.MappingNode && len(item.Content) != 2 {
			d.fail(item, path, "mỗi mục của danh sách là đúng một phép", "each item of the list is exactly one operation")
			continue
		}
		var op Op
		d.value(reflect.ValueOf(&op).Elem(), item, path, "")
		*ops = append(*ops, op)
	}
}

// maxOps is how many operations a column has at most.
const maxOps = 8

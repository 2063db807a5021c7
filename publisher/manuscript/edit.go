package manuscript

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Set gives the field at a path a value; the empty value removes the field. What
// stands above it is made if need be; a list becomes longer by naming the index
// behind its last member. A path that cannot be is ignored.
func (t *Text) Set(path, value string) {
	if value == "" {
		t.Remove(path)
		return
	}
	if old := t.find(path); old != nil && old.Kind == yaml.ScalarNode && old.Value == value {
		return // as it was written
	}
	t.put(path, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value})
}

// SetFlag says that a field is true, or removes it.
func (t *Text) SetFlag(path string, on bool) {
	if !on {
		t.Remove(path)
		return
	}
	t.SetBool(path, true)
}

// SetBool says that a field is true or false.
func (t *Text) SetBool(path string, is bool) {
	t.put(path, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(is)})
}

// SetNumbers gives the field at a path a list of numbers.
func (t *Text) SetNumbers(path string, values ...float64) {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle}
	for _, v := range values {
		n.Content = append(n.Content, number(v))
	}
	t.put(path, n)
}

// SetNumber gives the field at a path a number.
func (t *Text) SetNumber(path string, value float64) { t.put(path, number(value)) }

func number(v float64) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatFloat(v, 'f', -1, 64)} // its type is as it reads
}

// SetList gives the field at a path a list of values; an empty list removes it.
func (t *Text) SetList(path string, values []string) {
	if len(values) == 0 {
		t.Remove(path)
		return
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle}
	for _, v := range values {
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v})
	}
	t.put(path, n)
}

// Remove takes a field, or a member of a list, out, and what is left empty above
// it.
func (t *Text) Remove(path string) {
	if t.find(path) == nil {
		return
	}
	parent, last := t.root, path
	above := ""
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		above, last = path[:i], path[i+1:]
		parent = t.find(above)
	}
	switch parent.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(parent.Content); i += 2 {
			if parent.Content[i].Value == last {
				parent.Content = append(parent.Content[:i:i], parent.Content[i+2:]...)
				break
			}
		}
	case yaml.SequenceNode:
		i, _ := strconv.Atoi(last) //nolint:errcheck // it was found
		parent.Content = append(parent.Content[:i:i], parent.Content[i+1:]...)
	}
	if len(parent.Content) == 0 && above != "" {
		t.Remove(above)
	}
}

// put has the field at a path be value.
func (t *Text) put(path string, value *yaml.Node) {
	parts := strings.Split(path, ".")
	n := t.root
	for i, part := range parts {
		last := i == len(parts)-1
		if n = step(n, part, last, value); n == nil || last {
			return
		}
		if next := parts[i+1]; n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode {
			*n = *container(next)
		}
	}
}

// step returns what n has at a part of a path, which is made if it is not there,
// or nil if it cannot be; at the last part it is value from then on.
func step(n *yaml.Node, part string, last bool, value *yaml.Node) *yaml.Node {
	if found := child(n, part); found != nil {
		if last {
			value.LineComment, value.HeadComment, value.FootComment = found.LineComment, found.HeadComment, found.FootComment
			*found = *value
		}
		return found
	}
	if !last {
		value = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	}
	switch i, err := strconv.Atoi(part); {
	case n.Kind == yaml.MappingNode:
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: part}, value)
	case n.Kind == yaml.SequenceNode && err == nil && i == len(n.Content) && i < maxMembers:
		n.Content = append(n.Content, value)
	default:
		return nil
	}
	return value
}

// container is what has a part of a path below it.
func container(part string) *yaml.Node {
	if _, err := strconv.Atoi(part); err == nil {
		return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	}
	return mapping()
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} }

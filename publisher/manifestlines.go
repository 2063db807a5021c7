package publisher

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
)

// locate gives each error the line of its field, or of the nearest field
// above it that is in the file.
func (m *Manifest) locate(wrong []catalog.FieldError) {
	for i := range wrong {
		path := wrong[i].Field
		if rest, ok := strings.CutPrefix(path, "resources."); ok {
			name, field, _ := strings.Cut(rest, ".")
			for n, r := range m.Resources {
				if r.Name == name {
					path = strings.TrimSuffix(fmt.Sprintf("resources.%d.%s", n, field), ".")
				}
			}
		}
		for path != "" && m.lines[path] == 0 {
			path = path[:max(0, strings.LastIndexByte(path, '.'))]
		}
		wrong[i].Line = m.lines[path]
	}
}

// lineIndex maps the paths of a YAML text to the lines on which they stand.
func lineIndex(text []byte) map[string]int64 {
	lines := make(map[string]int64)
	var root yaml.Node
	if yaml.Unmarshal(text, &root) != nil || len(root.Content) == 0 {
		return lines
	}
	var walk func(path string, n *yaml.Node)
	walk = func(path string, n *yaml.Node) {
		lines[path] = int64(n.Line)
		join := func(part string) string { return strings.TrimPrefix(path+"."+part, ".") }
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				walk(join(n.Content[i].Value), n.Content[i+1])
				lines[join(n.Content[i].Value)] = int64(n.Content[i].Line)
			}
		case yaml.SequenceNode:
			for i, c := range n.Content {
				walk(join(strconv.Itoa(i)), c)
			}
		}
	}
	walk("", root.Content[0])
	return lines
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// yamlError turns the messages of the YAML reader, which come with their
// lines, into fields.
func yamlError(err error) error {
	e := &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{
		Vi: "Không đọc được tệp dataset.yaml.", En: "dataset.yaml cannot be read."}, Err: err}
	if errors.Is(err, io.EOF) {
		e.Public = catalog.Text{Vi: "Tệp dataset.yaml trống.", En: "dataset.yaml is empty."}
		return e
	}
	for _, match := range yamlLine.FindAllStringSubmatch(err.Error(), -1) {
		line, _ := strconv.ParseInt(match[1], 10, 64)
		detail := match[2]
		if field, ok := strings.CutPrefix(detail, "field "); ok {
			name, _, _ := strings.Cut(field, " ")
			e.Fields = append(e.Fields, catalog.FieldError{Line: line, Position: -1, Detail: catalog.Textf(
				"không có mục %[1]q ở đây", "there is no field %[1]q here", name)})
			continue
		}
		e.Fields = append(e.Fields, catalog.FieldError{Line: line, Position: -1, Detail: catalog.Text{Vi: detail, En: detail}})
	}
	return e
}

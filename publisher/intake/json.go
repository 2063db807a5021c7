package intake

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"nguon/publisher/rows"
)

// lookJSON tells the members of the family of JSON. Text is the head as UTF-8.
func lookJSON(ctx context.Context, in rows.Input, text []byte) (what, error) {
	promised := extensions[strings.ToLower(path.Ext(in.Name))]
	named := promised == JSON || promised == NDJSON || promised == GeoJSON
	text = bytes.TrimLeft(text, "\x1e \t\r\n") // RFC 8142 begins each text with a record separator
	if len(text) == 0 || text[0] != '{' && text[0] != '[' || !named && !beginsJSON(text) {
		return what{}, nil
	}
	src := io.Reader(bytes.NewReader(text))
	if head, err := firstBytes(in); err != nil {
		return what{}, err
	} else if isUTF16(head) == 0 {
		src = io.NewSectionReader(in.File, 0, in.Size)
	}
	v, err := scanFirst(ctx, src)
	if err != nil {
		return what{}, err
	}
	if v.kind == "Topology" && v.keys["arcs"] {
		return what{}, refuse("TopoJSON", in.Name)
	}
	more := v.ended && (v.next == '{' || v.next == '[' || v.next == 0x1E)
	alone := v.ended && v.next == 0
	switch {
	case v.isGeo():
		return what{format: GeoJSON, lines: more || alone && strings.HasPrefix(strings.ToLower(path.Ext(in.Name)), ".geojsonl") && v.kind == "Feature"}, nil
	case more, alone && promised == NDJSON:
		return what{format: NDJSON}, nil
	}
	return what{format: JSON}, nil
}

func firstBytes(in rows.Input) ([]byte, error) {
	head := make([]byte, min(in.Size, 4096))
	if _, err := in.File.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head, nil
}

// beginsJSON reports whether text that begins with a bracket is JSON and not a
// table whose first column has a name in brackets.
func beginsJSON(text []byte) bool {
	next := bytes.TrimLeft(text[1:], " \t\r\n")
	if len(next) == 0 {
		return false
	}
	if text[0] == '{' {
		return next[0] == '"' || next[0] == '}'
	}
	if next[0] == '{' || next[0] == '[' {
		return true
	}
	// A list of scalars: the whole of it, and nothing after it in its line.
	line, _, _ := bytes.Cut(next, []byte("]"))
	rest := bytes.TrimLeft(next[min(len(line)+1, len(next)):], " \t\r")
	return strings.IndexByte(`"-0123456789tfn]`, next[0]) >= 0 && (len(rest) == 0 || rest[0] == '\n')
}

// firstValue is what a scan says of the first value of a text of JSON.
type firstValue struct {
	ended  bool            // its end was met
	next   byte            // after it, but blanks; 0 at the end of the text
	keys   map[string]bool // of the object itself
	kind   string          // its member "type"
	mapped bool            // its features have geometries
}

// geometries are the types of RFC 7946, 1.4.
var geometries = []string{"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}

// isGeo reports whether the value is an object of GeoJSON. The members decide
// with the type, because records of anything may have a type.
func (v firstValue) isGeo() bool {
	switch {
	case v.kind == "FeatureCollection", v.mapped && v.keys["features"]:
		return true
	case v.kind == "Feature":
		return v.keys["geometry"] || v.keys["properties"]
	}
	return slices.Contains(geometries, v.kind) && (v.keys["coordinates"] || v.keys["geometries"])
}

// maxScan is how far the end of the first value is looked for. A value that is
// longer is no line of many.
const maxScan = 64 << 20

// scanFirst reads the first value, or as much of it as tells what it is. It
// looks at brackets and quotes only: whether the text is right is for its reader
// to say.
func scanFirst(ctx context.Context, src io.Reader) (firstValue, error) {
	v := firstValue{keys: make(map[string]bool)}
	s := scanner{r: bufio.NewReaderSize(io.LimitReader(src, maxScan), 64<<10), v: &v}
	for {
		if s.read&0xFFFFF == 0 {
			if err := ctx.Err(); err != nil {
				return v, err
			}
		}
		c, err := s.r.ReadByte()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return v, err
		}
		s.read++
		if s.step(c) {
			return v, nil
		}
	}
}

// scanner follows the nesting of a text of JSON.
type scanner struct {
	r    *bufio.Reader
	v    *firstValue
	read int64

	depth  int
	object []bool // of each level: it is an object
	quoted bool
	escape bool
	word   []byte // the text in quotes, shortened
	key    string // of depth 1, that a value is awaited for
}

// maxNesting is where levels are no longer told apart.
const maxNesting = 64

// step takes one byte, and reports whether enough is known.
func (s *scanner) step(c byte) bool {
	switch {
	case s.v.ended:
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			return false
		}
		s.v.next = c
		return true
	case s.escape:
		s.escape = false
	case s.quoted && c == '\\':
		s.escape = true
	case s.quoted && c != '"':
		if len(s.word) < 32 {
			s.word = append(s.word, c)
		}
	case c == '"':
		if s.quoted = !s.quoted; s.quoted {
			s.word = s.word[:0]
		} else if s.depth == 1 && s.key == "type" {
			s.v.kind, s.key = string(s.word), ""
			return s.v.kind == "FeatureCollection"
		}
	case c == ':':
		return s.named(string(s.word))
	case c == ',':
		if s.depth == 1 {
			s.key = ""
		}
	case c == '{' || c == '[':
		if len(s.object) < maxNesting {
			s.object = append(s.object, c == '{')
		}
		s.depth++
	case (c == '}' || c == ']') && s.depth > 0:
		s.depth--
		if len(s.object) > s.depth {
			s.object = s.object[:s.depth]
		}
		s.v.ended = s.depth == 0
	}
	return false
}

// named takes the name of a member.
func (s *scanner) named(key string) bool {
	switch {
	case s.depth == 1 && s.object[0]:
		s.key = key
		if len(s.v.keys) < 1000 {
			s.v.keys[key] = true
		}
	case s.depth == 3 && s.key == "features" && key == "geometry" && s.object[0] && !s.object[1] && s.object[2]:
		s.v.mapped = true
		return true
	}
	return false
}

package jsonfile

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"nguon/publisher/rows"
)

// envelopeDepth is how many objects an array of records may lie in, and
// maxCandidates how many such arrays are remembered.
const (
	envelopeDepth = 8
	maxCandidates = 1000
)

// recordNames are what interfaces call the array of their records. Where one
// of several arrays has such a name, it is taken; otherwise the longest.
var recordNames = []string{"records", "rows", "data", "items", "results", "result", "value", "values",
	"features", "entries", "list", "content", "observations", "danhsach", "danh_sach", "dulieu", "du_lieu"}

// totalNames are what they call the number of records that there are.
var totalNames = []string{"total", "totalcount", "total_count", "totalelements", "totalitems", "total_items",
	"numbermatched", "@odata.count", "odata.count", "recordstotal", "totalrecords", "total_records", "tongso", "tong_so"}

// A candidate is an array that may be that of the records.
type candidate struct {
	path  string
	name  string // the last of the path, in lower case
	count int64
	width int64 // of the first element, if it is an array
	at    place
}

// An envelope is what a first reading of a file finds.
type envelope struct {
	scan       *scanner
	limits     rows.Limits
	candidates []candidate
	headers    []names
	named      int       // bytes of names that were read
	spare      candidate // the table, if there is no other
	outline    outline
	arrays     int64
	total      int64 // of records that the file says there are; 0 if it does not
}

// locate finds the records in a file that is one value.
func locate(ctx context.Context, src source, limits rows.Limits, t *table) (place, error) {
	s := &scanner{maxCell: limits.Cell}
	s.reset(ctx, src.reader(), place{})
	e := envelope{scan: s, limits: limits}
	c, err := s.next()
	if err != nil {
		return place{}, err
	}
	if c == 0 {
		return place{}, s.malformed("an array or an object")
	}
	if c != '{' {
		return place{form: records}, nil
	}
	if err := e.value("", "", 0); err != nil {
		return place{}, err
	}
	if c, err := s.next(); err != nil {
		return place{}, err
	} else if c != 0 {
		return place{}, s.fatal(MoreValues, "")
	}
	if len(e.candidates) == 0 && e.spare.count > 0 {
		e.candidates, e.arrays = []candidate{e.spare}, 1
	}
	if len(e.candidates) == 0 {
		return place{form: single}, e.outline.refusal()
	}
	best := e.best()
	if isFailure(best) {
		e.outline.failed = true
		return place{}, e.outline.refusal()
	}
	n := rows.Notice{Code: ArrayTaken, Severity: rows.Note, Count: 1,
		Spot: rows.Spot{Line: best.at.line + 1, Value: shorten([]byte(best.path)), Got: best.count, Want: e.arrays}}
	if e.arrays > 1 {
		n.Severity = rows.Warning
	}
	t.found = append(t.found, n)
	if e.total > best.count {
		t.found = append(t.found, rows.Notice{Code: PartOfMore, Severity: rows.Warning, Count: 1,
			Spot: rows.Spot{Got: best.count, Want: e.total}})
	}
	if best.width > 0 {
		if h, ok := e.headerOf(best); ok {
			best.at.header = h.list
			t.found = append(t.found, headerNotice(h))
		}
	}
	return best.at, nil
}

// best is the array that is taken: of equals, the first.
func (e *envelope) best() candidate {
	return slices.MaxFunc(e.candidates, func(a, b candidate) int {
		if x, y := slices.Contains(recordNames, a.name), slices.Contains(recordNames, b.name); x != y {
			if x {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.count, b.count)
	})
}

// value goes over a value. Path is empty inside arrays.
func (e *envelope) value(path, name string, depth int) error {
	s := e.scan
	c, err := s.next()
	if err != nil {
		return err
	}
	switch c {
	case '{':
		return e.object(path, depth)
	case '[':
		_, err := e.array(path, name, depth)
		return err
	case '"':
		text, err := s.str()
		if path != "" {
			e.outline.value(name, text, true, depth == 1)
		}
		return err
	}
	w, err := s.word()
	if err != nil {
		return err
	}
	e.outline.value(name, w, false, depth == 1)
	switch string(w) {
	case "null", "true", "false", "NaN", "Infinity", "-Infinity":
		return nil
	}
	if !isNumber(w) {
		s.pos -= len(w)
		return s.malformed("a value")
	}
	if depth <= envelopeDepth && path != "" && slices.Contains(totalNames, name) {
		if n, err := strconv.ParseInt(string(w), 10, 64); err == nil {
			e.total = max(e.total, n)
		}
	}
	return nil
}

func (e *envelope) object(path string, depth int) error {
	s := e.scan
	if err := s.open(); err != nil {
		return err
	}
	outside := path != "" || depth == 0
	sum, n := uint64(0), int64(0)
	for ; ; n++ {
		ok, err := s.more('}', n == 0)
		if !ok && err == nil && depth == 1 {
			e.outline.closed(n, sum)
		}
		if !ok || err != nil {
			return err
		}
		key, err := s.key()
		if err != nil {
			return err
		}
		below, name := "", ""
		if outside && depth < envelopeDepth {
			if below = string(key); path != "" {
				below = path + "." + below
			}
			name = strings.ToLower(string(key))
		}
		if sum, err = e.outlined(key, depth, n, sum); err != nil {
			return err
		}
		if err := e.value(below, name, depth+1); err != nil {
			return err
		}
	}
}

// outlined tells the outline of the nth member of an object.
func (e *envelope) outlined(key []byte, depth int, n int64, sum uint64) (uint64, error) {
	if depth > 1 {
		return sum, nil
	}
	name := string(key)
	c, err := e.scan.next()
	if err != nil {
		return sum, err
	}
	if depth == 0 {
		e.outline.member(name, c)
		return sum, nil
	}
	return e.outline.inner([]byte(name), n, c, sum), nil
}

// array goes over an array, and returns its length.
func (e *envelope) array(path, name string, depth int) (int64, error) {
	s := e.scan
	found := candidate{path: path, name: name, at: place{form: records, offset: s.offset(), line: s.line - 1, inside: true}}
	if path != "" && slices.Contains(headerNames, name) {
		return e.takeNames(found, depth)
	}
	if err := s.open(); err != nil {
		return 0, err
	}
	isTable := false
	for ; ; found.count++ {
		ok, err := s.more(']', found.count == 0)
		if err != nil {
			return 0, err
		}
		if !ok {
			// An empty array is the table only by its name.
			if isTable || found.count == 0 && path != "" && slices.Contains(recordNames, name) {
				e.arrays++
				if len(e.candidates) < maxCandidates {
					e.candidates = append(e.candidates, found)
				}
			}
			return found.count, nil
		}
		if found.count == 0 && path != "" {
			c, err := s.next()
			if err != nil {
				return 0, err
			}
			isTable = c == '{' || c == '['
			if c == '[' {
				if found.width, err = e.array("", "", depth+1); err != nil {
					return 0, err
				}
				continue
			}
		}
		if err := e.value("", "", depth+1); err != nil {
			return 0, err
		}
	}
}

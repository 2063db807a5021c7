package jsonfile

import (
	"slices"
	"strings"

	"nguon/publisher/rows"
)

// headerNames are what an envelope calls the list of the columns of rows that
// are arrays: texts, or objects with a name.
var headerNames = []string{"columns", "fields", "header", "headers", "column_names", "columnnames", "cot"}

// nameKeys are what the name of a column is called in such an object, the best
// first.
var nameKeys = []string{"name", "id", "title", "label"}

// A names is a list that may be the header of a table.
type names struct {
	path string
	list []string
}

// maxNames is how many bytes of names are remembered.
const maxNames = 16 << 20

// takeNames reads the list here, which names columns. A list of objects is the
// table itself where nothing else is.
func (e *envelope) takeNames(list candidate, depth int) (int64, error) {
	s := e.scan
	if err := s.open(); err != nil {
		return 0, err
	}
	found := names{path: list.path}
	isTable := false
	for {
		ok, err := s.more(']', list.count == 0)
		if err != nil {
			return 0, err
		}
		if !ok {
			if list.count > 0 && list.count == int64(len(found.list)) && len(e.headers) < maxCandidates {
				e.headers = append(e.headers, found)
			}
			if isTable && list.count > e.spare.count {
				e.spare = list
			}
			return list.count, nil
		}
		c, err := s.next()
		if err != nil {
			return 0, err
		}
		isTable = c == '{' && (isTable || list.count == 0)
		list.count++
		name, ok, err := e.nameOf(depth + 1)
		if err != nil {
			return 0, err
		}
		e.named += len(name)
		if ok && len(name) <= maxName && len(found.list) < e.limits.Columns && e.named <= maxNames {
			found.list = append(found.list, name)
		}
	}
}

// nameOf reads an element of such a list.
func (e *envelope) nameOf(depth int) (string, bool, error) {
	s := e.scan
	c, err := s.next()
	if err != nil {
		return "", false, err
	}
	switch c {
	case '"':
		name, err := s.str()
		return string(name), err == nil, err
	case '{':
	default:
		return "", false, e.value("", "", depth)
	}
	if err := s.open(); err != nil {
		return "", false, err
	}
	best, name := len(nameKeys), ""
	for first := true; ; first = false {
		ok, err := s.more('}', first)
		if !ok || err != nil {
			return name, best < len(nameKeys), err
		}
		key, err := s.key()
		if err != nil {
			return "", false, err
		}
		rank := slices.Index(nameKeys, strings.ToLower(string(key)))
		c, err := s.next()
		if err != nil {
			return "", false, err
		}
		if c != '"' || rank < 0 || rank >= best {
			if err := e.value("", "", depth+1); err != nil {
				return "", false, err
			}
			continue
		}
		text, err := s.str()
		if err != nil {
			return "", false, err
		}
		best, name = rank, string(text)
	}
}

// headerOf finds the list that names the columns of a table of arrays: as long
// as its first row, and nearest to it.
func (e *envelope) headerOf(c candidate) (names, bool) {
	best, near := names{}, -1
	for _, h := range e.headers {
		if int64(len(h.list)) != c.width {
			continue
		}
		n := 0
		for n < min(len(h.path), len(c.path)) && h.path[n] == c.path[n] {
			n++
		}
		if n > near {
			best, near = h, n
		}
	}
	return best, near >= 0
}

// useHeader gives the columns their names before the first row.
func (t *table) useHeader(list []string) error {
	if list == nil {
		return nil
	}
	t.header, t.arrays = list, true
	for _, name := range list {
		if _, err := t.addColumn(name); err != nil {
			return err
		}
	}
	return nil
}

// headerNotice says where the names of the columns came from.
func headerNotice(h names) rows.Notice {
	return rows.Notice{Code: HeaderTaken, Severity: rows.Note, Count: 1, Spot: rows.Spot{Value: shorten([]byte(h.path)), Got: int64(len(h.list))}}
}

package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/search"
)

const (
	maxFound       = 100 // datasets in one answer
	maxOffset      = math.MaxInt32
	maxSearchText  = 1000 // bytes
	maxFacetValues = 20   // of one facet
	maxFacetValue  = 200  // bytes
)

// findParams are the parameters of GET /v1/datasets.
type findParams struct {
	search.Request
	cursorText  string
	first, last string // of the span that the data describe
}

// parseFind returns an error that names the first parameter that is wrong, in
// the order of their names.
func parseFind(params url.Values) (*findParams, error) {
	p := findParams{Request: search.Request{Filters: make(map[string][]string), Limit: 20}}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if err := p.set(name, params[name]); err != nil {
			return nil, err
		}
	}
	var err error
	if p.From, p.Until, err = search.ParseSpan(p.first, p.last); err != nil {
		e, ok := errors.AsType[*catalog.Error](err)
		if !ok || len(e.Fields) == 0 {
			return nil, err
		}
		return nil, problem.Parameter(e.Fields[0].Field, "%[1]s", "%[2]s", e.Fields[0].Detail.Vi, e.Fields[0].Detail.En)
	}
	if p.cursorText != "" {
		if err := p.resume(); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

func (p *findParams) set(name string, values []string) error {
	for _, v := range values {
		if !utf8.ValidString(v) {
			return problem.Parameter(name, "không phải UTF-8", "is not UTF-8")
		}
	}
	if slices.Contains(search.FacetNames(), name) {
		if len(values) > maxFacetValues {
			return problem.Parameter(name, "nhiều nhất %d giá trị", "at most %d values", maxFacetValues)
		}
		for _, v := range values {
			if v == "" || len(v) > maxFacetValue {
				return problem.Parameter(name, "giá trị rỗng hoặc dài quá %d byte", "is empty or longer than %d bytes", maxFacetValue)
			}
		}
		p.Filters[name] = values
		return nil
	}
	if len(values) != 1 {
		return problem.Parameter(name, "chỉ được viết một lần", "may be given only once")
	}
	value := values[0]
	switch name {
	case "q":
		if len(value) > maxSearchText {
			return problem.Parameter(name, "dài quá %d byte", "is longer than %d bytes", maxSearchText)
		}
		p.Text = value
	case "sort":
		if !slices.Contains([]string{search.SortRelevance, search.SortNewest, search.SortTitle}, value) {
			return problem.Parameter(name, "phải là relevance, newest hoặc title", "must be relevance, newest or title")
		}
		p.Sort = value
	case "limit":
		return p.setLimit(value)
	case "cursor":
		p.cursorText = value
	case "from":
		p.first = value
	case "until":
		p.last = value
	case "exact":
		if value != "0" && value != "1" {
			return problem.Parameter(name, "phải là 0 hoặc 1", "must be 0 or 1")
		}
		p.Exact = value == "1"
	case "explain":
		if value != "0" && value != "1" {
			return problem.Parameter(name, "phải là 0 hoặc 1", "must be 0 or 1")
		}
		p.Explain = value == "1"
	default:
		return problem.Parameter(name, "không có tham số này; có: q, from, until, sort, limit, cursor, exact, explain và %s",
			"there is no such parameter; there are: q, from, until, sort, limit, cursor, exact, explain and %s", fmt.Sprint(search.FacetNames()))
	}
	return nil
}

func (p *findParams) setLimit(value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return problem.Parameter("limit", "phải là một số nguyên từ 1", "must be a whole number from 1")
	}
	if n > maxFound {
		e := problem.Parameter("limit", "nhiều nhất %d", "at most %d", maxFound)
		e.Code = problem.LimitTooLarge
		return e
	}
	p.Limit = n
	return nil
}

// A cursor of a search is the number of datasets before the page and a sum of
// what was asked for, so that it is not used with another search.
func (p *findParams) cursor(offset int) string {
	var raw [12]byte
	binary.BigEndian.PutUint32(raw[:], uint32(offset))
	sum := p.sum()
	copy(raw[4:], sum[:8])
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

func (p *findParams) resume() error {
	raw, err := base64.RawURLEncoding.DecodeString(p.cursorText)
	if err == nil && len(raw) == 12 {
		offset := binary.BigEndian.Uint32(raw)
		if sum := p.sum(); offset <= maxOffset && [8]byte(raw[4:]) == [8]byte(sum[:8]) {
			p.Offset = int(offset)
			return nil
		}
	}
	return &problem.Error{
		Code:   problem.CursorMismatch,
		Public: catalog.Text{Vi: "Con trỏ này không thuộc lượt tìm kiếm này.", En: "The cursor does not belong to this search."},
		Fields: []catalog.FieldError{{Field: "cursor", Position: -1,
			Detail: catalog.Text{Vi: "dùng nguyên links.next của trang trước", En: "follow links.next of the page before as it is"}}},
	}
}

func (p *findParams) sum() [sha256.Size]byte {
	text := fmt.Sprintf("%q %t %q %d %q %q", p.Text, p.Exact, p.Sort, p.Limit, p.first, p.last)
	for _, name := range slices.Sorted(maps.Keys(p.Filters)) {
		text += fmt.Sprintf(" %q %q", name, p.Filters[name])
	}
	return sha256.Sum256([]byte(text))
}

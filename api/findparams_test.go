package api

import (
	"errors"
	"net/url"
	"testing"

	"nguon/api/problem"
)

func TestSearchCursor(t *testing.T) {
	parse := func(t *testing.T, query string) (*findParams, error) {
		t.Helper()
		v, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		return parseFind(v)
	}
	first, err := parse(t, "q=a&theme=x&limit=5")
	if err != nil {
		t.Fatal(err)
	}
	cursor := first.cursor(15)
	next, err := parse(t, "limit=5&theme=x&q=a&cursor="+cursor)
	if err != nil || next.Offset != 15 || next.Text != "a" || next.Limit != 5 {
		t.Fatalf("got %+v, %v", next, err)
	}
	for name, query := range map[string]string{
		"other text":   "q=b&theme=x&limit=5&cursor=" + cursor,
		"other facet":  "q=a&theme=y&limit=5&cursor=" + cursor,
		"other limit":  "q=a&theme=x&limit=6&cursor=" + cursor,
		"other sort":   "q=a&theme=x&limit=5&sort=title&cursor=" + cursor,
		"cut":          "q=a&theme=x&limit=5&cursor=" + cursor[1:],
		"far too far":  "q=a&theme=x&limit=5&cursor=" + first.cursor(maxOffset+1),
		"not a cursor": "q=a&theme=x&limit=5&cursor=!",
	} {
		if _, err := parse(t, query); !isCode(err, problem.CursorMismatch) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
}

func isCode(err error, code problem.Code) bool {
	e, ok := errors.AsType[*problem.Error](err)
	return ok && e.Code == code
}

func FuzzParseFind(f *testing.F) {
	f.Add("q=d%C3%A2n+s%E1%BB%91&theme=a&theme=b&limit=3&cursor=AAAA&explain=1&sort=title")
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		p, err := parseFind(v)
		if err != nil {
			if _, ok := errors.AsType[*problem.Error](err); !ok {
				t.Errorf("%q: %v is not a problem", query, err)
			}
			return
		}
		if p.Limit < 1 || p.Limit > maxFound || p.Offset < 0 || p.Offset > maxOffset {
			t.Errorf("%q: limit %d, offset %d", query, p.Limit, p.Offset)
		}
	})
}

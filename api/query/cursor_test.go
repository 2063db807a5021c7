package query_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"nguon/api/query"
	"nguon/catalog"
)

func numbers(rows int) table {
	tab := table{columns: []catalog.Column{column("n", catalog.Integer), column("s", catalog.String)}}
	for i := range rows {
		tab.rows = append(tab.rows, []any{int64(i), fmt.Sprintf("text %d", i%3)})
	}
	return tab
}

func (w world) page(t *testing.T, target query.Target, params string) (*query.Page, error) {
	t.Helper()
	values, err := url.ParseQuery(params)
	if err != nil {
		t.Fatal(err)
	}
	q, err := query.Parse(values, target, patient)
	if err != nil {
		return nil, err
	}
	return w.Run(t.Context(), target, q)
}

func TestACursorIsRefusedByEveryOtherQuery(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, numbers(20))
	first, err := w.page(t, target, "n__gt=2&sort=s&limit=5")
	if err != nil {
		t.Fatal(err)
	}
	with := func(params string) string { return params + "&cursor=" + first.Next }
	later := target
	later.Version++
	edited := w.publish(t, numbers(21))

	if _, err := w.page(t, target, with("n__gt=2&sort=s&limit=7&select=s")); err != nil {
		t.Errorf("with another page size and other columns: %v", err)
	}
	tests := map[string]struct {
		target query.Target
		params string
	}{
		"another condition":   {target, with("n__gt=3&sort=s")},
		"no condition":        {target, with("sort=s")},
		"another order":       {target, with("n__gt=2&sort=-s")},
		"another version":     {later, with("n__gt=2&sort=s")},
		"another file":        {edited, with("n__gt=2&sort=s")},
		"a changed character": {target, "n__gt=2&sort=s&cursor=" + flip(first.Next, 6)},
		"a changed mac":       {target, "n__gt=2&sort=s&cursor=" + flip(first.Next, len(first.Next)-4)},
		"groups":              {target, "n__gt=2&group=s&sort=s&cursor=" + first.Next},
		"a condition more":    {target, with("n__gt=2&where=s+<>+'x'&sort=s")},
		"cut short":           {target, "n__gt=2&sort=s&cursor=" + first.Next[:len(first.Next)-4]},
		"made longer":         {target, "n__gt=2&sort=s&cursor=" + first.Next + "AAAA"},
		"another server's":    {target, "n__gt=2&sort=s&cursor=" + foreign(t, w, target, "n__gt=2&sort=s&limit=5")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := w.page(t, tt.target, tt.params); !errors.Is(err, query.ErrCursorMismatch) {
				t.Errorf("got %v, want %v", err, query.ErrCursorMismatch)
			}
		})
	}
}

func flip(s string, at int) string {
	c := byte('A')
	if s[at] == c {
		c = 'B'
	}
	return s[:at] + string(c) + s[at+1:]
}

// foreign is the cursor that a service with another key makes.
func foreign(t *testing.T, w world, target query.Target, params string) string {
	t.Helper()
	e, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	other := query.New(files(w.dir), []byte("another key"), e)
	defer other.Close()
	page, err := world{Service: other}.page(t, target, params)
	if err != nil {
		t.Fatal(err)
	}
	return page.Next
}

func TestCursorsStayShortWhenTheSortedTextsAreLong(t *testing.T) {
	tab := table{columns: []catalog.Column{column("s", catalog.String), column("n", catalog.Integer)}, group: 2}
	for i := range 9 {
		tab.rows = append(tab.rows, []any{strings.Repeat("long ", 2000) + string(rune('a'+i%4)), int64(i)})
	}
	w := newWorld(t)
	target := w.publish(t, tab)
	var got []string
	params := "sort=s&select=n&limit=2"
	for cursor := ""; ; {
		page, err := w.page(t, target, params+cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Rows {
			got = append(got, fmt.Sprint(r[0]))
		}
		if page.Next == "" {
			break
		}
		if len(page.Next) > 100 {
			t.Errorf("a cursor of %d bytes", len(page.Next))
		}
		cursor = "&cursor=" + page.Next
	}
	if got, want := strings.Join(got, ""), "048152637"; got != want {
		t.Errorf("rows in the order %s, want %s", got, want)
	}
}

func TestGroupsOfTextsThatAreTooLongForACursorAreRefusedNotCut(t *testing.T) {
	tab := table{columns: []catalog.Column{column("s", catalog.String)}}
	for i := range 3 {
		tab.rows = append(tab.rows, []any{strings.Repeat("x", 5000) + string(rune('a'+i))})
	}
	w := newWorld(t)
	target := w.publish(t, tab)
	if _, err := w.page(t, target, "group=s&limit=2"); !errors.Is(err, query.ErrQueryLimit) {
		t.Errorf("got %v, want %v", err, query.ErrQueryLimit)
	}
	page, err := w.page(t, target, "group=s&limit=3")
	if err != nil || len(page.Rows) != 3 || page.Next != "" {
		t.Errorf("got %+v, %v", page, err)
	}
}

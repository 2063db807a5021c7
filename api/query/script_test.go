package query_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/encoding/wkt"

	"nguon/api/query"
	"nguon/catalog"
)

// TestScripts runs testdata/*.test; testdata/README.md says how they are
// written.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.test")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts", err)
	}
	w := newWorld(t)
	cases := 0
	for _, name := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".test"), func(t *testing.T) {
			s := &script{world: w, limits: patient}
			for _, b := range readBlocks(t, name) {
				if b.command != "load" {
					cases++
				}
				t.Run(fmt.Sprintf("line %d", b.line), func(t *testing.T) { s.run(t, b) })
			}
		})
	}
	if cases < 500 {
		t.Errorf("%d cases in the scripts; the language was described by 500", cases)
	}
}

// A block is a command with the lines below it.
type block struct {
	line    int
	command string
	arg     string
	body    []string
}

func readBlocks(t *testing.T, name string) []block {
	t.Helper()
	text, err := fs.ReadFile(os.DirFS("."), name)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	open := false
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
		case line == "":
			open = false
		case open:
			b := &blocks[len(blocks)-1]
			b.body = append(b.body, line)
		default:
			command, arg, _ := strings.Cut(line, " ")
			blocks = append(blocks, block{line: i + 1, command: command, arg: arg})
			open = true
		}
	}
	return blocks
}

type script struct {
	world  world
	target query.Target
	others []catalog.Table // of the same release
	limits query.Limits
	params url.Values // of the last query
	page   *query.Page
}

func (s *script) run(t *testing.T, b block) {
	switch b.command {
	case "load":
		tab := readTable(t, b.body)
		name, references := "main", []catalog.Reference(nil)
		for option, value := range readParams(b.arg) {
			switch list := strings.Split(value[0], ","); option {
			case "key":
				tab.key = list
			case "bloom":
				tab.bloom = list
			case "name":
				name = value[0]
			case "refers":
				references = readReferences(t, list)
			default:
				t.Fatalf("no option %q", option)
			}
		}
		s.target = s.world.publish(t, tab)
		s.target.Table.Resource, s.target.Table.References = name, references
		if name != "main" {
			s.others = append(s.others, *s.target.Table)
		}
		s.target.Tables = append(slices.Clone(s.others), *s.target.Table)
	case "limits":
		n, err := strconv.Atoi(b.arg)
		if err != nil {
			t.Fatal(err)
		}
		s.limits.Rows = n
	case "query":
		s.params = readParams(b.arg)
		s.query(t, b.body)
	case "next":
		if s.page == nil || s.page.Next == "" {
			t.Fatal("no page follows")
		}
		s.params.Set("cursor", s.page.Next)
		maps.Copy(s.params, readParams(b.arg))
		s.query(t, b.body)
	case "fail":
		s.fail(t, readParams(b.arg), b.body)
	case "canonical":
		q, err := query.Parse(readParams(b.arg), s.target, s.limits)
		if err != nil {
			t.Fatal(err)
		}
		if got := []string{q.Canonical()}; !cmp.Equal(b.body, got) {
			t.Errorf("-want +got\n%s", cmp.Diff(b.body, got))
		}
	default:
		t.Fatalf("no command %q", b.command)
	}
}

func (s *script) query(t *testing.T, body []string) {
	t.Helper()
	q, err := query.Parse(s.params, s.target, s.limits)
	if err != nil {
		t.Fatal(err)
	}
	s.page = s.world.all(t, s.target, q)
	var want []string
	more := false
	for _, line := range body {
		switch word, value, _ := strings.Cut(line, " "); word {
		case "!engine":
			if s.page.Engine != value {
				t.Errorf("engine %s, want %s", s.page.Engine, value)
			}
		case "!plan":
			if string(s.page.Plan) != value {
				t.Errorf("plan %s, want %s", s.page.Plan, value)
			}
		case "!total":
			got := "none"
			if s.page.Total != nil {
				got = strconv.FormatInt(*s.page.Total, 10)
			}
			if got != value {
				t.Errorf("total %s, want %s", got, value)
			}
		case "!more":
			more = true
		default:
			want = append(want, line)
		}
	}
	if got := s.page.Next != ""; got != more {
		t.Errorf("more pages: %v, want %v", got, more)
	}
	var out strings.Builder
	format := query.CSV
	if q.Format != query.JSON {
		format = q.Format
	}
	if err := query.Encode(&out, format, s.page, query.EncodeOptions{BOM: q.BOM}); err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(strings.ReplaceAll(out.String(), "\r\n", "\n"), "\n"), "\n")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// fail wants "code parameter [position]", and below it texts of the answer.
func (s *script) fail(t *testing.T, params url.Values, body []string) {
	t.Helper()
	q, err := query.Parse(params, s.target, s.limits)
	if err == nil {
		_, err = s.world.Run(t.Context(), s.target, q)
	}
	var e *query.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a query.Error", err)
	}
	got := e.Code
	if len(e.Fields) > 0 {
		got += " " + e.Fields[0].Field
		if p := e.Fields[0].Position; p >= 0 {
			got += " " + strconv.Itoa(p)
		}
	}
	if got != body[0] {
		t.Errorf("got %s, want %s", got, body[0])
	}
	for _, f := range e.Fields {
		if f.Detail.Vi == "" || f.Detail.En == "" || e.Text.Vi == "" || e.Text.En == "" {
			t.Errorf("a text is missing: %v %v", e.Text, f)
		}
	}
	for _, text := range body[1:] {
		if !strings.Contains(e.Error(), text) {
			t.Errorf("%q is not in %q", text, e.Error())
		}
	}
}

// readReferences reads a>table.x, or a+b>table.x+y for one of two columns.
func readReferences(t *testing.T, list []string) []catalog.Reference {
	t.Helper()
	all := make([]catalog.Reference, len(list))
	for i, s := range list {
		fields, to, ok := strings.Cut(s, ">")
		resource, columns, found := strings.Cut(to, ".")
		if !ok || !found {
			t.Fatalf("%q is no reference", s)
		}
		all[i] = catalog.Reference{Fields: strings.Split(fields, "+"), Resource: resource, To: strings.Split(columns, "+")}
	}
	return all
}

// readParams reads a=b&c=d as it stands, without escapes, so that scripts can
// be read.
func readParams(s string) url.Values {
	params := url.Values{}
	if s == "" {
		return params
	}
	for pair := range strings.SplitSeq(s, "&") {
		name, value, _ := strings.Cut(pair, "=")
		params.Add(name, value)
	}
	return params
}

func readTable(t *testing.T, body []string) table {
	t.Helper()
	tab := table{group: 3, page: 64}
	for name := range strings.SplitSeq(body[0], ",") {
		tab.columns = append(tab.columns, readColumn(t, name))
	}
	for _, line := range body[1:] {
		// encoding/csv does not tell "" from nothing.
		const empty = "\x01"
		r := csv.NewReader(strings.NewReader(strings.ReplaceAll(","+line+",", `,"",`, ","+empty+",")))
		cells, err := r.Read()
		if err != nil || len(cells) != len(tab.columns)+2 {
			t.Fatalf("%q: %d cells, %v", line, len(cells)-2, err)
		}
		var row []any
		for i, text := range cells[1 : len(cells)-1] {
			row = append(row, readCell(t, strings.ReplaceAll(text, empty, ""), text == "", &tab.columns[i]))
		}
		tab.rows = append(tab.rows, row)
	}
	return tab
}

// readColumn reads name:type, name:decimal:digits:scale or name:date:precision.
func readColumn(t *testing.T, s string) catalog.Column {
	t.Helper()
	parts := strings.Split(s, ":")
	c := column(parts[0], catalog.Type(parts[1]))
	switch c.Type {
	case catalog.Decimal:
		var err1, err2 error
		c.Digits, err1 = strconv.Atoi(parts[2])
		c.Scale, err2 = strconv.Atoi(parts[3])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
	case catalog.Date:
		if len(parts) > 2 {
			c.Precision = catalog.Precision(parts[2])
		}
	}
	return c
}

func readCell(t *testing.T, text string, null bool, c *catalog.Column) any {
	t.Helper()
	if null {
		return nil
	}
	var v any
	var err error
	switch c.Type {
	case catalog.Boolean:
		v, err = strconv.ParseBool(text)
	case catalog.Integer:
		v, err = strconv.ParseInt(text, 10, 64)
	case catalog.Number:
		if v, err = strconv.ParseFloat(text, 64); text == "NaN" {
			v, err = math.NaN(), nil
		}
	case catalog.Decimal, catalog.Date, catalog.Time, catalog.Duration:
		var ok bool
		if v, ok = query.ParseText(c, text); !ok {
			t.Fatalf("%q is no %s", text, c.Type)
		}
	case catalog.Geometry:
		v, err = wkt.Unmarshal(text)
	case catalog.DateTime:
		v, err = time.Parse(time.RFC3339Nano, text)
	default:
		v = text
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

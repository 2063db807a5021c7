package jsonfile_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/rows"
	"nguon/publisher/rows/jsonfile"
)

// letters stand for kinds in the tests.
var letters = map[rows.Kind]string{rows.Text: "t", rows.Number: "n", rows.Bool: "b", rows.Broken: "x"}

// read returns the columns, and the rows as lines "1: n=5 t=x -".
func read(t testing.TB, text string, lines bool, o rows.Options) (columns string, body []string, notices []rows.Notice, err error) {
	t.Helper()
	in := rows.Input{Name: "t.json", File: strings.NewReader(text), Size: int64(len(text))}
	table, err := jsonfile.Open(t.Context(), in, lines, o)
	if err != nil {
		return "", nil, nil, err
	}
	for {
		row, err := table.Next()
		if err != nil {
			var names []string
			for _, c := range table.Columns() {
				names = append(names, c.Name)
			}
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return strings.Join(names, "|"), body, table.Notices(), err
		}
		if len(row.Cells) > len(table.Columns()) {
			t.Fatalf("row %d has %d cells of %d columns", row.Number, len(row.Cells), len(table.Columns()))
		}
		line := fmt.Sprintf("%d:", row.Number)
		for _, c := range row.Cells {
			if c.Kind == rows.Empty {
				line += " -"
				continue
			}
			line += " " + letters[c.Kind] + "=" + string(c.Text)
		}
		body = append(body, line)
	}
}

func TestRecords(t *testing.T) {
	for _, test := range []struct {
		name    string
		text    string
		lines   bool
		columns string
		rows    []string
		codes   []rows.Code // of the notices
	}{
		{name: "array of objects", text: `[{"id":1,"name":"Huế"},{"id":2,"name":"Đà Nẵng"}]`,
			columns: "id|name", rows: []string{"1: n=1 t=Huế", "2: n=2 t=Đà Nẵng"}},
		{name: "a key of the last record is a column", text: `[{"a":1},{"b":true}]`,
			columns: "a|b", rows: []string{"1: n=1", "2: - b=true"}},
		{name: "members in another order", text: `[{"a":1,"b":2},{"b":3,"a":4}]`,
			columns: "a|b", rows: []string{"1: n=1 n=2", "2: n=4 n=3"}},
		{name: "numbers keep every digit", text: `[{"n":12345678901234567890},{"n":1e400},{"n":-0},{"n":1.10},{"n":-2.5E-3}]`,
			columns: "n", rows: []string{"1: n=12345678901234567890", "2: n=1e400", "3: n=-0", "4: n=1.10", "5: n=-2.5E-3"}},
		{name: "text that looks like a number is text", text: `[{"code":"00123"}]`, columns: "code", rows: []string{"1: t=00123"}},
		{name: "null and an empty text are not the same", text: `[{"a":null,"b":""}]`, columns: "a|b", rows: []string{"1: - t="}},
		{name: "nested objects", text: `[{"id":1,"address":{"city":"Huế","at":{"lat":16.4}}}]`,
			columns: "id|address.city|address.at.lat", rows: []string{"1: n=1 t=Huế n=16.4"}},
		{name: "null where others have an object", text: `[{"a":null,"z":1},{"a":{"b":2}},{"a":{}}]`,
			columns: "z|a.b", rows: []string{"1: n=1", "2: - n=2", "3:"}},
		{name: "a value where others have an object", text: `[{"a":5},{"a":{"b":2}}]`,
			columns: "a|a.b", rows: []string{"1: n=5", "2: - n=2"}, codes: []rows.Code{jsonfile.ObjectsAndValues}},
		{name: "an object that is always empty", text: `[{"a":{},"b":1}]`, columns: "a|b", rows: []string{"1: - n=1"}},
		{name: "a record without members", text: `[{"a":1},{}]`, columns: "a", rows: []string{"1: n=1", "2:"}},
		{name: "arrays stay compact JSON", text: `[{"a":[ 1, "x\"\u00e9", {"b" : null, "c":NaN} ],"d":[]}]`, columns: "a|d",
			rows: []string{`1: t=[1,"x\"é",{"b":null,"c":null}] t=[]`}, codes: []rows.Code{jsonfile.NotANumber, jsonfile.ArrayKept, jsonfile.ArrayKept}},
		{name: "NaN of Python", text: `[{"a":NaN},{"a":-Infinity},{"a":1}]`, columns: "a",
			rows: []string{"1: x=NaN", "2: x=-Infinity", "3: n=1"}, codes: []rows.Code{jsonfile.NotANumber}},
		{name: "escapes", text: `[{"a\tb":"\ud83d\ude00\u0111\/\n"}]`, columns: "a\tb", rows: []string{"1: t=😀đ/\n"}},
		{name: "half a character", text: `[{"a":"x\ud83dy"}]`, columns: "a", rows: []string{"1: t=x\uFFFDy"}, codes: []rows.Code{jsonfile.LoneSurrogate}},
		{name: "arrays with a header", text: `[["NAME","POP"],["Huế",1236],["Vinh",null]]`,
			columns: "NAME|POP", rows: []string{"2: t=Huế n=1236", "3: t=Vinh -"}},
		{name: "a single object", text: ` {"a":1,"b":{"c":[1,2]}} `, columns: "a|b.c", rows: []string{"1: n=1 t=[1,2]"},
			codes: []rows.Code{jsonfile.ArrayKept, jsonfile.SingleObject}},
		{name: "an object of unlike objects", text: `{"from":{"lat":1},"to":{"lon":2}}`, columns: "from.lat|to.lon", rows: []string{"1: n=1 n=2"},
			codes: []rows.Code{jsonfile.SingleObject}},
		{name: "an answer that names no error", text: `{"success":true,"error":null,"message":"ok","data":[{"a":1}]}`, columns: "a", rows: []string{"1: n=1"},
			codes: []rows.Code{jsonfile.ArrayTaken}},
		{name: "no records", text: `[]`},
		{name: "byte order mark", text: "\ufeff[{\"a\":1}]", columns: "a", rows: []string{"1: n=1"}},
		{name: "one object a line", text: "{\"a\":1}\r\n\n{\"a\":2,\"b\":\"x\"}\n", lines: true,
			columns: "a|b", rows: []string{"1: n=1", "3: n=2 t=x"}},
		{name: "one array a line", text: "[\"a\",\"b\"]\n[1,2]", lines: true, columns: "a|b", rows: []string{"2: n=1 n=2"}},
		{name: "no lines", text: "", lines: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			columns, body, notices, err := read(t, test.text, test.lines, rows.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if columns != test.columns {
				t.Errorf("columns %q, want %q", columns, test.columns)
			}
			if diff := cmp.Diff(test.rows, body); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			var codes []rows.Code
			for _, n := range notices {
				codes = append(codes, n.Code)
			}
			if diff := cmp.Diff(test.codes, codes); diff != "" {
				t.Errorf("notices (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatWouldLoseDataEndsTheReading(t *testing.T) {
	small := rows.Options{Limits: rows.Limits{Rows: 2, Columns: 2, Cell: 20, Bytes: 1000}}
	for _, test := range []struct {
		name  string
		text  string
		lines bool
		want  rows.Spot
		code  rows.Code
	}{
		{"trailing comma in an array", "[{\"a\":1},\n]", false, rows.Spot{Line: 2, Value: "]", Got: 11}, jsonfile.TrailingComma},
		{"trailing comma in an object", `[{"a":1,}]`, false, rows.Spot{Line: 1, Value: "}]", Got: 9}, jsonfile.TrailingComma},
		{"missing comma", "[{\"a\":1}\n{\"a\":2}]", false, rows.Spot{Line: 2, Value: `{"a":2}]`, Got: 10}, jsonfile.Malformed},
		{"single quotes", `[{'a':1}]`, false, rows.Spot{Line: 1, Value: `'a':1}]`, Got: 3}, jsonfile.Malformed},
		{"a number with leading zeros", `[{"a":007}]`, false, rows.Spot{Line: 1, Value: `007}]`, Got: 7}, jsonfile.Malformed},
		{"a wrong escape", `[{"a":"\x"}]`, false, rows.Spot{Line: 1, Value: `"\x"}]`, Got: 7}, jsonfile.Malformed},
		{"a file cut off", `[{"a":1},{"a":`, false, rows.Spot{Line: 1, Got: 15}, jsonfile.Unfinished},
		{"a text cut off", `[{"a":"xyz`, false, rows.Spot{Line: 1, Got: 11}, jsonfile.Unfinished},
		{"an envelope cut off", `{"data":[{"a":1}]`, false, rows.Spot{Line: 1, Got: 18}, jsonfile.Unfinished},
		{"an empty file", ` `, false, rows.Spot{Line: 1, Got: 2}, jsonfile.Unfinished},
		{"a line cut off", "{\"a\":1}\n{\"a\":\n{\"a\":3}", true, rows.Spot{Line: 2, Got: 14}, jsonfile.Unfinished},
		{"a line cut off in a text", "{\"a\":1}\n{\"a\":\"x\n", true, rows.Spot{Line: 2, Value: `"x`, Got: 14}, jsonfile.Unfinished},
		{"two values on a line", `{"a":1} {"a":2}`, true, rows.Spot{Line: 1, Value: `{"a":2}`, Got: 9}, jsonfile.MoreValues},
		{"lines where one value was expected", "{\"a\":1}\n{\"a\":2}", false, rows.Spot{Line: 2, Value: `{"a":2}`, Got: 9}, jsonfile.MoreValues},
		{"something after the array", "[{\"a\":1}] x", false, rows.Spot{Line: 1, Value: `x`, Got: 11}, jsonfile.MoreValues},
		{"a line break in a text", "[{\"a\":\"x\ny\"}]", false, rows.Spot{Line: 1, Value: `"x`, Got: 7}, jsonfile.ControlInText},
		{"bytes of another encoding", "[{\"a\":\"Hu\xd5\"}]", false, rows.Spot{Line: 1, Value: "Hu\uFFFD", Got: 7}, jsonfile.NotUTF8},
		{"one name twice", `[{"a":1,"a":2}]`, false, rows.Spot{Line: 1, Got: 13}, jsonfile.DuplicateKey},
		{"an object twice", `[{"a":{"b":1},"a":{"c":2}}]`, false, rows.Spot{Line: 1, Got: 19}, jsonfile.DuplicateKey},
		{"a scalar among records", `[{"a":1},5]`, false, rows.Spot{Line: 1, Value: "5]", Got: 10}, jsonfile.NotARecord},
		{"an array among objects", `[{"a":1},["a"]]`, false, rows.Spot{Line: 1, Value: `["a"]]`, Got: 10}, jsonfile.NotARecord},
		{"a list of scalars", `[1,2]`, false, rows.Spot{Line: 1, Value: "1,2]", Got: 2}, jsonfile.NotARecord},
		{"a header that is no text", `[[1,2],[3,4]]`, false, rows.Spot{Line: 1, Value: "1,2],[3,4]]", Got: 3}, jsonfile.NoHeader},
		{"an array longer than the header", `[["a"],[1,2]]`, false, rows.Spot{Line: 1, Got: 2, Want: 1}, jsonfile.WrongLength},
		{"an array shorter than the header", `[["a","b"],[1]]`, false, rows.Spot{Line: 1, Got: 1, Want: 2}, jsonfile.WrongLength},
		{"UTF-32", "\xff\xfe\x00\x00[\x00\x00\x00", false, rows.Spot{Line: 1, Value: "UTF-32", Got: 1}, jsonfile.UnknownUnicode},
		{"arrays without end", `[{"a":` + strings.Repeat("[", 100), false, rows.Spot{Line: 1, Got: 69, Want: 64}, jsonfile.TooDeep},
		{"too many rows", `[{},{},{}]`, false, rows.Spot{Line: 3, Want: 2}, rows.TooManyRows},
		{"too many columns", `[{"a":1,"b":2,"c":3}]`, false, rows.Spot{Line: 1, Value: "c", Got: 3, Want: 2}, rows.TooManyColumns},
		{"an object that is no row", `{"a":{"x":1,"y":2,"z":3}}`, false, rows.Spot{Line: 1, Value: "a.z", Got: 3, Want: 2}, jsonfile.ObjectTooWide},
		{"columns as objects", `{"ngày":{"0":"a","1":"b"},"lượt":{"0":5,"1":7}}`, false, rows.Spot{Line: 1, Value: "ngày", Got: 2, Want: 2}, jsonfile.ObjectOfObjects},
		{"one column as an object", `{"a":{"0":5,"1":7}}`, false, rows.Spot{Line: 1, Value: "a", Got: 1, Want: 2}, jsonfile.ObjectOfObjects},
		{"records by their names", `{"Huế":{"a":1},"Vinh":{"a":2}}`, false, rows.Spot{Line: 1, Value: "Huế", Got: 2, Want: 1}, jsonfile.ObjectOfObjects},
		{"an answer that failed", `{"success":false,"error":{"message":"Not found"}}`, false, rows.Spot{Line: 1, Value: "Not found"}, jsonfile.ErrorAnswer},
		{"a message alone", `{"message":"API rate limit","url":"x"}`, false, rows.Spot{Line: 1, Value: "API rate limit"}, jsonfile.ErrorAnswer},
		{"a list of errors", `{"errors":[{"message":"x"}],"data":null}`, false, rows.Spot{Line: 1}, jsonfile.ErrorAnswer},
		{"a text that is too long", `[{"a":"` + strings.Repeat("x", 21) + `"}]`, false, rows.Spot{Line: 1, Got: 21, Want: 20}, rows.CellTooLong},
		{"an array that is too long", `[{"a":[1111111111,2222222222]}]`, false, rows.Spot{Line: 1, Got: 22, Want: 20}, rows.CellTooLong},
		{"a number that is too long", `[{"a":` + strings.Repeat("1", 21) + `}]`, false, rows.Spot{Line: 1, Got: 21, Want: 20}, rows.CellTooLong},
		{"a file that is too large", strings.Repeat(" ", 1001), false, rows.Spot{Got: 1001, Want: 1000}, rows.TooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, _, err := read(t, test.text, test.lines, small)
			e, ok := errors.AsType[*rows.Error](err)
			if !ok {
				t.Fatalf("err = %v, want an error of the file", err)
			}
			if e.Code != test.code {
				t.Errorf("code %q, want %q", e.Code, test.code)
			}
			if diff := cmp.Diff(test.want, e.Spot); diff != "" {
				t.Errorf("place (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheArrayOfAnEnvelopeIsNamed(t *testing.T) {
	for _, test := range []struct {
		name, text, path string
		count, of        int64
		rows             int
		more             bool
	}{
		{name: "data", text: `{"status":"ok","data":[{"a":1},{"a":2}]}`, path: "data", count: 2, of: 1, rows: 2},
		{name: "CKAN, whose fields are more than its records",
			text: `{"success":true,"result":{"fields":[{"id":"a"},{"id":"b"}],"records":[{"a":1}],"total":1}}`,
			path: "result.records", count: 1, of: 1, rows: 1},
		{name: "a data dictionary", text: `{"title":"x","fields":[{"name":"a","type":"int"},{"name":"b","type":"text"}]}`, path: "fields", count: 2, of: 1, rows: 2},
		{name: "the name that counts", text: `{"links":[{"a":1},{"a":2}],"results":[{"a":1}]}`, path: "results", count: 1, of: 2, rows: 1},
		{name: "OData", text: `{"@odata.context":"x","value":[{"a":1}]}`, path: "value", count: 1, of: 1, rows: 1},
		{name: "one page of many", text: `{"total":500,"items":[{"a":1}]}`, path: "items", count: 1, of: 1, rows: 1, more: true},
		{name: "the longest where names do not help", text: `{"x":[{"a":1}],"y":[{"b":1},{"b":2}]}`, path: "y", count: 2, of: 2, rows: 2},
		{name: "the first of equals", text: `{"y":[{"a":1}],"x":[{"b":1}]}`, path: "y", count: 1, of: 2, rows: 1},
		{name: "arrays inside records are not candidates", text: `{"list":[{"a":[{"b":1},{"b":2}]}]}`, path: "list", count: 1, of: 1, rows: 1},
		{name: "no records today", text: `{"data":[]}`, path: "data", of: 1},
		{name: "arrays with a header", text: `{"meta":{},"rows":[["a"],[1]]}`, path: "rows", count: 2, of: 1, rows: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, body, notices, err := read(t, test.text, false, rows.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(body) != test.rows {
				t.Errorf("got %d rows, want %d: %v", len(body), test.rows, body)
			}
			i := slices.IndexFunc(notices, func(n rows.Notice) bool { return n.Code == jsonfile.ArrayTaken })
			if i < 0 {
				t.Fatalf("no notice of the array: %v", notices)
			}
			if n := notices[i]; n.Value != test.path || n.Got != test.count || n.Want != test.of {
				t.Errorf("took %s of %d, %d arrays; want %s of %d, %d", n.Value, n.Got, n.Want, test.path, test.count, test.of)
			}
			if more := slices.ContainsFunc(notices, func(n rows.Notice) bool { return n.Code == jsonfile.PartOfMore }); more != test.more {
				t.Errorf("told that records are missing: %t, want %t", more, test.more)
			}
		})
	}
}

func TestArraysTakeTheirNamesFromTheEnvelope(t *testing.T) {
	for _, test := range []struct {
		name, text, columns string
		rows                []string
		path                string // of the list of names; empty: the first row
	}{
		{"pandas, orient split", `{"columns":["mã","n"],"index":[0,1],"data":[["a",1],["b",2]]}`, "mã|n", []string{"1: t=a n=1", "2: t=b n=2"}, "columns"},
		{"the names after the rows", `{"data":[[1]],"header":["x"]}`, "x", []string{"1: n=1"}, "header"},
		{"CKAN, rows as lists", `{"result":{"records":[[1,"a"]],"fields":[{"type":"int","id":"_id"},{"id":"name","info":{"label":"z"}}]}}`,
			"_id|name", []string{"1: n=1 t=a"}, "result.fields"},
		{"Socrata", `{"meta":{"view":{"columns":[{"id":-1,"name":"sid"},{"id":7,"name":"Ward"}]}},"data":[["row-1","x"]]}`,
			"sid|Ward", []string{"1: t=row-1 t=x"}, "meta.view.columns"},
		{"a list of another length", `{"columns":["a","b","c"],"data":[["x","y"],[1,2]]}`, "x|y", []string{"2: n=1 n=2"}, ""},
		{"a list that names nothing", `{"columns":[1,2],"data":[["x","y"],[1,2]]}`, "x|y", []string{"2: n=1 n=2"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			columns, body, notices, err := read(t, test.text, false, rows.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if columns != test.columns || !slices.Equal(body, test.rows) {
				t.Errorf("got %q, %q; want %q, %q", columns, body, test.columns, test.rows)
			}
			path := ""
			for _, n := range notices {
				if n.Code == jsonfile.HeaderTaken {
					path = n.Value
				}
			}
			if path != test.path {
				t.Errorf("names come from %q, want %q", path, test.path)
			}
		})
	}
}

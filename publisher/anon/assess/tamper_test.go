//go:build !race

package assess_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/assess"
)

// onItsWord are the fields that a gate cannot check: nothing in the verdict
// depends on them.
var onItsWord = []string{
	`tool`, `approver`, // who made it and answers for it
	`input\.(name|sha256|bytes|rows)`, // the agency alone has the input
	`output\.name`,
	`population\.(name|sha256|bytes|rows)`,
	`commitments(\.0\.(name|value))?`,
	`columns\.\d+\.(ops(\.\d+)?|distinct_before)`,     // words about the policy, whose hash is checked
	`columns\.1\.(distinct_after|missing|suppressed)`, // of a column that is not published
	`search(\..*)?`, `levers(\..*)?`, `scan_input(\..*)?`,
	`scan_output(\.0\.(column|kind|rule|cells|count|rate|examples(\.0)?|treated))?`, // the scan is repeated here
	`linkage\.releases\.0\.(name|rows|joint_rows_below_k|column|reason)`,
	`utility\.(dm|aecs|nue|loss|precision)`,
}

// bounded are fields with figures that need the rows before suppression, or
// the population: a change within what the file allows is not seen, and does
// not make the verdict another.
var bounded = []string{
	`adversaries\.\d+\.patterns\.\d+\.(rows|score|columns.*)`,
	`adversaries\.\d+\.(journalist\.(lowest|average|at_risk)|marketer|presence\.(least|most))`,
	`adversaries\.\d+\.k_attacker_with_empty_rows`,
	`adversaries\.\d+\.prosecutor\.(average|at_risk|lowest)`,
	`adversaries\.0\.sizes\.\d+\.rows`,
}

// Every field of a report is changed in turn. The gate must see it, unless the
// field is listed above with the reason why it may not.
func TestChangedFieldIsSeen(t *testing.T) {
	r, in := passing(t)
	if broken := assess.Gate(in); len(broken) > 0 {
		t.Fatalf("the honest report is refused: %+v", broken)
	}
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	excused := regexp.MustCompile(`^(` + strings.Join(slices.Concat(onItsWord, bounded), "|") + `)$`)
	changed := 0
	for path, edits := range edits(t, text) {
		for _, edit := range edits {
			other := new(assess.Report)
			if err := json.Unmarshal(edit, other); err != nil {
				continue // not a report any more
			}
			if same, _ := other.JSON(); bytes.Equal(same, text) {
				continue
			}
			changed++
			in.Report = other
			if broken := assess.Gate(in); len(broken) == 0 && !excused.MatchString(path) {
				t.Errorf("a change of %s is not seen: %s", path, edit)
			}
		}
	}
	if changed < 500 {
		t.Errorf("%d changes were tried", changed)
	}
}

// edits returns the JSON of a report with each of its leaves changed, by path.
func edits(t *testing.T, text []byte) map[string][][]byte {
	var root any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&root); err != nil {
		t.Fatal(err)
	}
	all := make(map[string][][]byte)
	write := func(path string) {
		b, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		all[path] = append(all[path], b)
	}
	var walk func(path string, v any, set func(any))
	walk = func(path string, v any, set func(any)) {
		join := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
		try := func(values ...any) {
			for _, other := range values {
				set(other)
				write(path)
			}
			set(v)
		}
		switch v := v.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				walk(join(name), v[name], func(x any) { v[name] = x })
			}
		case []any:
			for i := range v {
				walk(join(fmt.Sprint(i)), v[i], func(x any) { v[i] = x })
			}
			if len(v) > 0 {
				try(v[1:])
				try(append(slices.Clone(v), v[0]))
			}
		case json.Number:
			f, _ := v.Float64()
			if n, err := v.Int64(); err == nil {
				try(n+1, n-1, 0, n*2+5, nil)
			} else {
				try(f*1.01, f/1.01, f+0.5, 0, nil)
			}
		case string:
			try(v+"x", "", "pass")
			if strings.HasSuffix(v, "Z") {
				try(strings.Replace(v, "202", "209", 1), strings.Replace(v, "202", "201", 1))
			}
		case bool:
			try(!v)
		default:
			try(true, 1, "x")
		}
	}
	walk("", root, func(v any) { root = v })
	return all
}

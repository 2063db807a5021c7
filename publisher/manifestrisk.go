package publisher

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// units are what the rows of a table may be about.
var units = []string{"", "person", "household", "business", "place", "aggregate"}

// disclosure reads what is said of a table that is, or was, about persons.
func (w *inputErrors) disclosure(in *Input, r resourceDoc) {
	in.Unit, in.Policy, in.Risk, in.Hierarchies = r.Unit, r.Policy, r.Risk, r.Hierarchies
	if !slices.Contains(units, r.Unit) {
		w.add("unit", "phải là person, household, business, place hoặc aggregate", "must be person, household, business, place or aggregate")
	}
	for _, f := range []struct{ field, name, ending string }{{"policy", r.Policy, ".yaml"}, {"risk", r.Risk, ".json"}} {
		if f.name == "" {
			continue
		}
		if !filepath.IsLocal(f.name) || strings.HasPrefix(filepath.Base(f.name), ".") || filepath.Ext(f.name) != f.ending {
			w.add(f.field, "phải là một tệp "+f.ending+" trong thư mục của bộ dữ liệu", "must be a file "+f.ending+" of the dataset's folder")
		}
	}
	for i, name := range r.Hierarchies {
		if !filepath.IsLocal(name) || filepath.Ext(name) != ".csv" {
			w.add(fmt.Sprintf("hierarchies.%d", i), "phải là một tệp .csv trong thư mục của bộ dữ liệu", "must be a file .csv of the dataset's folder")
		}
	}
	if r.Risk != "" && r.Policy == "" {
		w.add("policy", "báo cáo rủi ro cần chính sách đi cùng", "a risk report needs the policy that it is about")
	}
}

// protects reports whether a table with this unit needs a risk report.
func protects(unit string) bool { return unit == "person" || unit == "household" }

package policy

import (
	"slices"
	"strings"
)

// form is what an operation takes or leaves.
type form string

// The forms of values.
const (
	anything form = ""       // not known, or whatever it is
	numeric  form = "number" // also years
	dated    form = "date"
	years    form = "year" // a date that is a number too
	banded   form = "band" // bands and labels of codes at the ends
	texts    form = "text"
)

// secret are the operations that keep persons apart with a key or by their
// form: what they make is personal data still.
var secret = []string{"pseudonymise", "tokenise", "random_id", "mask"}

// alone are the operations that nothing can follow or precede.
var alone = append([]string{"drop", "keep", "redact"}, secret...)

// forNumbers are the operations that need numbers.
var forNumbers = []string{"top_percentile", "bottom_percentile", "bands", "microaggregate", "noise", "swap", "round"}

func (c checker) column(col *Column) {
	path := join("columns", col.Name) + ".op"
	now := form(col.Type)
	for i := range col.Ops {
		op := &col.Ops[i]
		kind := op.Kind()
		if slices.Contains(alone, kind) && len(col.Ops) > 1 {
			c.failAt(op.Line, path, "%s phải đứng một mình", "%s must stand alone", kind)
		}
		if slices.ContainsFunc(col.Ops[:i], func(o Op) bool { return o.Kind() == kind }) && kind != "date" {
			c.failAt(op.Line, path, "%s có hai lần", "%s comes twice", kind)
		}
		c.role(col, op, kind, path)
		c.form(op, kind, now, path)
		now = left(op, now)
		c.parameters(col, op, join(path, kind))
	}
}

// role notes an operation that the role of its column forbids.
func (c checker) role(col *Column, op *Op, kind, path string) {
	switch {
	case col.Role == Identifier && kind == "keep":
		c.failAt(op.Line, path, "cột định danh trực tiếp không được giữ (keep)", "a direct identifier cannot be kept")
	case col.Role == Identifier && kind != "drop" && !slices.Contains(secret, kind):
		c.failAt(op.Line, path, "cột identifier chỉ được: drop; ngoài dữ liệu mở còn được: %s", "an identifier may only be: drop; where the release is not open also: %s", strings.Join(secret, ", "))
	case col.Role == FreeText && kind != "drop" && kind != "redact":
		c.failAt(op.Line, path, "văn bản tự do chỉ được drop hoặc redact: {scan: true}, không được %s", "free text may only be dropped or redacted with scan: true, not %s", kind)
	case col.Role != FreeText && kind == "redact":
		c.failAt(op.Line, path, "redact chỉ dùng cho cột freetext", "redact is only for columns of role freetext")
	case c.p.Release == Open && slices.Contains(secret, kind):
		c.failAt(op.Line, path, "%s không được dùng cho release: open: dữ liệu mã hóa vẫn là dữ liệu cá nhân; hãy drop", "%s is refused for release: open: what is encrypted is still personal data; drop it", kind)
	case col.Role == Quasi && (kind == "pseudonymise" || kind == "tokenise" || kind == "random_id"):
		c.failAt(op.Line, path, "%s chỉ dùng cho cột identifier", "%s is only for columns of role identifier", kind)
	}
}

// form notes an operation that cannot work on what comes to it.
func (c checker) form(op *Op, kind string, now form, path string) {
	var takes []form
	switch {
	case slices.Contains(forNumbers, kind):
		takes = []form{anything, numeric, years}
	case kind == "top" || kind == "bottom":
		takes = []form{anything, numeric, years, banded}
	case kind == "date":
		takes = []form{anything, dated, years}
	case kind == "geo":
		takes = []form{anything, numeric, texts}
	default:
		return
	}
	if !slices.Contains(takes, now) {
		c.failAt(op.Line, path, "%s không dùng được ở đây: giá trị lúc này là %s", "%s cannot be used here: the values are of form %s by then", kind, now)
	}
}

// left is the form that an operation leaves.
func left(op *Op, now form) form {
	labelled := func(label string, numbers bool) form {
		if _, ok := parseDecimal(label); ok || numbers && label == "" {
			return now
		}
		return banded
	}
	switch {
	case op.Bands != nil:
		return banded
	case op.Top != nil:
		return labelled(op.Top.Label, false)
	case op.Bottom != nil:
		return labelled(op.Bottom.Label, false)
	case op.TopPercentile != nil:
		return labelled(op.TopPercentile.Label, true)
	case op.BottomPercentile != nil:
		return labelled(op.BottomPercentile.Label, true)
	case op.Generalise != nil:
		return texts
	case op.Date != nil && op.Date.To == "year":
		return years
	case op.Date != nil && op.Date.To == "decade":
		return banded
	case op.Date != nil:
		return dated
	}
	return now
}

// parameters notes what does not go together in one operation.
func (c checker) parameters(col *Column, op *Op, path string) {
	for _, t := range []*Threshold{op.Top, op.Bottom} {
		if t != nil && (t.At == "") == (t.Beyond == "") {
			c.failAt(op.Line, path, "phải có đúng một trong: at, beyond", "must have exactly one of: at, beyond")
		}
	}
	switch {
	case op.Generalise != nil:
		c.known(op.Generalise.Hierarchy, op.Line, join(path, "hierarchy"))
		if g := op.Generalise; g.Level != Auto && (g.Min != "" || g.Max != "") {
			c.failAt(op.Line, path, "min và max chỉ dùng với level: auto", "min and max are only for level: auto")
		}
		if op.Generalise.Level == Auto && col.Role != Quasi {
			c.failAt(op.Line, join(path, "level"), "level: auto chỉ dùng cho cột quasi; hãy nêu bậc", "level: auto is only for columns of role quasi; name the level")
		}
	case op.Geo != nil:
		if (op.Geo.GridM > 0) == (op.Geo.Decimals != nil) {
			c.failAt(op.Line, path, "phải có đúng một trong: grid_m, decimals", "must have exactly one of: grid_m, decimals")
		}
		if pair := op.Geo.GridM > 0 && op.Geo.Axis != "point"; pair != (op.Geo.With != "") {
			c.failAt(op.Line, join(path, "with"), "with nêu cột tọa độ kia khi dùng grid_m với axis: latitude hoặc longitude", "with names the column of the other coordinate, for grid_m with axis: latitude or longitude")
		} else if pair {
			c.declared(op.Geo.With, op.Line, join(path, "with"))
		}
	case op.PRAM != nil:
		c.pram(op, path)
	case op.Round != nil:
		if (op.Round.Mode == "random-keyed") != (len(op.Round.Cell) > 0) {
			c.failAt(op.Line, join(path, "cell"), "cell cần cho mode: random-keyed và chỉ dùng ở đó", "cell is needed for mode: random-keyed and only there")
		}
		for _, name := range op.Round.Cell {
			c.declared(name, op.Line, join(path, "cell"))
		}
	case op.Redact != nil && !op.Redact.Scan:
		c.failAt(op.Line, join(path, "scan"), "redact phải có scan: true", "redact must have scan: true")
	case op.Microaggregate != nil && op.Microaggregate.Method == "univariate" && op.Microaggregate.Group != "":
		c.failAt(op.Line, join(path, "group"), "group cần method: mdav", "group needs method: mdav")
	}
}

func (c checker) pram(op *Op, path string) {
	p := op.PRAM
	if (p.Stay > 0) == (p.Matrix != nil) || (p.Matrix != nil) != (p.Values != nil) {
		c.failAt(op.Line, path, "phải có pd, hoặc cả values và matrix", "must have pd, or both values and matrix")
		return
	}
	square := len(p.Matrix) == len(p.Values)
	for _, row := range p.Matrix {
		sum := 0.0
		for _, x := range row {
			sum += x
		}
		square = square && len(row) == len(p.Values) && sum > 1-1e-9 && sum < 1+1e-9
	}
	if !square {
		c.failAt(op.Line, join(path, "matrix"), "ma trận phải vuông, đủ các values, mỗi dòng có tổng bằng 1", "the matrix must have a row and a column for each of values, and each row must sum to 1")
	}
}

// known notes a hierarchy that there is not.
func (c checker) known(name string, line int, path string) {
	switch {
	case name == "vn-admin" && c.p.Geography == "":
		c.failAt(line, path, "vn-admin cần geography: qd19-2025 hoặc qd-63", "vn-admin needs geography: qd19-2025 or qd-63")
	case builtin(name), plainFile(name):
	case !slices.ContainsFunc(c.p.Hierarchies, func(h Hierarchy) bool { return h.Name == name }):
		c.failAt(line, path, "không có phân cấp %q: hãy định nghĩa trong hierarchies, hoặc dùng vn-admin, icd10, hs, date, *, hoặc một tệp .csv", "there is no hierarchy %q: define it in hierarchies, or use vn-admin, icd10, hs, date, *, or a .csv file", name)
	}
}

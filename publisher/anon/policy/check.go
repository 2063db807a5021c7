package policy

import (
	"fmt"
	"slices"
	"strings"
)

// A checker looks for what does not go together in a policy whose fields are
// each right.
type checker struct {
	*decoder
	p *Policy
}

func (c checker) policy() {
	for i := range c.p.Columns {
		c.column(&c.p.Columns[i])
	}
	for i := range c.p.Hierarchies {
		c.hierarchy(&c.p.Hierarchies[i])
	}
	for i := range c.p.Adversaries {
		c.adversary(&c.p.Adversaries[i])
	}
	c.privacy()
	for i := range c.p.Tables {
		c.table(&c.p.Tables[i], fmt.Sprintf("tables.%d", i+1))
	}
	if c.p.Unit == Aggregate && len(c.p.Tables) == 0 {
		c.failAt(c.line("tables"), "tables", "unit: aggregate cần ít nhất một bảng trong tables", "unit: aggregate needs at least one table in tables")
	}
	for i, a := range c.p.Scan.Allow {
		path := fmt.Sprintf("scan.allow.%d.column", i+1)
		if col := c.declared(a.Column, a.Line, path); col != nil && col.Role == Identifier {
			c.failAt(a.Line, path, "không thể cho phép cột %q có vai trò identifier", "column %q has role identifier and cannot be allowed", a.Column)
		}
	}
}

// declared returns a column, or notes that it is not declared.
func (c checker) declared(name string, line int, path string) *Column {
	col, ok := c.p.Column(name)
	if !ok {
		c.failAt(line, path, "cột %q không được khai báo trong columns", "column %q is not declared in columns", name)
		return nil
	}
	return col
}

func (c checker) hierarchy(h *Hierarchy) {
	path := join("hierarchies", h.Name)
	n := 0
	for _, is := range []bool{h.File != "", h.Intervals != nil, h.Dates != nil, h.Prefixes != nil, h.Order != nil} {
		if is {
			n++
		}
	}
	if n != 1 {
		c.failAt(h.Line, path, "phải có đúng một trong: file, intervals, dates, prefixes, order", "must have exactly one of: file, intervals, dates, prefixes, order")
	}
	if builtin(h.Name) {
		c.failAt(h.Line, path, "tên %q đã có sẵn; hãy đặt tên khác", "the name %q is built in; choose another", h.Name)
	}
	if h.File != "" && !plainFile(h.File) {
		c.failAt(h.Line, join(path, "file"), "%q phải là tên tệp .csv nằm cùng thư mục hoặc thư mục con", "%q must be a .csv file beside the policy or below it", h.File)
	}
	for i, n := range h.Prefixes {
		if i > 0 && n >= h.Prefixes[i-1] {
			c.failAt(h.Line, join(path, "prefixes"), "độ dài phải giảm dần", "lengths must become shorter")
		}
	}
	steps := []string{"day", "month", "quarter", "year", "decade"}
	for i, s := range h.Dates {
		if i > 0 && slices.Index(steps, s) <= slices.Index(steps, h.Dates[i-1]) {
			c.failAt(h.Line, join(path, "dates"), "các bậc phải thô dần: %s", "steps must become coarser: %s", strings.Join(steps, ", "))
		}
	}
}

// builtin reports whether a hierarchy needs no definition.
func builtin(name string) bool {
	return slices.Contains([]string{"vn-admin", "icd10", "hs", "date", "*"}, name)
}

// plainFile reports whether a path stays below the folder of the policy.
func plainFile(path string) bool {
	if !strings.HasSuffix(path, ".csv") || strings.HasPrefix(path, "/") || strings.ContainsAny(path, `\:`) {
		return false
	}
	return !slices.Contains(strings.Split(path, "/"), "..")
}

func (c checker) adversary(a *Adversary) {
	path := join("adversaries", a.Name)
	for i, name := range a.Columns {
		col := c.declared(name, a.Line, path)
		switch {
		case col == nil:
		case col.Role != Quasi:
			c.failAt(a.Line, path, "cột %q phải có vai trò quasi, không phải %s", "column %q must have role quasi, not %s", name, col.Role)
		case col.Dropped():
			c.failAt(a.Line, path, "cột %q đã bị bỏ nên không ai biết qua bảng này", "column %q is dropped and cannot be matched", name)
		case slices.Contains(a.Columns[:i], name):
			c.failAt(a.Line, path, "cột %q có hai lần", "column %q comes twice", name)
		}
	}
}

func (c checker) privacy() {
	p := &c.p.Privacy
	for i := range p.Columns {
		cp := &p.Columns[i]
		path := join("privacy", cp.Name)
		col := c.declared(cp.Name, cp.Line, path)
		if col != nil && (col.Role != Sensitive || col.Dropped()) {
			c.failAt(cp.Line, path, "cột %q phải có vai trò sensitive và được công bố", "column %q must have role sensitive and be published", cp.Name)
		}
		if cp.L != nil && (cp.L.Kind == "recursive") != (cp.L.C > 0) {
			c.failAt(cp.Line, join(path, "l.c"), "c cần cho kind: recursive và chỉ dùng ở đó", "c is needed for kind: recursive and only there")
		}
		if cp.L != nil && cp.L.Kind != "entropy" && cp.L.L != float64(int64(cp.L.L)) {
			c.failAt(cp.Line, join(path, "l.l"), "l phải là số nguyên", "l must be a whole number")
		}
		if cp.T != nil && (cp.T.Kind == "hierarchical") != (cp.T.Hierarchy != "") {
			c.failAt(cp.Line, join(path, "t.hierarchy"), "hierarchy cần cho kind: hierarchical và chỉ dùng ở đó", "hierarchy is needed for kind: hierarchical and only there")
		} else if cp.T != nil && cp.T.Hierarchy != "" {
			c.known(cp.T.Hierarchy, cp.Line, join(path, "t.hierarchy"))
		}
	}
	if c.p.Unit != Aggregate {
		c.enough()
	}
	if p.Presence != nil && c.p.Population == "" {
		c.failAt(c.line("population"), "population", "presence cần bảng population", "presence needs a table population")
	}
	if p.KMap != nil && c.p.Population == "" && c.p.Coverage == 1 {
		c.failAt(c.line("privacy.k_map"), "privacy.k_map", "k_map cần bảng population, hoặc coverage: sample(…) để ước lượng", "k_map needs a table population, or coverage: sample(…) to be estimated")
	}
	c.survey()
	if p.Presence != nil && p.Presence.Min > p.Presence.Max {
		c.failAt(c.line("privacy.presence"), "privacy.presence", "min lớn hơn max", "min is above max")
	}
	if p.Uniqueness != nil && c.p.Coverage == 1 {
		c.failAt(c.line("privacy.uniqueness"), "privacy.uniqueness", "uniqueness chỉ ước lượng được với coverage: sample(…)", "uniqueness can be estimated only with coverage: sample(…)")
	}
}

// survey checks what is said of the sample and of who belongs together.
func (c checker) survey() {
	bound := &c.p.Privacy.Risk
	if bound.Individual != nil && c.p.Coverage == 1 {
		c.failAt(c.line("privacy.risk.individual"), "privacy.risk.individual", "individual chỉ ước lượng được với coverage: sample(…)", "individual can be estimated only with coverage: sample(…)")
	}
	if bound.Household != nil && c.p.Household == "" {
		c.failAt(c.line("privacy.risk.household"), "privacy.risk.household", "household cần cột household của chính sách", "household needs the column household of the policy")
	}
	if c.p.Weights != "" && c.p.Coverage == 1 {
		c.failAt(c.line("weights"), "weights", "weights chỉ dùng với coverage: sample(…)", "weights is only for coverage: sample(…)")
	}
	for _, f := range []struct{ field, name string }{{"weights", c.p.Weights}, {"household", c.p.Household}} {
		if f.name != "" {
			c.declared(f.name, c.line(f.field), f.field)
		}
	}
}

// enough notes what is published without a model that guards it.
func (c checker) enough() {
	p := &c.p.Privacy
	quasi := false
	for i := range c.p.Columns {
		col := &c.p.Columns[i]
		quasi = quasi || col.Role == Quasi && !col.Dropped()
		if col.Role != Sensitive || col.Dropped() {
			continue
		}
		if cp, ok := p.Of(col.Name); !ok || cp.L == nil && cp.T == nil {
			c.failAt(col.Line, join("privacy", col.Name), "cột nhạy cảm %q cần l hoặc t: chỉ k thì không bảo vệ được giá trị", "sensitive column %q needs l or t: k alone does not protect its values", col.Name)
		}
	}
	if quasi && p.K == 0 {
		c.failAt(c.line("privacy.k"), "privacy.k", "thiếu k: bảng công bố có thuộc tính gián tiếp", "k is missing: quasi-identifiers are published")
	}
}

func (c checker) table(t *Table, path string) {
	for _, name := range t.By {
		if col := c.declared(name, t.Line, join(path, "by")); col != nil && (col.Role == Identifier || col.Role == FreeText) {
			c.failAt(t.Line, join(path, "by"), "không lập bảng theo cột %q có vai trò %s", "a table cannot be by column %q of role %s", name, col.Role)
		}
	}
	for _, f := range []struct{ field, name string }{{"sum", t.Sum}, {"owner", t.Owner}} {
		if f.name != "" {
			c.declared(f.name, t.Line, join(path, f.field))
		}
	}
	if t.Count == "" && t.Sum == "" {
		c.failAt(t.Line, path, "phải có count hoặc sum", "must have count or sum")
	}
	if t.MinCount == 0 {
		c.failAt(t.Line, join(path, "min_count"), "thiếu trường này", "this field is missing")
	}
}

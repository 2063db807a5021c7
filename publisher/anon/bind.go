package anon

import (
	"slices"

	"nguon/catalog"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/table"
)

// A binding lays the columns of a table beside those of its policy.
type binding struct {
	plan   *table.Plan
	policy *policy.Policy
	of     []*policy.Column // of each column of the plan
}

// bind finds what the policy says of each column of the table, by its header
// or its name in queries. A table with a column that is not declared is
// refused, and so is a policy with a column that the table does not have.
func bind(plan *table.Plan, p *policy.Policy) (*binding, error) {
	b := &binding{plan: plan, policy: p, of: make([]*policy.Column, len(plan.Columns))}
	var fields []catalog.FieldError
	wrong := func(column string, line int, vi, en string) {
		fields = append(fields, catalog.FieldError{Field: column, Line: int64(line), Position: -1, Detail: catalog.Text{Vi: vi, En: en}})
	}
	met := make(map[string]bool)
	for i := range plan.Columns {
		c := &plan.Columns[i]
		said, ok := said(p, c)
		switch {
		case !ok:
			wrong(c.Source, 0, "chính sách không khai báo cột này; hãy thêm vào columns với vai trò (identifier, quasi, sensitive, insensitive hoặc freetext) và phép xử lý; cột chưa rõ thì bỏ: {role: freetext, op: drop}",
				"the policy does not declare this column; add it to columns with its role (identifier, quasi, sensitive, insensitive or freetext) and operation; drop what you do not know: {role: freetext, op: drop}")
		case met[said.Name]:
			wrong(c.Source, said.Line, "hai cột của bảng cùng ứng với một cột trong chính sách", "two columns of the table go by one column of the policy")
		case c.Type == table.Geometry && !said.Dropped():
			wrong(c.Source, said.Line, "cột hình học phải bị bỏ (drop): hãy dùng hai cột vĩ độ, kinh độ với phép geo", "a column of shapes must be dropped: use columns of latitude and longitude with the operation geo")
		default:
			met[said.Name] = true
			b.of[i] = said
		}
	}
	for i := range p.Columns {
		if name := p.Columns[i].Name; !met[name] {
			wrong(name, p.Columns[i].Line, "chính sách khai báo cột này, nhưng bảng không có", "the policy declares this column, and the table does not have it")
		}
	}
	if fields != nil {
		return nil, &catalog.Error{Kind: catalog.ErrRefused, Fields: fields,
			Public: catalog.Text{Vi: "Chính sách không khớp với các cột của bảng.", En: "The policy does not fit the columns of the table."}}
	}
	return b, nil
}

// needed returns the indexes and names of the columns that must be loaded:
// those that are published, those that tables are made of, and those that risk
// is measured by.
func (b *binding) needed() (at []int, names []string) {
	identity := b.identity()
	for i, c := range b.of {
		if !c.Dropped() || b.tabulated(c.Name) || slices.Contains(b.besides(), c.Name) || slices.Contains(identity, c.Name) {
			at, names = append(at, i), append(names, c.Name)
		}
	}
	return at, names
}

// besides are the columns that risk is measured by and that the release does not
// tell: weights and households.
func (b *binding) besides() (names []string) {
	for _, name := range []string{b.policy.Weights, b.policy.Household} {
		if name != "" && !b.policy.Kept(name) && b.policy.Unit != policy.Aggregate {
			names = append(names, name)
		}
	}
	return names
}

// identity are the columns that tell which record a row is, in this release and
// in others, if tables are rounded by what is in their cells.
func (b *binding) identity() (names []string) {
	keyed := func(t policy.Table) bool { return t.Round != nil && t.Round.Mode == string(recode.RandomKeyed) }
	if !slices.ContainsFunc(b.policy.Tables, keyed) || b.policy.Unit != policy.Aggregate {
		return nil
	}
	for i := range b.policy.Columns {
		if c := &b.policy.Columns[i]; c.Role == policy.Identifier {
			names = append(names, c.Name)
		}
	}
	return names
}

// tabulated reports whether a table of aggregates needs a column.
func (b *binding) tabulated(name string) bool {
	return slices.ContainsFunc(b.policy.Tables, func(t policy.Table) bool {
		return slices.Contains(t.By, name) || t.Sum == name || t.Owner == name
	})
}

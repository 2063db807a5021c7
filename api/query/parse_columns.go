package query

import (
	"regexp"
	"slices"
	"strings"

	"nguon/catalog"
)

var outputName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// selected parses "a,new:b". Blanks around names do not matter.
func (p *parser) selected(value string) {
	items := p.names("select", value, MaxSelected)
	seen := make(map[string]bool, len(items))
	for _, it := range items {
		as, name, renamed := strings.Cut(it.text, ":")
		at := it.pos
		if renamed {
			at += len(as) + 1
		} else {
			name = as
		}
		c, err := p.column("select", at, name)
		if err != nil {
			p.fail(err)
			return
		}
		switch {
		case renamed && !outputName.MatchString(as):
			p.fail(invalid("select", it.pos, catalog.Text{
				Vi: "Tên mới gồm a-z, 0-9 và _, bắt đầu bằng một chữ cái, nhiều nhất 63 ký tự.",
				En: "A new name is of a-z, 0-9 and _, begins with a letter, and has 63 characters at most.",
			}))
			return
		case seen[as]:
			p.fail(invalid("select", it.pos, catalog.Textf("Tên %s đã có trong câu trả lời.", "The name %s is in the answer already.", as)))
			return
		}
		seen[as] = true
		p.query.Select = append(p.query.Select, Selected{c, as})
	}
}

// sorted parses "-a,b".
func (p *parser) sorted(value string) {
	for _, it := range p.names("sort", value, MaxSorted) {
		name, descending := strings.CutPrefix(it.text, "-")
		at := it.pos
		if descending {
			at++
		}
		c, err := p.column("sort", at, name)
		if err != nil {
			p.fail(err)
			return
		}
		if c.Type == catalog.Geometry {
			p.fail(invalid("sort", at, catalog.Textf("Không sắp xếp được theo cột hình học %s.", "Rows cannot be sorted by the geometry column %s.", name)))
			return
		}
		if slices.ContainsFunc(p.query.Sort, func(o Order) bool { return o.Column == c }) {
			p.fail(invalid("sort", at, catalog.Textf("Cột %s đã có trong thứ tự.", "The column %s is in the order already.", name)))
			return
		}
		p.query.Sort = append(p.query.Sort, Order{c, descending})
	}
}

// names splits a list of names, and fails if it has an empty or too many.
func (p *parser) names(parameter, value string, most int) []item {
	items, bad, ok := scanList(value)
	if !ok {
		p.fail(unquoted(parameter, bad))
		return nil
	}
	if len(items) > most {
		p.fail(invalid(parameter, items[most].pos, catalog.Textf("Nhiều nhất %d cột.", "At most %d columns.", most)))
		return nil
	}
	for i, it := range items {
		items[i] = it.trim()
		if items[i].text == "" {
			p.fail(invalid(parameter, it.pos, catalog.Text{Vi: "Thiếu tên một cột.", En: "The name of a column is missing."}))
			return nil
		}
	}
	return items
}

// column finds a column by its name, which stands at a byte of the value of a
// parameter.
func (p *parser) column(parameter string, position int, name string) (*catalog.Column, *Error) {
	if c, ok := p.target.Table.Column(name); ok {
		return c, nil
	}
	return nil, problem(CodeUnknownColumn, parameter, position,
		catalog.Textf("Không có cột %[1]q trong %[2]s.", "There is no column %[1]q in %[2]s.", clip(name), p.target.name()),
		didYouMean(name, p.columnNames()))
}

// resolve finds the column and the operator in the name of a parameter.
func (p *parser) resolve(parameter string) (*catalog.Column, Op, *Error) {
	if c, ok := p.target.Table.Column(parameter); ok {
		if c.Type == catalog.Geometry {
			return nil, "", onlyNull(parameter, c)
		}
		return c, OpEq, nil
	}
	i := strings.LastIndex(parameter, "__")
	if i < 0 {
		return nil, "", problem(CodeUnknownColumn, parameter, -1,
			catalog.Textf("%[1]q không phải là tham số, cũng không phải là cột của %[2]s.", "%[1]q is neither a parameter nor a column of %[2]s.", clip(parameter), p.target.name()),
			didYouMean(parameter, slices.Concat(p.columnNames(), parameters)))
	}
	c, err := p.column(parameter, -1, parameter[:i])
	if err != nil {
		return nil, "", err
	}
	op := Op(parameter[i+2:])
	if ops := Operators(c.Type); !slices.Contains(ops, op) {
		if c.Type == catalog.Geometry {
			return nil, "", onlyNull(parameter, c)
		}
		names := make([]string, len(ops))
		for i, o := range ops {
			names[i] = c.Name + "__" + string(o)
		}
		return nil, "", invalid(parameter, -1, didYouMean(parameter, names))
	}
	return c, op, nil
}

// onlyNull is about a filter that geometry columns do not have.
func onlyNull(parameter string, c *catalog.Column) *Error {
	return invalid(parameter, -1, catalog.Textf(
		"Cột hình học chỉ lọc được theo giá trị thiếu: %[1]s__null=true hoặc %[1]s__null=false.",
		"A geometry column can only be filtered by whether it is missing: %[1]s__null=true or %[1]s__null=false.", c.Name))
}

func (p *parser) columnNames() []string {
	names := make([]string, len(p.target.Table.Columns))
	for i, c := range p.target.Table.Columns {
		names[i] = c.Name
	}
	return names
}

func unquoted(parameter string, position int) *Error {
	return invalid(parameter, position, catalog.Text{
		Vi: `Dấu nháy kép không khớp; trong phần có nháy, hãy viết "" cho một dấu nháy.`,
		En: `The quotes do not match; within quotes, write "" for a quote.`,
	})
}

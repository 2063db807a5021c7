package query

import (
	"fmt"
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
		c, err := p.column("select", at, name, p.scope)
		if err != nil {
			p.fail(err)
			return
		}
		switch {
		case renamed && !outputName.MatchString(as):
			p.fail(badName("select", it.pos))
			return
		case as != c.Name && tableScope(p.target).has(as):
			p.fail(takenName("select", it.pos, as))
			return
		case seen[as]:
			p.fail(invalid("select", it.pos, catalog.Textf("Tên %s đã có trong câu trả lời.", "The name %s is in the answer already.", as)))
			return
		}
		seen[as] = true
		p.query.Select = append(p.query.Select, Selected{c, as})
	}
}

func badName(parameter string, position int) *Error {
	return invalid(parameter, position, catalog.Text{
		Vi: "Tên mới gồm a-z, 0-9 và _, bắt đầu bằng một chữ cái, nhiều nhất 63 ký tự.",
		En: "A new name is of a-z, 0-9 and _, begins with a letter, and has 63 characters at most.",
	})
}

// takenName is about a new name that is that of another column: under it, the
// documents of the table promise values of that column.
func takenName(parameter string, position int, name string) *Error {
	return invalid(parameter, position, catalog.Textf("Bảng có cột tên %[1]s rồi; hãy đặt tên khác.", "The table has a column named %[1]s; give another name.", name))
}

// sorted parses "-a,b".
func (p *parser) sorted(value string) {
	for _, it := range p.names("sort", value, MaxSorted) {
		name, descending := strings.CutPrefix(it.text, "-")
		at := it.pos
		if descending {
			at++
		}
		c, err := p.column("sort", at, name, p.scope)
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

// column finds a column of s by its name, which stands at a byte of the value
// of a parameter.
func (p *parser) column(parameter string, position int, name string, s scope) (*catalog.Column, *Error) {
	if c := s.find(name); c != nil {
		return c, nil
	}
	clipped := clip(name)
	return nil, problem(CodeUnknownColumn, parameter, position,
		catalog.Text{
			Vi: fmt.Sprintf("Không có cột %q trong %s.", clipped, s.name.Vi),
			En: fmt.Sprintf("There is no column %q in %s.", clipped, s.name.En),
		},
		didYouMean(name, s.names()))
}

// resolve finds the column and the operator in the name of a parameter.
func (p *parser) resolve(parameter string) (*catalog.Column, Op, *Error) {
	if c, ok := p.target.Table.Column(parameter); ok {
		if c.Type == catalog.Geometry {
			return nil, "", onlySpatial(parameter, -1, c)
		}
		return c, OpEq, nil
	}
	i := strings.LastIndex(parameter, "__")
	if i < 0 {
		return nil, "", problem(CodeUnknownColumn, parameter, -1,
			catalog.Textf("%[1]q không phải là tham số, cũng không phải là cột của %[2]s.", "%[1]q is neither a parameter nor a column of %[2]s.", clip(parameter), p.target.name()),
			didYouMean(parameter, slices.Concat(tableScope(p.target).names(), parameters)))
	}
	c, err := p.column(parameter, -1, parameter[:i], tableScope(p.target))
	if err != nil {
		return nil, "", err
	}
	op := Op(parameter[i+2:])
	if ops := Operators(c.Type); !slices.Contains(ops, op) {
		if c.Type == catalog.Geometry {
			return nil, "", onlySpatial(parameter, -1, c)
		}
		names := make([]string, len(ops))
		for i, o := range ops {
			names[i] = c.Name + "__" + string(o)
		}
		return nil, "", invalid(parameter, -1, didYouMean(parameter, names))
	}
	return c, op, nil
}

func (s scope) names() []string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
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

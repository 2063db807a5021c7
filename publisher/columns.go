package publisher

import (
	"fmt"
	"slices"

	"nguon/catalog"
	"nguon/publisher/geo"
	"nguon/publisher/table"
)

func headers(in *Input) []string {
	var hs []string
	for _, c := range in.Columns {
		hs = append(hs, c.Source)
	}
	return hs
}

// nameColumns gives the columns the names that are declared. A name that was
// made up gives way to a declared one.
func nameColumns(plan *table.Plan, in *Input) {
	taken := make(map[string]bool)
	named := make([]bool, len(plan.Columns))
	for i := range plan.Columns {
		if d := in.declared(plan.Columns[i].Source); d.Name != "" {
			plan.Columns[i].Name, named[i] = d.Name, true
			taken[d.Name] = true
		}
	}
	for i := range plan.Columns {
		c := &plan.Columns[i]
		base := c.Name
		for n := 2; !named[i] && taken[c.Name]; n++ {
			c.Name = fmt.Sprintf("%s_%d", base, n)
		}
		taken[c.Name] = true
	}
}

func (in *Input) declared(source string) Declared {
	i := slices.IndexFunc(in.Columns, func(d Declared) bool { return d.Source == source })
	if i < 0 {
		return Declared{Source: source}
	}
	return in.Columns[i]
}

// pointTitle is that of points that are made of two columns.
var pointTitle = catalog.Text{Vi: "Vị trí", En: "Location"}

// describeColumns describes the columns as published, without statistics. The
// header stands in for a title that is not declared.
func describeColumns(plan *table.Plan, in *Input, pairs []geo.Pair) []catalog.Column {
	cs := make([]catalog.Column, len(plan.Columns))
	for i := range plan.Columns {
		c := &plan.Columns[i]
		d := in.declared(c.Source)
		cs[i] = catalog.Column{Name: c.Name, Source: c.Source, Title: d.Title, Description: d.Description, Type: catalog.Type(c.Type),
			Unit: d.Unit, Digits: c.Digits, Scale: c.Scale, Precision: catalog.Precision(c.Format.Precision), Role: d.Role}
		if c.Derived {
			cs[i].Title = pointTitle
		} else if cs[i].Title.IsZero() {
			cs[i].Title = catalog.Text{Vi: c.Source, En: c.Source}
		}
		if cs[i].Unit == "" {
			cs[i].Unit = c.Unit
		}
		switch {
		case d.Role != catalog.RoleNone:
		case c.URLs:
			cs[i].Role = catalog.RoleURL
		case c.IsCode():
			cs[i].Role = catalog.RoleCode
		}
	}
	for _, p := range pairs {
		for i, role := range map[int]catalog.Role{p.East: catalog.RoleLongitude, p.North: catalog.RoleLatitude} {
			if cs[i].Role == catalog.RoleNone {
				cs[i].Role = role
			}
		}
	}
	return cs
}

// Texts of few different values, each of which stands in many rows, are
// categories.
const (
	mostCategories = 50
	rowsACategory  = 10
)

// categorise finds the categories, once the values were counted.
func categorise(c *catalog.Column, rows int64) {
	s := &c.Stats
	if c.Type == catalog.String && c.Role == catalog.RoleNone && s.Exact && s.Distinct > 0 && s.Distinct <= mostCategories &&
		rows-s.Nulls >= rowsACategory*s.Distinct {
		c.Role = catalog.RoleCategory
	}
}

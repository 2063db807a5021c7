package compare

import (
	"errors"
	"slices"

	"nguon/catalog"
)

// A field is one column of a table of changes after the first.
type field struct {
	column   catalog.Column
	old, new string // the columns that its values are from; empty is none
}

var errNothingShared = errors.New("the tables have no column in common")

// fieldsOf returns the columns of the table of changes.
func fieldsOf(before, now *catalog.Table, byKey bool) ([]field, error) {
	shared := sharedColumns(before, now)
	if len(shared) == 0 {
		return nil, errNothingShared
	}
	taken := map[string]bool{Change: true}
	var all []field
	add := func(c *catalog.Column, name, old, new string) {
		for taken[name] {
			name += "_"
		}
		taken[name] = true
		made := *c
		made.Name, made.Stats, made.Codes = name, catalog.Stats{}, ""
		all = append(all, field{made, old, new})
	}
	whole := func(name string) bool { return slices.Contains(shared, name) && (!byKey || now.IsKey(name)) }
	if byKey {
		for _, name := range now.Key {
			c, _ := now.Column(name)
			add(c, name, name, name)
		}
	}
	for i := range now.Columns {
		c := &now.Columns[i]
		old, had := before.Column(c.Name)
		switch {
		case byKey && now.IsKey(c.Name):
		case whole(c.Name):
			add(c, c.Name, c.Name, c.Name)
		case had:
			add(old, c.Name+"_old", c.Name, "")
			add(c, c.Name+"_new", "", c.Name)
		default:
			add(c, c.Name+"_new", "", c.Name)
		}
	}
	for i := range before.Columns {
		c := &before.Columns[i]
		if _, has := now.Column(c.Name); !has {
			add(c, c.Name+"_old", c.Name, "")
		}
	}
	return all, nil
}

// tableOf describes the table of changes.
func tableOf(fields []field, rows int64) catalog.Table {
	t := catalog.Table{Resource: "changes", Rows: rows, Columns: []catalog.Column{{
		Name: Change, Source: Change, Type: catalog.String, Title: catalog.Text{Vi: "Thay đổi", En: "Change"}}}}
	for i := range fields {
		c := fields[i].column
		if f := &fields[i]; f.new == "" {
			c.Title = catalog.Text{Vi: c.Title.Vi + " (cũ)", En: c.Title.En + " (old)"}
		} else if f.old == "" {
			c.Title = catalog.Text{Vi: c.Title.Vi + " (mới)", En: c.Title.En + " (new)"}
		}
		t.Columns = append(t.Columns, c)
	}
	return t
}

package catalog

import "slices"

// A Reference is a foreign key of a table to another of the same release, or to
// the table itself: each row that has all values refers to the one row that has
// the same values there.
type Reference struct {
	Fields   []string `json:"fields"`   // names of columns of the table
	Resource string   `json:"resource"` // that is referred to
	To       []string `json:"to"`       // names of columns there, which identify a row; as many as Fields
}

// Name is what requests call the reference: the column that it is of, or the
// other resource if it is of several.
func (r *Reference) Name() string {
	if len(r.Fields) == 1 {
		return r.Fields[0]
	}
	return r.Resource
}

// Reference returns the reference with the given name.
func (t *Table) Reference(name string) (*Reference, bool) {
	i := slices.IndexFunc(t.References, func(r Reference) bool { return r.Name() == name })
	if i < 0 {
		return nil, false
	}
	return &t.References[i], true
}

package recode

import (
	"nguon/publisher/anon/micro"
	"nguon/publisher/codes"
)

// The geographies: units in force since 1 July 2025, and up to the day before.
const (
	Since2025  = "qd19-2025" // 34 provinces, 3,321 communes, wards and special zones
	Before2025 = "qd-63"     // 63 provinces; there is no list of their communes
)

// Places is a hierarchy of Vietnamese administrative units: commune, province,
// region, *; or province, region, * for a column of provinces. Units may be
// given by code or by name. The same code or name means another place before
// the merger of 2025 than after it, so the list is never guessed.
type Places struct {
	Geography string // Since2025 or Before2025
}

// Steps of Places.
const (
	StepProvince = "province"
	StepRegion   = "region"
)

// Compile finds out whether the values of c are communes or provinces, codes or
// names: whatever most of them are. The error lists those that are not, or
// names of communes that several provinces have.
func (s Places) Compile(c *micro.Column) (*Hierarchy, error) {
	var lists []*codes.List
	switch s.Geography {
	case Since2025:
		lists = mustFind(codes.Provinces, codes.Communes)
	case Before2025:
		lists = mustFind(codes.FormerProvinces)
	default:
		return nil, &Error{Code: NoList, Column: c.Name, Field: "geography", Value: s.Geography}
	}
	list, form := recognise(c, lists)
	provinces := lists[0]
	communes := list.ID == codes.Communes
	var unclear tally
	place := func(_ int, value string, labels []string) bool {
		entry, ok := one(list.Lookup(form, value))
		if !ok {
			if entry != nil {
				unclear.add(value)
			}
			return false
		}
		if communes {
			entry, _ = one(provinces.Lookup(codes.Code, entry.Parent))
			labels[0], labels = text(entry, form), labels[1:]
		}
		labels[0] = region(s.Geography, entry.Code)
		return labels[0] != ""
	}
	steps := []string{StepRegion}
	if communes {
		steps = []string{StepProvince, StepRegion}
	}
	h, err := build("vn-admin "+s.Geography, c, steps, place)
	if unclear.n > 0 {
		return nil, unclear.err(Unclear, c.Name, s.Geography)
	}
	return h, err
}

func mustFind(ids ...string) []*codes.List {
	lists := make([]*codes.List, len(ids))
	for i, id := range ids {
		lists[i], _ = codes.Find(id)
	}
	return lists
}

// recognise returns the list and the form that most values are of.
func recognise(c *micro.Column, lists []*codes.List) (*codes.List, codes.Form) {
	list, form, best := lists[0], codes.Code, 0
	for _, l := range lists {
		for _, f := range l.Forms {
			hits := 0
			for _, value := range c.Values {
				if len(l.Lookup(f, value)) > 0 {
					hits++
				}
			}
			if hits > best {
				list, form, best = l, f, hits
			}
		}
	}
	return list, form
}

// one returns the entry that a value stands for, if there is one, or several of
// one province. It returns an entry and false if they are of several.
func one(found []*codes.Entry) (*codes.Entry, bool) {
	if len(found) == 0 {
		return nil, false
	}
	for _, e := range found[1:] {
		if e.Parent == "" || e.Parent != found[0].Parent {
			return e, false
		}
	}
	return found[0], true
}

// text writes a province as the values of the column are written.
func text(e *codes.Entry, form codes.Form) string {
	if form == codes.Name {
		return e.Name
	}
	return e.Code
}

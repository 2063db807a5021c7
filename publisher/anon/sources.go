package anon

import (
	"errors"
	"fmt"
	"io/fs"

	"nguon/catalog"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

// sources finds hierarchies by the names that the policy gives them. Files are
// read once.
type sources struct {
	policy *policy.Policy
	files  fs.FS // beside the policy
	read   map[string]*recode.File
}

// find returns a hierarchy that is not yet compiled for a column.
func (s *sources) find(name string) (recode.Source, error) {
	switch name {
	case "vn-admin":
		return recode.Places{Geography: s.policy.Geography}, nil
	case "icd10":
		return recode.ICD10(), nil
	case "hs":
		return recode.HS(), nil
	case "date":
		return recode.Dates{Name: name}, nil
	case "*":
		return recode.Suppression{}, nil
	}
	for i := range s.policy.Hierarchies {
		if h := &s.policy.Hierarchies[i]; h.Name == name {
			return s.defined(h)
		}
	}
	return s.file(name)
}

// defined returns a hierarchy that the policy itself defines.
func (s *sources) defined(h *policy.Hierarchy) (recode.Source, error) {
	switch {
	case h.Intervals != nil:
		widths := make([]string, len(h.Intervals.Widths))
		for i, w := range h.Intervals.Widths {
			widths[i] = string(w)
		}
		return recode.Intervals{Name: h.Name, Widths: widths, Origin: string(h.Intervals.Origin), Right: h.Intervals.Closed == "right"}, nil
	case h.Dates != nil:
		d := recode.Dates{Name: h.Name}
		for _, step := range h.Dates {
			d.Steps = append(d.Steps, recode.Step(step))
		}
		return d, nil
	case h.Prefixes != nil:
		p := recode.Prefixes{Name: h.Name, Steps: make([]string, len(h.Prefixes))}
		for _, n := range h.Prefixes {
			p.Lengths = append(p.Lengths, int(n))
		}
		return p, nil
	case h.Order != nil:
		o := recode.Order{Name: h.Name, Values: h.Order.Values}
		for _, n := range h.Order.Groups {
			o.Groups = append(o.Groups, int(n))
		}
		return o, nil
	}
	return s.file(h.File)
}

// file reads a hierarchy from a file beside the policy.
func (s *sources) file(name string) (recode.Source, error) {
	if f := s.read[name]; f != nil {
		return f, nil
	}
	if s.files == nil {
		return nil, noFile(name, fs.ErrNotExist)
	}
	r, err := s.files.Open(name)
	if err != nil {
		return nil, noFile(name, err)
	}
	f, err := recode.Read(name, r)
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("hierarchy %s: %w", name, err)
	}
	if s.read == nil {
		s.read = make(map[string]*recode.File)
	}
	s.read[name] = f
	return f, nil
}

func noFile(name string, cause error) error {
	return &catalog.Error{Kind: catalog.ErrRefused, Err: cause, Public: catalog.Textf(
		"Không đọc được tệp %[1]q cạnh chính sách.", "The file %[1]q beside the policy cannot be read.", name)}
}

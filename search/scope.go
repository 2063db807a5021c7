package search

import "slices"

// A scope is a part of a dataset to which a word of a search may be bound, as
// in "column:tuổi". Some are a tier of their own. The words of the others are
// in one field of the index, with the name of the scope before them.
type scope struct {
	name  string   // as in [Hit.Fields]
	typed []string // what people write before the colon, without marks
	tier  int      // -1 if it is no tier of its own
}

var scopes = []scope{
	{"title", []string{"title", "tieude", "ten"}, tierTitle},
	{"description", []string{"description", "mota"}, tierText},
	{"value", []string{"value", "giatri"}, tierValue},
	{"column", []string{"column", "cot", "field", "truong"}, -1},
	{"keywords", []string{"keyword", "keywords", "tukhoa"}, -1},
	{"agency", []string{"agency", "coquan", "publisher"}, -1},
	{"theme", []string{"theme", "chude"}, -1},
	{"place", []string{"place", "noi", "diaban"}, -1},
	{"resource", []string{"resource", "table", "bang", "tep"}, -1},
	{"licence", []string{"licence", "license", "giayphep"}, -1},
	{"frequency", []string{"frequency", "tansuat"}, -1},
	{"source", []string{"source", "nguon"}, -1},
	{"note", []string{"note", "ghichu"}, -1},
	{"format", []string{"format", "dinhdang"}, -1},
	{"slug", []string{"slug"}, -1},
}

// findScope returns the scope that people call name.
func findScope(name string) *scope {
	var folded string
	for _, t := range tokenize(normalize(name)) {
		folded += t.folded
	}
	for i := range scopes {
		if slices.Contains(scopes[i].typed, folded) {
			return &scopes[i]
		}
	}
	return nil
}

// isScope reports whether the words of a field are in the field of scopes.
func isScope(field string) bool {
	i := slices.IndexFunc(scopes, func(s scope) bool { return s.name == field })
	return i >= 0 && scopes[i].tier < 0
}

func scopedExact(field, exact string) string   { return field + exactSign + exact }
func scopedFolded(field, folded string) string { return field + foldedSign + folded }

// has reports whether a field belongs to the scope. A nil scope has all.
func (s *scope) has(field string) bool {
	switch {
	case s == nil:
		return true
	case s.tier == tierText:
		return field != "title" && field != "value"
	}
	return s.name == field
}

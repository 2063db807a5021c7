package studio

import (
	"strings"

	"nguon/catalog"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

// split counts what is wrong with the description of the dataset, and with its
// tables.
func split(v *visit) (about, tables int) {
	for _, f := range workbench.Faults(v.text) {
		switch {
		case f.Field == "resources":
			tables++
		case strings.HasPrefix(f.Field, "resources."):
			tables++
		default:
			about++
		}
	}
	return about, tables
}

// blame says at each field what is wrong with the description at its path, which
// is its name below a prefix. It returns what belongs to no field.
func blame(l *frame.Locale, fields []frame.Field, faults []catalog.FieldError, prefix string) (others []catalog.FieldError) {
	for _, fault := range faults {
		path, ok := strings.CutPrefix(fault.Field, prefix)
		if !ok {
			continue
		}
		at := -1
		for i := range fields {
			name := fields[i].Name
			if name == path || name == path+".vi" || name == path+".from" || path == strings.TrimSuffix(name, ".vi")+".0" {
				at = i
				break
			}
		}
		if at < 0 {
			others = append(others, fault)
			continue
		}
		if fields[at].Wrong == "" {
			fields[at].Wrong = sentence(fault.Detail.In(l.Lang))
		}
	}
	return others
}

// sentence begins a fault, which is written to stand behind its field, with a
// capital letter.
func sentence(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

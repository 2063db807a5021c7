// Package codes knows the code lists that Vietnamese public data refer to, each
// with the time in which it is in force: provinces before and after the merger
// of 1 July 2025, communes, and countries. It recognises a column that holds
// values of a list, counts the values that are in no list, and says what the
// values of a list that is out of force became.
//
// Names are compared without tone marks, case, punctuation and the words for
// the kind of unit ("Tỉnh", "TP."), so that hòa and hoà are one name. Nothing
// that is compared so is ever changed in the data.
//
// The lists are tables in the folder data, each with its origin and licence in
// its first lines. Codes of agencies (Decision 20/2020/QĐ-TTg) are not among
// them: no current list of them under an open licence could be found.
package codes

import (
	"strings"
	"sync"
	"time"
)

// A List is a code list. It is never changed.
type List struct {
	ID     string // such as vn-provinces
	Vi, En string // what it is called in Vietnamese and English
	Forms  []Form // in which its entries are written

	// From and Until bound the days [From, Until) on which the list is in
	// force; a zero bound is open.
	From, Until time.Time
	Next        *List // that replaced it at Until; nil if none did

	Entries []Entry // in the order of codes

	before *List // that it replaced
	width  int   // digits of a code; 0 if codes are not of digits
	index  map[Form]map[string][]int
}

// An Entry is one thing that a list names.
type Entry struct {
	Code    string   // alpha-2 of a country
	Name    string   // in Vietnamese
	NameEn  string   // empty if the list has none
	Parent  string   // the code of the province of a commune
	Becomes []string // codes of the entries of the next list that have its place; empty in a list that is in force

	other []string        // other names
	codes map[Form]string // other codes
}

// A Form is how the values of a column stand for the entries of a list.
type Form string

// The forms.
const (
	Code    Form = "code"
	Alpha2  Form = "alpha-2" // of ISO 3166-1, as are the next two
	Alpha3  Form = "alpha-3"
	Numeric Form = "numeric"
	ISO     Form = "iso" // of ISO 3166-2, such as VN-HN
	Name    Form = "name"
)

// Identifiers of the lists.
const (
	Provinces       = "vn-provinces"      // since 1 July 2025
	FormerProvinces = "vn-provinces-2004" // until then
	Communes        = "vn-communes"       // since 1 July 2025
	Countries       = "iso-3166-1"
)

// Lists returns all lists. What replaced another comes before it.
func Lists() []*List { return lists() }

var lists = sync.OnceValue(load)

// Find returns the list with the given identifier.
func Find(id string) (*List, bool) {
	for _, l := range lists() {
		if l.ID == id {
			return l, true
		}
	}
	return nil, false
}

// Parse reads a reference to a list as it stands in dataset.yaml: the
// identifier of a list, such as vn-provinces, or of one form of it, such as
// iso-3166-1/alpha-3. The form is empty if the reference has none.
func Parse(ref string) (*List, Form, bool) {
	id, form, hasForm := strings.Cut(ref, "/")
	l, ok := Find(id)
	if !ok || hasForm && l.index[Form(form)] == nil {
		return nil, "", false
	}
	return l, Form(form), true
}

// Ref returns the reference to a form of l that [Parse] reads.
func (l *List) Ref(f Form) string { return l.ID + "/" + string(f) }

// Lookup returns the entries that value stands for in a form: more than one
// if units of different provinces share a name.
func (l *List) Lookup(f Form, value string) []*Entry {
	entries, _ := l.lookup(f, value)
	return entries
}

// lookup tells in addition whether zeros had to be put before a code.
func (l *List) lookup(f Form, value string) (found []*Entry, padded bool) {
	var at []int
	for _, k := range keys(f, value) {
		if at = l.index[f][k]; len(at) > 0 {
			break
		}
	}
	if len(at) == 0 && f != Name {
		if digits := strings.TrimSpace(value); isDigits(digits) && len(digits) < l.digits(f) {
			at = l.index[f][strings.Repeat("0", l.digits(f)-len(digits))+digits]
			padded = len(at) > 0
		}
	}
	for _, i := range at {
		found = append(found, &l.Entries[i])
	}
	if len(found) > 1 {
		found = ofKind(found, value)
	}
	return found, padded
}

// ofKind returns those of the entries whose kind value names as well, or all
// if it names none.
func ofKind(found []*Entry, value string) []*Entry {
	var same []*Entry
	for _, e := range found {
		if words(e.Name) == words(value) {
			same = append(same, e)
		}
	}
	if same == nil {
		return found
	}
	return same
}

// digits is how many digits codes of a form have; 0 if they are not of digits.
func (l *List) digits(f Form) int {
	switch f {
	case Code:
		return l.width
	case Numeric:
		return 3
	}
	return 0
}

// becomes returns the entries of the next list that have the place of e.
func (l *List) becomes(e *Entry) []*Entry {
	var all []*Entry
	for _, code := range e.Becomes {
		all = append(all, l.Next.Lookup(Code, code)...)
	}
	return all
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

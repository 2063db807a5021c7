package catalog

import (
	"cmp"
	"fmt"
)

// A Lang is a language of the portal, as a BCP 47 tag.
type Lang string

// The languages of the portal; the first is the default.
const (
	Vietnamese Lang = "vi"
	English    Lang = "en"
)

// A Text says one thing in the languages of the portal.
type Text struct {
	Vi string `json:"vi" yaml:"vi"`
	En string `json:"en" yaml:"en"`
}

// In returns t in lang, or in the other language if it is empty in lang.
func (t Text) In(lang Lang) string {
	if lang == English {
		return cmp.Or(t.En, t.Vi)
	}
	return cmp.Or(t.Vi, t.En)
}

// IsZero reports whether t says nothing in any language.
func (t Text) IsZero() bool { return t == Text{} }

// Textf formats the same arguments in both languages.
func Textf(vi, en string, args ...any) Text {
	return Text{Vi: fmt.Sprintf(vi, args...), En: fmt.Sprintf(en, args...)}
}

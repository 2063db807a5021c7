package people

import (
	"maps"
	"slices"
)

// Patterns returns the patterns of all pages but notes, and of those of whoever
// is signed in alone.
func (p *People) Patterns() (all, signed []string) {
	return slices.Sorted(maps.Keys(p.pages())), slices.Sorted(maps.Keys(p.signedPages()))
}

// RoleNames and MethodNames are what roles and ways to sign in are called.
var RoleNames, MethodNames = roleNames, methodNames

package developer

import (
	"slices"

	"nguon/web/frame"
)

// titleOf says first that something is wrong, for whoever hears the title alone.
func titleOf(l *frame.Locale, heading string, forms ...frame.Form) string {
	if slices.ContainsFunc(forms, frame.Form.Failed) {
		return l.T("developer.wrong.title", "title", heading)
	}
	return heading
}

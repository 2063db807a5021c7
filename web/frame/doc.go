// Package frame is what all rooms of the portal share: the page around a page,
// its two languages, the style sheet and the scripts, errors as pages, and who
// is looking.
//
// A room of the portal is a package with templates/ (a folder for each page), a
// typed struct for each of them, and a [Wing] that says which paths it answers.
// Every sentence that the portal itself says is in messages/ here: a further
// language is one more file of each name there.
package frame

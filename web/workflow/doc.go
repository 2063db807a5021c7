// Package workflow is the room in which an agency takes its releases from draft
// to the public, and back: what waits for whom, what was found in the data, what
// differs from the release before, who decided what. The rules are those of the
// package of the same name in the catalogue; nothing is decided here.
package workflow

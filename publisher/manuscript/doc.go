// Package manuscript edits the text of a dataset.yaml field by field, for those
// who never see it: what an edit does not name keeps its place and its comments.
//
// A field is named by its path, as errors of the manifest name it: "title.vi",
// "resources.0.columns.2.unit". What the text means, package publisher knows.
package manuscript

// Package linkage compares a release of microdata with an earlier release of
// the same dataset: two tables, each of which hides everybody in a group of k,
// may together show persons one by one.
//
// # Differencing
//
// Both releases are laid beside one another in the columns that both have, and
// quasi-identifiers in the finest groups that both show: where one release has
// provinces and the other communes, in provinces. For each tuple of
// quasi-identifiers the rows are compared as multisets of their other values.
// If some rows, but fewer than k, are in one release only, whoever knows that
// a person came or went, or had a new value, reads that person's values off
// the difference. A missing cell is a value here: a cell that one release
// suppresses and the other shows is a difference too.
//
// # Joint k
//
// For a row of the new release, let N be the rows of the new release that fit
// its original values (each quasi-identifier equal or suppressed), and O those
// of the earlier release, which may show other columns and other levels. Rows
// of which every quasi-identifier is suppressed are in neither. Somebody who
// knows that the person is in both releases, and that the values of the other
// columns have not changed, knows that the person's row is in N and in O with
// the same values. What is left are the values that N and O have in common,
// counted as multisets:
//
//	joint = Σ_v min(rows of N with v, rows of O with v)
//
// over the tuples v of the other columns that both releases have. Example: a
// woman of 23 fits five rows of [20,25) in the one release, with flu, flu,
// asthma, gout and ulcer, and five of [23,28) in the other, with flu, gout,
// cold, cold and measles. She has flu or gout: joint is 2.
//
// k_joint is the least joint over rows for which it is not 0. Where it is 0,
// the assumption does not hold: the person was not in the earlier release
// (Absent, if not even the quasi-identifiers fit), or has other values now
// (Changed), which differencing shows where they are few. Columns that are
// drawn by lot for each release would make every row Changed and every tuple
// differ, and hide what is to be found: they belong in [Release.Ignored]. Noise
// so small that it can be seen through is not looked through here. Releases are
// compared in pairs.
//
// # When releases are of different periods
//
// A yearly register with the same persons and other values is no release of
// the same facts: values change, so what the years have in common is chance,
// and figures here say nothing. Whether that is so, only the agency can know.
// It says so in the policy, linkage: {previous_releases: ignore}, and answers
// for it; then this package is not asked. If the persons are the same and
// their values lasting, such as a chronic disease, the check must stay on.
package linkage

import (
	"context"
	"slices"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/recode"
)

// A Ladder is what is known of a column beside its published labels.
type Ladder struct {
	Column string

	// Original has the values of the rows of the release, in their order,
	// before the column was generalised. Its dictionary may have values that no
	// row has: they make known the labels of values that have gone. Nil means
	// that only the published labels are known, as on a server.
	Original *micro.Column

	// Hierarchies were compiled for the dictionary of Original: that of this
	// release, and others by which an earlier release may have been recoded.
	// None means that Original is as it is published but for suppression.
	Hierarchies []*recode.Hierarchy

	// Same means that both releases are known, by their policies and levels,
	// to have recoded the column in the same way. A label that only the
	// earlier one has is then of values that nobody has any more; otherwise it
	// makes the releases incomparable.
	Same bool
}

// A Release is a new release and what its publisher knows of it.
type Release struct {
	Table *micro.Table // as it is published

	// Quasi are the quasi-identifiers that somebody knows (see [Release.Knowing]).
	// One that the release does not publish matters if an earlier release did.
	Quasi []Ladder

	// Other are all columns else that are not in Ignored. Their values in
	// both releases are compared by group, as those of quasi-identifiers are,
	// if there are Hierarchies, and by text otherwise.
	Other []Ladder

	// Ignored are columns whose values are drawn anew for each release, such
	// as random numbers of rows.
	Ignored []string

	K int64
}

// Knowing is the release as it is to somebody who knows some of its
// quasi-identifiers: the others are seen in both releases, as other values.
func (r *Release) Knowing(columns []string) *Release {
	known := *r
	known.Quasi, known.Other = nil, slices.Clone(r.Other)
	for _, l := range r.Quasi {
		if slices.Contains(columns, l.Column) {
			known.Quasi = append(known.Quasi, l)
		} else {
			known.Other = append(known.Other, l)
		}
	}
	return &known
}

// A Code says why releases cannot be compared.
type Code string

// Reasons why releases cannot be compared.
const (
	NoColumns     Code = "no-shared-columns" // no column is in both
	UnknownColumn Code = "unknown-column"    // the earlier release has Column, of which nothing is known
	UnknownLabel  Code = "unknown-label"     // labels of Column in a release are on no level that is known
)

// A Result is the comparison of two releases.
type Result struct {
	// Comparable is false if Code stands in the way of any comparison. The
	// figures are then unknown, and never safe.
	Comparable bool
	Code       Code
	Column     string

	// Differences are the tuples of quasi-identifiers from which fewer than k
	// rows came or went; Smallest is the least number of rows by which any
	// tuple differs at all, 0 if none does.
	Differences int64
	Smallest    int64

	// Joint is the least number of rows that fit somebody in both releases.
	// It is nil if nobody fits in both, and if the earlier release has a
	// quasi-identifier that the new one lacks and of which the originals are
	// not known.
	Joint     *int64
	JointRows int64 // rows of the new release with a joint below k, but not 0
	Absent    int64 // rows that fit no row of the earlier release
	Changed   int64 // rows that fit rows of the earlier release, but none with the same other values
	Rows      int64 // rows that were looked at: those that are not wholly suppressed

	// Unlinked is true if no row of the new release fits any row of the
	// earlier one: there is no joint k, and nothing to fear from it.
	Unlinked bool
}

// Compare compares a release with an earlier one, whose columns have the same
// names. It returns a [*risk.Error] or [*recode.Error] if a ladder does not
// fit the release, or the error of ctx. Time is linear in rows but for rows
// with suppressed cells, where it grows with the patterns of these, and for
// pairs of large classes that overlap in few rows.
func Compare(ctx context.Context, r *Release, earlier *micro.Table) (*Result, error) {
	a, err := align(r, earlier)
	if err != nil || a.code != "" {
		return &Result{Code: a.code, Column: a.column}, err
	}
	result := &Result{Comparable: true}
	signature, err := a.signatures(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.difference(ctx, signature, result); err != nil {
		return nil, err
	}
	if !a.original {
		return result, nil
	}
	if err := a.joint(ctx, signature, result); err != nil {
		return nil, err
	}
	return result, nil
}

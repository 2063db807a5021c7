// Package schedule says when releases of a dataset are due: the days of a
// recurrence rule (RFC 5545), moved off the days on which Viet Nam does not
// work, and how releases have kept to them.
//
// A [catalog.Schedule] is what an agency writes; a [Plan] is that, checked and
// ready to compute. Days are days of the calendar in Viet Nam, as times at
// midnight UTC; what is due is due at an instant. Holidays are computed (see
// [Holidays]); what the Prime Minister decides year by year, such as days that
// are swapped with a Saturday, comes from a file (see [ReadDecisions]).
package schedule

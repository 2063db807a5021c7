// Package anon makes a table anonymous as its policy says, and proves it on the
// file that was written.
//
// The way is always the same:
//
//  1. Every column of the table must be declared in the policy, and every
//     declared column be there.
//  2. Columns are loaded as dictionaries and codes; those that are dropped are
//     never loaded, but they are looked through for personal data as all are.
//  3. The operations of each column are done in their order, up to the
//     generalisation whose level is to be found.
//  4. The best levels are searched, and what still breaks a criterion is
//     suppressed within the limits of the policy (package lattice).
//  5. The rows are written as CSV, in an order that depends on nothing but what
//     is published: sorted by their values.
//  6. The file is read back, compared with what was meant, looked through for
//     personal data, and measured (package assess), also against earlier
//     releases (package linkage).
//
// The same table, policy and key give the same bytes, whatever the number of
// processors. Only a search that ran out of its time may end elsewhere on
// another machine, and the report says that it did.
package anon

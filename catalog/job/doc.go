// Package job runs durable work: jobs that were stored in the transaction
// that made them necessary, and are done at least once after it commits.
//
// It is a thin face over River. A job is stored as JSON under its kind. A
// [Runner] leases jobs, tries again with growing pauses what failed, takes
// over what a dead process had leased, and finishes what it has begun before
// it stops. A program that only makes jobs needs no runner.
//
// A [Task] is a job that somebody waits for. Who works at it holds a lease of
// seconds, which ends unless it is heard of: what is said of a task never
// depends on a dead process having said goodbye.
//
// The package knows nothing of the domain, and works on SQLite and PostgreSQL.
package job

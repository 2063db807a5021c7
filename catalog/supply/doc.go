// Package supply says where the releases of a dataset come from by themselves:
// a [Source] is looked at again and again, and each [Run] of it is kept.
//
// Whoever runs a source holds a lease of it, which ends unless it is heard of:
// what a dead process began is begun again by another one. Sources are rows with
// a time at which they are due, and not jobs of package job, because each is
// shown with what became of it and stands still while it waits for a person.
package supply

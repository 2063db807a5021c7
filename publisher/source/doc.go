// Package source makes releases of what it finds at addresses that a
// [supply.Source] names: files of servers of HTTP, of folders and of buckets, and
// answers of databases.
//
// A run fetches the data into a folder of its own, beside the documents of the
// source, and has them go the way of every other dataset folder: checks,
// disclosure control, a release. What has the same bytes as last time is nothing
// new. What has shrunk by half, or has other columns than the last release, is
// not taken until somebody has accepted it. A run that died is begun again once
// its lease has ended; nothing that it made is made twice, because publishing the
// same folder again makes no release.
//
// Memory does not grow with the data; the disk holds one copy of them during a
// run, bounded by the limits of input files.
package source

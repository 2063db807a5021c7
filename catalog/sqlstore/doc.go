// Package sqlstore keeps the catalogue, the accounts and the API keys in SQLite or
// in PostgreSQL. It is the only SQL of the metadata.
//
// Both databases have the same tables, made by the numbered files under
// migrations; what differs between them is a value of type dialect. A row has
// the columns that are searched by, and the rest of the value as a JSON
// document.
//
// Every write locks the one row that counts the events before it looks at
// anything, so writes follow one another, in this and in all other processes:
// events are numbered in the order in which they commit, and a check holds
// until the commit that depends on it.
//
// The log of releases ([catalog.Log]) is kept in the same way: an entry and the
// hashes of the tree that it completes are rows of the transaction of the event,
// so the log has one order, whatever the number of replicas, and never a fork.
//
// SQLite runs in WAL mode with one connection that writes and several that
// read, and syncs every commit to the disk: what was published survives
// kill -9 and a loss of power alike. A second process, such as the command
// line beside a server, may use the same file.
package sqlstore

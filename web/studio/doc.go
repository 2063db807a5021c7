// Package studio is the room in which an agency prepares a dataset and has a
// release made of it, with forms alone: files are sent, tables are read and
// described, persons in them are protected, and what comes of it goes to the room
// of package workflow. What is done is package workbench's; nothing is decided
// here. Pages work without JavaScript; with it, files are sent in pieces, and what
// is wrong is said while it is written.
package studio

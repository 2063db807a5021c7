// Package workbench is where an agency prepares a dataset without knowing a
// format: files are sent, read, described and made anonymous, until there is a
// release that somebody else can approve. What is prepared is a
// [dossier.Dossier]; whether it may be published, package publisher decides, by
// the same rules as for a folder that a program sends.
//
// Work that takes long is a task (package job): its progress is told, it can be
// stopped, and it survives the process. It reads the dossier when it begins, and
// says of which state of it its outcome is.
//
// Files that are sent may hold data about persons: whoever can should make them
// anonymous on a machine of the agency. They are uploads, never objects of a
// release; they are removed with the release that is made of them, when they are
// taken out of the dossier, or after a time.
package workbench

// Package proof is what makes the portal's word checkable: the signed manifest
// of a release, the log of releases as it is served, the proof that a release is
// in it, and the verification of all that by whoever has a file in hand.
//
// Each release has a [Manifest], signed in the format of
// golang.org/x/mod/sumdb/note (Ed25519). Each publication, withdrawal and change
// of key is a leaf ([Leaf]) of one Merkle tree (RFC 6962), which names the signed
// text by its SHA-256. Size and root of the tree are signed as a [Checkpoint].
// [Log] serves the tree by the C2SP specifications tlog-tiles and
// tlog-checkpoint, so that anyone can watch it with tools that are not ours:
//
//	https://c2sp.org/tlog-tiles
//	https://c2sp.org/tlog-checkpoint
//	https://c2sp.org/signed-note
//
// Who trusts what: the first entry of the log is its first public key, signed by
// itself, and each further key is announced by an entry that the one before has
// signed. Whoever keeps a checkpoint sees from then on whether the log was only
// added to; whoever compares theirs with others' sees whether all are shown the
// same log. That is what is proved; that the data are true, nobody can prove.
package proof

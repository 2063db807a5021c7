// Package password keeps passwords: it says which may be chosen, and hashes
// and verifies them with Argon2id (RFC 9106), no more at once than the machine
// has memory and cores for.
package password

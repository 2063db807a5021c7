// Package account knows who asks: people with their sessions, keys and robots,
// the roles that they have within agencies, and what each role may do.
// [Principal.May] is the one place that decides whether a caller may do
// something.
//
// [Accounts] has every rule of accounts: signing up and in, changing what one
// signs in with, giving roles, inviting, leaving. Each change is one transaction
// of a [Store], together with its entry in the audit log (see [Entry], which also
// says how long entries are kept). Passwords are in package password, passkeys in
// passkey, OpenID Connect in oidc.
//
// Secrets (keys, the tokens of sessions, links and robots) are shown once. What
// is stored of one is an HMAC under a pepper that the server holds outside of
// the database (see [Pepper]), so a copy of the database opens nothing. Whether
// an address has an account is told to nobody but its holder, neither by answers
// nor by the time that they take.
package account

package account

import (
	"context"
	"time"
)

// A Store keeps accounts, and all that belongs to them. Methods are safe for
// concurrent use, by several processes on one database.
//
// Package catalogtest holds the tests that every Store must pass.
type Store interface {
	Reads

	// Change runs f in one transaction, after and before all other changes. If
	// f fails nothing is changed, and its error is returned. What f reads is
	// true until it ends. It must not call the Store but through its argument;
	// what it changes of the same database by others, with its context, belongs
	// to the transaction.
	Change(ctx context.Context, f func(ctx context.Context, tx Tx) error) error

	// Belongings returns what a user has beside the account.
	Belongings(ctx context.Context, user string) (Belongings, error)

	// TouchSession and TouchRobot record that something was used at the given
	// time. They do not wait for a database, may lose the last
	// [TouchPeriod] in a crash, and ignore what does not exist.
	TouchSession(id string, at time.Time)
	TouchRobot(id string, at time.Time)
}

// Reads are the ways to find things. What does not exist is an error of kind
// catalog.ErrNotFound where one thing is asked for, and an empty list where
// several are.
type Reads interface {
	// User returns an account by its ID, be it deleted.
	User(ctx context.Context, id string) (User, error)

	// UserByMail, UserByIdentity and UserByPasskey return the account that has
	// the address, the account at a provider, or the credential ID.
	UserByMail(ctx context.Context, m Mail) (User, error)
	UserByIdentity(ctx context.Context, issuer, subject string) (User, error)
	UserByPasskey(ctx context.Context, id []byte) (User, error)

	// Users returns the accounts that f selects, by their IDs, which is by their
	// making.
	Users(ctx context.Context, f UserFilter) ([]User, error)

	// Session returns the session whose token, or token before, has the hash.
	Session(ctx context.Context, hash [32]byte) (Session, error)

	// Sessions returns the sessions of a user, newest first, be they over.
	Sessions(ctx context.Context, user string) ([]Session, error)

	// Token returns a token, be it expired.
	Token(ctx context.Context, hash [32]byte, p Purpose) (Token, error)

	// Robots returns the robots of an agency, oldest first.
	Robots(ctx context.Context, agency string) ([]Robot, error)
	Robot(ctx context.Context, id string) (Robot, error)
	RobotByToken(ctx context.Context, hash [32]byte) (Robot, error)

	// Invitations returns those to an agency that were not accepted, newest
	// first, be they expired.
	Invitations(ctx context.Context, agency string) ([]Invitation, error)
	Invitation(ctx context.Context, id string) (Invitation, error)
	InvitationByHash(ctx context.Context, hash [32]byte) (Invitation, error)

	// Demands returns what the agencies demand of those who sign in.
	Demands(ctx context.Context) (Demands, error)

	// Audit returns the entries that f selects.
	Audit(ctx context.Context, f AuditFilter) ([]Entry, error)
}

// A Tx changes accounts in one transaction. Put methods insert, or replace what
// has the same ID.
type Tx interface {
	Reads

	// PutUser saves a user whole. It returns an error of kind
	// catalog.ErrConflict if the address, an identity or a passkey is another's.
	PutUser(ctx context.Context, u User) error

	// DeleteUser removes a user that never was active, as if it had not been.
	DeleteUser(ctx context.Context, id string) error

	// Abandon ends what a user has beside the account: applications are closed,
	// with their keys and subscriptions, and keep nothing that the user wrote;
	// follows, webhooks and what was to be delivered are removed. It returns the
	// IDs of the applications that were open.
	Abandon(ctx context.Context, user string, at time.Time) (applications []string, err error)

	PutSession(ctx context.Context, s Session) error

	// EndSession ends one session of a user; EndSessions ends all but the one
	// that is kept, which may be none, and returns how many they were.
	EndSession(ctx context.Context, user, id string) (bool, error)
	EndSessions(ctx context.Context, user, keep string) (int, error)

	// RotateSessions has all sessions of a user change their tokens.
	RotateSessions(ctx context.Context, user string) error

	PutToken(ctx context.Context, t Token) error

	// TakeToken returns a token and removes it, so that of several who ask, one
	// gets it. It may be expired.
	TakeToken(ctx context.Context, hash [32]byte, p Purpose) (Token, error)

	// DropTokens removes the tokens of a user for the given purposes, or all if
	// none is given.
	DropTokens(ctx context.Context, user string, ps ...Purpose) error

	// TrimTokens removes tokens of nobody that have a purpose, those that expire
	// first, until at most so many are left or a hundred were removed.
	TrimTokens(ctx context.Context, p Purpose, keep int) error

	// Attempts returns what is remembered under a key, which may be nothing;
	// PutAttempts with a count of zero forgets it.
	Attempts(ctx context.Context, key [32]byte) (Attempts, error)
	PutAttempts(ctx context.Context, a Attempts) error

	PutRobot(ctx context.Context, r Robot) error
	DeleteRobot(ctx context.Context, id string) error
	PutInvitation(ctx context.Context, i Invitation) error
	DeleteInvitation(ctx context.Context, id string) error

	// PutDemand saves from which role on an agency demands a second factor; an
	// empty role removes the demand.
	PutDemand(ctx context.Context, agency string, from Role) error

	// Append adds an entry to the audit log. Its number, time and hash are set
	// here.
	Append(ctx context.Context, e Entry) error

	// Sweep removes what is over, and returns how much.
	Sweep(ctx context.Context, b Bygones) (int, error)
}

// Bygones say what is over.
type Bygones struct {
	Unseen  time.Time // sessions not seen since
	Made    time.Time // sessions made before
	Tried   time.Time // attempts of which the last was before
	Expired time.Time // tokens and invitations that expired by then
}

// A UserFilter selects accounts. The zero value selects all.
type UserFilter struct {
	Agency string // that have a role in it; with [AnyAgency]: in all
	State  State
	Name   string // of whose name this is a part, whatever the case and the tone marks
	After  string // IDs after this one
	Limit  int    // at most so many; 0 is [UserPage], which is also the most
}

// UserPage is the greatest number of accounts in one answer.
const UserPage = 200

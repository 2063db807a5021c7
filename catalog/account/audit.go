package account

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// An Entry of the audit log says who did what, when, to what, and from where.
// Entries are never changed and never removed, as long as the database lives;
// to keep them elsewhere, or to move them there, export them. They name people
// by the IDs of their accounts alone, which are pseudonyms once an account is
// deleted.
type Entry struct {
	Seq    int64 // 1, 2, 3, …
	Time   time.Time
	Actor  Actor
	Verb   Verb
	Object Object
	Agency string // whose matter it is; empty: the portal's
	Device Device // from where

	// Before and After are what changed, as JSON without secrets and without
	// personal data; empty where there is nothing to tell.
	Before, After json.RawMessage

	Hash [32]byte // see [Entry.Chain]
}

// NewEntry begins an entry of what by has done to an object of a kind.
func NewEntry(by Caller, v Verb, kind, id string) Entry {
	return Entry{Actor: by.Actor(), Device: by.From.Device(), Verb: v, Object: Object{kind, id}}
}

// Of says whose matter e is.
func (e Entry) Of(agency string) Entry {
	e.Agency = agency
	return e
}

// Change tells what changed: before and after, of which nil is nothing. They
// must be free of secrets and of personal data. What cannot be encoded as JSON
// is a mistake of the program, and a panic.
func (e Entry) Change(before, after any) Entry {
	e.Before, e.After = told(before), told(after)
	return e
}

func told(v any) json.RawMessage {
	if v == nil {
		return nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // of our own values, all of which can be encoded
	}
	return text
}

// An Actor is who did something.
type Actor struct {
	Kind ActorKind `json:"kind"`
	ID   string    `json:"id,omitempty"`
}

// An ActorKind says what an [Actor] is.
type ActorKind string

// The kinds of actor.
const (
	ActorNobody   ActorKind = "nobody"   // someone who is not signed in
	ActorUser     ActorKind = "user"     // by the ID of the account
	ActorKey      ActorKind = "key"      // the holder of an API key, by its ID
	ActorRobot    ActorKind = "robot"    // by its ID
	ActorOperator ActorKind = "operator" // the command line of the server
	ActorSystem   ActorKind = "system"   // the program by itself
)

// An Object is what something was done to.
type Object struct {
	Kind string `json:"kind"` // user, robot, invitation, …
	ID   string `json:"id,omitempty"`
}

// A Verb says what was done.
type Verb string

// The verbs of accounts. Other packages have their own.
const (
	VerbSignUp         Verb = "user.sign-up"
	VerbCreate         Verb = "user.create"
	VerbVerify         Verb = "user.verify"
	VerbProfile        Verb = "user.profile"
	VerbSignIn         Verb = "session.sign-in"
	VerbSignInFailed   Verb = "session.sign-in-failed"
	VerbEndSession     Verb = "session.end"
	VerbPassword       Verb = "user.password"
	VerbMail           Verb = "user.mail"
	VerbMailAsked      Verb = "user.mail-asked"
	VerbPasskeyAdd     Verb = "passkey.add"
	VerbPasskeyRename  Verb = "passkey.rename"
	VerbPasskeyRemove  Verb = "passkey.remove"
	VerbIdentityAdd    Verb = "identity.add"
	VerbIdentityRemove Verb = "identity.remove"
	VerbGrant          Verb = "role.grant"
	VerbRevoke         Verb = "role.revoke"
	VerbLock           Verb = "user.lock"
	VerbUnlock         Verb = "user.unlock"
	VerbInvite         Verb = "invitation.create"
	VerbAccept         Verb = "invitation.accept"
	VerbUninvite       Verb = "invitation.withdraw"
	VerbRobotCreate    Verb = "robot.create"
	VerbRobotToken     Verb = "robot.token"
	VerbRobotRevoke    Verb = "robot.revoke"
	VerbExport         Verb = "user.export"
	VerbDelete         Verb = "user.delete"
	VerbAuditExport    Verb = "audit.export"
	VerbSecondFactor   Verb = "agency.second-factor"
)

// The verbs of what agencies and developers do, for a [Recorder].
const (
	VerbProductCreate Verb = "product.create"
	VerbProductChange Verb = "product.change"
	VerbVersionChange Verb = "product.version" // a version was added, or changed
	VerbVersionMove   Verb = "product.state"   // a version came to another state
	VerbAnswer        Verb = "subscription.answer"
	VerbKeyCreate     Verb = "key.create"
	VerbKeyRotate     Verb = "key.rotate"
	VerbKeyRevoke     Verb = "key.revoke"
	VerbPublish       Verb = "release.publish"
	VerbWithdraw      Verb = "release.withdraw"
	VerbAgencySave    Verb = "agency.save"
)

// An AuditFilter selects entries. The zero value of a field selects all.
type AuditFilter struct {
	Actor       string // an ID
	Verb        Verb
	Object      string // an ID
	Agency      string
	From, Until time.Time // the half-open span [From, Until)

	After  int64 // entries after this one, oldest first; or
	Before int64 // entries before this one, newest first: begin with math.MaxInt64
	Limit  int   // at most so many; 0 is [AuditPage], which is also the most
}

// AuditPage is the greatest number of entries in one answer.
const AuditPage = 1000

// auditLine is an [Entry] as it is hashed and exported.
type auditLine struct {
	Seq    int64           `json:"seq"`
	Time   time.Time       `json:"time"`
	Actor  Actor           `json:"actor"`
	Verb   Verb            `json:"verb"`
	Object Object          `json:"object"`
	Agency string          `json:"agency,omitempty"`
	Device Device          `json:"device"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
	Hash   string          `json:"hash,omitempty"`
}

func (e Entry) line() auditLine {
	return auditLine{
		Seq: e.Seq, Time: e.Time, Actor: e.Actor, Verb: e.Verb, Object: e.Object, Agency: e.Agency, Device: e.Device,
		Before: e.Before, After: e.After,
	}
}

// Chain returns the hash that e must have behind an entry with the hash prev
// (zero for the first): the SHA-256 of prev and of the line that is exported,
// without its hash. So nobody can change, remove or insert an entry and leave
// the hashes of the later ones true; whoever keeps the last hash elsewhere can
// tell.
func (e Entry) Chain(prev [32]byte) ([32]byte, error) {
	text, err := json.Marshal(e.line())
	if err != nil {
		return [32]byte{}, fmt.Errorf("account: audit entry %d: %w", e.Seq, err)
	}
	return sha256.Sum256(append(prev[:], text...)), nil
}

package account

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"nguon/catalog"
)

// dossier is what is known of a person, but for the entries of the audit log.
type dossier struct {
	ID         string           `json:"id"`
	Mail       Mail             `json:"mail"`
	Name       string           `json:"name"`
	Lang       catalog.Lang     `json:"lang"`
	State      State            `json:"state"`
	Password   bool             `json:"has_password"`
	Created    time.Time        `json:"created"`
	LastSeen   time.Time        `json:"last_seen"`
	Roles      []Membership     `json:"roles"`
	Identities []Identity       `json:"identities"`
	Passkeys   []dossierPasskey `json:"passkeys"`
	Sessions   []dossierSession `json:"sessions"`
	Belongings
}

type dossierPasskey struct {
	Name     string    `json:"name"`
	BackedUp bool      `json:"backed_up"`
	Created  time.Time `json:"created"`
	LastUsed time.Time `json:"last_used,omitzero"`
}

type dossierSession struct {
	Method  Method    `json:"method"`
	Device  Device    `json:"device"`
	Created time.Time `json:"created"`
	Seen    time.Time `json:"seen"`
}

// Export writes all that is kept of the visitor to w as one JSON object: the
// account, what belongs to it but its secrets and, as the member audit, what
// they did and what was done to their account. The visit must be fresh. An error after the first byte leaves JSON
// that does not end.
func (a *Accounts) Export(ctx context.Context, v Visit, w io.Writer) error {
	if err := a.fresh(v); err != nil {
		return err
	}
	var u User
	err := a.store.Change(ctx, func(ctx context.Context, tx Tx) (err error) {
		if u, err = a.still(ctx, tx, v); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(v.Caller(), VerbExport, "user", u.ID))
	})
	if err != nil {
		return err
	}
	d := dossier{
		ID: u.ID, Mail: u.Mail, Name: u.Name, Lang: u.Lang, State: u.State, Password: u.Password != "",
		Created: u.Created, LastSeen: u.LastSeen, Roles: u.Memberships, Identities: u.Identities,
	}
	for _, p := range u.Passkeys {
		d.Passkeys = append(d.Passkeys, dossierPasskey{p.Name, p.BackedUp, p.Created, p.LastUsed})
	}
	sessions, err := a.store.Sessions(ctx, u.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		d.Sessions = append(d.Sessions, dossierSession{s.Method, s.Device, s.Created, s.Seen})
	}
	if d.Belongings, err = a.store.Belongings(ctx, u.ID); err != nil {
		return err
	}
	head, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, `{"account":%s,"audit":[`, head); err != nil {
		return err
	}
	if err := a.exportEntries(ctx, u.ID, w); err != nil {
		return err
	}
	_, err = io.WriteString(w, "]}\n")
	return err
}

// exportEntries writes what a user did, and then what others did to the account.
func (a *Accounts) exportEntries(ctx context.Context, id string, w io.Writer) error {
	comma := ""
	write := func(e Entry) error {
		text, err := json.Marshal(e.line())
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s", comma, text)
			comma = ","
		}
		return err
	}
	if err := eachEntry(ctx, a.store, AuditFilter{Actor: id}, write); err != nil {
		return err
	}
	return eachEntry(ctx, a.store, AuditFilter{Object: id}, func(e Entry) error {
		if e.Actor.ID == id {
			return nil
		}
		return write(e)
	})
}

// Delete removes the visitor's account for good: address, name, password,
// passkeys, identities, roles, sessions and links. Their applications are closed
// and the keys of these revoked, their follows and webhooks end, and so do their
// questions and requests for data that nobody has answered or supports; others
// lose their author. All is one transaction. What stays is the ID, by which the audit log goes on to name
// them, and which then says nothing. The visit must be fresh. The last portal administrator cannot go.
func (a *Accounts) Delete(ctx context.Context, v Visit) error {
	if err := a.fresh(v); err != nil {
		return err
	}
	return a.change(ctx, func(ctx context.Context, tx Tx, outbox *[]Letter) error {
		u, err := a.still(ctx, tx, v)
		if err != nil {
			return err
		}
		if v.Principal().May(ActionAdminister, "") {
			if err := notLast(ctx, tx, v.Caller(), u.ID); err != nil {
				return err
			}
		}
		if _, err := tx.EndSessions(ctx, u.ID, ""); err != nil {
			return err
		}
		if err := tx.DropTokens(ctx, u.ID); err != nil {
			return err
		}
		applications, err := tx.Abandon(ctx, u.ID, a.Now())
		if err != nil {
			return err
		}
		*outbox = append(*outbox, Letter{Kind: LetterDeleted, To: u.Mail, Name: u.Name, Lang: u.Lang})
		if err := tx.PutUser(ctx, User{ID: u.ID, State: Deleted, Lang: u.Lang, Created: u.Created}); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(v.Caller(), VerbDelete, "user", u.ID).Change(left(applications), nil))
	})
}

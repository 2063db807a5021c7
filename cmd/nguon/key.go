package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/sqlstore"
)

type keyCmd struct {
	Create keyCreateCmd `cmd:"" help:"Make a key and show it, once."`
	List   keyListCmd   `cmd:"" help:"List the keys."`
	Revoke keyRevokeCmd `cmd:"" help:"Revoke a key; it stops working within a second."`
}

type keyCreateCmd struct {
	Name    string        `arg:"" help:"What the key is for, for people."`
	Plan    string        `help:"Plan of the key." default:"registered"`
	Publish []string      `help:"Codes of agencies for which the key may publish; * is all." placeholder:"AGENCY"`
	Role    []string      `help:"A role in an agency, such as H26:steward or *:portal-admin; * is all." placeholder:"AGENCY:ROLE"`
	Expires time.Duration `help:"Time after which the key stops working, such as 2160h; 0 is never." default:"0"`
}

// Run makes a key. The key alone goes to standard output, so that it can be
// kept in a file.
func (c *keyCreateCmd) Run(ctx context.Context, e *env) error {
	plans, err := e.openPlans()
	if err != nil {
		return err
	}
	if _, ok := plans.Find(c.Plan); !ok {
		return fmt.Errorf("%w: there is no plan %q", errUsage, c.Plan)
	}
	grants, err := parseGrants(c.Role)
	if err != nil {
		return err
	}
	root, err := openSecret(e.Data)
	if err != nil {
		return err
	}
	plain, err := account.NewKey(rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	key := account.Key{ID: ulid.Make().String(), Name: c.Name, Plan: c.Plan, Hint: account.Hint(plain), Created: now,
		Hash: root.pepper().Hash(plain), Grants: grants}
	if c.Expires > 0 {
		key.Expires = now.Add(c.Expires)
	}
	for _, agency := range c.Publish {
		key.Grants = append(key.Grants, account.Grant{Agency: agency, Role: account.Approver})
	}
	if err := e.withCatalogue(ctx, func(db *sqlstore.Store) error { return db.SaveKey(ctx, key) }); err != nil {
		return err
	}
	fmt.Fprintln(e.stdout, plain)
	fmt.Fprintln(e.stderr, catalog.Textf("Khóa %[1]s đã dùng được. Hãy cất giữ: nó không được hiện lại lần nữa.",
		"Key %[1]s works now. Keep it: it is not shown again.", key.ID).In(e.Lang))
	return nil
}

type keyListCmd struct{}

// Run lists the keys, without what is secret of them.
func (keyListCmd) Run(ctx context.Context, e *env) error {
	var keys []account.Key
	err := e.withCatalogue(ctx, func(db *sqlstore.Store) (err error) {
		keys, err = db.Keys(ctx)
		return err
	})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tKEY\tPLAN\tROLES\tCREATED\tEXPIRES\tREVOKED\tLAST USED\tNAME")
	for _, k := range keys {
		var roles []string
		for _, g := range k.Grants {
			roles = append(roles, g.Agency+":"+string(g.Role))
		}
		fmt.Fprintf(w, "%s\t%s…\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Hint, k.Plan, strings.Join(roles, ","),
			day(k.Created), day(k.Expires), day(k.Revoked), day(k.LastUsed), k.Name)
	}
	return w.Flush()
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}

type keyRevokeCmd struct {
	ID string `arg:"" help:"The ID that list shows."`
}

// Run revokes a key.
func (c *keyRevokeCmd) Run(ctx context.Context, e *env) error {
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error { return db.RevokeKey(ctx, c.ID, time.Now().UTC()) })
}

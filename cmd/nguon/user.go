package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/password"
	"nguon/catalog/sqlstore"
)

type userCmd struct {
	Create userCreateCmd `cmd:"" help:"Make an account, the first administrator's say, and show a link, once, by which its holder chooses a password."`
	List   userListCmd   `cmd:"" help:"List accounts."`
	Link   userLinkCmd   `cmd:"" help:"Show a new link to choose a password, once; earlier ones end."`
	Grant  userGrantCmd  `cmd:"" help:"Give an account a role."`
	Revoke userRevokeCmd `cmd:"" help:"Take a role from an account."`
	Lock   userLockCmd   `cmd:"" help:"Lock an account and end its sessions."`
	Unlock userUnlockCmd `cmd:"" help:"Unlock an account."`

	ForgetPasskeys userForgetPasskeysCmd `cmd:"" help:"Remove the passkeys of somebody who has lost them, and end their sessions."`
}

// atTheTerminal is who uses the command line: whoever has the database may do
// everything.
var atTheTerminal = account.Caller{Principal: account.Operator()}

// withAccounts opens the accounts for f, for commands that speak to a person.
func (e *env) withAccounts(ctx context.Context, f func(*account.Accounts) error) error {
	root, err := openSecret(e.Data)
	if err != nil {
		return err
	}
	hasher, err := password.New(password.Options{})
	if err != nil {
		return err
	}
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error {
		accounts, err := account.New(db.Accounts(), root.accountPepper(), hasher, noPostman{}, account.Options{})
		if err != nil {
			return err
		}
		return f(accounts)
	})
}

// noPostman is the command line: it shows links instead of posting letters.
type noPostman struct{}

// Post fails: what is done here writes no letters.
func (noPostman) Post(context.Context, account.Letter) error {
	return errors.New("letters are posted by the server alone")
}

// portalURL is where links lead.
type portalURL struct {
	BaseURL string `help:"Address of the portal as the public sees it." default:"http://127.0.0.1:8080" env:"NGUON_BASE_URL" placeholder:"URL"`
}

// show writes the link of a letter to standard output, alone, so that it can be
// passed on.
func (p portalURL) show(e *env, l account.Letter) {
	fmt.Fprintln(e.stdout, strings.TrimSuffix(p.BaseURL, "/")+l.Path())
	fmt.Fprintln(e.stderr, catalog.Textf("Liên kết dùng được một lần, đến %[1]s. Ai có liên kết này có tài khoản %[2]s.",
		"The link works once, until %[1]s. Whoever has it has the account %[2]s.", l.Expires.Local().Format(time.DateTime), l.To).In(e.Lang))
}

type userCreateCmd struct {
	Mail        string       `arg:"" help:"The mail address."`
	Name        string       `required:"" help:"The name, as shown to others."`
	Speaks      catalog.Lang `help:"The language of letters." enum:"vi,en" default:"vi"`
	PortalAdmin bool         `help:"Make a portal administrator."`
	Role        []string     `help:"A role in an agency; * is all." placeholder:"AGENCY:ROLE"`
	portalURL   `embed:""`
}

// Run makes an account.
func (c *userCreateCmd) Run(ctx context.Context, e *env) error {
	var grants []account.Grant
	if c.PortalAdmin {
		grants = append(grants, account.Grant{Agency: account.AnyAgency, Role: account.PortalAdmin})
	}
	roles, err := parseGrants(c.Role)
	if err != nil {
		return err
	}
	grants = append(grants, roles...)
	return e.withAccounts(ctx, func(a *account.Accounts) error {
		who := account.Registration{Mail: c.Mail, Name: c.Name, Lang: c.Speaks}
		_, l, err := a.CreateUser(ctx, atTheTerminal, who, grants...)
		if err == nil {
			c.show(e, l)
		}
		return err
	})
}

type userLinkCmd struct {
	Mail      string `arg:"" help:"The mail address."`
	portalURL `embed:""`
}

// Run shows a link.
func (c *userLinkCmd) Run(ctx context.Context, e *env) error {
	return e.withUser(ctx, c.Mail, func(a *account.Accounts, u account.User) error {
		l, err := a.PasswordLetter(ctx, atTheTerminal, u.ID)
		if err == nil {
			c.show(e, l)
		}
		return err
	})
}

// withUser finds an account for f.
func (e *env) withUser(ctx context.Context, mail string, f func(*account.Accounts, account.User) error) error {
	return e.withAccounts(ctx, func(a *account.Accounts) error {
		u, err := a.UserByMail(ctx, atTheTerminal, mail)
		if err != nil {
			return err
		}
		return f(a, u)
	})
}

type userListCmd struct {
	Agency string        `help:"Only who has a role in this agency."`
	State  account.State `help:"Only accounts in this state: unverified, active, locked or deleted."`
}

// Run lists accounts, page by page.
func (c *userListCmd) Run(ctx context.Context, e *env) error {
	return e.withAccounts(ctx, func(a *account.Accounts) error {
		w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tMAIL\tSTATE\tROLES\tCREATED\tLAST SEEN\tNAME")
		f := account.UserFilter{Agency: c.Agency, State: c.State}
		for {
			page, err := a.Users(ctx, atTheTerminal, f)
			if err != nil {
				return err
			}
			for _, u := range page {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", u.ID, u.Mail, u.State, roles(u), day(u.Created), day(u.LastSeen), u.Name)
				f.After = u.ID
			}
			if len(page) < account.UserPage {
				return w.Flush()
			}
		}
	})
}

func roles(u account.User) string {
	var texts []string
	for _, m := range u.Memberships {
		texts = append(texts, m.Agency+":"+string(m.Role))
	}
	return strings.Join(texts, ",")
}

// parseGrants reads roles in agencies, each as AGENCY:ROLE.
func parseGrants(texts []string) ([]account.Grant, error) {
	var grants []account.Grant
	for _, text := range texts {
		agency, role, ok := strings.Cut(text, ":")
		g := account.Grant{Agency: agency, Role: account.Role(role)}
		if !ok || !g.Valid() {
			return nil, fmt.Errorf("%w: a role is written AGENCY:ROLE, such as H26:steward, or *:portal-admin, not %q", errUsage, text)
		}
		grants = append(grants, g)
	}
	return grants, nil
}

type userRole struct {
	Mail   string       `arg:"" help:"The mail address of the account."`
	Role   account.Role `arg:"" help:"viewer, editor, approver, steward, administrator or portal-admin."`
	Agency string       `arg:"" help:"The code of the agency; * is all."`
}

func (r userRole) grant() account.Grant { return account.Grant{Agency: r.Agency, Role: r.Role} }

type userGrantCmd struct {
	userRole `embed:""`
}

// Run gives a role.
func (c *userGrantCmd) Run(ctx context.Context, e *env) error {
	return e.withUser(ctx, c.Mail, func(a *account.Accounts, u account.User) error {
		return a.Grant(ctx, atTheTerminal, u.ID, c.grant())
	})
}

type userRevokeCmd struct {
	userRole `embed:""`
}

// Run takes a role.
func (c *userRevokeCmd) Run(ctx context.Context, e *env) error {
	return e.withUser(ctx, c.Mail, func(a *account.Accounts, u account.User) error {
		return a.Revoke(ctx, atTheTerminal, u.ID, c.grant())
	})
}

type userLockCmd struct {
	Mail string `arg:"" help:"The mail address of the account."`
}

// Run locks an account.
func (c *userLockCmd) Run(ctx context.Context, e *env) error {
	return e.withUser(ctx, c.Mail, func(a *account.Accounts, u account.User) error { return a.Lock(ctx, atTheTerminal, u.ID) })
}

type userUnlockCmd struct {
	Mail string `arg:"" help:"The mail address of the account."`
}

// Run unlocks an account.
func (c *userUnlockCmd) Run(ctx context.Context, e *env) error {
	return e.withUser(ctx, c.Mail, func(a *account.Accounts, u account.User) error { return a.Unlock(ctx, atTheTerminal, u.ID) })
}

type userForgetPasskeysCmd struct {
	Mail string `arg:"" help:"The mail address of the account."`
}

// Run removes the passkeys of an account.
func (c *userForgetPasskeysCmd) Run(ctx context.Context, e *env) error {
	return e.withUser(ctx, c.Mail, func(a *account.Accounts, u account.User) error { return a.ForgetPasskeys(ctx, atTheTerminal, u.ID) })
}

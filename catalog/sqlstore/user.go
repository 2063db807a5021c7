package sqlstore

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/account"
)

type userRow struct {
	bun.BaseModel `bun:"table:users,alias:u"`

	ID       string `bun:",pk"`
	State    account.State
	Created  micros
	LastSeen micros
	Document string
}

// userDocument is what is stored of a [account.User] beside the columns.
type userDocument struct {
	Mail        account.Mail         `json:"mail,omitempty"`
	Name        string               `json:"name,omitempty"`
	Lang        catalog.Lang         `json:"lang,omitempty"`
	Password    string               `json:"password,omitempty"` // the PHC string
	Memberships []account.Membership `json:"memberships,omitempty"`
	Identities  []account.Identity   `json:"identities,omitempty"`
	Passkeys    []account.Passkey    `json:"passkeys,omitempty"`
}

func newUserRow(u account.User) (userRow, error) {
	text, err := document(userDocument{
		Mail: u.Mail, Name: u.Name, Lang: u.Lang, Password: string(u.Password),
		Memberships: u.Memberships, Identities: u.Identities, Passkeys: u.Passkeys,
	})
	return userRow{ID: u.ID, State: u.State, Created: stamp(u.Created), LastSeen: stamp(u.LastSeen), Document: text}, err
}

func (r userRow) user() (account.User, error) {
	var d userDocument
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return account.User{}, fmt.Errorf("document of user %s: %w", r.ID, err)
	}
	return account.User{
		ID: r.ID, Mail: d.Mail, Name: d.Name, Lang: d.Lang, State: r.State, Password: account.PasswordHash(d.Password),
		Memberships: d.Memberships, Identities: d.Identities, Passkeys: d.Passkeys,
		Created: r.Created.Time, LastSeen: r.LastSeen.Time,
	}, nil
}

type userNameRow struct {
	bun.BaseModel `bun:"table:user_names,alias:n"`

	Kind, Name string `bun:",pk"`
	Holder     string
}

// The kinds of names.
const (
	nameMail     = "mail"
	nameIdentity = "identity"
	namePasskey  = "passkey"
)

// identityName is a name of two parts. A URL has no space.
func identityName(issuer, subject string) string { return issuer + " " + subject }

func passkeyName(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

func userNames(u account.User) []userNameRow {
	var names []userNameRow
	if u.Mail != "" {
		names = append(names, userNameRow{Kind: nameMail, Name: string(u.Mail), Holder: u.ID})
	}
	for _, i := range u.Identities {
		names = append(names, userNameRow{Kind: nameIdentity, Name: identityName(i.Issuer, i.Subject), Holder: u.ID})
	}
	for _, p := range u.Passkeys {
		names = append(names, userNameRow{Kind: namePasskey, Name: passkeyName(p.ID), Holder: u.ID})
	}
	return names
}

// User implements [account.Reads].
func (a accountReads) User(ctx context.Context, id string) (account.User, error) {
	return a.user(ctx, id, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("u.id = ?", id) })
}

// UserByMail implements [account.Reads].
func (a accountReads) UserByMail(ctx context.Context, m account.Mail) (account.User, error) {
	return a.userByName(ctx, nameMail, string(m))
}

// UserByIdentity implements [account.Reads].
func (a accountReads) UserByIdentity(ctx context.Context, issuer, subject string) (account.User, error) {
	return a.userByName(ctx, nameIdentity, identityName(issuer, subject))
}

// UserByPasskey implements [account.Reads].
func (a accountReads) UserByPasskey(ctx context.Context, id []byte) (account.User, error) {
	return a.userByName(ctx, namePasskey, passkeyName(id))
}

func (a accountReads) userByName(ctx context.Context, kind, name string) (account.User, error) {
	return a.user(ctx, name, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Join("JOIN user_names AS n ON n.holder = u.id").Where("n.kind = ?", kind).Where("n.name = ?", name)
	})
}

func (a accountReads) user(ctx context.Context, by string, where func(*bun.SelectQuery) *bun.SelectQuery) (account.User, error) {
	if !storable(by) {
		return account.User{}, noUser()
	}
	var row userRow
	err := a.db.NewSelect().Model(&row).Apply(where).Scan(ctx)
	if none(err) {
		return account.User{}, noUser()
	}
	if err != nil {
		return account.User{}, found(ctx, "user", err)
	}
	return row.user()
}

func noUser() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có tài khoản này.", "There is no such account.")
}

// Users implements [account.Reads]. Names are compared here and not by the
// database: SQLite knows the case of ASCII alone, and neither knows tone marks.
func (a accountReads) Users(ctx context.Context, f account.UserFilter) ([]account.User, error) {
	most := page(f.Limit, account.UserPage)
	if f.Name == "" {
		return a.users(ctx, f, most)
	}
	var named []account.User
	for {
		some, err := a.users(ctx, f, account.UserPage)
		if err != nil {
			return nil, err
		}
		for i := range some {
			if some[i].Named(f.Name) {
				named = append(named, some[i])
			}
		}
		if len(some) < account.UserPage || int64(len(named)) >= most {
			return named[:min(int64(len(named)), most)], nil
		}
		f.After = some[len(some)-1].ID
	}
}

// users returns those that a filter selects, whatever their names.
func (a accountReads) users(ctx context.Context, f account.UserFilter, most int64) ([]account.User, error) {
	if !storable(f.Agency + string(f.State) + f.After) {
		return nil, nil
	}
	var rows []userRow
	q := a.db.NewSelect().Model(&rows).Order("u.id").Limit(most)
	if f.Agency != "" {
		q = q.Join("JOIN user_agencies AS m ON m.holder = u.id").Where("m.agency = ?", f.Agency)
	}
	if f.State != "" {
		q = q.Where("u.state = ?", f.State)
	}
	if f.After != "" {
		q = q.Where("u.id > ?", f.After)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, found(ctx, "users", err)
	}
	users := make([]account.User, len(rows))
	for i, r := range rows {
		var err error
		if users[i], err = r.user(); err != nil {
			return nil, err
		}
	}
	return users, nil
}

// PutUser implements [account.Tx].
func (t accountTx) PutUser(ctx context.Context, u account.User) error {
	row, err := newUserRow(u)
	if err != nil {
		return err
	}
	names := userNames(u)
	text := u.ID + string(u.State)
	for _, n := range names {
		text += n.Name
	}
	for _, m := range u.Memberships {
		text += m.Agency
	}
	if !storable(text) {
		return badText()
	}
	_, err = t.c.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").
		Set("state = EXCLUDED.state, created = EXCLUDED.created, last_seen = EXCLUDED.last_seen, document = EXCLUDED.document").Exec(ctx)
	if err != nil {
		return err
	}
	if err := t.putNames(ctx, u.ID, names); err != nil {
		return err
	}
	return t.putAgencies(ctx, u)
}

func (t accountTx) putNames(ctx context.Context, holder string, names []userNameRow) error {
	if _, err := t.c.NewDelete().Table("user_names").Where("holder = ?", holder).Exec(ctx); err != nil {
		return err
	}
	for _, n := range names {
		taken, err := t.c.NewSelect().Model((*userNameRow)(nil)).Where("kind = ?", n.Kind).Where("name = ?", n.Name).Exists(ctx)
		if err != nil {
			return err
		}
		if taken {
			return catalog.Errorf(catalog.ErrConflict, "Địa chỉ thư, danh tính hoặc khóa truy cập này đã thuộc một tài khoản.",
				"This mail address, identity or passkey has an account already.")
		}
		if _, err := t.c.NewInsert().Model(&n).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

type userAgencyRow struct {
	bun.BaseModel `bun:"table:user_agencies,alias:m"`

	Agency, Holder string `bun:",pk"`
}

func (t accountTx) putAgencies(ctx context.Context, u account.User) error {
	if _, err := t.c.NewDelete().Table("user_agencies").Where("holder = ?", u.ID).Exec(ctx); err != nil {
		return err
	}
	var agencies []string
	for _, m := range u.Memberships {
		agencies = append(agencies, m.Agency)
	}
	slices.Sort(agencies)
	for _, agency := range slices.Compact(agencies) {
		if _, err := t.c.NewInsert().Model(&userAgencyRow{Agency: agency, Holder: u.ID}).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// DeleteUser implements [account.Tx].
func (t accountTx) DeleteUser(ctx context.Context, id string) error {
	if err := t.DropTokens(ctx, id); err != nil {
		return err
	}
	_, err := t.c.NewDelete().Table("users").Where("id = ?", id).Exec(ctx)
	return err
}

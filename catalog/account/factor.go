package account

import (
	"context"
	"errors"
	"slices"

	"nguon/catalog"
)

// FactorRoles lists the roles from which a second factor can be demanded: those
// that decide something.
func FactorRoles() []Role { return []Role{Approver, Steward, Administrator, PortalAdmin} }

// Demands say, by the code of an agency or [AnyAgency] for the whole portal, from
// which role on a second factor is needed. What a lesser role may do is done
// with one; what needs that role or a greater one, with two.
type Demands map[string]Role

// cover reports whether what the role least may do in an agency needs a second
// factor.
func (d Demands) cover(least Role, agency string) bool {
	return least.includes(d[AnyAgency]) || least.includes(d[agency])
}

// TwoFactors reports whether signing in by m shows two factors: a passkey, which
// is unlocked by a finger, a face or a PIN, or a provider that said so and is
// believed. A link that was sent by mail is one.
func (m Method) TwoFactors() bool { return m == ByPasskey || m == ByProviderTwo }

// NeedsFactor reports whether p could do a in an agency after signing in with two
// factors, and cannot now.
func (p Principal) NeedsFactor(a Action, agency string) bool {
	full := p
	full.demands = nil
	return !p.May(a, agency) && full.May(a, agency)
}

// Withheld reports whether p has a role of which not all can be used before a
// second factor was shown.
func (p Principal) Withheld() bool {
	return slices.ContainsFunc(p.Grants, func(g Grant) bool {
		if !g.Valid() {
			return false
		}
		for where, from := range p.demands {
			here := where == AnyAgency || g.Agency == AnyAgency || g.Agency == where
			if here && g.Role.includes(from) {
				return true
			}
		}
		return false
	})
}

// demandsOn returns what is demanded of whoever signed in as u by a way; nil is
// nothing more than they have shown.
func (a *Accounts) demandsOn(ctx context.Context, from Reads, u User, by Method) (Demands, error) {
	if by.TwoFactors() || len(u.Grants()) == 0 {
		return nil, nil
	}
	d, err := from.Demands(ctx)
	if err != nil {
		return nil, err
	}
	if a.SecondFactor != "" {
		if d == nil {
			d = make(Demands)
		}
		d[AnyAgency] = a.SecondFactor
	}
	return d, nil
}

// Demand returns the role from which an agency demands a second factor, empty if
// it demands none, to who may manage its members. What the portal demands beside
// is [Options.SecondFactor].
func (a *Accounts) Demand(ctx context.Context, by Caller, agency string) (Role, error) {
	if err := need(by.Principal, ActionManageMembers, agency); err != nil {
		return "", err
	}
	d, err := a.store.Demands(ctx)
	return d[agency], err
}

// SetDemand has an agency demand a second factor from a role on, or of nobody if
// the role is empty. It needs the right to manage the members, and, to demand
// something, two factors of who does: so nobody locks out all, themselves
// included, of a portal on which there is no second factor to show.
func (a *Accounts) SetDemand(ctx context.Context, by Caller, agency string, from Role) error {
	switch {
	case agency == "" || agency == AnyAgency:
		return invalid("agency", catalog.Text{Vi: "Thiếu mã cơ quan.", En: "The code of an agency is missing."})
	case from != "" && (from == PortalAdmin || !slices.Contains(FactorRoles(), from)):
		return invalid("role", catalog.Text{Vi: "Không đòi được xác thực hai yếu tố từ vai trò này.", En: "A second factor cannot be demanded from this role on."})
	}
	if err := need(by.Principal, ActionManageMembers, agency); err != nil {
		return err
	}
	if from != "" && !by.operator && !by.twoFactors {
		return lacksFactor("Hãy tự đăng nhập bằng hai yếu tố trước khi đòi người khác làm vậy.",
			"Please sign in with two factors yourself before you demand it of others.")
	}
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		d, err := tx.Demands(ctx)
		if err != nil || d[agency] == from {
			return err
		}
		if err := tx.PutDemand(ctx, agency, from); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(by, VerbSecondFactor, "agency", agency).Of(agency).Change(d[agency], from))
	})
}

// ForgetPasskeys removes the passkeys of somebody who has lost them, and ends
// their sessions, so that they can register another. It needs the right to
// administer; whoever asks for it is to be known to be that person.
func (a *Accounts) ForgetPasskeys(ctx context.Context, by Caller, id string) error {
	if err := need(by.Principal, ActionAdminister, ""); err != nil {
		return err
	}
	return a.change(ctx, func(ctx context.Context, tx Tx, outbox *[]Letter) error {
		u, err := living(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(u.Passkeys) == 0 {
			return catalog.Errorf(catalog.ErrNotFound, "Tài khoản không có khóa truy cập.", "The account has no passkeys.")
		}
		had := len(u.Passkeys)
		u.Passkeys = nil
		if err := tx.PutUser(ctx, u); err != nil {
			return err
		}
		if _, err := tx.EndSessions(ctx, u.ID, ""); err != nil {
			return err
		}
		if !by.operator { // at the command line there is nobody who posts letters
			*outbox = append(*outbox, Letter{Kind: LetterSignIn, To: u.Mail, Name: u.Name, Lang: u.Lang})
		}
		return tx.Append(ctx, NewEntry(by, VerbPasskeyRemove, "user", u.ID).Change(map[string]int{"passkeys": had}, nil))
	})
}

var errFactor = errors.New("one factor was shown, and two are needed")

// LacksFactor reports whether err asks the user to sign in with two factors, after
// which the same request will be allowed.
func LacksFactor(err error) bool { return errors.Is(err, errFactor) }

func lacksFactor(vi, en string) error {
	return &catalog.Error{Kind: catalog.ErrForbidden, Public: catalog.Text{Vi: vi, En: en}, Err: errFactor}
}

func factorFirst() error {
	return lacksFactor("Vai trò của bạn cần xác thực hai yếu tố: hãy đăng nhập bằng khóa truy cập rồi thử lại.",
		"Your role needs two factors: please sign in with a passkey and try again.")
}

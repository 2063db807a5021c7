package account_test

import (
	"context"
	"slices"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
)

var (
	steward  = account.Grant{Agency: "H26", Role: account.Steward}
	director = account.Grant{Agency: "H26", Role: account.Administrator}
	keeper   = account.Grant{Agency: account.AnyAgency, Role: account.PortalAdmin}
)

// withPasskey gives an account a passkey and returns how to sign in with it.
func (w *world) withPasskey(t testing.TB, u account.User, id string) func() account.SignedIn {
	t.Helper()
	key := account.Passkey{ID: []byte(id), Name: "Khóa", Credential: []byte("c")}
	err := w.store.Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
		now, err := tx.User(ctx, u.ID)
		if err != nil {
			return err
		}
		now.Passkeys = append(now.Passkeys, key)
		return tx.PutUser(ctx, now)
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() account.SignedIn {
		t.Helper()
		return do(t, func() (account.SignedIn, error) { return w.SignInWithPasskey(t.Context(), key, home, "") })
	}
}

// visit looks who has a token now, as every request does.
func (w *world) visit(t testing.TB, token string) account.Visit {
	t.Helper()
	return do(t, func() (account.Visit, error) { return w.Authenticate(t.Context(), token, home) })
}

// TestWhatIsDemandedIsNotGoneAround tries every action in every agency in every
// kind of session, under every demand.
func TestWhatIsDemandedIsNotGoneAround(t *testing.T) {
	for _, portal := range append(account.FactorRoles(), "") {
		for _, agency := range []account.Role{"", account.Approver, account.Steward, account.Administrator} {
			t.Run(string(portal)+"/"+string(agency), func(t *testing.T) {
				w := newWorld(t)
				old := map[string]account.SignedIn{} // sessions from before the demand
				grants := map[string]account.Grant{"steward": steward, "director": director, "keeper": keeper,
					"viewer": {Agency: "H26", Role: account.Viewer}, "approver": {Agency: "H26", Role: account.Approver}}
				for name, g := range grants {
					old[name] = w.join(t, name+"@example.org", g)
				}
				w.SecondFactor = portal
				if err := w.SetDemand(t.Context(), operator(), "H26", agency); err != nil {
					t.Fatal(err)
				}
				for name, g := range grants {
					sign := w.withPasskey(t, old[name].User, name)
					word := do(t, func() (account.SignedIn, error) { return w.SignIn(t.Context(), name+"@example.org", good, home, "") })
					strong := sign()
					for how, s := range map[string]account.Visit{
						"an old session": w.visit(t, old[name].Token), "a password": w.visit(t, word.Token), "just signed in": word.Visit,
						"a passkey": w.visit(t, strong.Token), "just by passkey": strong.Visit,
					} {
						two := s.Session.Method == account.ByPasskey
						held := false
						for _, a := range account.Actions() {
							for _, where := range []string{"H26", "H29", ""} {
								full := account.Principal{Grants: []account.Grant{g}}.May(a, where)
								demanded := covers(portal, a) || where == "H26" && covers(agency, a)
								want := full && (two || !demanded)
								held = held || full && !want
								if got := s.Principal().May(a, where); got != want {
									t.Errorf("%s by %s: May(%s, %q) = %v, want %v", name, how, a, where, got, want)
								}
								if got := s.Principal().NeedsFactor(a, where); got != (full && !want) {
									t.Errorf("%s by %s: NeedsFactor(%s, %q) = %v", name, how, a, where, got)
								}
							}
						}
						if s.Principal().Withheld() != held {
							t.Errorf("%s by %s: Withheld = %v", name, how, !held)
						}
					}
				}
			})
		}
	}
}

// covers reads the table of what each role may.
func covers(from account.Role, a account.Action) bool {
	ladder := account.Roles()
	return from != "" && may[a] != "" && slices.Index(ladder, may[a]) >= slices.Index(ladder, from)
}

// TestOneFactorChangesNotTheOther lets whoever has the password of somebody with
// a passkey neither add one of their own nor take theirs away.
func TestOneFactorChangesNotTheOther(t *testing.T) {
	w := newWorld(t)
	w.SecondFactor = account.Approver
	in := w.join(t, "mai@example.org", steward)
	first := account.Passkey{ID: []byte("first"), Name: "Khóa", Credential: []byte("c")}
	if err := w.AddPasskey(t.Context(), in.Visit, first); err != nil {
		t.Fatalf("who has none yet registers one: %v", err)
	}
	if !w.visit(t, in.Token).Principal().Withheld() {
		t.Error("to register a passkey is taken for having used it")
	}
	v := w.visit(t, in.Token)
	for what, err := range map[string]error{
		"add":      w.AddPasskey(t.Context(), v, account.Passkey{ID: []byte("second"), Name: "Khóa khác", Credential: []byte("c")}),
		"remove":   w.RemovePasskey(t.Context(), v, first.ID),
		"identity": w.AddIdentity(t.Context(), v, account.Claim{Issuer: "https://id.example.org", Subject: "1"}),
		"mail":     w.RequestMail(t.Context(), v, "thief@example.org"),
		"delete":   w.Delete(t.Context(), v),
	} {
		if wantKind(t, what, err, catalog.ErrForbidden); !account.LacksFactor(err) {
			t.Errorf("%s: %v does not ask for a second factor", what, err)
		}
	}
	if _, err := w.ChangePassword(t.Context(), v, another); !account.LacksFactor(err) {
		t.Errorf("password: %v", err)
	}
	if err := w.RequestReset(t.Context(), "mai@example.org", home); err != nil {
		t.Fatal(err)
	}
	byMail := do(t, func() (account.SignedIn, error) {
		return w.SetPassword(t.Context(), w.letter(t, account.LetterReset).Token, another, home, "")
	})
	if err := w.RemovePasskey(t.Context(), byMail.Visit, first.ID); !account.LacksFactor(err) || byMail.Principal().May(account.ActionWithdraw, "H26") {
		t.Errorf("a link by mail goes around it: %v", err)
	}
	strong := do(t, func() (account.SignedIn, error) { return w.SignInWithPasskey(t.Context(), first, home, "") })
	if err := w.AddPasskey(t.Context(), strong.Visit, account.Passkey{ID: []byte("spare"), Name: "Dự phòng", Credential: []byte("c")}); err != nil {
		t.Errorf("with the passkey: %v", err)
	}
	renewed := do(t, func() (account.SignedIn, error) { return w.ChangePassword(t.Context(), strong.Visit, good) })
	if renewed.Principal().Withheld() {
		t.Error("a change of the password forgets how the session began")
	}
}

func TestWhoDemandsTwoFactorsHasShownThem(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org", director)
	other := w.join(t, "lan@example.org", steward)
	err := w.SetDemand(t.Context(), in.Caller(), "H26", account.Steward)
	if wantKind(t, "by password", err, catalog.ErrForbidden); !account.LacksFactor(err) {
		t.Errorf("by password: %v", err)
	}
	strong := w.withPasskey(t, in.User, "p")()
	for _, test := range []struct {
		name, agency string
		from         account.Role
		by           account.Caller
		want         error
	}{
		{"another agency", "H29", account.Steward, strong.Caller(), catalog.ErrForbidden},
		{"a steward", "H26", account.Steward, other.Caller(), catalog.ErrForbidden},
		{"no such role", "H26", "king", strong.Caller(), catalog.ErrInvalid},
		{"a role that decides nothing", "H26", account.Viewer, strong.Caller(), catalog.ErrInvalid},
		{"a role of the portal", "H26", account.PortalAdmin, strong.Caller(), catalog.ErrInvalid},
		{"every agency", account.AnyAgency, account.Steward, operator(), catalog.ErrInvalid},
	} {
		wantKind(t, test.name, w.SetDemand(t.Context(), test.by, test.agency, test.from), test.want)
	}
	if err := w.SetDemand(t.Context(), strong.Caller(), "H26", account.Steward); err != nil {
		t.Fatal(err)
	}
	if got, err := w.Demand(t.Context(), strong.Caller(), "H26"); got != account.Steward || err != nil {
		t.Errorf("Demand = %q, %v", got, err)
	}
	weak := w.visit(t, in.Token)
	if err := w.SetDemand(t.Context(), weak.Caller(), "H26", ""); !account.LacksFactor(err) {
		t.Errorf("who has shown one factor ends the demand: %v", err)
	}
	if err := w.SetDemand(t.Context(), strong.Caller(), "H26", ""); err != nil {
		t.Error(err)
	}
	if !w.visit(t, in.Token).Principal().May(account.ActionManageMembers, "H26") {
		t.Error("the demand is over and still holds")
	}
	if got, want := w.verbs(t, account.AuditFilter{Verb: account.VerbSecondFactor}), 2; len(got) != want {
		t.Errorf("%d entries in the log, want %d", len(got), want)
	}
}

func TestLostPasskeysAreForgotten(t *testing.T) {
	w := newWorld(t)
	w.SecondFactor = account.Steward
	in := w.join(t, "mai@example.org", steward)
	sign := w.withPasskey(t, in.User, "lost")
	admin := w.join(t, "admin@example.org", keeper)
	wantKind(t, "by a password", w.ForgetPasskeys(t.Context(), admin.Caller(), in.User.ID), catalog.ErrForbidden)
	wantKind(t, "by themselves", w.ForgetPasskeys(t.Context(), sign().Caller(), in.User.ID), catalog.ErrForbidden)
	strong := w.withPasskey(t, admin.User, "admin")()
	w.post.letters = nil
	if err := w.ForgetPasskeys(t.Context(), strong.Caller(), in.User.ID); err != nil {
		t.Fatal(err)
	}
	w.letter(t, account.LetterSignIn)
	_, err := w.Authenticate(t.Context(), in.Token, home)
	wantKind(t, "the sessions", err, catalog.ErrUnknownCaller)
	_, err = w.SignInWithPasskey(t.Context(), account.Passkey{ID: []byte("lost")}, home, "")
	wantKind(t, "the passkey", err, catalog.ErrNotFound)
	wantKind(t, "again", w.ForgetPasskeys(t.Context(), operator(), in.User.ID), catalog.ErrNotFound)
}

func TestAProviderThatSawTwoFactorsIsEnough(t *testing.T) {
	w := newWorld(t)
	w.SecondFactor = account.Approver
	claim := account.Claim{Issuer: "https://id.example.org", Subject: "1", Mail: "mai@example.org", Name: "Mai", Grants: []account.Grant{steward}}
	for _, two := range []bool{false, true} {
		claim.TwoFactors = two
		in := do(t, func() (account.SignedIn, error) {
			return w.SignInWith(t.Context(), claim, catalog.Vietnamese, home, "")
		})
		if got := w.visit(t, in.Token).Principal().May(account.ActionWithdraw, "H26"); got != two {
			t.Errorf("two factors: %v; may withdraw: %v", two, got)
		}
	}
}

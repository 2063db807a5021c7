package account_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

func TestAnAddressChangesWhenBothAgree(t *testing.T) {
	for _, first := range []string{"old", "new"} {
		t.Run(first+" first", func(t *testing.T) {
			w := newWorld(t)
			in := w.join(t, "old@example.org")
			if err := w.RequestMail(t.Context(), in.Visit, "New@example.org"); err != nil {
				t.Fatal(err)
			}
			toOld, toNew := w.post.letters[0], w.post.letters[1]
			if toOld.Kind != account.LetterOldMail || toOld.To != "old@example.org" || toOld.NewMail != "new@example.org" ||
				toNew.Kind != account.LetterNewMail || toNew.To != "new@example.org" {
				t.Fatalf("letters: %+v, %+v", toOld, toNew)
			}
			tokens := []string{toOld.Token, toNew.Token}
			if first == "new" {
				slices.Reverse(tokens)
			}
			for i, token := range tokens {
				if changed, err := w.ConfirmMail(t.Context(), token, home); err != nil || changed != (i == 1) {
					t.Errorf("confirmation %d: %v, %v", i+1, changed, err)
				}
				_, err := w.ConfirmMail(t.Context(), token, home)
				wantKind(t, "the same link again", err, catalog.ErrNotFound)
			}
			_, err := w.Authenticate(t.Context(), in.Token, home)
			wantKind(t, "the session before", err, catalog.ErrUnknownCaller)
			if _, err := w.SignIn(t.Context(), "new@example.org", good, home, ""); err != nil {
				t.Errorf("SignIn with the new address: %v", err)
			}
			_, err = w.SignIn(t.Context(), "old@example.org", good, home, "")
			wantKind(t, "SignIn with the old address", err, catalog.ErrUnknownCaller)
		})
	}
}

func TestAnAddressThatIsTakenIsNotGivenAway(t *testing.T) {
	w := newWorld(t)
	mai := w.join(t, "mai@example.org")
	w.join(t, "taken@example.org")
	if err := w.RequestMail(t.Context(), mai.Visit, "taken@example.org"); err != nil {
		t.Errorf("RequestMail tells that an address is taken: %v", err)
	}
	if w.post.letters[1].Kind != account.LetterMailTaken || w.post.letters[1].Path() != "" {
		t.Errorf("the holder gets %+v", w.post.letters[1])
	}
	if changed, err := w.ConfirmMail(t.Context(), w.post.letters[0].Token, home); changed || err != nil {
		t.Errorf("ConfirmMail = %v, %v", changed, err)
	}
	w.post.letters = nil

	if err := w.RequestMail(t.Context(), mai.Visit, "free@example.org"); err != nil {
		t.Fatal(err)
	}
	letters := slices.Clone(w.post.letters)
	w.join(t, "free@example.org") // meanwhile
	if _, err := w.ConfirmMail(t.Context(), letters[0].Token, home); err != nil {
		t.Fatal(err)
	}
	_, err := w.ConfirmMail(t.Context(), letters[1].Token, home)
	wantKind(t, "an address that was taken meanwhile", err, catalog.ErrConflict)
}

func TestProfileIsChecked(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	if err := w.UpdateProfile(t.Context(), in.Visit, "  Mai \n Nguyễn ", catalog.English); err != nil {
		t.Fatal(err)
	}
	v := do(t, func() (account.Visit, error) { return w.Authenticate(t.Context(), in.Token, home) })
	if v.User.Name != "Mai Nguyễn" || v.User.Lang != catalog.English {
		t.Errorf("user = %+v", v.User)
	}
	for _, name := range []string{"", " ", "a\x00b", "a\u202eb", "\xff", strings.Repeat("a", account.MaxName+1)} {
		wantKind(t, fmt.Sprintf("the name %q", name), w.UpdateProfile(t.Context(), in.Visit, name, catalog.English), catalog.ErrInvalid)
	}
	wantKind(t, "another language", w.UpdateProfile(t.Context(), in.Visit, "Mai", "fr"), catalog.ErrInvalid)
}

func TestExportTellsAllAndNoSecret(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org", account.Grant{Agency: "H26", Role: account.Viewer})
	key := account.Passkey{ID: []byte("credential-id"), Name: "Điện thoại", Credential: []byte("public-key")}
	if err := w.AddPasskey(t.Context(), in.Visit, key); err != nil {
		t.Fatal(err)
	}
	w.join(t, "lan@example.org")
	var out bytes.Buffer
	if err := w.Export(t.Context(), in.Visit, &out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Account struct {
			Mail     string
			Roles    []account.Membership
			Passkeys []struct{ Name string }
			Sessions []struct{ Device account.Device }
		}
		Audit []struct{ Verb account.Verb }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, out.Bytes())
	}
	if got.Account.Mail != "mai@example.org" || len(got.Account.Roles) != 1 || got.Account.Passkeys[0].Name != "Điện thoại" || got.Account.Sessions[0].Device.Agent != "Firefox" {
		t.Errorf("export: %+v", got.Account)
	}
	var verbs []account.Verb
	for _, e := range got.Audit {
		verbs = append(verbs, e.Verb)
	}
	want := []account.Verb{account.VerbSignIn, account.VerbVerify, account.VerbPasskeyAdd, account.VerbExport, account.VerbCreate}
	if !slices.Equal(verbs, want) {
		t.Errorf("audit of the export: %v, want %v", verbs, want)
	}
	for _, secret := range []string{"argon2", "public-key", in.Token, "lan@"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the export shows %q", secret)
		}
	}
}

func TestDeletionLeavesAPseudonym(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org", account.Grant{Agency: "H26", Role: account.Viewer})
	id := in.User.ID
	if err := w.Delete(t.Context(), in.Visit); err != nil {
		t.Fatal(err)
	}
	if l := w.letter(t, account.LetterDeleted); l.To != "mai@example.org" {
		t.Errorf("the letter went to %s", l.To)
	}
	_, err := w.Authenticate(t.Context(), in.Token, home)
	wantKind(t, "the session", err, catalog.ErrUnknownCaller)
	u := do(t, func() (account.User, error) { return w.store.User(t.Context(), id) })
	if u.State != account.Deleted || u.Mail != "" || u.Name != "" || u.Password != "" || u.Memberships != nil || !u.LastSeen.IsZero() {
		t.Errorf("left is %+v", u)
	}
	wantKind(t, "Grant", w.Grant(t.Context(), operator(), id, account.Grant{Agency: "H26", Role: account.Viewer}), catalog.ErrNotFound)
	wantKind(t, "Unlock", w.Unlock(t.Context(), operator(), id), catalog.ErrNotFound)
	if got := w.verbs(t, account.AuditFilter{Actor: id}); !slices.Contains(got, account.VerbDelete) || !slices.Contains(got, account.VerbSignIn) {
		t.Errorf("the audit log no longer tells what they did: %v", got)
	}
	var log bytes.Buffer
	if err := w.ExportAudit(t.Context(), operator(), account.AuditFilter{}, account.AuditNDJSON, &log); err != nil {
		t.Fatal(err)
	}
	for _, personal := range []string{"mai@", "Mai", "192.0.2.77"} {
		if strings.Contains(log.String(), personal) {
			t.Errorf("the audit log shows %q", personal)
		}
	}
	if in2 := w.join(t, "mai@example.org"); in2.User.ID == id {
		t.Error("the address leads to the deleted account")
	}
}

// TestWhatBelongsToAnAccountGoesWithIt is about the rules; what a store does is
// tested in catalogtest.
func TestWhatBelongsToAnAccountGoesWithIt(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	app := market.Application{ID: "A", Owner: in.User.ID, Name: "Bản đồ", Created: w.now}
	if err := w.db.SaveApplication(t.Context(), app); err != nil {
		t.Fatal(err)
	}
	k := account.Key{ID: "K", Application: "A", Name: "chính", Hint: "ngn_live_abc", Hash: [32]byte{1}, Created: w.now}
	if err := w.db.SaveKey(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := w.Export(t.Context(), in.Visit, &out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, `"applications":[{"id":"A","name":"Bản đồ"`) || !strings.Contains(text, "ngn_live_abc") {
		t.Errorf("the export does not tell of the application: %s", text)
	}
	if err := w.Delete(t.Context(), in.Visit); err != nil {
		t.Fatal(err)
	}
	if left := do(t, func() (account.Key, error) { return w.db.KeyByHash(t.Context(), k.Hash) }); !left.RevokedAt(w.now) {
		t.Errorf("the key still works: %+v", left)
	}
	log := do(t, func() ([]account.Entry, error) {
		return w.Audit(t.Context(), operator(), account.AuditFilter{Verb: account.VerbDelete})
	})
	if len(log) != 1 || string(log[0].Before) != `{"applications":["A"]}` {
		t.Errorf("the audit log says %+v", log)
	}
}

func TestAuditIsReadByThoseWhoMay(t *testing.T) {
	w := newWorld(t)
	boss := w.join(t, "boss@example.org", account.Grant{Agency: "H26", Role: account.Administrator})
	if err := w.Grant(t.Context(), boss.Caller(), boss.User.ID, account.Grant{Agency: "H26", Role: account.Viewer}); err != nil {
		t.Fatal(err)
	}
	for agency, want := range map[string]error{"H26": nil, "H29": catalog.ErrForbidden, "": catalog.ErrForbidden} {
		es, err := w.Audit(t.Context(), boss.Caller(), account.AuditFilter{Agency: agency})
		if want != nil {
			wantKind(t, "the log of "+agency, err, want)
		} else if err != nil || len(es) != 1 || es[0].Verb != account.VerbGrant || string(es[0].After) != `[{"agency":"H26","role":"administrator"},{"agency":"H26","role":"viewer"}]` {
			t.Errorf("the log of %s: %+v, %v", agency, es, err)
		}
		wantKindOrNone(t, "the export of "+agency, w.ExportAudit(t.Context(), boss.Caller(), account.AuditFilter{Agency: agency}, account.AuditCSV, new(bytes.Buffer)), want)
	}
	_, err := w.VerifyAudit(t.Context(), boss.Caller())
	wantKind(t, "VerifyAudit", err, catalog.ErrForbidden)
}

func wantKindOrNone(t testing.TB, what string, err, kind error) {
	t.Helper()
	if kind == nil && err != nil {
		t.Errorf("%s: %v", what, err)
	} else if kind != nil {
		wantKind(t, what, err, kind)
	}
}

// append adds entries to the audit log.
func (w *world) append(t testing.TB, n int) {
	t.Helper()
	err := w.store.Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
		for range n {
			if err := tx.Append(ctx, account.Entry{Verb: account.VerbSignIn}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAuditIsExportedWhole exports more than one page.
func TestAuditIsExportedWhole(t *testing.T) {
	w := newWorld(t)
	const entries = account.AuditPage + 5
	w.append(t, entries)
	var text bytes.Buffer
	if err := w.ExportAudit(t.Context(), operator(), account.AuditFilter{}, account.AuditCSV, &text); err != nil {
		t.Fatal(err)
	}
	rows := do(t, func() ([][]string, error) { return csv.NewReader(&text).ReadAll() })
	if len(rows) != entries+2 || rows[0][0] != "seq" || rows[entries+1][0] != fmt.Sprint(entries+1) || rows[entries+1][4] != string(account.VerbAuditExport) {
		t.Errorf("%d rows, the last is %q; want a head, %d entries and the export itself", len(rows), rows[len(rows)-1], entries)
	}
	wantKind(t, "another format", w.ExportAudit(t.Context(), operator(), account.AuditFilter{}, "xml", &text), catalog.ErrInvalid)
	head := do(t, func() (account.Head, error) { return w.VerifyAudit(t.Context(), operator()) })
	if head.Seq != entries+1 || fmt.Sprintf("%x", head.Hash) != rows[entries+1][12] {
		t.Errorf("head = %d %x", head.Seq, head.Hash)
	}
}

func TestChainShowsEveryChange(t *testing.T) {
	e := account.Entry{
		Seq: 7, Time: time.Unix(1, 0).UTC(), Actor: account.Actor{Kind: account.ActorUser, ID: "U"}, Verb: account.VerbGrant,
		Object: account.Object{Kind: "user", ID: "V"}, Agency: "H26", Device: home.Device(), Before: []byte(`1`), After: []byte(`2`),
	}
	hashOf := func(e account.Entry, prev [32]byte) [32]byte {
		return do(t, func() ([32]byte, error) { return e.Chain(prev) })
	}
	want := hashOf(e, [32]byte{})
	for name, change := range map[string]func(*account.Entry){
		"seq": func(e *account.Entry) { e.Seq++ }, "time": func(e *account.Entry) { e.Time = e.Time.Add(time.Microsecond) },
		"actor": func(e *account.Entry) { e.Actor.ID = "W" }, "verb": func(e *account.Entry) { e.Verb = account.VerbRevoke },
		"object": func(e *account.Entry) { e.Object.ID = "U" }, "agency": func(e *account.Entry) { e.Agency = "" },
		"device": func(e *account.Entry) { e.Device = account.Device{} }, "before": func(e *account.Entry) { e.Before = nil },
		"after": func(e *account.Entry) { e.After = []byte(`3`) },
	} {
		changed := e
		if change(&changed); hashOf(changed, [32]byte{}) == want {
			t.Errorf("another %s has the same hash", name)
		}
	}
	if hashOf(e, [32]byte{1}) == want {
		t.Error("another entry before it gives the same hash")
	}
}

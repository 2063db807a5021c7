package catalogtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
)

var audit = map[string]func(*testing.T, account.Store){
	"entries come back whole, in a chain": testAuditWhole,
	"entries are found and paged":         testAuditFound,
}

func testAuditWhole(t *testing.T, s account.Store) {
	e := account.Entry{
		Actor: account.Actor{Kind: account.ActorUser, ID: "U"}, Verb: account.VerbGrant, Object: account.Object{Kind: "user", ID: "V"}, Agency: "H26",
		Device: account.Device{Agent: "Firefox", Network: netip.MustParsePrefix("192.0.2.0/24")},
		Before: json.RawMessage(`{"vai trò":"<&>"}`), After: json.RawMessage(`[1]`),
	}
	change(t, s, func(ctx context.Context, tx account.Tx) error {
		return errors.Join(tx.Append(ctx, e), tx.Append(ctx, account.Entry{Verb: account.VerbSignUp}))
	})
	got := must(s.Audit(t.Context(), account.AuditFilter{}))(t)
	verifyChain(t, s, 2)
	if got[0].Time.IsZero() || got[0].Actor != e.Actor || got[0].Object != e.Object || got[0].Agency != "H26" || got[0].Device != e.Device ||
		got[0].Verb != e.Verb || string(got[0].After) != `[1]` {
		t.Errorf("entry = %+v, want %+v", got[0], e)
	}
	err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error { return tx.Append(ctx, account.Entry{Agency: "\x00"}) })
	wantKind(t, "an entry with a NUL", err, catalog.ErrInvalid)
}

// verifyChain checks that there are so many entries, each with the hash that it
// must have.
func verifyChain(t *testing.T, s account.Store, n int) {
	t.Helper()
	var prev [32]byte
	all := must(s.Audit(t.Context(), account.AuditFilter{}))(t)
	for i, e := range all {
		want := must(e.Chain(prev))(t)
		if e.Seq != int64(i+1) || e.Hash != want {
			t.Errorf("entry %d has number %d and hash %x, want %x", i+1, e.Seq, e.Hash, want)
		}
		prev = e.Hash
	}
	if len(all) != n {
		t.Errorf("%d entries, want %d", len(all), n)
	}
}

func testAuditFound(t *testing.T, s account.Store) {
	change(t, s, func(ctx context.Context, tx account.Tx) (err error) {
		for i := range 6 {
			e := account.Entry{
				Actor: account.Actor{Kind: account.ActorUser, ID: fmt.Sprint("U", i%2)}, Verb: account.VerbGrant,
				Object: account.Object{Kind: "user", ID: fmt.Sprint("O", i%3)},
			}
			if i == 5 {
				e.Agency, e.Verb = "H26", account.VerbLock
			}
			err = errors.Join(err, tx.Append(ctx, e))
		}
		return err
	})
	now := must(s.Audit(t.Context(), account.AuditFilter{Limit: 1}))(t)[0].Time
	for _, test := range []struct {
		name string
		f    account.AuditFilter
		want []int64
	}{
		{"all", account.AuditFilter{}, []int64{1, 2, 3, 4, 5, 6}},
		{"by actor", account.AuditFilter{Actor: "U1"}, []int64{2, 4, 6}},
		{"by object", account.AuditFilter{Object: "O0"}, []int64{1, 4}},
		{"by actor and object", account.AuditFilter{Actor: "U1", Object: "O0"}, []int64{4}},
		{"by verb", account.AuditFilter{Verb: account.VerbLock}, []int64{6}},
		{"by agency", account.AuditFilter{Agency: "H26"}, []int64{6}},
		{"oldest page", account.AuditFilter{Limit: 2}, []int64{1, 2}},
		{"next page", account.AuditFilter{Limit: 2, After: 2}, []int64{3, 4}},
		{"newest page", account.AuditFilter{Limit: 2, Before: math.MaxInt64}, []int64{6, 5}},
		{"the one before it", account.AuditFilter{Limit: 2, Before: 5}, []int64{4, 3}},
		{"from now", account.AuditFilter{From: now}, []int64{1, 2, 3, 4, 5, 6}},
		{"until now", account.AuditFilter{Until: now}, nil},
		{"by nobody", account.AuditFilter{Actor: "\x00"}, nil},
	} {
		var got []int64
		for _, e := range must(s.Audit(t.Context(), test.f))(t) {
			got = append(got, e.Seq)
		}
		wantEqual(t, test.name, got, test.want)
	}
}

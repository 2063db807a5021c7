package catalogtest

import (
	"context"
	"errors"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// A Recording is a store whose changes have entries in its audit log.
type Recording interface {
	Store
	account.Recorder
}

// RunRecorder tests that changes and their entries happen together. Open returns
// a new, empty store and the accounts in it.
func RunRecorder(t *testing.T, open func(t *testing.T) (Recording, account.Store)) {
	for name, test := range map[string]func(*testing.T, Recording, account.Store){
		"a change and its entries are written together":          testRecorded,
		"what fails leaves neither a change nor an entry":        testRecordFails,
		"an error of a part that is passed over undoes the rest": testRecordSwallowed,
		"changes of accounts are parts too":                      testRecordAccounts,
	} {
		t.Run(name, func(t *testing.T) {
			s, accounts := open(t)
			withAgency(t, s)
			test(t, s, accounts)
		})
	}
}

var recorded = account.Entry{
	Actor: account.Actor{Kind: account.ActorUser, ID: "U"}, Verb: account.VerbProductCreate, Object: account.Object{Kind: "product", ID: "a"}, Agency: "H26",
}

func testRecorded(t *testing.T, s Recording, accounts account.Store) {
	err := s.Record(t.Context(), func(ctx context.Context) ([]account.Entry, error) {
		for _, name := range []catalog.Slug{"one", "two"} {
			if _, err := s.SaveProduct(ctx, Product(name, "H26"), ProductDocument()); err != nil {
				return nil, err
			}
		}
		if _, err := s.Product(t.Context(), "one"); !errors.Is(err, catalog.ErrNotFound) {
			t.Errorf("a product is seen before the change has ended: %v", err)
		}
		return []account.Entry{recorded, recorded}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	verifyChain(t, accounts, 2)
	wantEqual(t, "products", len(must(s.Products(t.Context(), market.ProductFilter{}))(t)), 2)
}

func testRecordFails(t *testing.T, s Recording, accounts account.Store) {
	last := lastEvent(t, s)
	broken := errors.New("broken")
	for name, f := range map[string]func(ctx context.Context) ([]account.Entry, error){
		"after a change": func(ctx context.Context) ([]account.Entry, error) {
			_, err := s.SaveProduct(ctx, Product("one", "H26"), ProductDocument())
			return []account.Entry{recorded}, errors.Join(err, broken)
		},
		"an entry that cannot be kept": func(ctx context.Context) ([]account.Entry, error) {
			_, err := s.SaveProduct(ctx, Product("one", "H26"), ProductDocument())
			return []account.Entry{recorded, {Agency: "\x00"}}, err
		},
	} {
		if err := s.Record(t.Context(), f); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	verifyChain(t, accounts, 0)
	wantEqual(t, "products", len(must(s.Products(t.Context(), market.ProductFilter{}))(t)), 0)
	wantEqual(t, "events", lastEvent(t, s), last)
}

func testRecordSwallowed(t *testing.T, s Recording, accounts account.Store) {
	err := s.Record(t.Context(), func(ctx context.Context) ([]account.Entry, error) {
		if _, err := s.SaveProduct(ctx, Product("one", "H26"), ProductDocument()); err != nil {
			return nil, err
		}
		_, err := s.SaveProduct(ctx, Product("one", "H26"), ProductDocument())
		wantKind(t, "the second of one name", err, catalog.ErrConflict)
		return []account.Entry{recorded}, nil
	})
	wantKind(t, "a change with a part that failed", err, catalog.ErrConflict)
	verifyChain(t, accounts, 0)
	wantEqual(t, "products", len(must(s.Products(t.Context(), market.ProductFilter{}))(t)), 0)
}

func testRecordAccounts(t *testing.T, s Recording, accounts account.Store) {
	err := s.Record(t.Context(), func(ctx context.Context) ([]account.Entry, error) {
		if _, err := s.SaveProduct(ctx, Product("one", "H26"), ProductDocument()); err != nil {
			return nil, err
		}
		return []account.Entry{recorded}, accounts.Change(ctx, func(ctx context.Context, tx account.Tx) error {
			return errors.Join(tx.PutUser(ctx, User("U")), tx.Append(ctx, account.Entry{Verb: account.VerbSignUp}))
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	verifyChain(t, accounts, 2)
	must(accounts.User(t.Context(), "U"))(t)
}

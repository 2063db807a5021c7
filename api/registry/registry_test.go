package registry_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
)

// The agencies.
const here, there = "H26", "H29"

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// A house is a registry over a database with two agencies.
type house struct {
	*registry.Registry
	db *sqlstore.Store
}

func newHouse(t testing.TB) house {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, code := range []string{here, there} {
		a := catalogtest.Agency(code)
		a.Parent = ""
		if err := db.SaveAgency(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	sealer, err := market.NewSealer([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	return house{registry.New(registry.Deps{
		Catalog: db, Products: db, Applications: db, Audit: db, Sealer: sealer, Now: func() time.Time { return now },
	}), db}
}

// by is somebody with one role.
func by(id, agency string, r account.Role) account.Caller {
	return account.Caller{Principal: account.Principal{
		User: &account.User{ID: id}, Grants: []account.Grant{{Agency: agency, Role: r}},
	}}
}

var (
	steward  = by("MAI", here, account.Steward)
	second   = by("LAN", here, account.Steward)
	outsider = by("EVE", there, account.Steward)
	admin    = by("AN", account.AnyAgency, account.PortalAdmin)
)

func about(agency string) registry.About {
	return registry.About{
		Agency: agency, Title: catalog.Text{Vi: "Lượng mưa", En: "Rainfall"}, Description: catalog.Text{Vi: "Từng giờ", En: "Hourly"},
		Themes: []string{"environment"}, Contact: catalog.Contact{Email: "a@example.vn"}, Access: market.Open,
	}
}

const rain = `
openapi: 3.0.3
info: {title: Mưa, version: "1.0"}
paths:
  /rain/{station}:
    get:
      parameters:
        - {name: station, in: path, required: true, schema: {type: string}}
      responses: {"200": {description: ok}}
`

// offer registers the API rain with a version v1 in draft.
func (h house) offer(t testing.TB) market.Product {
	t.Helper()
	p, err := h.Describe(t.Context(), steward, "rain", about(here), 0)
	if err != nil {
		t.Fatal(err)
	}
	e := registry.Edition{Document: []byte(rain), Upstream: upstream("https://lgsp.example.vn/rain"), Secret: "hunter2"}
	if p, err = h.SaveVersion(t.Context(), steward, "rain", "v1", e, p.Revision); err != nil {
		t.Fatal(err)
	}
	return p
}

func upstream(url string) *market.Upstream {
	return &market.Upstream{URL: url, Header: "X-Token", Validate: market.Enforce}
}

// publish brings v1 through review.
func (h house) publish(t testing.TB) {
	t.Helper()
	for _, step := range []struct {
		who account.Caller
		to  market.State
	}{{steward, market.Review}, {second, market.Published}} {
		if _, err := h.Move(t.Context(), step.who, "rain", "v1", market.Move{To: step.to}, registry.AnyRevision); err != nil {
			t.Fatalf("to %s: %v", step.to, err)
		}
	}
}

func TestOnlyWhoManagesTheProductsOfAnAgencyChangesThem(t *testing.T) {
	h := newHouse(t)
	h.offer(t)
	for name, change := range map[string]func(context.Context, account.Caller) error{
		"describe": func(ctx context.Context, c account.Caller) error {
			_, err := h.Describe(ctx, c, "rain", about(here), registry.AnyRevision)
			return err
		},
		"take to another agency": func(ctx context.Context, c account.Caller) error {
			_, err := h.Describe(ctx, c, "rain", about(there), registry.AnyRevision)
			return err
		},
		"save a version": func(ctx context.Context, c account.Caller) error {
			_, err := h.SaveVersion(ctx, c, "rain", "v2", registry.Edition{}, registry.AnyRevision)
			return err
		},
		"check a document": func(ctx context.Context, c account.Caller) error {
			_, err := h.Check(ctx, c, "rain", "v1", registry.Edition{Document: []byte(rain)})
			return err
		},
		"move": func(ctx context.Context, c account.Caller) error {
			_, err := h.Move(ctx, c, "rain", "v1", market.Move{To: market.Review}, registry.AnyRevision)
			return err
		},
		"answer": func(ctx context.Context, c account.Caller) error {
			_, err := h.Answer(ctx, c, "A", market.APIProduct("rain"), market.Active, "")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			for who, c := range map[string]account.Caller{"another agency": outsider, "nobody": {}} {
				if err := change(t.Context(), c); !errors.Is(err, catalog.ErrForbidden) {
					t.Errorf("by %s: err = %v, want %v", who, err, catalog.ErrForbidden)
				}
			}
		})
	}
	if p, err := h.db.Product(t.Context(), "rain"); err != nil || p.Revision != 2 || p.Agency != here || len(p.Versions) != 1 {
		t.Errorf("after all that was refused: %+v, %v", p, err)
	}
}

func TestAChangeToAnotherRevisionIsRefused(t *testing.T) {
	h := newHouse(t)
	p := h.offer(t)
	for _, stale := range []int64{p.Revision - 1, p.Revision + 1} {
		if _, err := h.Describe(t.Context(), steward, "rain", about(here), stale); !errors.Is(err, registry.ErrRevision) || !errors.Is(err, catalog.ErrConflict) {
			t.Errorf("describe at revision %d: %v", stale, err)
		}
		if _, err := h.Move(t.Context(), steward, "rain", "v1", market.Move{To: market.Review}, stale); !errors.Is(err, registry.ErrRevision) {
			t.Errorf("move at revision %d: %v", stale, err)
		}
	}
	if _, err := h.Describe(t.Context(), steward, "rain", about(here), 0); !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("register a name that is taken: %v", err)
	}
	if _, err := h.Describe(t.Context(), steward, "snow", about(here), 7); !errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("change what is not there: %v", err)
	}
}

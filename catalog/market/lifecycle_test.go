package market_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/catalog/market"
)

var day0 = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// at returns a version in the given state, which U1 submitted.
func at(s market.State) market.Version {
	v := market.Version{Name: "v1", State: s, Home: "https://example.vn", Submitter: "U1"}
	if s == market.Deprecated {
		v.Published, v.Deprecated, v.Sunset = day0.Add(-time.Hour), day0, day0.Add(market.LeastNotice)
	}
	return v
}

func TestMove(t *testing.T) {
	sunset := day0.Add(market.LeastNotice)
	for _, test := range []struct {
		name string
		from market.Version
		move market.Move
		want error // nil: it moves
	}{
		{"a draft is submitted", at(market.Draft), market.Move{To: market.Review, By: "U1"}, nil},
		{"a draft without document or page is not", market.Version{State: market.Draft}, market.Move{To: market.Review, By: "U1"}, catalog.ErrInvalid},
		{"somebody else publishes", at(market.Review), market.Move{To: market.Published, By: "U2"}, nil},
		{"who submitted it does not", at(market.Review), market.Move{To: market.Published, By: "U1"}, catalog.ErrForbidden},
		{"but who keeps the portal, at its terminal", at(market.Review), market.Move{To: market.Published, By: "U1", Operator: true}, nil},
		{"it is returned with a reason", at(market.Review), market.Move{To: market.Draft, By: "U2", Comment: "Thiếu ví dụ"}, nil},
		{"and not without", at(market.Review), market.Move{To: market.Draft, By: "U2"}, catalog.ErrInvalid},
		{"a draft is not published unseen", at(market.Draft), market.Move{To: market.Published, By: "U2"}, catalog.ErrConflict},
		{"deprecated with notice", at(market.Published), market.Move{To: market.Deprecated, Sunset: sunset}, nil},
		{"not with a day less", at(market.Published), market.Move{To: market.Deprecated, Sunset: sunset.Add(-time.Second)}, catalog.ErrInvalid},
		{"brought back", at(market.Deprecated), market.Move{To: market.Published, By: "U1"}, nil},
		{"retired when its time is over", at(market.Deprecated), market.Move{To: market.Retired, At: sunset}, nil},
		{"and not before", at(market.Deprecated), market.Move{To: market.Retired, At: sunset.Add(-time.Second)}, catalog.ErrInvalid},
		{"but at once in an emergency", at(market.Deprecated), market.Move{To: market.Retired, Now: true}, nil},
		{"even if it was only published", at(market.Published), market.Move{To: market.Retired, Now: true}, nil},
		{"which is not retired without", at(market.Published), market.Move{To: market.Retired}, catalog.ErrConflict},
		{"a draft has no emergency", at(market.Draft), market.Move{To: market.Retired, Now: true}, catalog.ErrConflict},
		{"what is retired stays so", at(market.Retired), market.Move{To: market.Published, By: "U2"}, catalog.ErrConflict},
		{"there are no other states", at(market.Draft), market.Move{To: "gone"}, catalog.ErrConflict},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := test.from
			if test.move.At.IsZero() {
				test.move.At = day0
			}
			err := v.Move(test.move)
			if !errors.Is(err, test.want) {
				t.Fatalf("err = %v, want %v", err, test.want)
			}
			if err != nil {
				if diff := cmp.Diff(test.from, v); diff != "" {
					t.Errorf("a move that failed changed it:\n%s", diff)
				}
			} else if v.State != test.move.To {
				t.Errorf("state = %q, want %q", v.State, test.move.To)
			}
		})
	}
}

func TestALifeIsRemembered(t *testing.T) {
	v := market.Version{Name: "v1", State: market.Draft, Home: "https://example.vn"}
	sunset := day0.Add(5*time.Hour + market.LeastNotice)
	for i, m := range []market.Move{
		{To: market.Review, By: "U1"},
		{To: market.Draft, By: "U2", Comment: "Thiếu ví dụ"},
		{To: market.Review, By: "U1"},
		{To: market.Published, By: "U2"},
		{To: market.Deprecated, Sunset: day0.Add(market.LeastNotice * 2)},
		{To: market.Published, By: "U1"},
		{To: market.Deprecated, Sunset: sunset.Add(time.Hour), Successor: "api/weather/v2"},
	} {
		m.At = day0.Add(time.Duration(i) * time.Hour)
		if err := v.Move(m); err != nil {
			t.Fatalf("move %d: %v", i, err)
		}
	}
	want := market.Version{
		Name: "v1", State: market.Deprecated, Home: "https://example.vn", Submitter: "U1", Successor: "api/weather/v2",
		Submitted: day0.Add(2 * time.Hour), Published: day0.Add(3 * time.Hour), Deprecated: day0.Add(6 * time.Hour), Sunset: sunset.Add(time.Hour),
	}
	if diff := cmp.Diff(want, v); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

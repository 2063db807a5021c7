package catalogtest

import (
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/notice"
)

var reuses = map[string]func(*testing.T, Store){
	"come back whole, the newest first":         testReusesWhole,
	"are selected by product and state":         testReusesSelected,
	"that were offered anew are another's":      testReusesChanged,
	"that are not valid change nothing":         testReusesInvalid,
	"are dropped at once, and with their app":   testReusesDropped,
	"of an application that is not there fail":  testReusesOfNobody,
	"that are answered are told to their owner": testReusesTold,
}

func reuse(application string, product market.Ref, asked time.Time) market.Reuse {
	return market.Reuse{
		Application: application, Product: product, Name: "Bản đồ 'mưa' ?", URL: "https://example.vn/mua?a=1", Description: "Mưa từng giờ.\nCả nước.",
		State: market.ReuseAsked, Asked: asked,
	}
}

func offerReuse(t *testing.T, s Store, r market.Reuse) market.Reuse {
	t.Helper()
	if err := s.SaveReuse(t.Context(), r, nil); err != nil {
		t.Fatal(err)
	}
	return r
}

func testReusesWhole(t *testing.T, s Store) {
	saveApplication(t, s, application("A", "lan", Epoch))
	first := offerReuse(t, s, reuse("A", "data/air", Epoch))
	second := reuse("A", "api/rain", Epoch.Add(time.Second))
	second.State, second.Answer, second.AnsweredBy, second.Answered = market.ReuseRefused, "Không mở được.", "minh", Epoch.Add(time.Hour)
	offerReuse(t, s, second)
	wantEqual(t, "reuses", must(s.Reuses(t.Context(), market.ReuseFilter{Application: "A"}))(t), []market.Reuse{second, first})
}

func testReusesSelected(t *testing.T, s Store) {
	saveApplication(t, s, application("A", "lan", Epoch))
	saveApplication(t, s, application("B", "minh", Epoch))
	shown := reuse("A", "api/rain", Epoch)
	shown.State = market.ReuseShown
	offerReuse(t, s, shown)
	asked := offerReuse(t, s, reuse("B", "api/rain", Epoch.Add(time.Second)))
	air := offerReuse(t, s, reuse("B", "data/air", Epoch))
	for _, test := range []struct {
		name string
		f    market.ReuseFilter
		want []market.Reuse
	}{
		{"product", market.ReuseFilter{Products: []market.Ref{"api/rain"}}, []market.Reuse{asked, shown}},
		{"state", market.ReuseFilter{State: market.ReuseShown}, []market.Reuse{shown}},
		{"application", market.ReuseFilter{Application: "B"}, []market.Reuse{asked, air}},
		{"limit", market.ReuseFilter{Limit: 1}, []market.Reuse{asked}},
		{"nothing", market.ReuseFilter{Application: "\x00"}, nil},
	} {
		wantEqual(t, test.name, must(s.Reuses(t.Context(), test.f))(t), test.want)
	}
}

func testReusesChanged(t *testing.T, s Store) {
	saveApplication(t, s, application("A", "lan", Epoch))
	old := offerReuse(t, s, reuse("A", "api/rain", Epoch))
	now := offerReuse(t, s, reuse("A", "api/rain", Epoch.Add(time.Millisecond)))
	shown := now
	shown.State = market.ReuseShown
	wantKind(t, "an answer to what it was before", s.SaveReuse(t.Context(), shown, &old), catalog.ErrConflict)
	if err := s.SaveReuse(t.Context(), shown, &now); err != nil {
		t.Error(err)
	}
	wantKind(t, "the second of two answers", s.SaveReuse(t.Context(), shown, &now), catalog.ErrConflict)
	other := reuse("A", "data/air", Epoch)
	wantKind(t, "an answer to what is not there", s.SaveReuse(t.Context(), other, &other), catalog.ErrNotFound)
	wantEqual(t, "reuses", must(s.Reuses(t.Context(), market.ReuseFilter{}))(t), []market.Reuse{shown})
}

func testReusesInvalid(t *testing.T, s Store) {
	saveApplication(t, s, application("A", "lan", Epoch))
	r := reuse("A", "api/rain", Epoch)
	r.URL = "http://example.vn"
	wantKind(t, "an address that is not https", s.SaveReuse(t.Context(), r, nil), catalog.ErrInvalid)
	r = reuse("A", "api/rain", Epoch)
	r.Answer = "\x00"
	wantKind(t, "text that is binary", s.SaveReuse(t.Context(), r, nil), catalog.ErrInvalid)
	wantEqual(t, "reuses", len(must(s.Reuses(t.Context(), market.ReuseFilter{}))(t)), 0)
}

func testReusesDropped(t *testing.T, s Store) {
	saveApplication(t, s, application("A", "lan", Epoch))
	offerReuse(t, s, reuse("A", "api/rain", Epoch))
	air := offerReuse(t, s, reuse("A", "data/air", Epoch))
	if err := s.DropReuse(t.Context(), "A", "api/rain"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "again", s.DropReuse(t.Context(), "A", "api/rain"), catalog.ErrNotFound)
	wantKind(t, "of nobody", s.DropReuse(t.Context(), "\x00", "api/rain"), catalog.ErrNotFound)
	wantEqual(t, "the others", must(s.Reuses(t.Context(), market.ReuseFilter{}))(t), []market.Reuse{air})
	if err := s.CloseApplication(t.Context(), "A", Epoch); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "those of a closed application", len(must(s.Reuses(t.Context(), market.ReuseFilter{}))(t)), 0)
	wantKind(t, "one of a closed application", s.SaveReuse(t.Context(), air, nil), catalog.ErrConflict)
}

func testReusesOfNobody(t *testing.T, s Store) {
	wantKind(t, "a reuse", s.SaveReuse(t.Context(), reuse("A", "api/rain", Epoch), nil), catalog.ErrNotFound)
}

// testReusesTold has one that an agency answers, one whose agency is its owner, and
// one that is offered anew, which is nobody's answer.
func testReusesTold(t *testing.T, s Store) {
	saveApplication(t, s, application("A", "lan", Epoch))
	answer := func(product market.Ref, by string, to market.ReuseState) {
		was := offerReuse(t, s, reuse("A", product, Epoch))
		r := was
		r.State, r.Answer, r.AnsweredBy, r.Answered = to, "Cảm ơn.", by, Epoch.Add(time.Hour)
		if err := s.SaveReuse(t.Context(), r, &was); err != nil {
			t.Fatal(err)
		}
	}
	answer("api/rain", "minh", market.ReuseShown)
	answer("data/air", "minh", market.ReuseRefused)
	answer("data/water", "lan", market.ReuseShown)
	offerReuse(t, s, reuse("A", "api/rain", Epoch.Add(time.Minute)))
	var got []string
	for _, n := range must(s.ClaimNotices(t.Context(), 10, 0))(t) {
		if n.Kind != notice.ReuseAnswered || len(n.To) != 1 || n.To[0] != "lan" || n.Path != "/apps/A" || n.Text.En != "The agency says: Cảm ơn." {
			t.Errorf("raised %+v", n)
		}
		got = append(got, n.Title.En)
	}
	slices.Sort(got)
	wantEqual(t, "raised", got, []string{"Bản đồ 'mưa' ? is not shown with data/air", "Bản đồ 'mưa' ? is shown with api/rain"})
}

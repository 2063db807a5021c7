package catalogtest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/notice"
)

var notices = map[string]func(*testing.T, Store){
	"are raised once":                        testRaiseOnce,
	"are told no sooner than they are due":   testNoticeDue,
	"are claimed by one until they are told": testNoticeClaimed,
	"are free again when a lease is over":    testNoticeLease,
	"are told to each reader once":           testTellOnce,
	"are told together, all or none":         testTellTogether,
	"of one digest are one delivery":         testDigest,
	"that come too late for a digest wait":   testDigestBegun,
	"of releases are raised with them":       testReleaseNotices,
	"of APIs are for those who use them":     testProductNotices,
	"that an API ends reach its callers":     testProductCallersNotices,
	"that are not valid are refused":         testNoticeInvalid,
}

// Notice returns a notice that is due, about a dataset.
func Notice(parts ...string) notice.Notice {
	return notice.Notice{
		ID: notice.ID(Epoch, parts...), Kind: notice.ReleasePublished, At: Epoch, Topics: []notice.Topic{notice.OfDataset("rain")},
		Title: catalog.Text{Vi: "Mưa: phiên bản 2 đã công bố", En: "Rain: version 2 is published"}, Path: "/datasets/rain/releases/2",
		Text: catalog.Text{Vi: "Thêm 3 dòng.", En: "3 rows added."}, Data: []byte(`{"dataset":"rain"}`),
	}
}

// raise raises notices, and returns those that are due.
func raise(t *testing.T, s Store, ns ...notice.Notice) []notice.Notice {
	t.Helper()
	if err := s.Raise(t.Context(), ns...); err != nil {
		t.Fatal(err)
	}
	return must(s.ClaimNotices(t.Context(), 100, 0))(t)
}

func tell(t *testing.T, s Store, n notice.Notice, readers ...notice.Reader) {
	t.Helper()
	if err := s.Tell(t.Context(), notice.Telling{Notice: n, Readers: readers}); err != nil {
		t.Fatal(err)
	}
}

// done has notices told to nobody.
func done(t *testing.T, s Store, ns ...notice.Notice) {
	t.Helper()
	for _, n := range ns {
		if err := s.Tell(t.Context(), notice.Telling{Notice: n, Done: true}); err != nil {
			t.Fatal(err)
		}
	}
}

func testRaiseOnce(t *testing.T, s Store) {
	n := Notice("a")
	other := n
	other.Title.Vi = "Khác"
	raise(t, s, n, Notice("b"))
	due := raise(t, s, other)
	if len(due) != 2 || !slices.ContainsFunc(due, func(d notice.Notice) bool { return d.ID == n.ID && d.Title == n.Title }) {
		t.Errorf("due %+v, want the two as they were raised first", due)
	}
	done(t, s, n)
	if due = raise(t, s, n); len(due) != 1 || due[0].ID == n.ID {
		t.Errorf("due after one was told: %+v", due)
	}
	wantEqual(t, "notice", due[0], Notice("b"))
}

func testNoticeDue(t *testing.T, s Store) {
	later := Notice("later")
	later.At = time.Now().Add(time.Hour)
	now := Notice("now")
	now.At = time.Time{}
	due := raise(t, s, later, now)
	if len(due) != 1 || due[0].ID != now.ID || due[0].At.IsZero() {
		t.Errorf("due: %+v, want the one without a time, with that of its raising", due)
	}
}

func testNoticeClaimed(t *testing.T, s Store) {
	var want []string
	for i := range 40 {
		n := Notice(fmt.Sprint(i))
		raise(t, s, n)
		want = append(want, n.ID)
	}
	var mu sync.Mutex
	var got []string
	var couriers sync.WaitGroup
	for range 4 {
		couriers.Go(func() {
			for {
				claimed, err := s.ClaimNotices(t.Context(), 3, notice.TellLease)
				if err != nil {
					t.Error(err)
				}
				if len(claimed) == 0 {
					return
				}
				mu.Lock()
				for _, n := range claimed {
					got = append(got, n.ID)
				}
				mu.Unlock()
			}
		})
	}
	couriers.Wait()
	slices.Sort(got)
	slices.Sort(want)
	wantEqual(t, "claimed", got, want)
	if err := s.FreeNotices(t.Context(), want[:2]...); err != nil {
		t.Fatal(err)
	}
	done(t, s, notice.Notice{ID: want[0]})
	again := must(s.ClaimNotices(t.Context(), 10, notice.TellLease))(t)
	if len(again) != 1 || again[0].ID != want[1] {
		t.Errorf("claimed after two were freed, and one of them told: %+v", again)
	}
}

func testNoticeLease(t *testing.T, s Store) {
	clock := time.Now()
	s.UseClock(func() time.Time { return clock })
	raise(t, s, Notice("a"))
	for _, step := range []struct {
		name string
		by   time.Duration
		want int
	}{
		{"at first", 0, 1},
		{"within the lease", notice.TellLease - time.Second, 0},
		{"after it", 2 * time.Second, 1},
		{"by a clock that was set back by an hour", -time.Hour, 1},
	} {
		clock = clock.Add(step.by)
		if claimed := must(s.ClaimNotices(t.Context(), 10, notice.TellLease))(t); len(claimed) != step.want {
			t.Errorf("%s: %d notices claimed, want %d", step.name, len(claimed), step.want)
		}
	}
}

func testTellTogether(t *testing.T, s Store) {
	a, b := Notice("a"), Notice("b")
	raise(t, s, a, b)
	lan := notice.Reader{Owner: "lan", Mail: notice.AtOnce}
	unknown := Notice("unknown")
	if err := s.Tell(t.Context(), notice.Telling{Notice: a, Readers: []notice.Reader{lan}, Done: true}, notice.Telling{Notice: unknown, Readers: []notice.Reader{lan}}); err == nil {
		t.Error("a notice that was never raised is told")
	}
	if all := must(s.Deliveries(t.Context(), notice.DeliveryFilter{}))(t); len(all) != 0 || len(raise(t, s)) != 2 {
		t.Errorf("of a telling that failed there are %+v", all)
	}
	err := s.Tell(t.Context(), notice.Telling{Notice: a, Readers: []notice.Reader{lan}}, notice.Telling{Notice: a, Readers: []notice.Reader{lan}, Done: true},
		notice.Telling{Notice: b, Readers: []notice.Reader{{Owner: "lan", Mail: notice.Daily}, {Owner: "minh", Mail: notice.Daily}}, Done: true})
	if err != nil {
		t.Fatal(err)
	}
	for owner, want := range map[string]int{"lan": 2, "minh": 1} {
		if all := must(s.Deliveries(t.Context(), notice.DeliveryFilter{Owner: owner}))(t); len(all) != want {
			t.Errorf("%s has %d deliveries, want %d: %+v", owner, len(all), want, all)
		}
	}
	if due := raise(t, s); len(due) != 0 {
		t.Errorf("due after all were told: %+v", due)
	}
}

func testTellOnce(t *testing.T, s Store) {
	n := Notice("a")
	raise(t, s, n)
	for range 2 { // as after a crash
		tell(t, s, n, notice.Reader{Owner: "lan", Mail: notice.AtOnce, Webhooks: []string{"hook1", "hook2"}}, notice.Reader{Owner: "minh", Mail: notice.Daily},
			notice.Reader{Owner: "hoa", Mail: notice.NoMail})
	}
	tell(t, s, n, notice.Reader{Owner: "minh", Mail: notice.AtOnce}, notice.Reader{Owner: "lan", Mail: notice.Weekly}) // they changed their minds meanwhile
	var got []string
	for _, owner := range []string{"lan", "minh", "hoa"} {
		for _, d := range must(s.Deliveries(t.Context(), notice.DeliveryFilter{Owner: owner}))(t) {
			if len(d.Notices) != 1 || d.Notices[0].ID != n.ID || d.State != notice.Pending {
				t.Errorf("delivery %+v", d)
			}
			got = append(got, d.Owner+" "+string(d.Way)+d.Webhook)
		}
	}
	slices.Sort(got)
	wantEqual(t, "deliveries", got, []string{"lan mail", "lan webhookhook1", "lan webhookhook2", "minh daily"})
}

func testDigest(t *testing.T, s Store) {
	for i := range 5 {
		n := Notice(fmt.Sprint(i))
		raise(t, s, n)
		tell(t, s, n, notice.Reader{Owner: "minh", Mail: notice.Daily}, notice.Reader{Owner: "lan", Mail: notice.Weekly})
	}
	for owner, cadence := range map[string]notice.Cadence{"minh": notice.Daily, "lan": notice.Weekly} {
		all := must(s.Deliveries(t.Context(), notice.DeliveryFilter{Owner: owner}))(t)
		if len(all) != 1 || len(all[0].Notices) != 5 {
			t.Fatalf("%s has %d deliveries: %+v", owner, len(all), all)
		}
		if due := cadence.Next(time.Now()); !all[0].Next.Equal(due) {
			t.Errorf("%s hears at %v, want %v", owner, all[0].Next, due)
		}
	}
	if claimed := must(s.ClaimDeliveries(t.Context(), 10))(t); len(claimed) != 0 {
		t.Errorf("claimed before their time: %+v", claimed)
	}
}

func testDigestBegun(t *testing.T, s Store) {
	first, second := Notice("1"), Notice("2")
	raise(t, s, first, second)
	due := notice.Daily.Next(time.Now())
	// The digest of the day as it is when its first attempt has begun.
	early := notice.Delivery{ID: notice.ID(due, string(notice.ByDaily), "minh"), Way: notice.ByDaily, Owner: "minh", Next: Epoch}
	if err := s.AddDelivery(t.Context(), early); err != nil {
		t.Fatal(err)
	}
	tell(t, s, first, notice.Reader{Owner: "minh", Mail: notice.Daily})
	if claimed := must(s.ClaimDeliveries(t.Context(), 10))(t); len(claimed) != 1 || len(claimed[0].Notices) != 1 {
		t.Fatalf("claimed %+v", claimed)
	}
	tell(t, s, second, notice.Reader{Owner: "minh", Mail: notice.Daily})
	all := must(s.Deliveries(t.Context(), notice.DeliveryFilter{Owner: "minh"}))(t)
	if len(all) != 2 || !all[0].Next.Equal(due.AddDate(0, 0, 1)) || len(all[0].Notices) != 1 || all[0].Notices[0].ID != second.ID {
		t.Errorf("deliveries %+v, want the second notice a day later", all)
	}
}

func testReleaseNotices(t *testing.T, s Store) {
	d := Dataset("rain", "H26")
	r := Publish(t, s, d, Release(d, 1))
	due := must(s.ClaimNotices(t.Context(), 10, 0))(t)
	if len(due) != 1 || due[0].Kind != notice.ReleasePublished || due[0].Path != "/datasets/rain/releases/1" ||
		!slices.Contains(due[0].Topics, notice.OfAgency("H26")) || !slices.Contains(due[0].Topics, notice.OfTheme("environment")) {
		t.Fatalf("due after a publication: %+v", due)
	}
	done(t, s, due[0])
	if err := s.Withdraw(t.Context(), "rain", r.Version, catalog.Text{Vi: "Sai số liệu.", En: "Wrong figures."}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if due = must(s.ClaimNotices(t.Context(), 10, 0))(t); len(due) != 1 || due[0].Kind != notice.ReleaseWithdrawn {
		t.Errorf("due after a withdrawal: %+v", due)
	}
}

func testProductNotices(t *testing.T, s Store) {
	withAgency(t, s)
	p := saveProduct(t, s, Product("rain", "H26"))
	saveApplication(t, s, application("A", "lan", Epoch))
	sub := subscribe(t, s, "A", p.Ref(), Epoch)
	sub.State, sub.AnsweredBy, sub.Answered, sub.Answer = market.Active, "minh", Epoch, "Đồng ý."
	if err := s.SaveSubscription(t.Context(), sub, market.Pending); err != nil {
		t.Fatal(err)
	}
	p.Versions[0].State, p.Versions[0].Deprecated, p.Versions[0].Sunset = market.Deprecated, Epoch, Epoch.AddDate(0, 3, 0)
	p = saveProduct(t, s, p)
	p.Title.En = "Rain"
	saveProduct(t, s, p) // which moves nothing
	var got []notice.Kind
	for _, n := range must(s.ClaimNotices(t.Context(), 10, 0))(t) {
		if n.Kind == notice.ReleasePublished {
			continue // of the dataset that made the agency known
		}
		got = append(got, n.Kind)
		if len(n.To) != 1 || n.To[0] != "lan" {
			t.Errorf("%s is for %v, want the owner of the application", n.Kind, n.To)
		}
		if n.Kind == notice.APIDeprecated && !slices.Contains(n.Topics, notice.OfProduct("api/rain")) {
			t.Errorf("topics %v", n.Topics)
		}
	}
	wantEqual(t, "raised", got, []notice.Kind{notice.SubscriptionAnswered, notice.APIDeprecated})
}

// testProductCallersNotices has a subscriber, and callers without a subscription:
// with two keys in one application, too long ago, refused, of a closed
// application, of none, and of another API.
func testProductCallersNotices(t *testing.T, s Store) {
	withAgency(t, s)
	p := saveProduct(t, s, Product("rain", "H26"))
	now := time.Now().UTC()
	saveApplication(t, s, application("A", "lan", Epoch))
	sub := subscribe(t, s, "A", p.Ref(), Epoch)
	sub.State = market.Active
	if err := s.SaveSubscription(t.Context(), sub, market.Pending); err != nil {
		t.Fatal(err)
	}
	var uses []market.Use
	for i, c := range []struct {
		application, owner string
		product            market.Ref
		ago                time.Duration
		status             int
	}{
		{"A", "lan", "api/rain", time.Hour, 200},
		{"B", "minh", "api/rain", 89 * 24 * time.Hour, 200},
		{"B", "minh", "api/rain", time.Hour, 304},
		{"C", "hoa", "api/rain", 92 * 24 * time.Hour, 200},
		{"D", "tam", "api/rain", time.Hour, 403},
		{"E", "cuc", "api/rain", time.Hour, 200},
		{"", "", "api/rain", time.Hour, 200},
		{"F", "mai", "api/other", time.Hour, 200},
	} {
		if c.application != "" && c.application != "A" {
			saveApplication(t, s, application(c.application, c.owner, Epoch))
		}
		k := saveKey(t, s, account.Key{ID: fmt.Sprint("K", i), Hash: [32]byte{byte(i + 1)}, Created: Epoch, Application: c.application})
		uses = append(uses, calls(now.Add(-c.ago).Truncate(time.Hour), c.product, k.ID, c.status, 1))
	}
	addUse(t, s, "1", uses...)
	if err := s.CloseApplication(t.Context(), "E", now); err != nil {
		t.Fatal(err)
	}
	p.Versions[0].State, p.Versions[0].Deprecated, p.Versions[0].Sunset = market.Deprecated, Epoch, Epoch.AddDate(0, 3, 0)
	p = saveProduct(t, s, p)
	p.Versions[0].State, p.Versions[0].Deprecated, p.Versions[0].Sunset = market.Published, time.Time{}, time.Time{}
	saveProduct(t, s, p)
	got := make(map[notice.Kind][]string)
	for _, n := range must(s.ClaimNotices(t.Context(), 10, 0))(t) {
		if slices.Contains(n.Topics, notice.OfProduct("api/rain")) {
			got[n.Kind] = n.To
		}
	}
	wantEqual(t, "who hears", got, map[notice.Kind][]string{notice.APIDeprecated: {"lan", "minh"}, notice.APIPublished: {"lan"}})
}

func testNoticeInvalid(t *testing.T, s Store) {
	for name, change := range map[string]func(*notice.Notice){
		"no ID":               func(n *notice.Notice) { n.ID = "a" },
		"no title":            func(n *notice.Notice) { n.Title = catalog.Text{} },
		"data that are none":  func(n *notice.Notice) { n.Data = []byte("{") },
		"path that is none":   func(n *notice.Notice) { n.Path = "//example.org" },
		"topic that is none":  func(n *notice.Notice) { n.Topics = []notice.Topic{"dataset/ "} },
		"text that is binary": func(n *notice.Notice) { n.Title.Vi = "a\x00" },
	} {
		n := Notice("a")
		change(&n)
		if err := s.Raise(t.Context(), Notice("b"), n); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
	if due := must(s.ClaimNotices(t.Context(), 10, 0))(t); len(due) != 0 {
		t.Errorf("raised all the same: %+v", due)
	}
}

// newID returns a ULID.
func newID() string { return ulid.Make().String() }

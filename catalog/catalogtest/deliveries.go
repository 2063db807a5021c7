package catalogtest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/notice"
)

var deliveries = map[string]func(*testing.T, Store){
	"are claimed by one":                           testClaimOnce,
	"that fail are due again":                      testDeliveryFails,
	"that ended can be asked for again":            testRedeliver,
	"of letters are kept sealed, and not for long": testLetters,
	"of an attempt that is over stay":              testStaleAttempt,
	"are ended together":                           testEndTogether,
	"are forgotten":                                testPruneDeliveries,
}

var follows = map[string]func(*testing.T, Store){
	"of a topic are one for each user": testFollowOnce,
	"are found by topic":               testFollowers,
	"of searches are listed":           testSearches,
	"can be ended":                     testFollowEnds,
	"are bounded":                      testFollowBounds,
}

var webhooks = map[string]func(*testing.T, Store){
	"are those of their owner":                testWebhookOwner,
	"that fail are counted":                   testWebhookCounted,
	"that are disabled give their calls up":   testWebhookDisabled,
	"that are removed take their calls along": testWebhookRemoved,
}

// deliver adds a delivery that is due.
func deliver(t *testing.T, s Store, way notice.Way, owner, hook string) string {
	t.Helper()
	d := notice.Delivery{ID: newID(), Way: way, Owner: owner, Webhook: hook, Next: Epoch}
	if err := s.AddDelivery(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return d.ID
}

// claimOne claims the one delivery that is due.
func claimOne(t *testing.T, s Store) notice.Delivery {
	t.Helper()
	claimed := must(s.ClaimDeliveries(t.Context(), 10))(t)
	if len(claimed) != 1 {
		t.Fatalf("claimed %+v, want one", claimed)
	}
	return claimed[0]
}

func endAttempt(t *testing.T, s Store, a notice.Attempt, state notice.DeliveryState, next time.Time) {
	t.Helper()
	if err := s.EndAttempts(t.Context(), notice.Outcome{Attempt: a, State: state, Next: next}); err != nil {
		t.Fatal(err)
	}
}

func testClaimOnce(t *testing.T, s Store) {
	var want []string
	for range 40 {
		want = append(want, deliver(t, s, notice.ByMail, "lan", ""))
	}
	var mu sync.Mutex
	var got []string
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for {
				claimed, err := s.ClaimDeliveries(t.Context(), 3)
				if err != nil {
					t.Error(err)
				}
				if len(claimed) == 0 {
					return
				}
				mu.Lock()
				for _, d := range claimed {
					got = append(got, d.ID)
					if d.Attempts != 1 || d.Tries != 1 || time.Until(d.Next) > notice.Lease || time.Until(d.Next) < notice.Lease/2 {
						t.Errorf("claimed %+v", d)
					}
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	slices.Sort(got)
	slices.Sort(want)
	wantEqual(t, "claimed", got, want)
}

func testDeliveryFails(t *testing.T, s Store) {
	id := deliver(t, s, notice.ByWebhook, "lan", "hook")
	claimOne(t, s)
	first := notice.Attempt{Delivery: id, Number: 1, At: Epoch, Took: 3 * time.Millisecond, Status: 500, Error: "answered 500"}
	endAttempt(t, s, first, notice.Pending, Epoch.Add(time.Second))
	if d := claimOne(t, s); d.Attempts != 2 || d.Tries != 2 {
		t.Errorf("claimed again: %+v", d)
	}
	second := notice.Attempt{Delivery: id, Number: 2, At: Epoch.Add(time.Second), Status: 204}
	endAttempt(t, s, second, notice.Delivered, time.Time{})
	wantEqual(t, "attempts", must(s.Attempts(t.Context(), id))(t), []notice.Attempt{first, second})
	d := must(s.Deliveries(t.Context(), notice.DeliveryFilter{Webhook: "hook", State: notice.Delivered}))(t)
	if len(d) != 1 || !d[0].Next.IsZero() || d[0].Ended.IsZero() {
		t.Errorf("delivered: %+v", d)
	}
	if more := must(s.ClaimDeliveries(t.Context(), 10))(t); len(more) != 0 {
		t.Errorf("claimed after it had arrived: %+v", more)
	}
}

func testRedeliver(t *testing.T, s Store) {
	id := deliver(t, s, notice.ByWebhook, "lan", "hook")
	wantKind(t, "while it waits", s.Redeliver(t.Context(), "lan", id), catalog.ErrConflict)
	claimOne(t, s)
	endAttempt(t, s, notice.Attempt{Delivery: id, Number: 1, At: Epoch}, notice.GivenUp, time.Time{})
	wantKind(t, "by a stranger", s.Redeliver(t.Context(), "minh", id), catalog.ErrNotFound)
	wantKind(t, "by nobody", s.Redeliver(t.Context(), "", id), catalog.ErrNotFound)
	if err := s.Redeliver(t.Context(), "lan", id); err != nil {
		t.Fatal(err)
	}
	if d := claimOne(t, s); d.ID != id || d.Attempts != 2 || d.Tries != 1 {
		t.Errorf("asked for again: %+v, want the same ID, a second attempt, a first try", d)
	}
}

func testLetters(t *testing.T, s Store) {
	d := notice.Delivery{ID: newID(), Way: notice.ByLetter, Sealed: []byte{0, 1, 255}}
	for range 2 {
		if err := s.AddDelivery(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	if got := claimOne(t, s); string(got.Sealed) != string(d.Sealed) {
		t.Errorf("sealed %x, want %x", got.Sealed, d.Sealed)
	}
	endAttempt(t, s, notice.Attempt{Delivery: d.ID, Number: 1, At: Epoch}, notice.Delivered, time.Time{})
	if all := must(s.Deliveries(t.Context(), notice.DeliveryFilter{}))(t); len(all) != 0 {
		t.Errorf("letters are shown: %+v", all)
	}
	if n := must(s.PruneDeliveries(t.Context(), Epoch))(t); n != 1 {
		t.Errorf("%d removed, want the letter that was sent", n)
	}
}

func testStaleAttempt(t *testing.T, s Store) {
	id := deliver(t, s, notice.ByMail, "lan", "")
	claimOne(t, s)
	endAttempt(t, s, notice.Attempt{Delivery: id, Number: 1, At: Epoch, Error: "slow"}, notice.Pending, Epoch)
	claimOne(t, s) // by another process
	endAttempt(t, s, notice.Attempt{Delivery: id, Number: 1, At: Epoch}, notice.Delivered, time.Time{})
	d := must(s.Deliveries(t.Context(), notice.DeliveryFilter{Owner: "lan"}))(t)
	if len(d) != 1 || d[0].State != notice.Pending {
		t.Errorf("an attempt that was over ended the delivery: %+v", d)
	}
	endAttempt(t, s, notice.Attempt{Delivery: newID(), Number: 1, At: Epoch}, notice.Delivered, time.Time{}) // of a webhook that was removed
}

func testEndTogether(t *testing.T, s Store) {
	gone, failed, arrived := newID(), deliver(t, s, notice.ByWebhook, "lan", "hook"), deliver(t, s, notice.ByMail, "lan", "")
	must(s.ClaimDeliveries(t.Context(), 10))(t)
	err := s.EndAttempts(t.Context(), notice.Outcome{Attempt: notice.Attempt{Delivery: gone, Number: 1, At: Epoch}, State: notice.Delivered},
		notice.Outcome{Attempt: notice.Attempt{Delivery: failed, Number: 1, At: Epoch, Status: 500}, State: notice.Pending, Next: Epoch},
		notice.Outcome{Attempt: notice.Attempt{Delivery: arrived, Number: 1, At: Epoch}, State: notice.Delivered})
	if err != nil {
		t.Fatal(err)
	}
	if d := claimOne(t, s); d.ID != failed {
		t.Errorf("claimed again: %+v, want the one that failed", d)
	}
	for id, want := range map[string]int{gone: 0, failed: 1, arrived: 1} {
		if got := must(s.Attempts(t.Context(), id))(t); len(got) != want {
			t.Errorf("%d attempts of %s, want %d", len(got), id, want)
		}
	}
}

func testPruneDeliveries(t *testing.T, s Store) {
	n := Notice("a")
	raise(t, s, n)
	tell(t, s, n, notice.Reader{Owner: "lan", Mail: notice.AtOnce})
	done(t, s, n)
	d := claimOne(t, s)
	if got := must(s.PruneDeliveries(t.Context(), time.Now().Add(time.Hour)))(t); got != 0 {
		t.Errorf("%d removed while it is pending", got)
	}
	endAttempt(t, s, notice.Attempt{Delivery: d.ID, Number: 1, At: Epoch}, notice.Delivered, time.Time{})
	if got := must(s.PruneDeliveries(t.Context(), time.Now().Add(time.Hour)))(t); got != 2 {
		t.Errorf("%d removed, want the delivery and its notice", got)
	}
}

func follow(t *testing.T, s Store, owner string, topic notice.Topic, mail notice.Cadence) notice.Follow {
	t.Helper()
	return must(s.SaveFollow(t.Context(), notice.Follow{ID: newID(), Owner: owner, Topic: topic, Mail: mail}))(t)
}

func testFollowOnce(t *testing.T, s Store) {
	first := follow(t, s, "lan", notice.OfDataset("rain"), notice.AtOnce)
	again := follow(t, s, "lan", notice.OfDataset("rain"), notice.Weekly)
	follow(t, s, "minh", notice.OfDataset("rain"), notice.Daily)
	if again.ID != first.ID || !again.Created.Equal(first.Created) || again.Mail != notice.Weekly {
		t.Errorf("again: %+v, first %+v", again, first)
	}
	wantEqual(t, "follows", must(s.FollowsOf(t.Context(), "lan"))(t), []notice.Follow{again})
	_, err := s.SaveFollow(t.Context(), notice.Follow{ID: newID(), Owner: "lan", Topic: "dataset/rain", Mail: notice.NoMail})
	wantKind(t, "by no way", err, catalog.ErrInvalid)
	_, err = s.SaveFollow(t.Context(), notice.Follow{ID: newID(), Owner: "lan", Topic: "world/peace", Mail: notice.Daily})
	wantKind(t, "of nothing", err, catalog.ErrInvalid)
}

func testFollowers(t *testing.T, s Store) {
	for _, owner := range []string{"c", "a", "b"} {
		follow(t, s, owner, notice.OfDataset("rain"), notice.AtOnce)
		follow(t, s, owner, notice.OfAgency("H26"), notice.Daily)
		follow(t, s, owner, notice.OfDataset("sun"), notice.Daily)
	}
	for _, owner := range []string{"aa", "ab", "ac", "d"} { // pages in which nobody is asked for
		follow(t, s, owner, notice.OfDataset("sun"), notice.Daily)
	}
	few := []notice.Topic{notice.OfDataset("rain"), notice.OfAgency("H26")}
	many := slices.Clone(few)
	for i := range 2000 {
		many = append(many, notice.OfSearch(url.Values{"q": {fmt.Sprint(i)}}))
	}
	for name, topics := range map[string][]notice.Topic{"of a few topics": few, "of many topics": many} {
		var got []string
		after := ""
		for {
			page := must(s.Followers(t.Context(), topics, after, 2))(t)
			if len(page) == 0 {
				break
			}
			for _, f := range page {
				got = append(got, f.Owner)
			}
			after = page[len(page)-1].Owner
		}
		wantEqual(t, name, got, []string{"a", "a", "b", "b", "c", "c"})
	}
}

func testSearches(t *testing.T, s Store) {
	follow(t, s, "lan", "search/q=rain", notice.AtOnce)
	follow(t, s, "minh", "search/q=rain", notice.AtOnce)
	follow(t, s, "minh", "search/q=sun", notice.AtOnce)
	follow(t, s, "minh", "theme/health", notice.AtOnce)
	wantEqual(t, "first", must(s.Searches(t.Context(), "", 1))(t), []notice.Topic{"search/q=rain"})
	wantEqual(t, "next", must(s.Searches(t.Context(), "search/q=rain", 5))(t), []notice.Topic{"search/q=sun"})
}

func testFollowEnds(t *testing.T, s Store) {
	f := follow(t, s, "lan", notice.OfDataset("rain"), notice.Daily)
	kept := follow(t, s, "lan", notice.OfDataset("sun"), notice.AtOnce)
	for _, owner := range []string{"minh", ""} {
		if err := s.DropFollow(t.Context(), owner, f.ID); err != nil {
			t.Error(err)
		}
	}
	if all := must(s.FollowsOf(t.Context(), "lan"))(t); len(all) != 2 {
		t.Errorf("a stranger ended a follow: %+v", all)
	}
	if err := s.DropFollows(t.Context(), "lan", notice.Daily); err != nil {
		t.Error(err)
	}
	wantEqual(t, "left", must(s.FollowsOf(t.Context(), "lan"))(t), []notice.Follow{kept})
	if err := errors.Join(s.DropFollow(t.Context(), "lan", kept.ID), s.DropFollow(t.Context(), "lan", kept.ID)); err != nil {
		t.Error(err)
	}
	if all := must(s.FollowsOf(t.Context(), "lan"))(t); len(all) != 0 {
		t.Errorf("left: %+v", all)
	}
}

func testFollowBounds(t *testing.T, s Store) {
	for range notice.MaxFollows {
		follow(t, s, "lan", notice.OfTheme(newID()), notice.Daily)
	}
	follow(t, s, "minh", "theme/health", notice.Daily)
	_, err := s.SaveFollow(t.Context(), notice.Follow{ID: newID(), Owner: "lan", Topic: "theme/health", Mail: notice.Daily})
	wantKind(t, "one too many", err, catalog.ErrConflict)
}

func hook(t *testing.T, s Store, owner string) notice.Webhook {
	t.Helper()
	w := notice.Webhook{ID: newID(), Owner: owner, URL: "https://example.org/hook", Note: "bản thử", Kinds: []notice.Kind{notice.ReleasePublished},
		State: notice.InUse, Secret: []byte{1, 2}, Old: []byte{3}, OldUntil: Epoch}
	if err := s.SaveWebhook(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	return w
}

func testWebhookOwner(t *testing.T, s Store) {
	w := hook(t, s, "lan")
	other := hook(t, s, "minh")
	got := must(s.Webhook(t.Context(), w.ID))(t)
	if got.Created.IsZero() {
		t.Error("it has no time")
	}
	w.Created = got.Created
	wantEqual(t, "webhook", got, w)
	stolen := w
	stolen.Owner, stolen.URL = "minh", "https://example.net"
	wantKind(t, "change by a stranger", s.SaveWebhook(t.Context(), stolen), catalog.ErrNotFound)
	w.URL = "https://example.com"
	if err := s.SaveWebhook(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "changed", must(s.WebhooksOf(t.Context(), "lan"))(t), []notice.Webhook{w})
	if err := s.DropWebhook(t.Context(), "lan", other.ID); err != nil {
		t.Error(err)
	}
	must(s.Webhook(t.Context(), other.ID))(t)
	for range notice.MaxWebhooks - 1 {
		hook(t, s, "lan")
	}
	wantKind(t, "one too many", s.SaveWebhook(t.Context(), notice.Webhook{ID: newID(), Owner: "lan", State: notice.InUse}), catalog.ErrConflict)
}

func testWebhookCounted(t *testing.T, s Store) {
	w := hook(t, s, "lan")
	for i := range 3 {
		got := must(s.CountWebhook(t.Context(), w.ID, false, Epoch.Add(time.Duration(i)*time.Minute)))(t)
		if got.Failures != i+1 || !got.Failing.Equal(Epoch) || got.URL != w.URL {
			t.Errorf("after %d failures: %+v", i+1, got)
		}
	}
	if got := must(s.CountWebhook(t.Context(), w.ID, true, Epoch))(t); got.Failures != 0 || !got.Failing.IsZero() {
		t.Errorf("after a success: %+v", got)
	}
	_, err := s.CountWebhook(t.Context(), newID(), false, Epoch)
	wantKind(t, "of none", err, catalog.ErrNotFound)
}

func testWebhookDisabled(t *testing.T, s Store) {
	w, other := hook(t, s, "lan"), hook(t, s, "lan")
	id, kept := deliver(t, s, notice.ByWebhook, "lan", w.ID), deliver(t, s, notice.ByWebhook, "lan", other.ID)
	must(s.CountWebhook(t.Context(), w.ID, false, Epoch))(t)
	for _, n := range []notice.Notice{Notice("first"), Notice("second")} { // of two processes that see it fail
		if err := s.DisableWebhook(t.Context(), w.ID, notice.Gone, n); err != nil {
			t.Fatal(err)
		}
	}
	if due := must(s.ClaimNotices(t.Context(), 10, 0))(t); len(due) != 1 || due[0].ID != Notice("first").ID {
		t.Errorf("raised: %+v, want one", due)
	}
	got := must(s.Webhook(t.Context(), w.ID))(t)
	if got.State != notice.OutOfUse || got.Why != notice.Gone {
		t.Errorf("webhook %+v", got)
	}
	if d := claimOne(t, s); d.ID != kept {
		t.Errorf("claimed %s; the calls were %s and %s", d.ID, id, kept)
	}
	got.State, got.Why = notice.InUse, ""
	if err := s.SaveWebhook(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	if got = must(s.Webhook(t.Context(), w.ID))(t); got.Failures != 0 || got.State != notice.InUse {
		t.Errorf("enabled again: %+v", got)
	}
}

func testWebhookRemoved(t *testing.T, s Store) {
	w := hook(t, s, "lan")
	n := Notice("a")
	raise(t, s, n)
	tell(t, s, n, notice.Reader{Owner: "lan", Mail: notice.NoMail, Webhooks: []string{w.ID}})
	if err := s.DropWebhook(t.Context(), "lan", w.ID); err != nil {
		t.Fatal(err)
	}
	if d := must(s.ClaimDeliveries(t.Context(), 10))(t); len(d) != 0 {
		t.Errorf("left: %+v", d)
	}
	_, err := s.Webhook(t.Context(), w.ID)
	wantKind(t, "webhook", err, catalog.ErrNotFound)
}

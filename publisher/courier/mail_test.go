package courier_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
	"nguon/publisher/notify"
)

func TestALetterArrivesWithItsLinkAndNowhereElse(t *testing.T) {
	b := open(t)
	stop := b.run(t)
	defer stop()
	l := account.Letter{Kind: account.LetterReset, To: "lan@example.net", Name: "Lan", Lang: catalog.Vietnamese, Token: "T0kenT0ken", Expires: time.Now().Add(time.Hour)}
	if err := b.Post().Post(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	eventually(t, "letter", func() bool { return len(b.box.to("lan@example.net")) == 1 })
	m := b.box.to("lan@example.net")[0]
	if !strings.Contains(m.Text, "https://data.example.org/account/password/new?token=T0kenT0ken") || m.Unsubscribe != "" {
		t.Errorf("letter %q, unsubscribe %q", m.Text, m.Unsubscribe)
	}
}

func TestALetterIsInTheOutboxOnlySealed(t *testing.T) {
	b := open(t)
	b.box.fail = func(notify.Message) error { return errBusy }
	stop := b.run(t)
	l := account.Letter{Kind: account.LetterReset, To: "lan@example.net", Token: "T0kenT0ken", Expires: time.Now().Add(time.Hour)}
	if err := b.Post().Post(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	stop() // what was handed over is put into the outbox
	claimed, err := b.db.ClaimDeliveries(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range claimed { // none, if the attempt was quicker than the end
		if strings.Contains(string(d.Sealed), "T0ken") || strings.Contains(string(d.Sealed), "lan@") {
			t.Errorf("the outbox holds %q", d.Sealed)
		}
	}
	// Another process has it later: with another one's mail server.
	other := on(t, b.db)
	other.ahead = time.Hour / 2
	if err := b.db.AddDelivery(t.Context(), notice.Delivery{ID: notice.ID(time.Now(), "x"), Way: notice.ByLetter, Sealed: []byte("of another key")}); err != nil {
		t.Fatal(err)
	}
	other.deliver(t)
	if len(other.box.got) != 0 {
		t.Errorf("a letter of another key was sent: %+v", other.box.got)
	}
}

func TestALetterWhoseLinkHasExpiredIsNotSent(t *testing.T) {
	b := open(t)
	stop := b.run(t)
	if err := b.Post().Post(t.Context(), account.Letter{Kind: account.LetterReset, To: "lan@example.net", Token: "T", Expires: time.Now().Add(-time.Minute)}); err != nil {
		t.Fatal(err)
	}
	if err := b.Post().Post(t.Context(), account.Letter{Kind: account.LetterDeleted, To: "minh@example.net"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the other letter", func() bool { return len(b.box.to("minh@example.net")) == 1 })
	stop()
	if got := b.box.to("lan@example.net"); len(got) != 0 {
		t.Errorf("sent %+v", got)
	}
}

func TestFollowersHearOnceByTheirWay(t *testing.T) {
	b := open(t)
	rain, agency := notice.OfDataset("rain"), notice.OfAgency("H26")
	b.follow(t, "lan", rain, notice.Daily, false)
	b.follow(t, "lan", agency, notice.AtOnce, false) // which is sooner
	b.follow(t, "minh", rain, notice.AtOnce, false)
	b.follow(t, "hoa", notice.OfDataset("sun"), notice.AtOnce, false)
	b.follow(t, "gone", rain, notice.AtOnce, false)
	n := catalogtest.Notice("a")
	n.Topics = []notice.Topic{rain, agency}
	n.To = []string{"minh"} // whom it concerns besides
	b.raise(t, n)
	b.deliver(t)
	for owner, want := range map[string]int{"lan": 1, "minh": 1, "hoa": 0, "gone": 0} {
		if got := b.box.to(owner + "@example.net"); len(got) != want {
			t.Errorf("%s got %d mails, want %d", owner, len(got), want)
		}
	}
	m := b.box.to("lan@example.net")[0]
	if m.Subject != n.Title.Vi || !strings.Contains(m.Text, n.Text.Vi) || !strings.Contains(m.Text, "https://data.example.org"+n.Path) {
		t.Errorf("mail %+v", m)
	}
}

func TestAReaderOfMailEndsItWithItsLink(t *testing.T) {
	b := open(t)
	b.follow(t, "lan", "dataset/rain", notice.AtOnce, false)
	b.raise(t, catalogtest.Notice("a"))
	b.deliver(t)
	m := b.box.to("lan@example.net")[0]
	pass, err := b.passes.Open(parse(t, m.Unsubscribe).Query().Get("t"))
	if err != nil || pass.Owner != "lan" || pass.Cadence != notice.AtOnce || len(pass.Topics) != 1 {
		t.Errorf("pass %+v, %v", pass, err)
	}
	forged := parse(t, m.Unsubscribe).Query().Get("t")
	for name, s := range map[string]string{"cut": forged[:len(forged)-2], "changed": "x" + forged[1:], "none": "", "of dots": "...", "long": strings.Repeat("a", 1<<17)} {
		if _, err := b.passes.Open(s); err == nil {
			t.Errorf("%s pass: no error", name)
		}
	}
}

func TestFailedMailIsTriedAgainAndRefusedMailIsNot(t *testing.T) {
	b := open(t)
	b.box.fail = func(m notify.Message) error {
		if m.To.Address == "minh@example.net" {
			return fmt.Errorf("550: %w", notify.ErrRefused)
		}
		return errBusy
	}
	b.follow(t, "lan", "dataset/rain", notice.AtOnce, false)
	b.follow(t, "minh", "dataset/rain", notice.AtOnce, false)
	b.raise(t, catalogtest.Notice("a"))
	b.deliver(t)
	for owner, want := range map[string]notice.DeliveryState{"lan": notice.Pending, "minh": notice.GivenUp} {
		all, err := b.db.Deliveries(t.Context(), notice.DeliveryFilter{Owner: owner})
		if err != nil || len(all) != 1 || all[0].State != want {
			t.Errorf("%s: %+v, %v; want it %s", owner, all, err, want)
		}
	}
}

// TestNoNoticeIsLostAndNoneToldTwice has several couriers on one database, of
// which each may end at any time, and mail that fails at random.
func TestNoNoticeIsLostAndNoneToldTwice(t *testing.T) {
	b := open(t)
	const followers, count = 7, 40
	for i := range followers {
		b.follow(t, fmt.Sprint("user", i), "dataset/rain", notice.AtOnce, false)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var mu sync.Mutex
	seen := make(map[string]int)
	var stops []func()
	start := func() {
		c := on(t, b.db)
		c.box.fail = func(m notify.Message) error {
			mu.Lock()
			defer mu.Unlock()
			seen[m.ID]++
			return nil
		}
		stops = append(stops, c.run(t))
	}
	start()
	start()
	for i := range count {
		n := catalogtest.Notice(fmt.Sprint(i))
		if err := b.db.Raise(t.Context(), n, n); err != nil {
			t.Fatal(err)
		}
		if random.IntN(8) == 0 { // a process ends, another begins
			stops[0]()
			stops = stops[1:]
			start()
		}
	}
	eventually(t, "all mail", func() bool { mu.Lock(); defer mu.Unlock(); return len(seen) >= followers*count })
	for _, stop := range stops {
		stop()
	}
	if len(seen) != followers*count {
		t.Errorf("%d messages, want %d", len(seen), followers*count)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was sent %d times", id, n)
		}
	}
}

// TestWhatACrashInterruptedIsSentAgainUnderTheSameID leaves a delivery as a
// process does that is killed between sending and writing so down.
func TestWhatACrashInterruptedIsSentAgainUnderTheSameID(t *testing.T) {
	b := open(t)
	b.follow(t, "lan", "dataset/rain", notice.AtOnce, false)
	b.raise(t, catalogtest.Notice("a"))
	claimed, err := b.db.ClaimDeliveries(t.Context(), 10)
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %v, %v", claimed, err)
	}
	b.deliver(t)
	if len(b.box.got) != 0 {
		t.Fatal("sent while another process had it")
	}
	d := claimed[0]
	if err := b.db.EndAttempts(t.Context(), notice.Outcome{Attempt: notice.Attempt{Delivery: d.ID, Number: d.Attempts, At: time.Now()}, State: notice.Pending, Next: time.Now()}); err != nil { // the lease is over
		t.Fatal(err)
	}
	b.deliver(t)
	b.deliver(t)
	if len(b.box.got) != 1 || b.box.got[0].ID != d.ID {
		t.Errorf("sent %+v, want %s once", b.box.got, d.ID)
	}
}

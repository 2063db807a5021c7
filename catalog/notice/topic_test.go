package notice_test

import (
	"net/url"
	"testing"
	"time"

	"nguon/catalog/notice"
)

func TestThePageAboutATopicLeadsBackToIt(t *testing.T) {
	for name, topic := range map[string]notice.Topic{
		"dataset": notice.OfDataset("rain"), "agency": notice.OfAgency("H26"), "API": notice.OfProduct("api/weather"),
		"search": notice.OfSearch(url.Values{"q": {"mưa & lũ"}, "theme": {"health"}, "page": {"3"}, "from": {""}}),
	} {
		u, err := url.Parse(topic.Path())
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := notice.TopicAt(u); !ok || got != topic {
			t.Errorf("%s: %s leads to %q, %v; want %q", name, u, got, ok, topic)
		}
	}
	for _, address := range []string{"/", "/about", "/datasets", "/datasets?page=2", "/agencies", "/datasets/../x", "/datasets/a/b"} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := notice.TopicAt(u); ok {
			t.Errorf("%s is about %q", address, got)
		}
	}
}

func FuzzTopic(f *testing.F) {
	for _, s := range []string{"dataset/rain", "search/q=a&theme=b", "product/api/x", "agency/H26", "search/%zz", "theme/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		topic := notice.Topic(s)
		if topic.Validate() != nil {
			return
		}
		u, err := url.Parse(topic.Path())
		if err != nil || u.Host != "" || u.Scheme != "" {
			t.Fatalf("the page of %q is %q, %v", s, topic.Path(), err)
		}
	})
}

func TestDigestsAreDueInTheMorningInVietNam(t *testing.T) {
	sunday := time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC) // 6:59 on Monday in Viet Nam
	for _, test := range []struct {
		name string
		c    notice.Cadence
		at   time.Time
		want time.Time
	}{
		{"a minute before", notice.Daily, sunday, sunday.Add(time.Minute)},
		{"at the time itself", notice.Daily, sunday.Add(time.Minute), sunday.Add(time.Minute + 24*time.Hour)},
		{"on Monday before", notice.Weekly, sunday, sunday.Add(time.Minute)},
		{"on Monday after", notice.Weekly, sunday.Add(time.Hour), sunday.Add(time.Minute + 7*24*time.Hour)},
		{"at once", notice.AtOnce, sunday, sunday},
	} {
		if got := test.c.Next(test.at); !got.Equal(test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestPausesAddUpToAboutADay(t *testing.T) {
	var sum time.Duration
	attempts := 1
	for ; ; attempts++ {
		p, again := notice.Pause(attempts)
		if !again {
			break
		}
		sum += p
	}
	if attempts < 8 || sum < 20*time.Hour || sum > 26*time.Hour {
		t.Errorf("%d attempts in %v", attempts, sum)
	}
}

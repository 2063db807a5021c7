package desk_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
)

func TestTheDeskShowsWhatIsLateAndWhatIsDueSoon(t *testing.T) {
	b := newBureau(t)
	b.join(t, "editor", grant(here, account.Editor))
	now := time.Now()
	for slug, days := range map[catalog.Slug]int{"late": -3, "soon": 5, "later": 40} {
		d, day := catalogtest.Dataset(slug, here), now.AddDate(0, 0, days)
		d.Schedule = &catalog.Schedule{Every: "year", Month: int(day.Month()), Day: strconv.Itoa(day.Day()), At: "09:00"}
		r := catalogtest.Release(d, 1)
		r.PublishAt = now.AddDate(0, 0, -300) // in another year of the schedule
		catalogtest.Publish(t, b.db, d, r)
	}
	a := b.get(t, "editor", "/desk/"+here)
	wantStatus(t, "desk", a, http.StatusOK)
	wantText(t, "desk", a, "Bản phát hành đến hạn", "/datasets/late", "/datasets/soon", "trễ", "sắp đến hạn")
	if strings.Contains(a.body, "/datasets/later") || strings.Index(a.body, "/datasets/late") > strings.Index(a.body, "/datasets/soon") {
		t.Errorf("what is late must come before what is soon, and nothing else: %s", a.main())
	}
	b.join(t, "stranger", grant(there, account.Editor))
	if a := b.get(t, "stranger", "/desk/"+there); strings.Contains(a.body, "Bản phát hành đến hạn") {
		t.Error("a desk without a schedule speaks of one")
	}
}

package workflow_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
)

func TestAWithdrawalCanTakeAlongWhatWasMadeOfTheRelease(t *testing.T) {
	o := newOffice(t)
	d := catalogtest.Dataset("air", "H26")
	first, second := catalogtest.Release(d, 1), catalogtest.Release(d, 2)
	first.Tables[0].File.Key = "releases/air/" + first.ID + "/hourly.parquet"
	second.Tables[0].Parts = []catalog.Part{{Rows: 3, File: first.Tables[0].File}}
	for _, r := range []catalog.Release{first, second} {
		r.PublishAt = now.Add(-time.Hour)
		catalogtest.Publish(t, o.db, d, r)
	}
	const question = `name="heirs"`
	who := "second steward H26"
	if rec := o.ask(who, http.MethodGet, "/desk/H26/releases/"+first.ID, nil); !strings.Contains(rec.Body.String(), question) {
		t.Errorf("of a release whose rows another one has, nothing is asked: %d %s", rec.Code, rec.Body)
	}
	if rec := o.ask(who, http.MethodGet, "/desk/H26/releases/"+second.ID, nil); rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), question) {
		t.Errorf("of a release whose new rows it has alone, something is asked: %d", rec.Code)
	}
	form := url.Values{"action": {"withdraw"}, "reason.vi": {"Lộ"}, "reason.en": {"Leak"}, "heirs": {"1"}}
	if rec := o.ask(who, http.MethodPost, "/desk/H26/releases/"+first.ID, form); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	for _, version := range []int{1, 2} {
		if r, err := o.db.Release(t.Context(), "air", version); err != nil || r.State != catalog.StateWithdrawn {
			t.Errorf("version %d is %s, %v", version, r.State, err)
		}
	}
}

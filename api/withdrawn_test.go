package api_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/api"
	"nguon/catalog"
	"nguon/storage"
)

// copies are files that are told what to forget.
type copies struct {
	storage.Locator

	mu   sync.Mutex
	gone []string
}

// Forget implements what the gateway asks of files that are copies.
func (c *copies) Forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone = append(c.gone, key)
}

func (c *copies) forgot(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.gone, key)
}

// A difference holds rows of both its versions: with either of them it goes from
// the store, and from the copies of every replica.
func TestWithdrawalTakesDifferencesAlong(t *testing.T) {
	for name, version := range map[string]int{"with the version before": 2, "with the version after": 3} {
		t.Run(name, func(t *testing.T) {
			kept := new(copies)
			w := newWorld(t, func(d *api.Deps) {
				kept.Locator, d.Files = d.Files, kept
				d.Differ = api.NewDiffer(d.Deriver)
			})
			w.publish(t, revised())
			w.publish(t, revised("Hà Nội;2026-01-01T00:00:00Z;01/01/2026;0,5;0;", "Huế;2026-01-01T00:00:00Z;01/01/2026;0,7;0;"))
			if rec := w.plainDo(t, request{path: table + "/diff.parquet?from=2&to=3"}); rec.Code != http.StatusOK {
				t.Fatalf("the difference: %d %s", rec.Code, rec.Body)
			}
			var files []string
			for info, err := range w.objects.List(t.Context(), "derived/") {
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(info.Key, ".from-") {
					files = append(files, info.Key)
				}
			}
			if len(files) == 0 {
				t.Fatal("the difference was not kept")
			}
			if err := w.pub.Withdraw(t.Context(), "air-quality", version, catalog.Text{Vi: "Lộ danh tính.", En: "Names persons."}); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond) // one look is at once
			defer stop()
			w.server.FollowWithdrawals(ctx)
			for _, key := range files {
				if _, err := w.objects.Stat(t.Context(), key); err == nil {
					t.Errorf("%s is in the store", key)
				}
				if !kept.forgot(key) {
					t.Errorf("%s may be in a copy", key)
				}
			}
		})
	}
}

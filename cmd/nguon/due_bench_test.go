package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
	"nguon/publisher"
)

const (
	dueDatasets = 10_000 // each with a schedule
	dueReleases = 500    // due in the same second; so many are published in one transaction
)

// dueFewer is the variable with another number of datasets, on slow machines.
const dueFewer = "NGUON_BENCH_DUE"

// BenchmarkReleasesDueTogether has two servers on one PostgreSQL with 10,000
// datasets, 500 of which have a release that is due in the same second. They are
// asked for all of them before and after: none may be early, and none late. It
// reports how long after the second the last is in the index of both servers,
// and its notice mailed. One run is all it needs: -benchtime 1x.
func BenchmarkReleasesDueTogether(b *testing.B) {
	for b.Loop() {
		d := newDueStage(b)
		d.run(b)
	}
}

// A dueStage is what the benchmark runs on.
type dueStage struct {
	shop     *workshop
	settings []string
	servers  []*replica
	mail     string
	sample   catalog.Release // made by the real pipeline: all releases have its table
	dataset  catalog.Dataset
	batch    time.Duration // to publish as many as are due
}

func newDueStage(b *testing.B) *dueStage {
	b.Setenv("NGUON_SECRET", "0123456789abcdef0123456789abcdef")
	d := &dueStage{mail: b.TempDir()}
	first, second, database := b.TempDir(), b.TempDir(), catalogtest.Postgres(b)
	plans := filepath.Join(first, "plans.yaml")
	err := os.WriteFile(plans, []byte(`[{name: anonymous, title: {vi: Mọi người, en: Everybody}, rows: 1000, timeout: 10s, concurrency: 64,
  windows: [{name: burst, quota: 1000000, period: 10s}]}]`), 0o600)
	if err != nil {
		b.Fatal(err)
	}
	e := &env{program: &program{Data: first, Database: database}, stdout: io.Discard, stderr: io.Discard}
	if d.shop, err = e.openWorkshop(b.Context(), slog.New(slog.DiscardHandler)); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.shop.Close() })
	if err := os.Symlink(filepath.Join(first, "objects"), filepath.Join(second, "objects")); err != nil {
		b.Fatal(err)
	}
	d.settings = []string{"NGUON_LANG=en", "NGUON_DATABASE=" + database, "NGUON_PLANS=" + plans, "NGUON_MAIL=file://" + d.mail, "NGUON_INDEX_SNAPSHOTS=0"}
	d.makeSample(b)
	began := time.Now()
	datasets := dueDatasets
	if fewer, err := strconv.Atoi(os.Getenv(dueFewer)); err == nil {
		datasets = max(fewer, dueReleases)
	}
	for from := 0; from < datasets; from += dueReleases {
		d.batch = timed(func() { d.publish(b, from, dueReleases, 1, "environment", time.Now()) })
	}
	b.Logf("%d datasets after %v", datasets, time.Since(began).Round(time.Second))
	d.forgetNotices(b, database)
	follow(b, d.shop, notice.OfAgency("MAU-MT"))
	began = time.Now()
	for _, data := range []string{first, second} {
		d.servers = append(d.servers, startReplica(b, append(d.settings, "NGUON_DATA="+data)...))
	}
	b.Logf("two servers are ready after %v", time.Since(began).Round(100*time.Millisecond))
	return d
}

func (d *dueStage) makeSample(b *testing.B) {
	folder := filepath.Join(b.TempDir(), "rain")
	writeRain(b, folder, "rain")
	out, err := d.shop.pub.Publish(b.Context(), publisher.Request{Dir: folder})
	if err != nil {
		b.Fatal(err)
	}
	c, err := d.shop.db.Candidate(b.Context(), out.ID)
	if err != nil {
		b.Fatal(err)
	}
	d.sample, d.dataset = c.Release, c.Dataset
	d.dataset.Schedule = &catalog.Schedule{Every: "month", Day: "10", At: "09:00", Holidays: "after"}
}

// publish publishes a version of n datasets in one transaction.
func (d *dueStage) publish(b *testing.B, from, n, version int, theme string, at time.Time) {
	b.Helper()
	err := d.shop.db.Record(b.Context(), func(ctx context.Context) ([]account.Entry, error) {
		for i := from; i < from+n; i++ {
			set, r := d.dataset, d.sample
			set.Slug = dueSlug(i)
			set.Title = catalog.Text{Vi: fmt.Sprintf("Lượng mưa %d", i), En: fmt.Sprintf("Rainfall %d", i)}
			set.Themes = []string{theme}
			r.ID, r.Dataset, r.Version, r.State, r.PublishAt = ulid.Make().String(), set.Slug, version, catalog.StateChecked, at
			if err := d.shop.db.SaveDraft(ctx, r); err != nil {
				return nil, err
			}
			p := catalog.Publication{Agency: catalog.Agency{Code: set.Agency, Title: catalog.Text{Vi: "Ban mẫu", En: "Sample desk"}}, Dataset: set, Release: r}
			if err := d.shop.db.Publish(ctx, p); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func dueSlug(i int) catalog.Slug { return catalog.Slug(fmt.Sprintf("set-%05d", i)) }

// forgetNotices takes those of the first versions for told: they are of long ago.
func (d *dueStage) forgetNotices(b *testing.B, database string) {
	db, err := sql.Open("pgx", database)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{"UPDATE notices SET told = due", "ANALYZE"} {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
}

// run schedules the second versions, and looks at them while they become due.
func (d *dueStage) run(b *testing.B) {
	due := time.Now().Add(2*d.batch + 10*time.Second).Truncate(time.Second)
	d.publish(b, 0, dueReleases, 2, "health", due)
	if !time.Now().Before(due.Add(-time.Second)) {
		b.Fatal("to schedule the releases took too long")
	}
	var all sync.WaitGroup
	indexed := make([]time.Duration, len(d.servers))
	answers := make([]int, len(d.servers))
	for i, r := range d.servers {
		all.Go(func() { answers[i] = d.watch(b, r, due) })
		all.Go(func() {
			indexed[i] = dueWithin(b, due, "indexed", func() bool { return dueFound(b, r) == dueReleases })
		})
	}
	var mailed time.Duration
	all.Go(func() {
		mailed = dueWithin(b, due, "mailed", func() bool {
			letters, err := filepath.Glob(filepath.Join(d.mail, "*.eml"))
			return err == nil && len(letters) == dueReleases
		})
	})
	all.Wait()
	b.ReportMetric(max(indexed[0], indexed[1]).Seconds(), "s-indexed")
	b.ReportMetric(mailed.Seconds(), "s-mailed")
	b.ReportMetric(float64(answers[0]+answers[1]), "answers")
	d.count(b)
}

// watch asks a server for the releases in turn, from before the second until all
// were asked for after it, and returns how often it asked.
func (d *dueStage) watch(b *testing.B, r *replica, due time.Time) (asked int) {
	time.Sleep(time.Until(due.Add(-2 * time.Second)))
	for after := 0; after < dueReleases; asked++ {
		slug := dueSlug(asked % dueReleases)
		began := time.Now()
		text, err := get(b.Context(), r.url+"/v1/datasets/"+string(slug)+"/releases")
		ended := time.Now()
		seen := strings.Contains(text, `"version":2`)
		switch {
		case err != nil:
			b.Errorf("%s: %v", slug, err)
			return asked
		case seen && ended.Before(due):
			b.Errorf("%s was seen %v before its time", slug, due.Sub(ended))
		case !seen && !began.Before(due):
			b.Errorf("%s was not seen %v after its time", slug, began.Sub(due))
		}
		if !began.Before(due) {
			after++
		}
	}
	return asked
}

func get(ctx context.Context, address string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", resp.StatusCode, text)
	}
	return string(text), err
}

// dueFound returns how many of the new releases a server finds.
func dueFound(b *testing.B, r *replica) int {
	text, err := get(b.Context(), r.url+"/v1/datasets?theme=health&limit=1")
	var found struct {
		Meta struct{ Total int }
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &found)
	}
	if err != nil {
		b.Error(err)
	}
	return found.Meta.Total
}

// dueWithin returns how long after the second something is true.
func dueWithin(b *testing.B, due time.Time, what string, ok func() bool) time.Duration {
	time.Sleep(time.Until(due))
	for !ok() {
		if time.Since(due) > time.Minute {
			b.Errorf("not all are %s after a minute", what)
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return time.Since(due)
}

// count checks that nothing was done twice.
func (d *dueStage) count(b *testing.B) {
	events, err := d.shop.db.Events(b.Context(), 0, 10*dueDatasets)
	if err != nil {
		b.Fatal(err)
	}
	published := make(map[catalog.Slug]int)
	for _, e := range events {
		if e.Kind == catalog.ReleasePublished && e.Version == 2 {
			published[e.Dataset]++
		}
	}
	for slug, n := range published {
		if n != 1 {
			b.Errorf("%s was announced %d times", slug, n)
		}
	}
	deliveries := 0
	for f := (notice.DeliveryFilter{Owner: follower}); ; {
		page, err := d.shop.db.Deliveries(b.Context(), f)
		if err != nil {
			b.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, y := range page {
			deliveries++
			if f.Before = y.ID; y.Attempts != 1 {
				b.Errorf("a notice was attempted %d times", y.Attempts)
			}
		}
	}
	if len(published) != dueReleases || deliveries != dueReleases {
		b.Errorf("%d were announced and %d notices delivered, want %d", len(published), deliveries, dueReleases)
	}
}

package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
	"nguon/catalog/workflow"
	"nguon/publisher/courier"
	"nguon/storage/storagetest"
)

// A fault is what goes wrong.
type fault string

const (
	none         fault = "nothing"
	serverKilled fault = "a server killed"
	workerKilled fault = "the worker killed"
	storeAway    fault = "the store away"
	databaseAway fault = "the database away"
	serverClock  fault = "the clock of a server off"
	workerClock  fault = "the clock of the worker off"
)

// away is how long what is away is so.
const away = 300 * time.Millisecond

// A ground is a portal on which things go wrong.
type ground struct {
	settings []string // of commands
	replicas [][]string
	servers  []*replica
	shop     *workshop // of this process
	post     *courier.Courier
	mail     string // folder
	faults   []fault
	hands    []hand       // of the clocks of servers
	off      atomic.Int64 // by which the clock of this process is off

	store, database func(t *testing.T, up bool)
}

var follower = ulid.Make().String()

// layFolder is a portal that is all in one folder, without which it is not there
// at all.
func layFolder(t *testing.T) *ground {
	data := t.TempDir()
	g := &ground{faults: []fault{serverKilled, workerKilled, serverClock, workerClock}, settings: []string{"NGUON_LANG=en", "NGUON_DATA=" + data}}
	g.replicas = [][]string{nil}
	g.open(t, &program{Data: data})
	return g
}

// layServers is a portal of two replicas on servers.
func layServers(t *testing.T) *ground {
	base := catalogtest.Postgres(t)
	minio := storagetest.MinIO(t)
	bucket, err := url.Parse(minio.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	query := bucket.Query()
	g := &ground{faults: []fault{serverKilled, workerKilled, storeAway, databaseAway, serverClock, workerClock}}
	way := newGate(t, strings.TrimPrefix(query.Get("endpoint"), "http://"))
	query.Set("endpoint", "http://"+way.address)
	bucket.RawQuery = query.Encode()
	g.store = func(_ *testing.T, up bool) { way.set(up) }
	g.database = func(t *testing.T, up bool) { allowConnections(t, base, up) }
	data := t.TempDir()
	g.settings = []string{"NGUON_LANG=en", "NGUON_DATA=" + data, "NGUON_STORAGE=" + bucket.String(), "NGUON_DATABASE=" + base}
	g.replicas = [][]string{{"NGUON_DATA=" + t.TempDir()}, {"NGUON_DATA=" + t.TempDir()}}
	t.Setenv("NGUON_S3_ACCESS_KEY", minio.AccessKey)
	t.Setenv("NGUON_S3_SECRET_KEY", minio.SecretKey)
	g.open(t, &program{Data: data, Storage: bucket.String(), Database: base})
	return g
}

// open starts the servers, and has somebody follow the agency.
func (g *ground) open(t *testing.T, p *program) {
	g.mail = t.TempDir()
	g.settings = append(g.settings, "NGUON_MAIL=file://"+g.mail, "NGUON_INDEX_SNAPSHOTS=0")
	e := &env{program: p, stdout: io.Discard, stderr: io.Discard, now: g.now}
	log := slog.New(slog.DiscardHandler)
	var err error
	if g.shop, err = e.openWorkshop(t.Context(), log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.shop.Close() })
	root, err := openSecret(p.Data)
	if err != nil {
		t.Fatal(err)
	}
	serve := serveCmd{mailFlags: mailFlags{Mail: "file://" + g.mail}}
	if g.post, err = serve.openPost(e, g.shop.db, root, nil, "http://localhost", log); err != nil {
		t.Fatal(err)
	}
	follow(t, g.shop, notice.OfAgency("MAU-MT"))
	for i := range g.replicas {
		g.hands = append(g.hands, newHand(t))
		g.replicas[i] = append(g.replicas[i], clockFile+"="+string(g.hands[i]))
		g.servers = append(g.servers, startReplica(t, append(g.settings, g.replicas[i]...)...))
	}
}

// now is the clock of this process.
func (g *ground) now() time.Time { return time.Now().Add(time.Duration(g.off.Load())) }

// follow has one user hear of a topic at once.
func follow(t testing.TB, shop *workshop, topic notice.Topic) {
	t.Helper()
	err := shop.db.Accounts().Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
		return tx.PutUser(ctx, account.User{ID: follower, Mail: "lan@example.net", Name: "Lan", Lang: catalog.Vietnamese, State: account.Active, Created: time.Now()})
	})
	if err == nil {
		_, err = shop.db.SaveFollow(t.Context(), notice.Follow{ID: ulid.Make().String(), Owner: follower, Topic: topic, Mail: notice.AtOnce})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// strike has datasets take a step while something goes wrong at a moment that
// nobody chose, and mends it. It does not matter here whether the steps
// succeeded. Of these, the step of the first is that of a worker which is killed.
func (g *ground) strike(t *testing.T, f fault, s stage, all []journey) {
	t.Helper()
	within := 40 * time.Millisecond
	if s.action == workflow.Check || s.action == workflow.Announce {
		within = notBefore
	}
	moment := rand.N(within)
	var acts sync.WaitGroup
	for i, j := range all {
		acts.Go(func() {
			err := error(nil)
			if f == workerKilled && i == 0 {
				err = g.killWorker(t.Context(), s, j)
			} else {
				err = g.act(t.Context(), s, j)
			}
			if err != nil {
				t.Logf("%s: %s: %v", j.slug, s.action, err)
			}
		})
	}
	if f == none || f == workerKilled {
		acts.Wait()
		return
	}
	time.Sleep(moment)
	mend := g.fail(t, f)
	time.Sleep(away)
	mend()
	acts.Wait()
}

// fail has something go wrong, and returns how it is mended.
func (g *ground) fail(t *testing.T, f fault) (mend func()) {
	i := rand.N(len(g.servers))
	switch f {
	case serverKilled:
		kill(t, g.servers[i])
		return func() { g.servers[i] = startReplica(t, append(g.settings, g.replicas[i]...)...) }
	case storeAway:
		g.store(t, false)
		return func() { g.store(t, true) }
	case databaseAway:
		g.database(t, false)
		return func() { g.database(t, true) }
	case serverClock:
		g.hands[i].set(t, off())
		return func() { g.hands[i].set(t, 0) }
	case workerClock:
		g.off.Store(int64(off()))
		return func() { g.off.Store(0) }
	}
	return func() {}
}

// killWorker has a process take a step, and kills it in between.
func (g *ground) killWorker(ctx context.Context, s stage, j journey) error {
	args, err := g.command(ctx, s, j)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "nguon", args...)
	cmd.Env = append(os.Environ(), g.settings...)
	if err := cmd.Start(); err != nil {
		return err
	}
	time.Sleep(rand.N(notBefore)) // a process takes longer to begin
	cmd.Process.Kill()            //nolint:errcheck // it may have ended
	cmd.Wait()                    //nolint:errcheck // as it was meant to
	return nil
}

// allowConnections ends all connections to a database, and has it take new ones
// again.
func allowConnections(t *testing.T, address string, up bool) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	db, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), fmt.Sprintf("ALTER DATABASE %s WITH ALLOW_CONNECTIONS %t", name, up)); err != nil {
		t.Error(err)
	}
	if !up {
		if _, err := db.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name); err != nil {
			t.Error(err)
		}
	}
}

// writeRain writes a small dataset.
func writeRain(t testing.TB, dir string, slug catalog.Slug) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	manifest := fmt.Sprintf(`slug: %s
title: {vi: Lượng mưa, en: Rainfall}
description: {vi: Lượng mưa theo ngày., en: Rainfall by day.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [environment]
licence: CC-BY-4.0
frequency: daily
resources:
  - {name: days, title: {vi: Theo ngày, en: By day}, file: days.csv, primaryKey: [ngay]}
`, slug)
	rows := "Ngày;Mưa (mm)\n01/01/2026;0,5\n02/01/2026;12,5\n03/01/2026;3,0\n"
	for name, text := range map[string]string{"dataset.yaml": manifest, "days.csv": rows} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
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

	store, database func(t *testing.T, up bool)
}

var follower = ulid.Make().String()

// layFolder is a portal that is all in one folder, without which it is not there
// at all.
func layFolder(t *testing.T) *ground {
	data := t.TempDir()
	g := &ground{faults: []fault{serverKilled, workerKilled}, settings: []string{"NGUON_LANG=en", "NGUON_DATA=" + data}}
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
	g := &ground{faults: []fault{serverKilled, workerKilled, storeAway, databaseAway}}
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
	t.Setenv("NGUON_SECRET", "0123456789abcdef0123456789abcdef")
	g.mail = t.TempDir()
	g.settings = append(g.settings, "NGUON_MAIL=file://"+g.mail, "NGUON_INDEX_SNAPSHOTS=0")
	e := &env{program: p, stdout: io.Discard, stderr: io.Discard}
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
	for _, own := range g.replicas {
		g.servers = append(g.servers, startReplica(t, append(g.settings, own...)...))
	}
}

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

// strike takes a step while something goes wrong at a moment that nobody chose,
// and mends it. It does not matter here whether the step succeeded.
func (g *ground) strike(t *testing.T, f fault, s stage, slug catalog.Slug, folder string) {
	t.Helper()
	within := 40 * time.Millisecond
	if s.action == workflow.Check || s.action == workflow.Announce {
		within = notBefore
	}
	moment := rand.N(within)
	if f == workerKilled {
		args, err := g.command(s, slug, folder)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "nguon", args...)
		cmd.Env = append(os.Environ(), g.settings...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(notBefore)) // a process takes longer to begin
		cmd.Process.Kill()            //nolint:errcheck // it may have ended
		cmd.Wait()                    //nolint:errcheck // as it was meant to
		return
	}
	ended := make(chan error, 1)
	go func() { ended <- g.act(t.Context(), s, slug, folder) }()
	time.Sleep(moment)
	mend := func() {}
	switch f {
	case serverKilled:
		i := rand.N(len(g.servers))
		kill(t, g.servers[i])
		mend = func() { g.servers[i] = startReplica(t, append(g.settings, g.replicas[i]...)...) }
	case storeAway:
		g.store(t, false)
		mend = func() { g.store(t, true) }
	case databaseAway:
		g.database(t, false)
		mend = func() { g.database(t, true) }
	}
	if f != none {
		time.Sleep(away)
	}
	mend()
	if err := <-ended; err != nil {
		t.Logf("%s: %v", s.action, err)
	}
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

// A gate is a way to a server that can be shut.
type gate struct {
	address string

	mu   sync.Mutex
	shut bool
	open map[net.Conn]bool
}

func newGate(t *testing.T, to string) *gate {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	g := &gate{address: l.Addr().String(), open: make(map[net.Conn]bool)}
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go g.pass(from, to)
		}
	}()
	return g
}

func (g *gate) pass(from net.Conn, to string) {
	defer from.Close()
	server, err := new(net.Dialer).Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	g.mu.Lock()
	shut := g.shut
	g.open[from] = true
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		delete(g.open, from)
		g.mu.Unlock()
	}()
	if shut {
		return
	}
	go func() {
		io.Copy(from, server) //nolint:errcheck // the other direction notices
		from.Close()
	}()
	io.Copy(server, from) //nolint:errcheck // who sent notices
}

// set opens or shuts the gate, for those who are passing too.
func (g *gate) set(open bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = !open
	for c := range g.open {
		if g.shut {
			c.Close()
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

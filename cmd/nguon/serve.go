package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"nguon/api"
	"nguon/api/query"
	"nguon/api/query/duckdb"
	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/job"
	"nguon/catalog/story"
	"nguon/publisher"
	"nguon/publisher/proof"
	"nguon/search"
	"nguon/search/snapshot"
	"nguon/storage"
	"nguon/web"
	"nguon/web/atlas"
)

type serveCmd struct {
	Addr           string         `help:"Address to listen on." default:"127.0.0.1:8080" env:"NGUON_ADDR"`
	MetricsAddr    string         `help:"Address at which metrics are served, and nothing else; they are then not at that of the portal. Default: /metrics of the portal." env:"NGUON_METRICS_ADDR" placeholder:"ADDR"`
	BaseURL        string         `help:"Address of the portal as the public sees it; default http:// and the address to listen on." env:"NGUON_BASE_URL" placeholder:"URL"`
	Redis          string         `help:"Where replicas count requests together: redis://host:port/db. Default: in memory." env:"NGUON_REDIS" placeholder:"URL"`
	LimiterShare   float64        `help:"Share of each limit that this replica allows by itself while Redis does not answer, between 0 and 1." default:"0.5" env:"NGUON_LIMITER_SHARE" placeholder:"SHARE"`
	TrustedProxies []netip.Prefix `help:"Networks of proxies whose X-Forwarded-For is believed." env:"NGUON_TRUSTED_PROXIES" placeholder:"CIDR"`
	Redirect       bool           `help:"Send downloads to the bucket by signed addresses instead of passing them through." env:"NGUON_REDIRECT_DOWNLOADS"`
	MaxUpload      byteSize       `help:"Largest size of the files of one publication together, such as 500MB or 20GB. Default: 8GiB." env:"NGUON_MAX_UPLOAD" placeholder:"SIZE"`
	CacheBytes     byteSize       `help:"Memory for answers with rows that are kept, such as 256MB. Default: 64MiB." env:"NGUON_CACHE_BYTES" placeholder:"SIZE"`
	IndexSnapshots time.Duration  `help:"How often it is looked whether the search index has changed enough for a new snapshot in the object store, from which new replicas start; 0 for none." default:"1h" env:"NGUON_INDEX_SNAPSHOTS" placeholder:"TIME"`
	CopyBytes      byteSize       `help:"Disk space for copies of tables that are asked often, such as 20GB. Default: 4GiB." env:"NGUON_COPY_BYTES" placeholder:"SIZE"`
	InsideNetworks []netip.Prefix `help:"Networks inside, in which upstreams that an administrator has marked as private, and sources that were added with --inside, may be. Default: none." env:"NGUON_INSIDE_NETWORKS" placeholder:"CIDR"`
	SQL            bool           `help:"Open /v1/sql: SELECT over published tables, each statement in a confined process (Linux)." env:"NGUON_SQL"`
	SQLWorkers     int            `help:"Processes of /v1/sql, which is how many statements run at one time. Default: one for each processor, at most 4." env:"NGUON_SQL_WORKERS" placeholder:"N"`
	SQLMemory      byteSize       `help:"Memory of one statement of /v1/sql, such as 1GiB. Default: 512MiB." env:"NGUON_SQL_MEMORY" placeholder:"SIZE"`
	Accounts       string         `help:"File with the OpenID providers through which people sign in, as YAML." env:"NGUON_ACCOUNTS" type:"path" placeholder:"FILE"`
	SecondFactor   account.Role   `help:"Role from which people sign in with two factors to do what it allows: approver, steward, administrator or portal-admin. Default: none." env:"NGUON_SECOND_FACTOR" placeholder:"ROLE"`
	Holidays       string         `help:"YAML file with days off, and days of work, that were decided beside the law; see package schedule." env:"NGUON_HOLIDAYS" placeholder:"FILE"`
	LogFormat      string         `help:"Form of the log: text or json." enum:"text,json" default:"text" env:"NGUON_LOG_FORMAT"`

	upstreamFlags `embed:""`
	mailFlags     `embed:""`
	dataciteFlags `embed:""`
	mapFlags      `embed:""`
}

// Run builds the program from the bottom up, in the order in which data move
// through it, and serves until ctx ends.
func (c *serveCmd) Run(ctx context.Context, e *env) (err error) {
	log := c.logger(e)
	listener, err := c.listen(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	metrics, err := c.listenMetrics(ctx)
	if err != nil {
		return err
	}
	defer metrics.Close()
	baseURL := cmp.Or(c.BaseURL, localURL(listener.Addr()))
	shop, err := e.openWorkshop(ctx, log)
	if err != nil {
		return err
	}
	defer shop.Close()
	if shop.unsigned != nil {
		return shop.unsigned
	}
	if err := shop.log.Settle(ctx); err != nil { // what was published before there was a log
		return err
	}
	files, blobs, err := e.localCopies(shop.blobs)
	if err != nil {
		return err
	}
	root, err := openSecret(e.Data)
	if err != nil {
		return err
	}
	snapshots := snapshot.New(shop.blobs, snapshot.Options{Key: root.snapshotKey(), Every: c.IndexSnapshots, Events: shop.db.Events, Log: log})
	indexing := search.Options{Log: log, Now: e.clock(), Within: withinTerritory, SnapshotKey: root.snapshotKey(), Use: callsOf(shop.db)}
	if c.IndexSnapshots > 0 {
		indexing.Snapshot = snapshots.Open
	}
	index, err := search.Open(e.indexDir(), shop.db, indexing)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	defer index.Close()
	apis, err := e.openAPIs(shop.db, log)
	if err != nil {
		return err
	}
	defer apis.Close()
	engine, err := duckdb.Open(duckdb.Options{Copies: c.copies(e, log)})
	if err != nil {
		return fmt.Errorf("query engine: %w", err)
	}
	defer engine.Close()
	queries := query.New(files, root.cursorKey(), engine)
	defer queries.Close()
	counters, closeCounters, err := c.openCounters()
	if err != nil {
		return err
	}
	defer closeCounters()
	deriver := api.NewDeriver(shop.db, blobs, files, e.workDir())
	differ := api.NewDiffer(deriver)
	agenda, err := c.openAgenda(shop.db)
	if err != nil {
		return err
	}
	plans, err := e.openPlans()
	if err != nil {
		return err
	}

	door, closeDoor, err := c.openDoor(ctx, log)
	if err != nil {
		return err
	}
	defer closeDoor()

	stall, err := c.openStall(shop.db, root, log)
	if err != nil {
		return err
	}
	defer stall.proxy.Close()

	post, err := c.openPost(e, shop.db, root, index, baseURL, log)
	if err != nil {
		return err
	}
	accounts, err := openAccounts(shop.db, root, post.Post(), c.SecondFactor, log)
	if err != nil {
		return err
	}
	consumers, err := openConsumers(shop.db, root, plans)
	if err != nil {
		return err
	}
	stall.meter.Tell = consumers.TellQuota

	days, err := c.openDaysOff()
	if err != nil {
		return err
	}
	voices := openVoices(shop.db, shop.blobs, days)

	facts := web.NewFacts(shop.db, e.clock())
	checks := []api.Check{
		{Name: "database", Run: shop.db.Ping},
		{Name: "storage", Run: func(ctx context.Context) error { return reachable(ctx, shop.blobs) }},
		{Name: "index", Run: func(context.Context) error { return errors.Join(index.Ready(), apis.Ready()) }},
		{Name: "pages", Run: func(context.Context) error { return facts.Ready() }},
	}
	shelf := openShelf(e, shop.db)
	tales := story.NewShelf(shop.db, shop.db, e.clock())
	gateway, err := api.New(api.Deps{
		Catalog: shop.db, Keys: shop.db, Pepper: root.pepper(), Search: index, APIs: apis, Query: queries, Files: files,
		Deriver: deriver, Log: log, Redirect: c.presigner(shop.blobs.Store), Publisher: shop.pub, Releases: shop.pub, Limiter: counters, LimiterShare: c.LimiterShare,
		Proofs: shop.log, Plans: plans, Territory: territoryName, BaseURL: baseURL, TrustedProxies: c.TrustedProxies, Version: version,
		Uploads: upload.New(shop.blobs, upload.Options{Size: int64(c.MaxUpload)}), Tasks: shop.db,
		Products: shop.db, Applications: shop.db, Health: shop.db, Gateway: stall.proxy, Registry: stall.registry, Meter: stall.meter, Usage: shop.db,
		Leaks: consumers, Robots: accounts,
		SQL:         door,
		RiskPage:    riskPage,
		Upload:      api.UploadLimits{Dir: e.workDir(), Bytes: int64(c.MaxUpload)},
		CacheBytes:  int64(c.CacheBytes),
		Copies:      engine.Copies,
		Differ:      differ,
		DOI:         shop.db.DOI,
		Agenda:      agenda,
		Posts:       shop.db,
		Collections: shelf,
		Checks:      checks,
		Now:         e.clock(),
	})
	if err != nil {
		return err
	}
	survey, placesRoom := openPlaces(shop.db, index, queries, log)
	drafts := c.openDossierFiles(shop)
	bench := e.openBench(shop, drafts, log)
	site, err := c.openSite(baseURL, shop.db, accounts, web.Deps{Catalog: shop.db, Facts: facts, Agenda: agenda, Search: index, Query: queries, Plans: plans, Territory: territoryName, APIs: apis, DOI: shop.db.DOI, Posts: shop.db, Collections: shelf, Stories: tales, Places: atlas.Paths()}, log,
		calendarRoom(agenda, shop.db.Agencies), differenceRoom(shop.db, differ), deskRoom(shop.db, accounts, stall.registry, agenda, plans, index, checks), developerRoom(shop.db, consumers, gateway), noticesRoom(shop.db, post),
		workflowRoom(shop.pub, shop.db, queries), studioRoom(shop.db, bench, drafts, days), c.chartRoom(shop.db, queries), placesRoom, figuresRoom(shop.db), forumRoom(shop.db, voices, tales, root), galleryRoom(shop.db, shelf))
	if err != nil {
		return err
	}
	keeper, err := e.openKeeper(shop, c.InsideNetworks, days, log)
	if err != nil {
		return err
	}
	names, err := c.openDOIs(shop.db, baseURL, log)
	if err != nil {
		return err
	}
	jobs := shop.db.Jobs(job.Options{})
	job.Handle(jobs, func(ctx context.Context, j publisher.ReleasePublished) error {
		err := deriver.Derive(ctx, j.Dataset, j.Version)
		if errors.Is(err, catalog.ErrNotFound) {
			return job.GiveUp(err) // it will not appear again
		}
		return err
	})

	job.Handle(jobs, shop.pub.Erase)
	gateway.HandleTasks(jobs, bench.Works())

	log.LogAttrs(ctx, slog.LevelInfo, "serving", slog.String("url", baseURL))
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return index.Follow(ctx) })
	g.Go(func() error { return apis.Follow(ctx) })
	g.Go(func() error { return facts.Learn(ctx) })
	if c.IndexSnapshots > 0 {
		g.Go(func() error { snapshots.Keep(ctx, index); return nil })
	}
	g.Go(func() error { return jobs.Run(ctx) })
	g.Go(func() error { return post.Run(ctx) })
	g.Go(func() error { return stall.meter.Run(ctx) })
	g.Go(func() error { return stall.keep(ctx, shop.db, log) })
	g.Go(func() error { shop.pub.KeepTime(ctx); return nil })
	if names != nil {
		g.Go(func() error { names.Keep(ctx); return nil })
	}
	g.Go(func() error { keeper.Keep(ctx); return nil })
	g.Go(func() error { survey.Keep(ctx); return nil })
	g.Go(func() error { shop.log.Keep(ctx, log); return nil })
	g.Go(func() error { gateway.FollowWithdrawals(ctx); return nil })
	g.Go(func() error { sweepAccounts(ctx, accounts, log); return nil })
	g.Go(func() error { keepExpiring(ctx, consumers, log); return nil })
	g.Go(func() error { openReminders(shop.db, agenda, log).Keep(ctx); return nil })
	g.Go(func() error { openSurvey(shop.db, agenda, log).Keep(ctx); return nil })
	g.Go(func() error { keepEvidence(ctx, shop.blobs, shop.db, log); return nil })
	g.Go(func() error { engine.KeepCopies(ctx); return nil })
	g.Go(func() error { engine.Follow(ctx, shop.db, log); return nil })
	g.Go(func() error { gateway.SweepUploads(ctx); return nil })
	g.Go(func() error { sweepDossierFiles(ctx, drafts, log); return nil })
	g.Go(func() error { gateway.KeepDumps(ctx); return nil })
	g.Go(func() error { return metrics.serve(ctx, gateway.Metrics(), log) })
	g.Go(func() error {
		return api.Serve(ctx, listener, gateway.Wrap(c.route(gateway.Handler(), shop.log.Handler(log), site)), log)
	})
	err = g.Wait()
	if errors.Is(err, context.Canceled) {
		return nil // stopped as asked
	}
	return err
}

// route sends the paths of the API to the gateway, those of the log of releases
// to the log, and all others to the site.
func (c *serveCmd) route(gateway, log, site http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(proof.Prefix, log)
	for _, path := range []string{"/v1/", "/openapi.json", "/id/", "/.well-known/", "/problems/", "/healthz", "/readyz"} {
		mux.Handle(path, gateway)
	}
	if c.MetricsAddr == "" {
		mux.Handle(metricsPath, gateway)
	}
	mux.Handle("/", site)
	return mux
}

// copies says which copies of tables the engine keeps.
func (c *serveCmd) copies(e *env, log *slog.Logger) duckdb.CopyOptions {
	return duckdb.CopyOptions{Dir: filepath.Join(e.Data, "copies"), Bytes: int64(c.CopyBytes), Log: log}
}

func (c *serveCmd) logger(e *env) *slog.Logger {
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(e.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(e.stderr, nil))
}

func (c *serveCmd) listen(ctx context.Context) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w (choose another address with NGUON_ADDR)", c.Addr, err)
	}
	return l, nil
}

// localURL is the address at which this machine reaches a listener.
func localURL(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err != nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// presigner returns the store as one that signs addresses, if it can and is
// asked to.
func (c *serveCmd) presigner(s storage.Store) storage.Presigner {
	if p, ok := s.(storage.Presigner); ok && c.Redirect {
		return p
	}
	return nil
}

// reachable asks the store for an object that is not there.
func reachable(ctx context.Context, s storage.Store) error {
	if _, err := s.Stat(ctx, "readiness-probe"); !errors.Is(err, storage.ErrNotExist) {
		return cmp.Or(err, errors.New("an object that nobody stored is there"))
	}
	return nil
}

// version is that of the program; the linker sets it in releases.
var version = "dev"

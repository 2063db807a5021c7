package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/ulule/limiter/v3"
	"github.com/ulule/limiter/v3/drivers/store/memory"

	"nguon/api/gateway"
	"nguon/api/query"
	"nguon/api/registry"
	"nguon/api/sliding"
	"nguon/api/sqldoor"
	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/job"
	"nguon/catalog/market"
	"nguon/catalog/schedule"
	"nguon/search"
	"nguon/storage"
)

// A Searcher finds datasets. It is safe for concurrent use.
type Searcher interface {
	Search(ctx context.Context, r search.Request) (*search.Result, error)
	Suggest(ctx context.Context, text string, lang catalog.Lang, n int) ([]search.Suggestion, error)
}

// Deps is what a [Server] is made of. The fields up to Log are needed; the zero
// value of those after it has a meaning.
type Deps struct {
	Catalog catalog.Reader
	Keys    account.Keys
	Pepper  account.Pepper
	Search  Searcher
	APIs    APIFinder // finds registered APIs; nil: /v1/apis takes no q
	Query   query.Runner
	Files   storage.Locator // the objects of releases as local files
	Deriver *Deriver
	Log     *slog.Logger

	// Redirect sends downloads of whole files to the object store, if not nil.
	Redirect storage.Presigner
	// Publisher makes releases of what is uploaded; nil refuses all of it.
	Publisher Publisher
	// Releases are those on their way; nil has no addresses for them.
	Releases Releases
	// Uploads are the files that arrive in pieces, and Tasks what is done with
	// them; nil takes whole folders in one request only.
	Uploads *upload.Store
	Tasks   job.Ledger
	// Limiter counts requests; nil counts in memory, for this process alone.
	// If it fails, requests are counted in memory until it is back, towards
	// LimiterShare of each limit: that of one replica; 0 is 0.5.
	Limiter      limiter.Store
	LimiterShare float64
	// Plans are the plans; nil are [market.DefaultPlans].
	Plans market.Plans
	// BaseURL is put before the paths in answers, such as
	// "https://data.example.vn"; empty leaves them relative.
	BaseURL string
	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// Checks are what /readyz asks.
	Checks []Check
	// Upload bounds what is published at one time.
	Upload UploadLimits
	// Version is that of the program, for the OpenAPI document.
	Version string
	// Territory returns the name of a territory by its code, zero if it has none;
	// nil knows no names.
	Territory func(code string) catalog.Text
	// RiskPage writes the risk report of an agency, which is JSON, as a page; nil
	// has no such pages.
	RiskPage func(w io.Writer, report []byte, lang catalog.Lang) error
	// Proofs prove what was published; nil has none.
	Proofs Prover
	// CacheBytes bounds the answers with rows that are kept; 0 is 64 MiB, and less
	// keeps none.
	CacheBytes int64
	// Copies counts the copies of tables that the engine keeps, for metrics; nil
	// has none.
	Copies func() query.CopyStats
	// SQL runs statements of callers whose plan allows it; nil refuses all.
	SQL *sqldoor.Door
	// Cores is how many processors queries may use; 0 is all of the machine.
	Cores int
	// Products are the APIs that agencies have registered, and Applications what
	// calls them; nil has none. Gateway sends the calls to their upstreams, whose
	// Health is asked for, and Registry changes them: they are needed with
	// Products.
	Products     market.Products
	Applications market.Applications
	Health       market.Health
	Gateway      *gateway.Proxy
	Registry     *registry.Registry
	// Meter counts calls by product and key, and Usage tells of it; nil does not.
	Meter *market.Meter
	Usage market.Usage
	// Leaks takes reports of leaked keys, and Robots knows the robots of agencies;
	// nil has no such reports and no robots.
	Leaks  LeakDesk
	Robots RobotDesk
	// Differ compares releases; nil has no differences.
	Differ *Differ
	// Agenda is the release calendar; nil is one of the law alone, without
	// decisions about single days.
	Agenda *schedule.Agenda
	// Collections are what editors have gathered; nil has none.
	Collections Collections
	// Posts are what people ask about data; nil has none.
	Posts Posts
	// DOI returns the registered DOI of a version, 0 being all of them together, or
	// ""; nil knows none.
	DOI func(ctx context.Context, s catalog.Slug, version int) (string, error)
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// A Server answers requests to the data API. It is safe for concurrent use.
type Server struct {
	Deps
	engine    *gin.Engine
	handler   http.Handler
	metrics   *metrics
	limits    limiter.Store
	tus       *upload.Handler // nil without Uploads
	keys      *brief[[32]byte, account.Key]
	apis      *brief[catalog.Slug, market.Product]
	snapshots *snapshots
	callers   *turnstile // queries of each caller
	admission *turnstile // queries of all
	rows      *rowsCache
	dump      atomic.Pointer[dump] // nil until it is made

	subscriptions *brief[subscriptionKey, market.Subscription]
}

// New returns a server, or an error that names what it misses.
func New(d Deps) (*Server, error) {
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	d.BaseURL = strings.TrimRight(d.BaseURL, "/")
	d.Version = cmp.Or(d.Version, "dev")
	d.Cores = cmp.Or(d.Cores, runtime.GOMAXPROCS(0))
	d.Upload = d.Upload.withDefaults()
	sweep(d.Upload.Dir, uploadPrefix, time.Now())
	sweep(d.Upload.Dir, dumpName, time.Now())
	if d.Plans == nil {
		d.Plans = market.DefaultPlans()
	}
	if err := d.Plans.Validate(); err != nil {
		return nil, fmt.Errorf("api: plans: %w", err)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Agenda == nil {
		d.Agenda = schedule.NewAgenda(d.Catalog, nil, d.Now)
	}
	s := &Server{
		Deps:      d,
		metrics:   newMetrics(),
		keys:      newBrief[[32]byte, account.Key](d.Now),
		apis:      newBrief[catalog.Slug, market.Product](d.Now),
		snapshots: newSnapshots(d.Catalog, d.Now),
		callers:   newTurnstile(),
		admission: newTurnstile(),

		subscriptions: newBrief[subscriptionKey, market.Subscription](d.Now),
	}
	s.limits = sliding.New(new(sliding.Memory), memory.NewStore())
	if d.Limiter != nil {
		shared := newFailover(d.Limiter, s.limits, cmp.Or(d.LimiterShare, 0.5), d.Log)
		s.limits = shared
		s.metrics.watchLimiter(shared)
		shared.look()
	}
	if d.Uploads != nil {
		tus, err := upload.NewHandler(d.Uploads, func(id string) string { return s.url(uploadsPath + id) })
		if err != nil {
			return nil, fmt.Errorf("api: %w", err)
		}
		s.tus = tus
	}
	rows, err := newRowsCache(d.CacheBytes)
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	s.rows = rows
	s.metrics.watch(rows)
	if d.Copies != nil {
		s.metrics.watchCopies(d.Copies)
	}
	s.engine = s.newEngine()
	compress, err := newCompressor()
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	s.handler = exceptFiles(compress, cors(s.engine))
	return s, nil
}

// Handler serves /v1, /openapi.json, /healthz, /readyz, /metrics,
// /.well-known/api-catalog and /problems/. What surrounds it is [Server.Wrap].
func (s *Server) Handler() http.Handler { return s.handler }

func (d *Deps) check() error {
	var missing []error
	need := func(name string, have bool) {
		if !have {
			missing = append(missing, errors.New("no "+name))
		}
	}
	need("catalog", d.Catalog != nil)
	need("keys", d.Keys != nil)
	need("search", d.Search != nil)
	need("query", d.Query != nil)
	need("files", d.Files != nil)
	need("deriver", d.Deriver != nil)
	need("log", d.Log != nil)
	need("gateway, registry, applications and health for products",
		d.Products == nil || d.Gateway != nil && d.Registry != nil && d.Applications != nil && d.Health != nil)
	if d.LimiterShare < 0 || d.LimiterShare > 1 {
		missing = append(missing, fmt.Errorf("the share of a limit is between 0 and 1, not %v", d.LimiterShare))
	}
	if err := d.Pepper.Validate(); err != nil {
		missing = append(missing, err)
	}
	return errors.Join(missing...)
}

// url returns the address of a path of this server, as answers name it.
func (s *Server) url(path string) string { return s.BaseURL + path }

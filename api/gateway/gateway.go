package gateway

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
	"time"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/publisher/outbound"
)

// MaxBody is how large the body of a call may be, in bytes.
const MaxBody = 10 << 20

// Documents are the texts of OpenAPI documents by their hash: a part of
// [market.Products].
type Documents interface {
	Document(ctx context.Context, sha256 string) ([]byte, error)
}

// Options of a [Proxy]. The first three are needed.
type Options struct {
	Documents Documents
	Sealer    *market.Sealer
	Log       *slog.Logger
	// Door lets calls out; the zero value lets them to the public Internet only.
	Door outbound.Door
	// Inside is for upstreams that an administrator has marked as private; it is
	// [Options.Door] if it is nil.
	Inside *outbound.Door
	// CacheBytes bounds the answers that are kept; 0 is 32 MiB, less keeps none.
	CacheBytes int64
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Invalid is told of calls that a document does not allow and that pass; may
	// be nil.
	Invalid func(product market.Ref, version string)
}

// A Proxy sends calls to upstreams. It is safe for concurrent use.
type Proxy struct {
	Options
	outside, inside *http.Transport
	answers         *answers
	buffers         buffers
	errors          *log.Logger // of net/http/httputil

	mu     sync.Mutex
	routes map[string]*route // by product and version
}

// New returns a proxy. Close ends its connections.
func New(o Options) *Proxy {
	if o.Now == nil {
		o.Now = time.Now
	}
	p := &Proxy{
		Options: o, outside: o.Door.Transport(), routes: make(map[string]*route),
		errors: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	p.inside = p.outside
	if o.Inside != nil {
		p.inside = o.Inside.Transport()
	}
	if o.CacheBytes >= 0 {
		p.answers = newAnswers(cmp.Or(o.CacheBytes, 32<<20))
	}
	return p
}

// Close ends connections that nobody uses.
func (p *Proxy) Close() {
	p.outside.CloseIdleConnections()
	p.inside.CloseIdleConnections()
}

// A Call is a request that may be made.
type Call struct {
	Product     *market.Product
	Version     *market.Version // of Product; callable, with an upstream
	Path        string          // below the version, as it was escaped; begins with a slash
	Prefix      string          // the address of calls to the version at the portal, without a slash at its end
	Home        string          // the address of the portal, below which /apis/… are the pages of products
	Application string          // the ID of the application that calls; may be empty
	RequestID   string
}

// Serve answers a call. If it returns an error, nothing was written; the error
// says, in words for the caller, what is wrong.
func (p *Proxy) Serve(w http.ResponseWriter, r *http.Request, c Call) error {
	path, err := cleanPath(c.Path)
	if err != nil {
		return err
	}
	if r.ContentLength > MaxBody {
		return tooLarge()
	}
	t, err := p.route(r.Context(), c)
	if err != nil {
		return err
	}
	guard(w.Header())
	announce(w.Header(), c)
	r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
	if err := p.validate(t, r, path, c); err != nil {
		return err
	}
	if p.answers.serve(w, r, t, c, p.Now()) {
		return nil
	}
	return p.forward(w, r, t, c, path)
}

func tooLarge() error {
	return problem.Errorf(problem.TooLarge, "Nội dung gửi lên lớn hơn %d byte.", "The body has more than %d bytes.", MaxBody)
}

// announce tells callers of a deprecated version when it will stop, and where to
// go (RFC 9745, RFC 8594, RFC 5829).
func announce(h http.Header, c Call) {
	v := c.Version
	if v.State != market.Deprecated {
		return
	}
	h.Set("Deprecation", fmt.Sprintf("@%d", v.Deprecated.Unix()))
	h.Set("Sunset", v.Sunset.UTC().Format(http.TimeFormat))
	h.Add("Link", fmt.Sprintf(`<%s/apis/%s/%s>; rel="deprecation"`, c.Home, c.Product.Name, v.Name))
	if to, ok := strings.CutPrefix(v.Successor, "api/"); ok {
		h.Add("Link", fmt.Sprintf(`<%s/apis/%s>; rel="successor-version"`, c.Home, to))
	}
}

// forward asks the upstream for a path, which is that of the call as it was
// cleaned. The answer is passed on as it comes.
func (p *Proxy) forward(w http.ResponseWriter, r *http.Request, t *route, c Call, path string) error {
	var failure error
	// Answers whose length is not known, such as events, are flushed as they
	// come; to flush the others would only cost a packet.
	proxy := httputil.ReverseProxy{
		Rewrite:    func(out *httputil.ProxyRequest) { p.rewrite(out, t, c, path) },
		Transport:  t.transport,
		BufferPool: &p.buffers,
		ErrorLog:   p.errors,
		ModifyResponse: func(resp *http.Response) error {
			if resp.StatusCode == http.StatusSwitchingProtocols {
				return errors.New("the upstream wants another protocol")
			}
			cleanAnswer(resp.Header, t.upstream, c.Prefix)
			p.answers.keep(r, resp, t, c, p.Now())
			return nil
		},
		ErrorHandler: func(_ http.ResponseWriter, _ *http.Request, err error) { failure = err },
	}
	// The document of the problem is for whoever handles our errors to write.
	proxy.ServeHTTP(newFinalWriter(w), r)
	if failure == nil {
		return nil
	}
	return p.failed(r.Context(), failure, t)
}

// rewrite makes the request to the upstream of the one that came.
func (p *Proxy) rewrite(out *httputil.ProxyRequest, t *route, c Call, path string) {
	u := out.Out.URL
	u.Scheme, u.Host = t.upstream.Scheme, t.upstream.Host
	u.RawPath = strings.TrimSuffix(t.upstream.EscapedPath(), "/") + c.Path
	u.Path = strings.TrimSuffix(t.upstream.Path, "/") + path
	u.RawQuery = out.In.URL.RawQuery
	out.Out.Host = ""
	h := out.Out.Header
	drop(h, ours)
	if c.Application != "" {
		h.Set(ApplicationHeader, c.Application)
	}
	h.Set("X-Request-Id", c.RequestID)
	h.Set("Via", "1.1 nguon")
	if _, ok := h["User-Agent"]; !ok {
		h.Set("User-Agent", "nguon")
	}
	if t.header != "" {
		h.Set(t.header, t.secret)
	}
}

// failed turns a failure on the way to the upstream into what the caller is
// told. What the upstream is and why it failed is for the log.
func (p *Proxy) failed(ctx context.Context, err error, t *route) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("gateway: %w", ctx.Err())
	case isTooLarge(err):
		return tooLarge()
	}
	code, text := problem.UpstreamUnavailable, catalog.Text{Vi: "API của cơ quan hiện không trả lời.", En: "The API of the agency does not answer at present."}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		code, text = problem.Timeout, catalog.Text{Vi: "API của cơ quan không trả lời kịp.", En: "The API of the agency did not answer in time."}
	}
	return &problem.Error{Code: code, Public: text, RetryAfter: t.breaker.wait(p.Now()), Err: fmt.Errorf("%s: %w", t.name, err)}
}

// isTooLarge reports whether err is that of a body beyond [MaxBody].
func isTooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}

package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"nguon/catalog"
)

// ErrForbidden says that an address leads where nobody may be sent.
var ErrForbidden = errors.New("address is not allowed")

// MaxRedirects is how many redirects a [Door.Client] follows.
const MaxRedirects = 5

// A Door lets connections out. The zero value lets them to the public Internet
// only, on any port. It is safe for concurrent use and must not change while it
// is used.
type Door struct {
	// Allow are networks that are allowed although they are not of the public
	// Internet.
	Allow []netip.Prefix
	// Exact are single ports of addresses that are allowed likewise, and no other
	// port there.
	Exact []netip.AddrPort
	// Resolver resolves names; nil is that of the machine.
	Resolver *net.Resolver
}

// Dial connects like [net.Dialer.DialContext]. The error is [ErrForbidden] if
// an address of the name is not allowed and no other one could be reached.
func (d Door) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Resolver: d.Resolver, Control: d.control}
	conn, err := dialer.DialContext(ctx, network, address)
	if forbidden(err) {
		return nil, fmt.Errorf("%w: %w", ErrForbidden, err)
	}
	return conn, err
}

// control looks at an address before a connection to it is made.
func (d Door) control(network, address string, c syscall.RawConn) error {
	if to, err := netip.ParseAddrPort(address); err == nil {
		if slices.Contains(d.Exact, netip.AddrPortFrom(to.Addr().Unmap(), to.Port())) {
			return nil
		}
	}
	return d.guard().Safe(network, address, c)
}

func (d Door) guard() *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range d.Allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

func forbidden(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) || errors.Is(err, ssrf.ErrProhibitedPort) ||
		errors.Is(err, ssrf.ErrInvalidHostPort)
}

// Transport returns a new transport whose connections go through d. It does not
// unpack answers.
func (d Door) Transport() *http.Transport {
	return &http.Transport{
		DialContext:            d.Dial,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    64,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// Client returns a client for single requests that take at most the given time,
// the body included. It follows [MaxRedirects] redirects at most, from https
// never to http, and takes no credentials to another host.
func (d Door) Client(timeout time.Duration) *http.Client {
	return &http.Client{
		Transport: d.Transport(),
		Timeout:   timeout,
		CheckRedirect: func(next *http.Request, via []*http.Request) error {
			if len(via) > MaxRedirects {
				return fmt.Errorf("more than %d redirects", MaxRedirects)
			}
			if via[len(via)-1].URL.Scheme == "https" && next.URL.Scheme != "https" {
				return fmt.Errorf("%w: a redirect from https to %s", ErrForbidden, next.URL.Scheme)
			}
			return nil
		},
	}
}

// Fetch returns what is at an http or https address, at most max bytes of it. The
// error is of kind [catalog.ErrInvalid], and says what is wrong with the address
// or the answer, in words that may be shown: nothing of an answer that is not
// 200 is told, so that nobody can look around with it.
func (d Door) Fetch(ctx context.Context, address string, max int64, timeout time.Duration) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, u.Scheme) || u.User != nil {
		return nil, catalog.Errorf(catalog.ErrInvalid, "Cần địa chỉ http hoặc https, không có tên người dùng.",
			"An http or https address without a user is needed.")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("outbound: %w", err)
	}
	client := d.Client(timeout)
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	switch {
	case errors.Is(err, ErrForbidden):
		return nil, &catalog.Error{Kind: catalog.ErrInvalid, Err: err, Public: catalog.Text{
			Vi: "Địa chỉ này dẫn vào mạng nội bộ, hoặc không được phép.", En: "This address leads inside a network, or is not allowed."}}
	case err != nil:
		return nil, unreachable(ctx, err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	if resp.StatusCode != http.StatusOK {
		return nil, catalog.Errorf(catalog.ErrInvalid, "Địa chỉ đó trả lời với mã %d.", "The address answered with status %d.", resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, max+1))
	switch {
	case err != nil:
		return nil, unreachable(ctx, err)
	case int64(len(body)) > max:
		return nil, catalog.Errorf(catalog.ErrInvalid, "Tài liệu ở địa chỉ đó lớn hơn %d byte.", "What is at the address has more than %d bytes.", max)
	}
	return body, nil
}

func unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("outbound: %w", ctx.Err())
	}
	return &catalog.Error{Kind: catalog.ErrInvalid, Err: err,
		Public: catalog.Text{Vi: "Không đọc được từ địa chỉ này.", En: "This address could not be read from."}}
}

package api_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/catalog/market"
)

// BenchmarkConnected asks the gateway over connections of this machine, of which
// neither the client nor the upstream does more than read and write bytes: what
// is measured, and what a profile shows, is the gateway. Calls have a key and are
// limited, metered, validated and logged.
func BenchmarkConnected(b *testing.B) {
	generous := []market.Window{{Name: "burst", Quota: 1 << 40, Period: time.Second}, {Name: "day", Quota: 1 << 40, Period: 24 * time.Hour}}
	bazaar := newBazaar(b, func(d *api.Deps) {
		d.Plans = market.DefaultPlans()
		for _, name := range []string{market.Anonymous, market.Registered} {
			d.Plans = d.Plans.Override(market.Plan{Name: name, Rows: 1000, Timeout: time.Minute, Concurrency: 256, Windows: generous})
		}
		nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { nowhere.Close() })
		d.Log = slog.New(slog.NewTextHandler(nowhere, nil))
	})
	bazaar.upstream.URL = "http://" + serveBytes(b, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n\r\n"+strings.Repeat("a", 1024))
	bazaar.offer(b)
	const rows = "/v1/data/air-quality@1/hourly/rows"
	tag := bazaar.plainDo(b, request{path: rows}).Header().Get("ETag")

	l, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- api.Serve(ctx, l, bazaar.handler, slog.New(slog.DiscardHandler)) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})

	for _, bench := range []struct{ name, path, header, status string }{
		{"answer=call", "/v1/call/rain/v1/rain/hanoi?limit=5", "X-Api-Key: " + bazaar.caller, "200"},
		{"answer=304", rows, "If-None-Match: " + tag, "304"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				if err := askAgain(l.Addr().String(), bench.path, bench.header, bench.status, pb.Next); err != nil {
					b.Error(err)
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}

// askAgain sends one request over a connection for as long as there is a next.
func askAgain(address, path, header, status string, next func() bool) error {
	conn, err := net.Dial("tcp", address) //nolint:noctx // it ends with the benchmark
	if err != nil {
		return err
	}
	defer conn.Close()
	request, reader := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: bench\r\n%s\r\n\r\n", path, header), bufio.NewReader(conn)
	for next() {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		line, err := reader.ReadString('\n')
		if err != nil {
			return err
		}
		if !strings.HasPrefix(line, "HTTP/1.1 "+status) {
			return fmt.Errorf("%s: %s", path, line)
		}
		length := 0
		for {
			line, err := reader.ReadSlice('\n')
			if err != nil {
				return err
			}
			if len(line) == 2 {
				break
			}
			if strings.HasPrefix(string(line), "Content-Length: ") {
				fmt.Sscan(string(line[16:]), &length) //nolint:errcheck // the server has written a number
			}
		}
		if status == "304" {
			length = 0
		}
		if _, err := reader.Discard(length); err != nil {
			return err
		}
	}
	return nil
}

// serveBytes answers every request that comes to the address that it returns
// with the same bytes.
func serveBytes(b *testing.B, answer string) (address string) {
	l, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for reader := bufio.NewReader(conn); ; {
					line, err := reader.ReadSlice('\n')
					if err != nil {
						return
					}
					if len(line) > 2 {
						continue
					}
					if _, err := io.WriteString(conn, answer); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

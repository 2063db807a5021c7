// Command bench-gateway measures what it costs to call an API through the
// gateway: an upstream of nginx that answers with 1 kB is asked bare, through
// nginx with limit_req, and through the portal, with a key, limits, metering and
// validation against an OpenAPI document. Beside it stand answers 304 of the data
// API and of a page.
//
// Throughput is that of wrk; latency is measured at a constant rate, by a client
// whose requests are due at fixed times whether or not the last answer has come
// (see pace). All are asked in turns in one run; what is printed are medians.
//
// With -keys it measures how long the portal takes to start with many keys and
// APIs, on SQLite and on PostgreSQL (see starts).
//
// It needs wrk and nginx, and ends only what it started.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"nguon/.ci/stage"
)

// options are the flags of the program.
type options struct {
	binary string        // of the portal
	turns  int           // how often each is measured
	turn   time.Duration // how long one measurement takes
	rate   int           // requests a second for latency
	only   string        // part of the names of the targets to measure

	keys     int // with which the portal is started, instead; 0 is not
	products int // the same
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", ".bin/nguon", "the portal")
	flag.IntVar(&o.turns, "turns", 5, "measurements of each target")
	flag.DurationVar(&o.turn, "turn", 3*time.Second, "time of a measurement")
	flag.IntVar(&o.rate, "rate", 1000, "requests a second at which latency is measured")
	flag.StringVar(&o.only, "only", "", "part of the name of the targets to measure")
	flag.IntVar(&o.keys, "keys", 0, "measure the start of the portal instead, with so many keys")
	flag.IntVar(&o.products, "products", 1000, "and so many APIs")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, &o, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-gateway:", err)
		os.Exit(1)
	}
}

// run builds the stage, measures, and takes it down.
func run(ctx context.Context, o *options, out io.Writer) (err error) {
	if o.binary, err = filepath.Abs(o.binary); err != nil {
		return err
	}
	return stage.With(ctx, "nguon-gateway-", func(s *stage.Stage) error {
		if o.keys > 0 {
			return starts(ctx, s, o, out)
		}
		targets, upstream, err := raise(ctx, s, o)
		if err != nil {
			return err
		}
		return measure(ctx, o, targets, upstream, out)
	})
}

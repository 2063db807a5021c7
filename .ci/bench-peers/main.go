// Command bench-peers measures the data API beside its peers in one run, on
// loopback: Platformatic DB on PostgreSQL, PostgreSQL itself without HTTP, and
// nginx for whole files. Every engine has the same table, flights-3m of the npm
// package vega-datasets with a number for each row, and is asked the same by
// the same number of clients, in turns; what is printed are medians of the
// turns and ratios of these. See the Makefile for how it is run.
//
// It needs wrk, nginx, PostgreSQL and npm, and ends only what it started.
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
	binary  string        // of the portal
	table   string        // the Parquet file of flights-3m
	peers   string        // the folder of this program
	turns   int           // how often each shape is measured on each engine
	turn    time.Duration // how long one measurement takes
	minutes int           // of mixed load; 0 is none
	only    string        // shapes to measure; empty is all
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", ".bin/nguon", "the portal")
	flag.StringVar(&o.table, "table", "", "flights-3m.parquet")
	flag.StringVar(&o.peers, "peers", ".ci/bench-peers", "the folder with package.json")
	flag.IntVar(&o.turns, "turns", 3, "measurements of each shape and engine")
	flag.DurationVar(&o.turn, "turn", 2*time.Second, "time of a measurement")
	flag.IntVar(&o.minutes, "minutes", 0, "minutes of mixed load instead")
	flag.StringVar(&o.only, "only", "", "part of the name of the shapes to measure")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, &o, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench-peers:", err)
		os.Exit(1)
	}
}

// run builds the stage, measures, and takes it down.
func run(ctx context.Context, o *options, out io.Writer) (err error) {
	if o.binary, err = filepath.Abs(o.binary); err != nil {
		return err
	}
	// Not the name of the folders of the search benchmark.
	return stage.With(ctx, "nguon-peers-", func(stage *stage.Stage) error {
		s := &peers{Stage: stage, out: out}
		if o.minutes > 0 {
			return soak(ctx, s, o)
		}
		return compare(ctx, s, o)
	})
}

// compare measures all shapes, and the memory of the portals meanwhile.
func compare(ctx context.Context, s *peers, o *options) error {
	if err := s.raise(ctx, o); err != nil {
		return err
	}
	shapes, err := s.shapes(ctx, o)
	if err != nil {
		return err
	}
	stopWatch := watchMemory(s.portals())
	defer stopWatch()
	if err := measure(ctx, s, o, shapes); err != nil {
		return err
	}
	for _, m := range stopWatch() {
		fmt.Fprintf(s.out, "resident memory of %s: %d MB at most\n", m.name, m.most>>20)
	}
	return nil
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"nguon/.ci/stage"
)

// A sample is what one measurement gives.
type sample struct {
	Seconds float64
	Answers int
	Bytes   int64
	P50     float64 // milliseconds
	P99     float64 // milliseconds; 0 if it was not measured
	Refused int     // answers with a status above 399
	Broken  int     // connections that failed, and requests without an answer in time
}

// rate is how many requests were answered in a second.
func (s sample) rate() float64 { return float64(s.Answers-s.Refused) / s.Seconds }

// megabytes is how many were sent in a second.
func (s sample) megabytes() float64 { return float64(s.Bytes) / 1e6 / s.Seconds }

// A load asks one engine for one shape, with a number of clients for a time.
type load func(ctx context.Context, clients int, span time.Duration) (sample, error)

// wrk asks a server for paths, at random. header is a name and a value, or
// nothing.
func (s *peers) wrk(v *stage.Server, o *options, paths []string, header ...string) (load, error) {
	f, err := os.CreateTemp(s.Dir, "paths-")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.WriteString(strings.Join(paths, "\n") + "\n"); err != nil {
		return nil, err
	}
	script := filepath.Join(o.peers, "paths.lua")
	return func(ctx context.Context, clients int, span time.Duration) (sample, error) {
		args := []string{"-t1", "-c" + strconv.Itoa(clients), fmt.Sprintf("-d%.0fs", span.Seconds()), "--timeout", "60s", "-s", script, v.URL("/"), "--", f.Name()}
		out, err := stage.Output(exec.CommandContext(ctx, "wrk", append(args, header...)...))
		if err != nil {
			return sample{}, err
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		var m sample
		err = json.Unmarshal([]byte(lines[len(lines)-1]), &m)
		return m, err
	}, nil
}

var (
	pgbenchRate    = regexp.MustCompile(`tps = ([0-9.]+)`)
	pgbenchLatency = regexp.MustCompile(`latency average = ([0-9.]+) ms`)
)

// pgbench runs a script of pgbench with prepared statements. It tells the mean
// time of an answer instead of the median.
func (s *peers) pgbench(script string) (load, error) {
	bin, err := stage.PostgresBin()
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(s.Dir, "pgbench-")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.WriteString(script + "\n"); err != nil {
		return nil, err
	}
	return func(ctx context.Context, clients int, span time.Duration) (sample, error) {
		out, err := stage.Output(exec.CommandContext(ctx, filepath.Join(bin, "pgbench"), "-n", "-M", "prepared", "-c", strconv.Itoa(clients),
			"-T", fmt.Sprintf("%.0f", span.Seconds()), "-f", f.Name(), "-h", "127.0.0.1", "-p", strconv.Itoa(s.sql.Port), "-U", "postgres", "postgres"))
		if err != nil {
			return sample{}, err
		}
		if strings.Contains(out, "actually processed: 0\n") { // none came to its end in time
			return sample{Seconds: span.Seconds()}, nil
		}
		rate, latency := pgbenchRate.FindStringSubmatch(out), pgbenchLatency.FindStringSubmatch(out)
		if rate == nil || latency == nil {
			return sample{}, fmt.Errorf("pgbench says\n%s", out)
		}
		var m sample
		tps, err := strconv.ParseFloat(rate[1], 64)
		if err != nil {
			return m, err
		}
		m.Seconds, m.Answers = 1000/tps, 1000
		m.P50, err = strconv.ParseFloat(latency[1], 64)
		return m, err
	}, nil
}

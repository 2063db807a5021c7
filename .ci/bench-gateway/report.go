package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clients is how many connections wrk has.
const clients = 16

// A sample is what one turn gives for a target.
type sample struct {
	rate     float64       // answers a second
	cpu      time.Duration // of the server for one answer
	p50, p99 time.Duration // at the constant rate
}

// measure prints a table of all targets. What is added is to the first one, in
// the same turn.
func measure(ctx context.Context, o *options, targets []target, out io.Writer) error {
	targets = slices.DeleteFunc(targets, func(t target) bool { return !strings.Contains(t.name, o.only) })
	samples := make([][]sample, len(targets))
	for turn := range o.turns {
		fmt.Fprintf(os.Stderr, "turn %d of %d\n", turn+1, o.turns)
		for i := range targets {
			m, err := one(ctx, o, &targets[i])
			if err != nil {
				return fmt.Errorf("%s: %w", targets[i].name, err)
			}
			samples[i] = append(samples[i], m)
		}
	}
	fmt.Fprintf(out, "Medians of %d turns of %v; %d connections of wrk; latency at %d requests/s, added to the first line in the same turn\n\n",
		o.turns, o.turn, clients, o.rate)
	fmt.Fprintf(out, "| target | answers/s | processor µs an answer | ms, median | ms, 99 %% | added, median | added, 99 %% |\n|---|---|---|---|---|---|---|\n")
	for i, t := range targets {
		of := func(f func(m, first sample) float64) float64 {
			values := make([]float64, o.turns)
			for turn := range values {
				values[turn] = f(samples[i][turn], samples[0][turn])
			}
			slices.Sort(values)
			return values[len(values)/2]
		}
		fmt.Fprintf(out, "| %s | %.0f | %.0f | %.3f | %.3f | %.3f | %.3f |\n", t.name,
			of(func(m, _ sample) float64 { return m.rate }), of(func(m, _ sample) float64 { return float64(m.cpu.Nanoseconds()) / 1e3 }),
			of(func(m, _ sample) float64 { return ms(m.p50) }), of(func(m, _ sample) float64 { return ms(m.p99) }),
			of(func(m, first sample) float64 { return ms(m.p50 - first.p50) }), of(func(m, first sample) float64 { return ms(m.p99 - first.p99) }))
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// one measures a target once.
func one(ctx context.Context, o *options, t *target) (sample, error) {
	before, err := t.server.cpu()
	if err != nil {
		return sample{}, err
	}
	answers, seconds, err := wrk(ctx, t, o.turn)
	if err != nil {
		return sample{}, err
	}
	after, err := t.server.cpu()
	if err != nil {
		return sample{}, err
	}
	took, err := pace(ctx, t, o.rate, o.turn)
	if err != nil {
		return sample{}, err
	}
	return sample{
		rate: float64(answers) / seconds, cpu: (after - before) / time.Duration(max(1, answers)),
		p50: took[len(took)/2], p99: took[len(took)*99/100],
	}, nil
}

var (
	wrkCount = regexp.MustCompile(`(\d+) requests in ([\d.]+)(m?s)`)
	wrkBad   = regexp.MustCompile(`Non-2xx or 3xx responses|Socket errors`)
)

// wrk asks for a target as fast as it answers. It fails if an answer is not
// what it should be.
func wrk(ctx context.Context, t *target, span time.Duration) (answers int, seconds float64, err error) {
	args := []string{"-t1", "-c" + strconv.Itoa(clients), fmt.Sprintf("-d%.0fs", span.Seconds())}
	for _, h := range t.header {
		args = append(args, "-H", h[0]+": "+h[1])
	}
	out, err := output(exec.CommandContext(ctx, "wrk", append(args, t.server.url(t.path))...))
	if err != nil {
		return 0, 0, err
	}
	found := wrkCount.FindStringSubmatch(out)
	if found == nil || wrkBad.MatchString(out) {
		return 0, 0, fmt.Errorf("wrk says\n%s", out)
	}
	if answers, err = strconv.Atoi(found[1]); err != nil {
		return 0, 0, err
	}
	if seconds, err = strconv.ParseFloat(found[2], 64); found[3] == "ms" {
		seconds /= 1000
	}
	return answers, seconds, err
}

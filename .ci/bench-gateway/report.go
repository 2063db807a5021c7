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

	"nguon/.ci/stage"
)

// clients is how many connections wrk has.
const clients = 16

// A sample is what one turn gives for a target.
type sample struct {
	rate     float64       // answers a second
	cpu      time.Duration // of the server for one answer
	behind   time.Duration // of the upstream
	load     time.Duration // of wrk
	p50, p99 time.Duration // at the constant rate
}

// measure prints a table of all targets. What is added is to the first one, in
// the same turn.
func measure(ctx context.Context, o *options, targets []target, upstream *stage.Server, out io.Writer) error {
	targets = slices.DeleteFunc(targets, func(t target) bool { return !strings.Contains(t.name, o.only) })
	samples := make([][]sample, len(targets))
	for turn := range o.turns {
		fmt.Fprintf(os.Stderr, "turn %d of %d\n", turn+1, o.turns)
		for i := range targets {
			m, err := one(ctx, o, &targets[i], upstream)
			if err != nil {
				return fmt.Errorf("%s: %w", targets[i].name, err)
			}
			samples[i] = append(samples[i], m)
		}
	}
	fmt.Fprintf(out, "Medians of %d turns of %v; %d connections of wrk; latency at %d requests/s, added to the first line in the same turn\n\n",
		o.turns, o.turn, clients, o.rate)
	fmt.Fprintf(out, "| target | answers/s | processor µs an answer | of the upstream | of wrk | ms, median | ms, 99 %% | added, median | added, 99 %% |\n|---|---|---|---|---|---|---|---|---|\n")
	for i, t := range targets {
		of := func(f func(m, first sample) float64) float64 {
			values := make([]float64, o.turns)
			for turn := range values {
				values[turn] = f(samples[i][turn], samples[0][turn])
			}
			return stage.Median(values)
		}
		fmt.Fprintf(out, "| %s | %.0f | %.0f | %.0f | %.0f | %.3f | %.3f | %.3f | %.3f |\n", t.name,
			of(func(m, _ sample) float64 { return m.rate }), of(func(m, _ sample) float64 { return µs(m.cpu) }),
			of(func(m, _ sample) float64 { return µs(m.behind) }), of(func(m, _ sample) float64 { return µs(m.load) }),
			of(func(m, _ sample) float64 { return ms(m.p50) }), of(func(m, _ sample) float64 { return ms(m.p99) }),
			of(func(m, first sample) float64 { return ms(m.p50 - first.p50) }), of(func(m, first sample) float64 { return ms(m.p99 - first.p99) }))
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }
func µs(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }

// one measures a target once.
func one(ctx context.Context, o *options, t *target, upstream *stage.Server) (sample, error) {
	before, err := used(t.server, upstream)
	if err != nil {
		return sample{}, err
	}
	answers, seconds, load, err := wrk(ctx, t, o.turn)
	if err != nil {
		return sample{}, err
	}
	after, err := used(t.server, upstream)
	if err != nil {
		return sample{}, err
	}
	took, err := pace(ctx, t, o.rate, o.turn)
	if err != nil {
		return sample{}, err
	}
	each := time.Duration(max(1, answers))
	return sample{
		rate: float64(answers) / seconds, cpu: (after[0] - before[0]) / each, behind: (after[1] - before[1]) / each, load: load / each,
		p50: took[len(took)/2], p99: took[len(took)*99/100],
	}, nil
}

// used is the processor time that two servers have used.
func used(a, b *stage.Server) (times [2]time.Duration, err error) {
	if times[0], err = a.CPU(); err == nil {
		times[1], err = b.CPU()
	}
	return times, err
}

var (
	wrkCount = regexp.MustCompile(`(\d+) requests in ([\d.]+)(m?s)`)
	wrkBad   = regexp.MustCompile(`Non-2xx or 3xx responses|Socket errors`)
)

// wrk asks for a target as fast as it answers, and tells what processor time it
// took for that itself. It fails if an answer is not
// what it should be.
func wrk(ctx context.Context, t *target, span time.Duration) (answers int, seconds float64, cpu time.Duration, err error) {
	args := []string{"-t1", "-c" + strconv.Itoa(clients), fmt.Sprintf("-d%.0fs", span.Seconds())}
	for _, h := range t.header {
		args = append(args, "-H", h[0]+": "+h[1])
	}
	cmd := exec.CommandContext(ctx, "wrk", append(args, t.server.URL(t.path))...)
	out, err := stage.Output(cmd)
	if err != nil {
		return 0, 0, 0, err
	}
	cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	found := wrkCount.FindStringSubmatch(out)
	if found == nil || wrkBad.MatchString(out) {
		return 0, 0, 0, fmt.Errorf("wrk says\n%s", out)
	}
	if answers, err = strconv.Atoi(found[1]); err != nil {
		return 0, 0, 0, err
	}
	if seconds, err = strconv.ParseFloat(found[2], 64); found[3] == "ms" {
		seconds /= 1000
	}
	return answers, seconds, cpu, err
}

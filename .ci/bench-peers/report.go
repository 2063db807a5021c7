package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"nguon/.ci/stage"
)

// measure prints a table of all shapes. In each turn all engines are asked, one
// after another, so that what else the machine does meets all of them.
func measure(ctx context.Context, s *peers, o *options, shapes []shape) error {
	fmt.Fprintf(s.out, "Medians of %d turns of %v; ratios are of one turn, portal to peer; milliseconds of an answer at the median and at 99 %%\n\n", o.turns, o.turn)
	fmt.Fprintf(s.out, "| request | clients | engine | answers/s | ratio | spread | ms | ms, 99 %% | refused, broken |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, shape := range shapes {
		if !strings.Contains(shape.name, o.only) {
			continue
		}
		for _, clients := range shape.clients {
			if err := s.compare(ctx, &shape, clients, o.turns, shape.span(o)); err != nil {
				return fmt.Errorf("%s: %w", shape.name, err)
			}
		}
	}
	fmt.Fprintln(s.out)
	return nil
}

// compare measures one shape and prints a line for each engine.
func (s *peers) compare(ctx context.Context, sh *shape, clients, turns int, span time.Duration) error {
	s.say("%s, %d clients", sh.name, clients)
	speed := sample.rate
	unit := ""
	if sh.files {
		speed, unit = sample.megabytes, " MB"
	}
	samples := make([][]sample, len(sh.engines))
	for range turns {
		for i, e := range sh.engines {
			m, err := e.load(ctx, clients, span)
			if err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
			samples[i] = append(samples[i], m)
			settle(m)
		}
	}
	for i, e := range sh.engines {
		ratio, spread := "", ""
		if i > 0 {
			ratios := make([]float64, turns)
			for t := range turns {
				ratios[t] = speed(samples[0][t]) / speed(samples[i][t])
			}
			ratio = fmt.Sprintf("%.3g", stage.Median(ratios))
			spread = fmt.Sprintf("%.3g–%.3g", slices.Min(ratios), slices.Max(ratios))
		}
		p99 := ""
		if most := medianOf(samples[i], func(m sample) float64 { return m.P99 }); most > 0 {
			p99 = fmt.Sprintf("%.3g", most)
		}
		bad := ""
		if refused, broken := total(samples[i]); refused+broken > 0 {
			bad = fmt.Sprintf("%d, %d", refused, broken)
		}
		fmt.Fprintf(s.out, "| %s | %d | %s | %.4g%s | %s | %s | %.3g | %s | %s |\n", sh.name, clients, e.name,
			medianOf(samples[i], speed), unit, ratio, spread, medianOf(samples[i], func(m sample) float64 { return m.P50 }), p99, bad)
	}
	return nil
}

// settle waits until an engine should be through with what it was asked last,
// which nobody waits for any more: it must not slow the next one down.
func settle(m sample) { time.Sleep(min(3*time.Second, time.Duration(m.P50*float64(time.Millisecond)))) }

func total(samples []sample) (refused, broken int) {
	for _, m := range samples {
		refused, broken = refused+m.Refused, broken+m.Broken
	}
	return refused, broken
}

func medianOf(samples []sample, of func(sample) float64) float64 {
	values := make([]float64, len(samples))
	for i, m := range samples {
		values[i] = of(m)
	}
	return stage.Median(values)
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"nguon/.ci/stage"
)

// A shape is a kind of request. The first of its engines is the portal, with
// which the others are compared.
type shape struct {
	name    string
	clients []int
	longer  int // how many times as long a measurement takes as others do
	files   bool
	engines []engine
}

type engine struct {
	name string
	load load
}

const (
	table = "/v1/data/bench@1/table/rows"
	many  = 2000 // paths of a shape
	depth = 2_000_000
)

var (
	usual    = []int{8, 64}
	airports = []string{"ATL", "ORD", "DFW", "LAX", "PHX", "DEN", "LAS", "IAH", "MSP", "DTW", "STL", "EWR", "PHL", "SFO", "BOS", "CLT", "SEA", "BWI"}
)

// shapes returns all shapes. Every request of a shape differs from the next, so
// that engines are measured, unless the shape is about answers that are kept.
// Conditions are on destination: Platformatic DB takes the name of a column that
// begins with "or" for its OR.
func (s *peers) shapes(ctx context.Context, o *options) ([]shape, error) {
	cursors, err := s.walk(ctx)
	if err != nil {
		return nil, err
	}
	_, header, err := fetch(ctx, s.keeping.URL(table))
	if err != nil {
		return nil, err
	}
	var failed error
	web := func(name string, v *stage.Server, paths []string, header ...string) engine {
		l, err := s.wrk(v, o, paths, header...)
		failed = errors.Join(failed, err)
		return engine{name, l}
	}
	sql := func(name, script string) engine {
		l, err := s.pgbench(script)
		failed = errors.Join(failed, err)
		return engine{name, l}
	}
	columns := permutations([]string{"id", "date", "delay", "distance", "origin", "destination"})
	const ours, rest, plain = "Nguồn", "Platformatic DB", "PostgreSQL, no HTTP"
	pick := fmt.Sprintf("\\set o random(1, %d)\n\\set d random(200, 700)\n", len(airports))
	repeated := []string{table + "?destination=ATL&distance__gte=500&sort=-delay"}
	file := "/v1/data/noise@1/table/file.parquet"
	shapes := []shape{
		{"first page of 100", usual, 1, false, []engine{
			web(ours, s.portal, made(func(i int) string { return table + "?select=" + columns[i%len(columns)] })),
			web(rest, s.rest, []string{"/flights/?limit=100"}),
			sql(plain, "SELECT * FROM flights ORDER BY id LIMIT 100"),
		}},
		{"100 rows at row 2 million", usual, 1, false, []engine{
			web(ours, s.portal, made(func(i int) string { return table + "?cursor=" + cursors[i%len(cursors)] })),
			web(rest+", by id", s.rest, made(func(i int) string {
				return fmt.Sprintf("/flights/?limit=100&orderby.id=asc&where.id.gt=%d", depth+i*100)
			})),
			web(rest+", by offset", s.rest, made(func(i int) string { return fmt.Sprintf("/flights/?limit=100&offset=%d", depth+i*100) })),
			sql(plain+", by id", "\\set n random(2000000, 2200000)\nSELECT * FROM flights WHERE id > :n ORDER BY id LIMIT 100"),
			sql(plain+", by offset", "\\set n random(2000000, 2200000)\nSELECT * FROM flights ORDER BY id LIMIT 100 OFFSET :n"),
		}},
		{"row by key", usual, 1, false, []engine{
			web(ours, s.portal, made(func(int) string { return fmt.Sprintf("%s?id=%d", table, 1+rand.IntN(rows)) })),
			web(rest, s.rest, made(func(int) string { return fmt.Sprintf("/flights/%d", 1+rand.IntN(rows)) })),
			sql(plain, "\\set n random(1, 3000000)\nSELECT * FROM flights WHERE id = :n"),
		}},
		{"text = and number ≥, 100 rows", usual, 1, false, []engine{
			web(ours, s.portal, made(func(i int) string {
				return fmt.Sprintf("%s?destination=%s&distance__gte=%d", table, airports[i%len(airports)], 200+rand.IntN(500))
			})),
			web(rest, s.rest, made(func(i int) string {
				return fmt.Sprintf("/flights/?limit=100&orderby.id=asc&where.destination.eq=%s&where.distance.gte=%d", airports[i%len(airports)], 200+rand.IntN(500))
			})),
			sql(plain, pick+"SELECT * FROM flights WHERE destination = ('{"+strings.Join(airports, ",")+"}'::text[])[:o] AND distance >= :d ORDER BY id LIMIT 100"),
		}},
		{"sort by a column without an index, top 100", usual[:1], 3, false, []engine{
			web(ours, s.portal, made(func(i int) string { return table + "?sort=-delay&select=" + columns[i%len(columns)] })),
			web(rest, s.rest, []string{"/flights/?limit=100&orderby.delay=desc&orderby.id=asc"}),
			sql(plain, "SELECT * FROM flights ORDER BY delay DESC, id LIMIT 100"),
		}},
		{"groups with count and mean", usual[:1], 3, false, []engine{
			web(ours, s.portal, made(func(i int) string {
				return fmt.Sprintf("%s?group=origin&agg=n:count(*),mean:avg(delay)&limit=%d", table, 400+i)
			})),
			sql(plain, "SELECT origin, count(*), avg(delay) FROM flights GROUP BY origin ORDER BY origin"),
		}},
		{"the same sorted page, kept", usual, 1, false, []engine{
			web(ours, s.keeping, repeated),
			web(rest, s.rest, []string{"/flights/?limit=100&orderby.delay=desc&where.destination.eq=ATL&where.distance.gte=500"}),
		}},
		{"not modified (304)", usual, 1, false, []engine{web(ours, s.keeping, []string{table}, "If-None-Match", header.Get("ETag"))}},
		{"file of 100 MB", []int{2, 8}, 1, true, []engine{
			web(ours, s.portal, []string{file}),
			web("nginx", s.static, []string{"/table.parquet"}),
		}},
	}
	return shapes, failed
}

// made returns the paths of a shape.
func made(path func(i int) string) []string {
	paths := make([]string, many)
	for i := range paths {
		paths[i] = path(i)
	}
	return paths
}

// permutations returns all orders of names, as lists.
func permutations(names []string) (lists []string) {
	if len(names) == 1 {
		return names
	}
	for i, first := range names {
		rest := append(append([]string{}, names[:i]...), names[i+1:]...)
		for _, list := range permutations(rest) {
			lists = append(lists, first+","+list)
		}
	}
	return lists
}

// walk returns cursors of pages from row 2 million on.
func (s *peers) walk(ctx context.Context) (cursors []string, err error) {
	next := s.portal.URL(table + "?limit=50000")
	for at := 0; len(cursors) < many/2; {
		body, _, err := fetch(ctx, next)
		if err != nil {
			return nil, err
		}
		var page struct {
			Meta  struct{ Rows int }
			Links struct{ Next string }
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return nil, err
		}
		u, err := url.Parse(page.Links.Next)
		if err != nil {
			return nil, err
		}
		next = page.Links.Next
		cursor := u.Query().Get("cursor")
		if at += page.Meta.Rows; at >= depth {
			cursors = append(cursors, cursor)
			next = s.portal.URL(table + "?limit=100&cursor=" + cursor)
		}
	}
	return cursors, nil
}

// span is how long a measurement of the shape takes.
func (s *shape) span(o *options) time.Duration { return o.turn * time.Duration(s.longer) }

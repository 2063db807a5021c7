package atlas

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/search"
)

// Bounds on a survey, whatever the portal has.
const (
	mostHits   = 100 // datasets of each search for columns of places
	mostTables = 100
	askTimeout = 4 * time.Second
)

// How often a survey looks for new releases: soon after the start, when the search
// index may not be ready, and then.
const (
	lookSoon = 2 * time.Second
	lookOn   = time.Minute
)

// columnWords find the tables that have a column of places: what such columns are
// called in either language.
var columnWords = []string{"column:province", "column:tỉnh", "column:commune", "column:xã"}

// An answer is what one table says of each place.
type answer struct {
	*question
	dataset catalog.Dataset
	release int // version
	table   string
	title   catalog.Text
	of      map[string]told // by code
}

// told is what a table says of one place.
type told struct {
	value   string // of the column of places
	figures []any  // of the measures; nil where there is none
}

// SurveyDeps are what a survey is made of. All are needed but Log and Now.
type SurveyDeps struct {
	Catalog Catalog
	Search  Searcher
	Query   query.Runner
	Now     func() time.Time
	Log     *slog.Logger
}

// A Survey keeps what tables say of places. A table is asked once for each of its
// releases. It knows up to [mostTables] tables, those that the search ranks first,
// and is safe for concurrent use.
type Survey struct {
	SurveyDeps
	kept atomic.Pointer[[]*answer]
}

// NewSurvey returns a survey that knows nothing yet: see [Survey.Keep].
func NewSurvey(d SurveyDeps) *Survey {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Survey{SurveyDeps: d}
}

// Keep looks for new releases until ctx ends. What fails is logged and tried
// again.
func (s *Survey) Keep(ctx context.Context) {
	wait := lookSoon
	for {
		if err := s.Refresh(ctx); err == nil {
			wait = lookOn
		} else if ctx.Err() == nil {
			s.Log.LogAttrs(ctx, slog.LevelInfo, "figures of places are not up to date", slog.Any("error", err))
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}

// Refresh asks the tables that are new since the last time.
func (s *Survey) Refresh(ctx context.Context) error {
	var slugs []catalog.Slug
	for _, words := range columnWords {
		res, err := s.Search.Search(ctx, search.Request{Text: words, Limit: mostHits})
		if err != nil {
			return fmt.Errorf("tables of places: %w", err)
		}
		for _, h := range res.Hits {
			if !slices.Contains(slugs, h.Slug) {
				slugs = append(slugs, h.Slug)
			}
		}
	}
	before := s.answers()
	var all []*answer
	for _, slug := range slugs {
		found, err := s.ofDataset(ctx, slug, before, mostTables-len(all))
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	s.kept.Store(&all)
	return nil
}

// answers are those that are kept; known tells whether there was a survey at all.
func (s *Survey) answers() []*answer {
	if all := s.kept.Load(); all != nil {
		return *all
	}
	return nil
}

func (s *Survey) known() bool { return s.kept.Load() != nil }

// ofDataset answers for up to most tables of the newest release.
func (s *Survey) ofDataset(ctx context.Context, slug catalog.Slug, before []*answer, most int) ([]*answer, error) {
	rel, err := newest(ctx, s.Catalog, slug, s.Now())
	if err != nil || rel == nil {
		return nil, err
	}
	d, err := s.Catalog.Dataset(ctx, slug)
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	var all []*answer
	for i := range rel.Tables {
		t := &rel.Tables[i]
		q, ok := ask(t)
		if !ok || len(all) >= most {
			continue
		}
		same := slices.IndexFunc(before, func(a *answer) bool {
			return a.dataset.Slug == slug && a.release == rel.Version && a.table == t.Resource
		})
		if same >= 0 {
			all = append(all, before[same])
			continue
		}
		res, _ := d.Resource(t.Resource)
		a := &answer{question: q, dataset: d, release: rel.Version, table: t.Resource, title: res.Title}
		if err := s.fill(ctx, a, query.Target{Dataset: slug, Version: rel.Version, Table: t, Tables: rel.Tables}); err != nil {
			s.Log.LogAttrs(ctx, slog.LevelWarn, "a table does not say what it has of places", slog.String("dataset", string(slug)), slog.String("table", t.Resource), slog.Any("error", err))
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			continue
		}
		all = append(all, a)
	}
	return all, nil
}

// fill asks the question of an answer.
func (s *Survey) fill(ctx context.Context, a *answer, t query.Target) error {
	q, err := query.Parse(a.params, t, query.Limits{Rows: mostAnswers, Timeout: askTimeout})
	if err != nil {
		return err
	}
	page, err := s.Query.Run(ctx, t, q)
	if err != nil {
		return err
	}
	index := func(name string) int {
		return slices.IndexFunc(page.Columns, func(c query.OutColumn) bool { return c.Name == name })
	}
	place := index(a.place.Name)
	a.of = make(map[string]told)
	for _, values := range page.Rows {
		var value string
		switch v := values[place].(type) {
		case string:
			value = v
		case int64:
			value = strconv.FormatInt(v, 10)
		}
		code := a.code(value)
		if code == "" {
			continue
		}
		told := told{value: value}
		for _, m := range a.measures {
			told.figures = append(told.figures, values[index(m.answer)])
		}
		a.of[code] = told
	}
	return nil
}

// newest is the newest release of a dataset that the public can have, or nil.
func newest(ctx context.Context, c Catalog, slug catalog.Slug, now time.Time) (*catalog.Release, error) {
	all, err := c.Releases(ctx, slug)
	if errors.Is(err, catalog.ErrNotFound) {
		return nil, nil //nolint:nilnil // nil says that there is none
	}
	if err != nil {
		return nil, fmt.Errorf("releases: %w", err)
	}
	for _, r := range all.At(now) {
		if r.State != catalog.StateWithdrawn {
			return &r, nil
		}
	}
	return nil, nil //nolint:nilnil // nil says that there is none
}

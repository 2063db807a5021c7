package score

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/schedule"
)

const (
	// Period is how often the figures of the present day are taken.
	Period = time.Hour

	// Catchup is how many days that were missed are made up for. What stands
	// in the catalogue at a time that is past can be asked for; calls are kept
	// by the hour for longer.
	Catchup = 30

	back = 365 * 24 * time.Hour // of what is promised: releases, answers
	page = 500                  // datasets at a time
)

// Options are what a survey is made of. All but Now and Log are needed.
type Options struct {
	Store     Store
	Catalogue Catalogue
	Products  func(ctx context.Context) ([]market.Product, error) // all of them
	Agenda    func(ctx context.Context) ([]*schedule.Scheduled, error)
	Now       func() time.Time
	Log       *slog.Logger
}

// A Survey takes figures. It is safe for concurrent use, also beside those of
// other replicas: figures that are taken twice are the same.
type Survey struct{ Options }

// NewSurvey returns a survey.
func NewSurvey(o Options) *Survey {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Survey{o}
}

// Keep takes the figures that are due, now and every [Period], until ctx ends.
func (s *Survey) Keep(ctx context.Context) {
	tick := time.NewTicker(Period)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := s.CatchUp(ctx); err != nil && ctx.Err() == nil {
			s.Log.LogAttrs(ctx, slog.LevelError, "figures not taken", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// CatchUp takes the figures of today, unless that was done less than half a
// [Period] ago, and of days before it whose figures were not taken after their
// end: at most [Catchup], and none before the first that has any.
func (s *Survey) CatchUp(ctx context.Context) error {
	now := s.Now()
	today := DayOf(now)
	for n := range Catchup + 1 {
		day := today.AddDate(0, 0, -n)
		taken, first, err := s.Store.FiguresTaken(ctx, day)
		if err != nil {
			return err
		}
		if n > 0 && (first.IsZero() || day.Before(first) || !taken.Before(begin(day.AddDate(0, 0, 1)))) {
			return nil // whatever is before it was taken when it was
		}
		if n == 0 && now.Sub(taken) < Period/2 {
			continue
		}
		if err := s.Take(ctx, day); err != nil {
			return fmt.Errorf("figures of %s: %w", day.Format(time.DateOnly), err)
		}
	}
	return nil
}

// Take takes the figures of a day, which must not be in the future.
func (s *Survey) Take(ctx context.Context, day time.Time) error {
	now := s.Now()
	from, until := begin(day), begin(day.AddDate(0, 0, 1))
	if now.Before(until) {
		until = now
	}
	t := tally{sums: make(map[place]*Figure), owner: make(map[market.Ref]string), day: day}
	for _, step := range []func(context.Context, *tally, time.Time, time.Time) error{s.datasets, s.products, s.releases, s.calls, s.promises, s.answers} {
		if err := step(ctx, &t, from, until); err != nil {
			return err
		}
	}
	return s.Store.SaveFigures(ctx, day, now, t.figures())
}

// datasets looks at what the public sees at the end.
func (s *Survey) datasets(ctx context.Context, t *tally, _, at time.Time) error {
	agencies, err := s.Catalogue.Agencies(ctx)
	if err != nil {
		return err
	}
	for _, a := range agencies {
		t.known(a.Code)
	}
	t.known(Portal)
	for after := catalog.Slug(""); ; {
		some, err := s.Catalogue.Datasets(ctx, catalog.DatasetFilter{After: after, Limit: page})
		if err != nil {
			return err
		}
		if len(some) == 0 {
			return nil
		}
		slugs := make([]catalog.Slug, len(some))
		for i := range some {
			slugs[i] = some[i].Slug
		}
		latest, err := s.Catalogue.Latest(ctx, at, slugs...)
		if err != nil {
			return err
		}
		for i := range some {
			d := &some[i]
			t.owner[market.DataProduct(d.Slug)] = d.Agency
			if r, ok := latest[d.Slug]; ok && r.State != catalog.StateWithdrawn {
				t.dataset(d, &r)
			}
		}
		after = slugs[len(slugs)-1]
	}
}

func (t *tally) dataset(d *catalog.Dataset, r *catalog.Release) {
	t.add(d.Agency, Datasets, 1, 0)
	t.add(d.Agency, Readable, truth(len(r.Tables) > 0), 1)
	t.add(d.Agency, Described, truth(d.Title.Vi != "" && d.Title.En != "" && d.Description.Vi != "" && d.Description.En != ""), 1)
	for i := range r.Tables {
		if q := r.Tables[i].Checks.Quality; q != nil {
			t.add(d.Agency, Quality, int64(q.Score), 1)
		}
	}
}

func (s *Survey) products(ctx context.Context, t *tally, _, _ time.Time) error {
	all, err := s.Products(ctx)
	for i := range all {
		t.owner[market.APIProduct(all[i].Name)] = all[i].Agency
	}
	return err
}

func (s *Survey) releases(ctx context.Context, t *tally, from, until time.Time) error {
	n, err := s.Store.Released(ctx, from, until)
	for slug, releases := range n {
		t.add(t.owner[market.DataProduct(slug)], Releases, releases, 0)
	}
	return err
}

func (s *Survey) calls(ctx context.Context, t *tally, from, until time.Time) error {
	all, err := s.Store.Demand(ctx, from, until)
	for _, d := range all {
		_, data := d.Product.Dataset()
		_, api := d.Product.API()
		switch {
		case data && strings.Contains(d.Route, "/file."):
			t.add(t.owner[d.Product], Downloads, d.Requests, 0)
		case data || api:
			t.add(t.owner[d.Product], Calls, d.Requests, 0)
		}
	}
	return err
}

func (s *Survey) promises(ctx context.Context, t *tally, _, at time.Time) error {
	all, err := s.Agenda(ctx)
	for _, d := range all {
		for _, r := range d.Standing.Past {
			if r.Due.After(at.Add(-back)) && !r.Due.After(at) {
				t.add(d.Dataset.Agency, OnTime, truth(r.Late == 0), 1)
			}
		}
	}
	return err
}

func (s *Survey) answers(ctx context.Context, t *tally, _, at time.Time) error {
	all, err := s.Store.Replies(ctx, at.Add(-back), at)
	for _, r := range all {
		t.add(cmp.Or(r.Agency, t.owner[r.Product]), Answers, truth(!r.Answered.IsZero() && !r.Answered.After(r.Due)), 1)
	}
	return err
}

// A tally adds figures up.
type tally struct {
	day   time.Time
	sums  map[place]*Figure
	owner map[market.Ref]string // the agency of a product
}

type place struct {
	agency string
	code   Code
}

// known makes all figures of an agency, for nothing is a figure too.
func (t *tally) known(agency string) {
	for _, m := range measures {
		t.at(agency, m.Code)
	}
}

func (t *tally) at(agency string, code Code) *Figure {
	f := t.sums[place{agency, code}]
	if f == nil {
		f = &Figure{Day: t.day, Agency: agency, Code: code}
		t.sums[place{agency, code}] = f
	}
	return f
}

// add adds to the figure of an agency and to that of the portal. What belongs to
// no agency any more counts for the portal.
func (t *tally) add(agency string, code Code, part, whole int64) {
	f := t.at(Portal, code)
	f.Part, f.Whole = f.Part+part, f.Whole+whole
	if agency != Portal {
		f = t.at(agency, code)
		f.Part, f.Whole = f.Part+part, f.Whole+whole
	}
}

func (t *tally) figures() []Figure {
	all := make([]Figure, 0, len(t.sums))
	for _, f := range t.sums {
		all = append(all, *f)
	}
	slices.SortFunc(all, func(a, b Figure) int { return cmp.Or(cmp.Compare(a.Agency, b.Agency), cmp.Compare(a.Code, b.Code)) })
	return all
}

func truth(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

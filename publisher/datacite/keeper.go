package datacite

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/cite"
	"nguon/catalog/doi"
)

const (
	period   = 30 * time.Second // between looks for what is to be done
	together = 20               // DOIs of one look
	maxPause = 6 * time.Hour
)

// Catalogue is what DOIs describe.
type Catalogue interface {
	Agencies(ctx context.Context) ([]catalog.Agency, error)
	Dataset(ctx context.Context, s catalog.Slug) (catalog.Dataset, error)
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
}

// Deps are what a [Keeper] is made of. All but Now are needed.
type Deps struct {
	Catalogue Catalogue
	Ledger    doi.Ledger
	Portal    string // its address, to which DOIs lead
	Log       *slog.Logger
	Now       func() time.Time // default time.Now
}

// A Keeper registers the DOIs of what is public.
type Keeper struct {
	Deps
	client *client
}

// New returns a keeper, or an error if c cannot work.
func New(c Config, d Deps) (*Keeper, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	d.Portal = strings.TrimSuffix(d.Portal, "/")
	return &Keeper{d, newClient(c)}, nil
}

// Keep registers what becomes public until ctx ends.
func (k *Keeper) Keep(ctx context.Context) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		n, err := k.Sweep(ctx)
		if err != nil && ctx.Err() == nil {
			k.Log.LogAttrs(ctx, slog.LevelError, "DOIs not looked after", slog.Any("error", err))
		}
		if n > 0 && err == nil {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep enters what has no DOI yet, and attempts what is due, of both no more
// than a few dozen. It returns how many attempts it made; one that fails is no
// error, but is made again later.
func (k *Keeper) Sweep(ctx context.Context) (int, error) {
	if _, err := k.Ledger.EnterDOIs(ctx, k.client.Prefix, together); err != nil {
		return 0, err
	}
	due, err := k.Ledger.DueDOIs(ctx, together)
	if err != nil {
		return 0, err
	}
	for i, rec := range due {
		after := rec
		if err := k.register(ctx, rec); err != nil {
			if ctx.Err() != nil {
				return i, ctx.Err()
			}
			after.Tries++
			after.Next = k.Now().Add(pause(after.Tries))
			k.Log.LogAttrs(ctx, slog.LevelWarn, "DOI not registered", slog.String("doi", rec.Name), slog.Int("tries", after.Tries), slog.Any("error", err))
		} else {
			after.State, after.Known, after.Tries, after.Next = rec.State.Done(), true, 0, time.Time{}
		}
		if err := k.Ledger.SettleDOI(ctx, rec, after); err != nil {
			return i, err
		}
	}
	return len(due), nil
}

// pause is one minute after the first failure, twice as long after each further
// one, and six hours at most; less up to a tenth at random.
func pause(failed int) time.Duration {
	p := maxPause
	if failed < 10 {
		p = min(p, time.Minute<<(max(failed, 1)-1))
	}
	return p - rand.N(p/10)
}

// register sends what is to be known of a DOI.
func (k *Keeper) register(ctx context.Context, rec doi.Record) error {
	d, err := k.Catalogue.Dataset(ctx, rec.Dataset)
	if err != nil {
		return err
	}
	rs, err := k.Catalogue.Releases(ctx, rec.Dataset)
	if err != nil {
		return err
	}
	rs = rs.At(k.Now())
	all, err := k.Ledger.DOIs(ctx, rec.Dataset)
	if err != nil {
		return err
	}
	agencies, err := k.Catalogue.Agencies(ctx)
	if err != nil {
		return err
	}
	agency := catalog.Text{Vi: d.Agency}
	if i := slices.IndexFunc(agencies, func(a catalog.Agency) bool { return a.Code == d.Agency }); i >= 0 {
		agency = agencies[i].Title
	}
	there := func(r catalog.Release) bool { return r.State != catalog.StateWithdrawn }
	gone := !slices.ContainsFunc(rs, there)
	i := max(0, slices.IndexFunc(rs, there)) // of a concept: the newest that is there, or was
	if rec.Version > 0 {
		i = slices.IndexFunc(rs, func(r catalog.Release) bool { return r.Version == rec.Version })
	}
	if i < 0 || len(rs) == 0 {
		return fmt.Errorf("datacite: version %d of %s is not public", rec.Version, rec.Dataset)
	}
	a := describe(&d, agency, &rs[i])
	a.Event, a.URL = "publish", k.Portal+"/datasets/"+string(rec.Dataset)
	back := "register"
	if rec.Known {
		back = "hide"
	}
	switch {
	case rec.Version == 0 && gone: // it leads to the page that says why, and no search leads to it
		a.Event = back
		return k.client.put(ctx, conceptOf(a, rec, all), "registered")
	case rec.Version == 0:
		return k.client.put(ctx, conceptOf(a, rec, all), "findable")
	}
	a.URL = k.Portal + cite.Path(rec.Dataset, rec.Version)
	if rec.State != doi.Withdrawing {
		return k.client.put(ctx, versionOf(a, rec, all), "findable")
	}
	a.URL = fmt.Sprintf("%s/datasets/%s/releases/%d", k.Portal, rec.Dataset, rec.Version) // which says why
	a.Event = back
	return k.client.put(ctx, versionOf(a, rec, all), "registered")
}

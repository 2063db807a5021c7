package api

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"nguon/catalog"
)

const (
	snapshotLife     = 100 * time.Millisecond // how late a change of the catalogue may be seen
	snapshotPatience = 10 * time.Second       // with the database
	maxSnapshots     = 2048
)

// A snapshot is a dataset with its releases as the catalogue had them a moment
// ago. It must not be changed.
type snapshot struct {
	dataset  catalog.Dataset
	releases catalog.Releases // those of the future included
	public   catalog.Releases // what the public sees of them, until next
	next     time.Time        // when the next release is published; zero if there is none
	read     time.Time
}

// at returns what the public sees at a time that is not before s was read.
func (s *snapshot) at(now time.Time) catalog.Releases {
	if s.next.IsZero() || now.Before(s.next) {
		return s.public
	}
	return s.releases.At(now)
}

// snapshots remembers datasets for a moment, so that a dataset under load is
// not read from the database for every request, nor by several at once. What the
// public sees still changes on the second: that is decided for each request, by
// the clock.
type snapshots struct {
	catalog catalog.Reader
	now     func() time.Time
	loads   singleflight.Group

	mu      sync.Mutex
	bySlug  map[catalog.Slug]*snapshot
	forgets int // how often all was forgotten
}

func newSnapshots(c catalog.Reader, now func() time.Time) *snapshots {
	return &snapshots{catalog: c, now: now, bySlug: make(map[catalog.Slug]*snapshot)}
}

// get returns the dataset with the given slug, or an error of kind ErrNotFound;
// what does not exist is not remembered.
func (s *snapshots) get(ctx context.Context, slug catalog.Slug) (*snapshot, error) {
	now := s.now()
	s.mu.Lock()
	found, forgets := s.bySlug[slug], s.forgets
	s.mu.Unlock()
	if found != nil && now.Sub(found.read) < snapshotLife && !now.Before(found.read) {
		return found, nil
	}
	if !slug.Valid() {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu %q.", "There is no dataset %q.", slug)
	}
	// What was begun before all was forgotten is not for those who come after it.
	loading := s.loads.DoChan(strconv.Itoa(forgets)+" "+string(slug), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), snapshotPatience) // whoever leaves, others wait
		defer cancel()
		return s.load(ctx, slug, now, forgets)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-loading:
		fresh, _ := got.Val.(*snapshot)
		return fresh, got.Err
	}
}

// load reads a dataset and remembers it, unless all was forgotten meanwhile.
func (s *snapshots) load(ctx context.Context, slug catalog.Slug, now time.Time, forgets int) (*snapshot, error) {
	d, err := s.catalog.Dataset(ctx, slug)
	if err != nil {
		return nil, err
	}
	rs, err := s.catalog.Releases(ctx, slug)
	if err != nil {
		return nil, err
	}
	fresh := &snapshot{dataset: d, releases: rs, public: rs.At(now), read: now}
	for i := range rs {
		if at := rs[i].PublishAt; at.After(now) && (fresh.next.IsZero() || at.Before(fresh.next)) {
			fresh.next = at
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.forgets != forgets {
		return fresh, nil
	}
	if len(s.bySlug) >= maxSnapshots {
		clear(s.bySlug)
	}
	s.bySlug[slug] = fresh
	return fresh, nil
}

// forget makes the next request see the catalogue as it is.
func (s *snapshots) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.bySlug)
	s.forgets++
}

// A view is a dataset with what the public sees of it at one time. Neither must
// be changed: others look at the same.
type view struct {
	*catalog.Dataset
	releases catalog.Releases
}

// view returns a dataset as the public sees it now. One without a release that
// was ever public is not found.
func (s *Server) view(ctx context.Context, slug catalog.Slug) (view, error) {
	snap, err := s.snapshots.get(ctx, slug)
	if err != nil {
		return view{}, err
	}
	v := view{&snap.dataset, snap.at(s.Now())}
	if len(v.releases) == 0 {
		return view{}, catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu %q.", "There is no dataset %q.", slug)
	}
	return v, nil
}

// latest returns the release that is served without a version, or nil if all
// were withdrawn.
func (v *view) latest() *catalog.Release {
	for i := range v.releases {
		if v.releases[i].State == catalog.StatePublished {
			return &v.releases[i]
		}
	}
	return nil
}

// version returns one release, withdrawn ones included; 0 is the latest.
func (v *view) version(n int) (*catalog.Release, error) {
	if n == 0 {
		if r := v.latest(); r != nil {
			return r, nil
		}
		return nil, gone(&v.releases[0])
	}
	for i := range v.releases {
		if v.releases[i].Version == n {
			return &v.releases[i], nil
		}
	}
	return nil, catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu %s không có phiên bản %d.", "Dataset %s has no version %d.", v.Slug, n)
}

// gone says why a release cannot be had.
func gone(r *catalog.Release) error {
	return &catalog.Error{Kind: catalog.ErrWithdrawn, Public: catalog.Text{
		Vi: fmt.Sprintf("Phiên bản %d đã được rút: %s", r.Version, r.Reason.In(catalog.Vietnamese)),
		En: fmt.Sprintf("Version %d was withdrawn: %s", r.Version, r.Reason.In(catalog.English)),
	}}
}

// parsePinned splits "air-quality@12" into the slug and the version, which is 0
// if there is none.
func parsePinned(name string) (catalog.Slug, int, error) {
	slug, version, pinned := strings.Cut(name, "@")
	if !pinned {
		return catalog.Slug(slug), 0, nil
	}
	n, err := parseVersion(version)
	return catalog.Slug(slug), n, err
}

// parseVersion parses the one way in which a version is written.
func parseVersion(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || strconv.Itoa(n) != s {
		return 0, catalog.Errorf(catalog.ErrNotFound, "Không có phiên bản %q: hãy viết một số từ 1.", "There is no version %q: write a number from 1.", s)
	}
	return n, nil
}

package publisher

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"nguon/catalog"
	"nguon/publisher/personal"
	"nguon/publisher/profile"
	"nguon/publisher/rowset"
	"nguon/publisher/table"
	"nguon/publisher/validate"
	"nguon/storage"
)

// watchers see every row of a table while it is converted.
type watchers struct {
	rows    int64
	stats   *profile.Profile
	key     *validate.Key
	rules   *validate.Rules
	codes   *validate.Codes
	scan    *personal.Scanner
	guard   *guard // nil if the table is not about persons
	columns []catalog.Column
	refs    []*reference

	unfit []table.Problem // what is asked of the table cannot be asked of it
}

// A reference is a foreign key of the table.
type reference struct {
	*validate.Reference
	key     ForeignKey
	loaded  bool
	unknown bool // there is no portal here that could know
}

// watch makes what looks at the rows of a table.
func (p *Publisher) watch(ctx context.Context, got *made, columns []catalog.Column, m *Manifest, work string) (_ *watchers, err error) {
	in, plan := got.in, got.all()
	w := &watchers{rows: plan.Rows, stats: profile.New(plan), columns: columns, guard: got.guard}
	asked := make([]validate.Constraints, len(columns))
	lists := make([]string, len(columns))
	for i := range columns {
		d := in.declared(columns[i].Source)
		asked[i], lists[i] = d.Constraints, d.Codes
	}
	var found []table.Problem
	w.key, found = validate.NewKey(plan, in.Key, work)
	w.unfit = append(w.unfit, found...)
	w.rules, found = validate.NewRules(columns, asked, work)
	w.unfit = append(w.unfit, found...)
	w.codes = validate.NewCodes(columns, lists)
	w.scan = personal.New(plan, personal.Options{Allow: got.guard.allow(in), Now: p.now()})
	for _, k := range in.ForeignKeys {
		r := &reference{key: k}
		r.Reference, found = validate.NewReference(columns, k.Fields, k.name(in), work)
		w.refs = append(w.refs, r)
		if len(found) == 0 && k.Dataset != "" && k.Dataset != m.Dataset.Slug {
			if found, err = p.load(ctx, r, work); err != nil {
				return nil, errors.Join(err, w.Close())
			}
		}
		w.unfit = append(w.unfit, found...)
	}
	return w, nil
}

// ReferenceNotChecked is about a reference to a dataset that cannot be looked
// up where there is no portal. Note: Value says what it refers to.
const ReferenceNotChecked table.Code = "reference-not-checked"

// name says in messages what k refers to.
func (k *ForeignKey) name(in *Input) string {
	resource := k.Resource
	if resource == "" {
		resource = in.Name
	}
	if k.Dataset != "" {
		resource = string(k.Dataset) + "/" + resource
	}
	return resource
}

// Add takes in the rows of b. Personal data are looked for beside the rest,
// which takes about as long.
func (w *watchers) Add(b *table.Batch) error {
	var beside sync.WaitGroup
	beside.Go(func() { w.scan.Add(b) })
	defer beside.Wait()
	if w.guard != nil && w.guard.loader != nil {
		w.guard.loader.Add(b)
	}
	w.stats.Add(b)
	w.codes.Add(b)
	if err := errors.Join(w.key.Add(b), w.rules.Add(b)); err != nil {
		return err
	}
	for _, r := range w.refs {
		if err := r.Add(b); err != nil {
			return err
		}
	}
	return nil
}

// Problems returns what all rows showed.
func (w *watchers) Problems() ([]table.Problem, error) {
	keys, err := w.key.Problems()
	if err != nil {
		return nil, err
	}
	rules, err := w.rules.Problems()
	if err != nil {
		return nil, err
	}
	all := append(keys, rules...)
	all = append(all, validate.CodeProblems(w.columns, w.codes.Reports())...)
	all = append(all, w.personal()...)
	for _, r := range w.refs {
		if !r.loaded {
			continue
		}
		found, err := r.Problems()
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// UnusedAllowance is about an entry of scan.allow that permits nothing that was
// found. Warning: Value is its kind.
const UnusedAllowance table.Code = "unused-allowance"

// personal returns the personal data that were found.
func (w *watchers) personal() []table.Problem {
	found := w.scan.Findings()
	if w.guard != nil {
		w.guard.found = found
	}
	var all []table.Problem
	for i := range found {
		f := &found[i]
		quasi := f.Decision == personal.Quasi || f.Decision == personal.Hint
		if quasi && f.Kind != personal.Combination {
			continue // sex and place are columns of most tables, and say nothing of persons by themselves
		}
		if w.guard.treats(f) {
			continue // the policy says what it is, and the report what it discloses
		}
		all = append(all, f.Problem())
	}
	for _, a := range w.scan.Unused(found) {
		all = append(all, table.Problem{Code: UnusedAllowance, Severity: table.Warning, Column: a.Column, Count: 1, Spot: table.Spot{Value: string(a.Kind)}})
	}
	return all
}

// lists returns the code lists that the columns were found to be of.
func (w *watchers) lists() []string {
	all := make([]string, len(w.columns))
	for i, r := range w.codes.Reports() {
		if r != nil {
			all[i] = r.List.Ref(r.Form)
		}
	}
	return all
}

// describe fills in what is known of the columns once all rows were seen.
func (w *watchers) describe(columns []catalog.Column, lists []string) {
	for i, s := range w.stats.Stats() {
		c := &columns[i]
		c.Stats = s
		if c.Codes = lists[i]; c.Codes != "" && c.Role == catalog.RoleNone {
			c.Role = catalog.RoleCode
		}
		categorise(c, w.rows)
	}
}

// release hands over the references to tables that are not made yet.
func (w *watchers) release() (waiting []*reference) {
	var kept []*reference
	for _, r := range w.refs {
		if r.loaded || r.unknown {
			kept = append(kept, r)
		} else {
			waiting = append(waiting, r)
		}
	}
	w.refs = kept
	return waiting
}

// Close removes the temporary files.
func (w *watchers) Close() error {
	errs := []error{w.key.Close(), w.rules.Close()}
	for _, r := range w.refs {
		errs = append(errs, r.Close())
	}
	return errors.Join(errs...)
}

// load reads the table of another dataset that r refers to.
func (p *Publisher) load(ctx context.Context, r *reference, work string) ([]table.Problem, error) {
	if p.db == nil { // a check on a machine that has no portal
		r.unknown = true
		return []table.Problem{{Code: ReferenceNotChecked, Severity: table.Note, Count: 1, Spot: table.Spot{Value: string(r.key.Dataset)}}}, nil
	}
	r.loaded = true
	latest, err := p.db.Latest(ctx, p.now(), r.key.Dataset)
	if err != nil {
		return nil, err
	}
	release := latest[r.key.Dataset]
	t, ok := release.Table(r.key.Resource)
	if !ok {
		return r.Load(ctx, rowset.File{}, nil, r.key.To)
	}
	f, err := p.fetch(ctx, t.File, work)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return r.Load(ctx, rowset.File{ReaderAt: f, Size: t.File.Bytes}, t.Columns, r.key.To)
}

// fetch copies an object to the folder work. Closing removes the copy.
func (p *Publisher) fetch(ctx context.Context, file catalog.File, work string) (*fetched, error) {
	r, err := p.blobs.Open(ctx, file.Key, 0, -1)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	f, err := os.CreateTemp(work, "object-*")
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), contextReader{ctx, r})
	if got := catalog.Digest(sum.Sum(nil)); err == nil && got != file.SHA256 {
		err = fmt.Errorf("%w: %s has the hash %s, not %s", storage.ErrCorrupt, file.Key, got, file.SHA256)
	}
	if err != nil {
		return nil, errors.Join(err, (&fetched{f}).Close())
	}
	return &fetched{f}, nil
}

// A fetched object is a temporary file.
type fetched struct{ *os.File }

// Close removes the file.
func (f *fetched) Close() error {
	return errors.Join(f.File.Close(), os.Remove(f.Name()))
}

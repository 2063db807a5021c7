package publisher

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
	"nguon/publisher/table"
)

// An AnonymiseRequest asks for the tables of a dataset folder that have a
// policy to be made anonymous.
type AnonymiseRequest struct {
	Dir string // holds dataset.yaml and what it names
	Out string // the folder that is made, which can be published; it must not exist yet

	Key      []byte              // of draws and pseudonyms; nil is none
	Previous map[string][]string // Parquet files of earlier releases, by resource, besides those of the portal
	Tool     string              // name and version of the program
	Approver string              // who answers for the policies; may be empty

	// Progress is called often, from one goroutine at a time. It may be nil.
	Progress func(Progress)
}

// An Anonymised table is one with a policy, and what came of it.
type Anonymised struct {
	Resource string
	Report   *assess.Report
}

// Raw reports whether a table has a policy and is not made anonymous yet.
func (in *Input) Raw() bool { return in.Policy != "" && in.Risk == "" }

// Raw reports whether a table of the folder is [Input.Raw].
func (m *Manifest) Raw() bool {
	for i := range m.Resources {
		if m.Resources[i].Raw() {
			return true
		}
	}
	return false
}

// Anonymise makes a folder that can be published out of one that holds data
// about persons: tables with a policy are made anonymous, and their reports put
// beside them; all else is copied. Nothing of the folder reaches the portal.
//
// If a table does not pass, there is no new folder, and the error, of kind
// [catalog.ErrRefused], says why; the reports are returned all the same.
func (p *Publisher) Anonymise(ctx context.Context, req AnonymiseRequest) ([]Anonymised, error) {
	m, err := ReadManifest(req.Dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(req.Out); !errors.Is(err, fs.ErrNotExist) {
		return nil, catalog.Errorf(catalog.ErrConflict, "%[1]s đã có. Hãy chọn thư mục khác.", "%[1]s exists already. Choose another folder.", req.Out)
	}
	work, remove, err := p.workspace()
	if err != nil {
		return nil, err
	}
	defer remove()
	if req.Progress == nil {
		req.Progress = func(Progress) {}
	}
	folder, err := newFolder(req.Dir, req.Out)
	if err != nil {
		return nil, err
	}
	defer folder.discard()
	var all []Anonymised
	var refused *catalog.Error
	for i := range m.Resources {
		in := &m.Resources[i]
		if !in.Raw() {
			if err := folder.keep(in); err != nil {
				return nil, err
			}
			continue
		}
		got, err := p.anonymise(ctx, &req, m, in, work)
		if err != nil {
			return all, err
		}
		all = append(all, Anonymised{Resource: in.Name, Report: got.Report})
		if !got.Report.Pass {
			refused = notAnonymous(refused, in, got.Report)
			continue
		}
		if err := folder.put(in, got); err != nil {
			return nil, err
		}
	}
	if refused != nil {
		return all, refused
	}
	return all, folder.finish(req.Out)
}

// anonymise makes one table anonymous, in files below work.
func (p *Publisher) anonymise(ctx context.Context, req *AnonymiseRequest, m *Manifest, in *Input, work string) (*anon.Result, error) {
	said, err := readPolicy(filepath.Join(req.Dir, in.Policy), in.Policy)
	if err != nil {
		return nil, err
	}
	if said.Dataset != string(m.Dataset.Slug) {
		return nil, catalog.Errorf(catalog.ErrRefused, "Chính sách %[1]s là của bộ dữ liệu %[2]q, không phải %[3]q.",
			"The policy %[1]s is that of the dataset %[2]q, not of %[3]q.", in.Policy, said.Dataset, m.Dataset.Slug)
	}
	job := anon.Job{Policy: said, Files: beside(req.Dir, in.Policy), Key: req.Key, Name: in.Name, Tool: req.Tool, Approver: req.Approver,
		Now: p.now(), Location: in.Location}
	if job.Dir, err = os.MkdirTemp(work, "anon-"); err != nil {
		return nil, err
	}
	o, err := p.options(in, work)
	if err != nil {
		return nil, err
	}
	o.Progress = stage(StageRead, in.Name, req.Progress)
	source, err := p.source(ctx, filepath.Join(req.Dir, in.File), in.File, o)
	if err != nil {
		return nil, tableError(in, err)
	}
	defer source.Plan.Close()
	nameColumns(source.Plan, in)
	if err := source.Plan.Err(); err != nil {
		return nil, tableError(in, err)
	}
	job.Plan, job.Input = source.Plan, source.File
	plain := table.Options{TempDir: work, Limits: p.limits}
	if said.Population != "" {
		s, err := p.source(ctx, filepath.Join(req.Dir, filepath.Dir(in.Policy), said.Population), said.Population, plain)
		if err != nil {
			return nil, tableError(&Input{File: said.Population}, err)
		}
		defer s.Plan.Close()
		job.Population = s
	}
	if said.Unit == policy.Aggregate {
		for i := range said.Tables {
			all, err := p.predecessors(ctx, req, m, tableName(in, said, i), work)
			if err != nil {
				return nil, err
			}
			defer closePlans(all)
			job.PreviousTables = append(job.PreviousTables, all)
		}
	} else {
		if job.Previous, err = p.predecessors(ctx, req, m, in.Name, work); err != nil {
			return nil, err
		}
		defer closePlans(job.Previous)
	}
	job.Progress = func(at anon.Progress) {
		req.Progress(Progress{Stage: Stage("anon-" + at.Stage), Resource: in.Name, Done: at.Done, Total: at.Total})
	}
	got, err := anon.Run(ctx, job)
	if text, ok := FaultText(err); ok {
		return nil, &catalog.Error{Kind: catalog.ErrRefused, Err: err, Public: text}
	}
	return got, err
}

// source reads a file as far as it must be known to be loaded.
func (p *Publisher) source(ctx context.Context, path, name string, o table.Options) (*anon.Source, error) {
	sum := sha256.New()
	bytes, err := hashFile(ctx, sum, path, p.limits.Bytes)
	if err != nil {
		return nil, fileError(name, err)
	}
	plan, err := table.Inspect(ctx, path, o)
	if err != nil {
		return nil, err
	}
	return &anon.Source{Plan: plan, File: assess.File{Name: filepath.Base(name), SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: bytes, Rows: plan.Rows}}, nil
}

// predecessors are the earlier releases with which a table is compared: those
// of the portal, if there is one here, and those that were given as files.
func (p *Publisher) predecessors(ctx context.Context, req *AnonymiseRequest, m *Manifest, resource, work string) (all []anon.Source, err error) {
	defer func() {
		if err != nil {
			closePlans(all)
			all = nil
		}
	}()
	o := table.Options{TempDir: work, Limits: p.limits}
	var earlier catalog.Releases
	if p.db != nil {
		if earlier, err = p.earlier(ctx, m); err != nil {
			return nil, err
		}
	}
	seen := make(map[string]bool)
	for i := len(earlier) - 1; i >= 0; i-- {
		r := &earlier[i]
		t, ok := r.Table(resource)
		if !ok || t.Disclosure == nil || r.State == catalog.StateWithdrawn {
			continue
		}
		f, err := p.fetch(ctx, t.File, work)
		if err != nil {
			return all, fmt.Errorf("release %d: %w", r.Version, err)
		}
		if err := f.File.Close(); err != nil { // the workspace is removed as a whole
			return all, err
		}
		s, err := p.source(ctx, f.Name(), fmt.Sprintf("%s@%d", r.Dataset, r.Version), o)
		if err != nil {
			return all, fmt.Errorf("release %d: %w", r.Version, err)
		}
		seen[s.File.SHA256] = true
		all = append(all, *s)
	}
	for _, path := range req.Previous[resource] {
		s, err := p.source(ctx, path, filepath.Base(path), o)
		if err != nil {
			return all, tableError(&Input{File: filepath.Base(path)}, err)
		}
		if seen[s.File.SHA256] {
			err = s.Plan.Close()
		} else {
			all = append(all, *s)
		}
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

func closePlans(all []anon.Source) {
	for _, s := range all {
		_ = s.Plan.Close() // of files that are only read
	}
}

// elsewhere are rules that no generalisation of a column mends.
var elsewhere = []assess.Code{assess.PersonalData, assess.Incomparable, assess.NotLinked, assess.OpenCells, assess.NoModel, assess.Ungated}

// notAnonymous is the refusal of a table whose report says no, with those of
// the tables before it.
func notAnonymous(e *catalog.Error, in *Input, r *assess.Report) *catalog.Error {
	if e == nil {
		e = &catalog.Error{Kind: catalog.ErrRefused, Public: catalog.Text{Vi: "Chưa an toàn để công bố.", En: "Not safe to publish yet."}}
	}
	e.Fields = append(e.Fields, catalog.FieldError{Field: in.Name, Position: -1, Detail: catalog.Text{
		Vi: "dữ liệu sau khi xử lý chưa đạt yêu cầu của chính sách", En: "what the policy makes of the data does not meet its demands"}})
	helps := false // to change the policy of a column
	for _, rule := range r.Rules {
		if !rule.Pass {
			helps = helps || !slices.Contains(elsewhere, rule.Code)
			e.Fields = append(e.Fields, catalog.FieldError{Field: rule.Column, Position: -1, Detail: RuleText(rule)})
		}
	}
	for _, l := range r.Levers {
		if helps && l.Change != "finer" {
			e.Fields = append(e.Fields, catalog.FieldError{Field: l.Column, Position: -1, Detail: LeverText(l)})
		}
	}
	return e
}

// AnonymiseFile makes one data file anonymous by the policy in another file. It
// writes the release to out, and tables of aggregates beside it, unless the
// report says no: then nothing is written, and the error, of kind
// [catalog.ErrRefused], says why; the report is returned all the same.
// What req says of folders is not looked at.
func (p *Publisher) AnonymiseFile(ctx context.Context, file, policyFile, out string, req AnonymiseRequest) (*Anonymised, error) {
	if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
		return nil, catalog.Errorf(catalog.ErrConflict, "%[1]s đã có. Hãy chọn tên khác.", "%[1]s exists already. Choose another name.", out)
	}
	work, remove, err := p.workspace()
	if err != nil {
		return nil, err
	}
	defer remove()
	if req.Progress == nil {
		req.Progress = func(Progress) {}
	}
	said, err := readPolicy(policyFile, filepath.Base(policyFile))
	if err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(filepath.Base(out), filepath.Ext(out))
	in := &Input{Name: name, File: file, Policy: policyFile, Location: hanoi}
	m := &Manifest{Dataset: catalog.Dataset{Slug: catalog.Slug(said.Dataset)}, Resources: []Input{*in}}
	req.Dir = ""
	req.Previous = map[string][]string{name: req.Previous[""]}
	got, err := (&Publisher{work: p.work, limits: p.limits, now: p.now, log: p.log}).anonymise(ctx, &req, m, in, work)
	if err != nil {
		return nil, err
	}
	all := &Anonymised{Resource: name, Report: got.Report}
	if !got.Report.Pass {
		return all, notAnonymous(nil, in, got.Report)
	}
	for _, path := range got.Tables {
		if err := copyFile(path, filepath.Join(filepath.Dir(out), filepath.Base(path))); err != nil {
			return nil, err
		}
	}
	if got.File == "" {
		return all, nil
	}
	return all, copyFile(got.File, out)
}

package publisher

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"nguon/catalog"
	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
	"nguon/publisher/table"
)

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
		Now: p.now(), Location: in.Location, Sample: req.Sample}
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
	var earlier catalog.Releases
	if p.db != nil {
		if earlier, err = p.earlier(ctx, m); err != nil {
			return nil, err
		}
	}
	if all, err = p.stored(ctx, earlier, resource, work); err != nil {
		return nil, err
	}
	o := table.Options{TempDir: work, Limits: p.limits}
	for _, path := range req.Previous[resource] {
		s, err := p.source(ctx, path, filepath.Base(path), o)
		if err != nil {
			return all, tableError(&Input{File: filepath.Base(path)}, err)
		}
		if slices.ContainsFunc(all, func(other anon.Source) bool { return other.File.SHA256 == s.File.SHA256 }) {
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

// stored are the releases of the portal that a table about persons has, the
// newest last.
func (p *Publisher) stored(ctx context.Context, earlier catalog.Releases, resource, work string) (all []anon.Source, err error) {
	defer func() {
		if err != nil {
			closePlans(all)
			all = nil
		}
	}()
	o := table.Options{TempDir: work, Limits: p.limits}
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
		all = append(all, *s)
	}
	return all, nil
}

func closePlans(all []anon.Source) {
	for _, s := range all {
		_ = s.Plan.Close() // of files that are only read
	}
}

package publisher

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
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
	Sample   int                 // how many of the first rows [Anonymised.Sample] tells of

	// Progress is called often, from one goroutine at a time. It may be nil.
	Progress func(Progress)
}

// An Anonymised table is one with a policy, and what came of it.
type Anonymised struct {
	Resource string
	Report   *assess.Report
	Files    []string // that were written, by [Publisher.AnonymiseFile] only
	// Columns and Sample are what became of the columns and the first rows: see
	// [anon.Result]. They are for those who have the table.
	Columns []anon.Fate
	Sample  []anon.SampleRow
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
	work, remove, err := p.workspaceFor(req.Out)
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
		all = append(all, Anonymised{Resource: in.Name, Report: got.Report, Columns: got.Columns, Sample: got.Sample})
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

// AnonymiseFile makes one data file anonymous by the policy in another file. It
// writes the release to out, and tables of aggregates beside it (a single table
// without rows to out itself), unless the report says no: then nothing is written, and the error, of kind
// [catalog.ErrRefused], says why; the report is returned all the same.
// What req says of folders is not looked at.
func (p *Publisher) AnonymiseFile(ctx context.Context, file, policyFile, out string, req AnonymiseRequest) (*Anonymised, error) {
	work, remove, err := p.workspaceFor(out)
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
	made := got.Tables
	if got.File != "" {
		made = append([]string{got.File}, made...)
	}
	for i, path := range made {
		to := filepath.Join(filepath.Dir(out), filepath.Base(path))
		if i == 0 && (got.File != "" || len(made) == 1) {
			to = out
		}
		if err := copyFile(path, to); err != nil {
			return nil, err
		}
		all.Files = append(all.Files, to)
	}
	return all, nil
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

// workspaceFor is a workspace for making what is not there yet.
func (p *Publisher) workspaceFor(out string) (dir string, remove func(), err error) {
	if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
		return "", nil, catalog.Errorf(catalog.ErrConflict, "%[1]s đã có. Hãy chọn tên khác.", "%[1]s exists already. Choose another name.", out)
	}
	return p.workspace()
}

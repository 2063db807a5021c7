package anon

import (
	"context"
	"io/fs"
	"path/filepath"
	"time"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/linkage"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/personal"
	"nguon/publisher/table"
)

// A Job is a table to be made anonymous.
type Job struct {
	Plan   *table.Plan // of the table; it is not closed
	Input  assess.File // what the plan was made of
	Policy *policy.Policy
	Files  fs.FS  // beside the policy: hierarchies; nil is none
	Key    []byte // of draws and pseudonyms; nil is none

	Population *Source  // the table that the policy names; nil is none
	Previous   []Source // earlier releases, the newest last

	// PreviousTables are those of the tables of aggregates, in the order of the
	// policy, where nothing else is published.
	PreviousTables [][]Source

	Dir  string // where files are written
	Name string // of the files, without an ending

	Tool     string // name and version of the program, for the report
	Approver string // who answers for the policy; may be empty
	Now      time.Time
	Location *time.Location // of times without a zone; nil as package table has it

	// Sample is how many of the first rows are told of in [Result.Sample].
	Sample int

	Progress func(Progress) // called now and then, from one goroutine at a time; may be nil
}

// A Source is a further table that is looked at.
type Source struct {
	Plan *table.Plan
	File assess.File
}

// A Stage is a step of the work.
type Stage string

// The stages, in their order.
const (
	StageLoad    Stage = "load"    // rows of the table
	StageSearch  Stage = "search"  // nodes of the lattice
	StageWrite   Stage = "write"   // rows of the release
	StageReread  Stage = "reread"  // bytes of what was written
	StageMeasure Stage = "measure" // of the release; it has no total
)

// A Progress says how far the work has come, in what its stage counts.
type Progress struct {
	Stage       Stage
	Done, Total int64 // Total is 0 where it is not known
}

// A Result is what was made, whether it may be published or not.
type Result struct {
	Report *assess.Report
	File   string   // the release; empty if only tables are published
	Tables []string // the files of the tables, in the order of the policy
	// Types are those that the columns of the release must be read as, by
	// header: what is not there is to be found from the values.
	Types   map[string]table.Type
	Columns []Fate // of the columns of the table, in their order
	// Sample is what became of the first rows, also where the report says no. It
	// holds data about persons: it is for those who have the table.
	Sample []SampleRow
}

// A Fate is what became of a column.
type Fate struct {
	Header, Name string
	Dropped      bool
	Changed      bool // its values are others, or some are missing that were not
}

// Run makes the table of a job anonymous. What is written may be published only
// if the report says so (Report.Pass). The error is a [*catalog.Error] of kind
// [catalog.ErrRefused] if the policy does not fit the table, a [*recode.Error]
// or [*lattice.Error] if an operation or hierarchy does not fit a column,
// [ErrDiffers], or what reading and writing may return.
func Run(ctx context.Context, job Job) (*Result, error) {
	m, err := newMaker(job)
	if err != nil {
		return nil, err
	}
	if err := m.load(ctx); err != nil {
		return nil, err
	}
	if m.policy.Unit == policy.Aggregate {
		if err := m.tables(ctx, m.table); err != nil {
			return nil, err
		}
		return m.finish(ctx)
	}
	if err := m.transform(ctx); err != nil {
		return nil, err
	}
	for _, s := range m.staged {
		s.column = inOrder(m.policy, s.column)
	}
	if err := m.quasis(); err != nil {
		return nil, err
	}
	if err := m.choose(ctx); err != nil {
		return nil, err
	}
	if err := m.publish(ctx); err != nil {
		return nil, err
	}
	return m.finish(ctx)
}

// A maker makes one table anonymous.
type maker struct {
	job     Job
	policy  *policy.Policy
	binding *binding
	sources sources
	key     recode.Key

	table  *micro.Table             // as it was loaded
	loaded map[string]*micro.Column // its columns
	staged []*staged                // what is published, in the order of the table
	quasi  []*quasi

	problem *lattice.Problem
	found   *lattice.Result
	gone    *lattice.Suppression
	spent   time.Duration

	release, original *micro.Table               // original is nil if nothing was suppressed in what is left
	unpublished       *micro.Table               // what risk is measured by beside the release, in its rows; nil is nothing
	cells             []int64                    // suppressed, by column of release
	ladders           []linkage.Ladder           // of quasi-identifiers; nil if there is nothing to compare with
	dated             map[string]table.Precision // how much is written of the dates of a column
	result            Result
	report            *assess.Report
}

func newMaker(job Job) (*maker, error) {
	b, err := bind(job.Plan, job.Policy)
	if err != nil {
		return nil, err
	}
	if job.Progress == nil {
		job.Progress = func(Progress) {}
	}
	m := &maker{job: job, policy: job.Policy, binding: b, sources: sources{policy: job.Policy, files: job.Files},
		report: newReport(job)}
	m.result.Report = m.report
	if job.Key != nil {
		if m.key, err = recode.NewKey(job.Key); err != nil {
			return nil, err
		}
	}
	return m, m.needsKey()
}

// load reads the rows of the columns that are needed, and looks for personal
// data in all of them.
func (m *maker) load(ctx context.Context) error {
	plan := m.job.Plan
	at, names := m.binding.needed()
	loader := NewLoader(plan, at, names)
	scan := personal.New(plan, m.allowed())
	err := table.Scan(ctx, plan, func(b *table.Batch) error {
		loader.Add(b)
		scan.Add(b)
		return nil
	}, func(p table.Progress) { m.job.Progress(Progress{StageLoad, p.Rows, plan.Rows}) })
	if err != nil {
		return err
	}
	m.report.ScanInput = m.findings(scan.Findings(), true)
	m.table = loader.Table()
	if share := m.policy.Rows.Sample; share > 0 && share < 1 {
		if m.table, err = recode.Sample(m.table, share, m.key); err != nil {
			return err
		}
	}
	m.loaded = make(map[string]*micro.Column)
	for i := range m.table.Columns {
		m.loaded[m.table.Columns[i].Name] = &m.table.Columns[i]
	}
	for _, said := range m.binding.of {
		if !said.Dropped() {
			m.staged = append(m.staged, &staged{said: said, column: m.loaded[said.Name]})
		}
	}
	return nil
}

// path is where a file of the result is written.
func (m *maker) path(suffix string) string { return filepath.Join(m.job.Dir, m.job.Name+suffix) }

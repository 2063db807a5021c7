package workbench

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/catalog/job"
	"nguon/publisher"
)

// A Work is what is done with a dossier in the background: the kind of a task.
type Work string

// The works.
const (
	Check   Work = "dossier_check"   // read the files, say what is found, and try the policies
	Release Work = "dossier_release" // make a release of it
)

// An input is what a task is to do.
type input struct {
	Dossier string `json:"dossier"`
	Agency  string `json:"agency"`
	Author  string `json:"author"` // who began it: an account
	Submit  bool   `json:"submit,omitempty"`
}

// An Order asks for work.
type Order struct {
	Work   Work
	Submit bool // a release is submitted for approval
}

// Begin begins a work on a dossier. One that goes on already is an error of kind
// [catalog.ErrConflict].
func (b *Bench) Begin(ctx context.Context, by account.Principal, agency, id string, o Order) error {
	if o.Submit && !by.May(account.ActionSubmit, agency) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không được gửi duyệt cho cơ quan này.", "You may not submit releases of this agency.")
	}
	now, err := b.Dossier(ctx, by, agency, id)
	if err != nil {
		return err
	}
	if t, err := b.TaskOf(ctx, &now); err != nil {
		return err
	} else if t != nil && !t.State.Final() {
		return catalog.Errorf(catalog.ErrConflict, "Hồ sơ đang được xử lý. Hãy chờ xong, hoặc dừng lại.", "The dossier is being worked on. Wait until that has ended, or stop it.")
	}
	var found *Checked // by the check before this one
	if o.Work == Check {
		if found, err = b.CheckOf(ctx, &now); err != nil {
			return err
		}
	}
	task := rand.Text()
	_, err = b.Edit(ctx, by, agency, id, now.Revision, func(d *dossier.Dossier) error {
		d.Task = task
		if o.Work == Check {
			d.Checked = task
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.dropPreview(ctx, &now, found)
	in, err := json.Marshal(input{Dossier: id, Agency: agency, Author: by.Actor().ID, Submit: o.Submit})
	if err != nil {
		return err
	}
	return b.Tasks.AddTask(ctx, job.Task{ID: task, Kind: string(o.Work), Owner: now.Owner(), Input: in})
}

// Stop asks the work on a dossier to stop, if there is any.
func (b *Bench) Stop(ctx context.Context, by account.Principal, agency, id string) error {
	if !by.May(account.ActionDraft, agency) {
		return forbidden()
	}
	d, err := b.Dossier(ctx, by, agency, id)
	if err != nil || d.Task == "" {
		return err
	}
	if err := b.Tasks.StopTask(ctx, d.Task); err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return err
	}
	return nil
}

// TaskOf returns the work on a dossier that was begun last, or nil if there is
// none, or it was forgotten.
func (b *Bench) TaskOf(ctx context.Context, d *dossier.Dossier) (*job.Task, error) {
	return b.task(ctx, d, d.Task)
}

func (b *Bench) task(ctx context.Context, d *dossier.Dossier, id string) (*job.Task, error) {
	if id == "" {
		return nil, nil
	}
	t, err := b.Tasks.Task(ctx, id)
	if errors.Is(err, catalog.ErrNotFound) || err == nil && t.Owner != d.Owner() {
		return nil, nil
	}
	return &t, err
}

// ProgressOf returns how far a task has come; zero before it has said anything.
func ProgressOf(t *job.Task) publisher.Progress {
	var p publisher.Progress
	if len(t.Progress) > 0 && json.Unmarshal(t.Progress, &p) != nil {
		return publisher.Progress{}
	}
	return p
}

// A Failure is why a work came to nothing, for whoever can mend it.
type Failure struct {
	Public catalog.Text         `json:"public"`
	Fields []catalog.FieldError `json:"fields,omitempty"`
}

// failureOf describes err, which is for its maker to mend; nil for others.
func failureOf(err error) *Failure {
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok {
		return nil
	}
	return &Failure{e.Public, e.Fields}
}

// An Outcome is what became of a work; it has one of the members.
type Outcome struct {
	Checked *Checked `json:"checked,omitempty"`
	Made    *Made    `json:"made,omitempty"`
	Failed  *Failure `json:"failed,omitempty"`
}

// OutcomeOf returns what became of a task that has ended, or nil if it was stopped
// or given up.
func OutcomeOf(t *job.Task) (*Outcome, error) {
	if len(t.Outcome) == 0 {
		return nil, nil
	}
	o := new(Outcome)
	if err := json.Unmarshal(t.Outcome, o); err != nil {
		return nil, fmt.Errorf("outcome of the task %s: %w", t.ID, err)
	}
	return o, nil
}

// CheckOf returns what the last check of a dossier found, or nil if there was
// none, or it has not ended.
func (b *Bench) CheckOf(ctx context.Context, d *dossier.Dossier) (*Checked, error) {
	t, err := b.task(ctx, d, d.Checked)
	if err != nil || t == nil {
		return nil, err
	}
	o, err := OutcomeOf(t)
	if err != nil || o == nil {
		return nil, err
	}
	return o.Checked, nil
}

// Works are the functions of the tasks: see [job.HandleTasks].
func (b *Bench) Works() map[string]job.TaskFunc {
	return map[string]job.TaskFunc{
		string(Check): b.work(func(ctx context.Context, in input, report func(publisher.Progress)) (*Outcome, error) {
			c, err := b.check(ctx, in, report)
			return &Outcome{Checked: c}, err
		}),
		string(Release): b.work(func(ctx context.Context, in input, report func(publisher.Progress)) (*Outcome, error) {
			m, err := b.release(ctx, in, report)
			return &Outcome{Made: m}, err
		}),
	}
}

// work makes a task of a function: what its maker can mend is an outcome, what
// the system failed at is tried again.
func (b *Bench) work(do func(context.Context, input, func(publisher.Progress)) (*Outcome, error)) job.TaskFunc {
	return func(ctx context.Context, t job.Task, report func(any)) (job.Done, error) {
		var in input
		if err := json.Unmarshal(t.Input, &in); err != nil {
			return job.Done{}, err
		}
		out, err := do(ctx, in, func(p publisher.Progress) { report(p) })
		if err == nil {
			return job.Done{State: job.Succeeded, Outcome: out}, nil
		}
		failure := failureOf(err)
		if failure == nil || ctx.Err() != nil {
			return job.Done{}, err
		}
		return job.Done{State: job.Failed, Outcome: Outcome{Failed: failure}}, nil
	}
}

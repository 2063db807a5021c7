package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"nguon/catalog"
	"nguon/publisher"
)

type publishCmd struct {
	Dirs []string `arg:"" name:"dir" help:"Folders with a dataset.yaml." type:"existingdir"`
	To   string   `help:"Publish to the portal at this address instead of here." placeholder:"URL"`
	At   string   `help:"Publish at this time, in Viet Nam unless it names a zone, such as 2026-12-01T09:00; default: at once." placeholder:"TIME"`
	Hold bool     `help:"Leave the release as a draft that is checked, for somebody to submit."`
	Key  string   `help:"File that holds the API key for --to; or set NGUON_KEY to the key itself." type:"existingfile" placeholder:"FILE"`

	partFlags `embed:""`
}

// partFlags say that the table of a folder is a part of the table as it was
// published last.
type partFlags struct {
	Append  string `help:"Add the rows of the folder's table to the table as it was published last, as the part of this period, such as 2026-10; with several tables TABLE=PERIOD." placeholder:"PERIOD" xor:"part"`
	Replace string `help:"Replace the part of this period of the table as it was published last, and no other rows." placeholder:"PERIOD" xor:"part"`
}

// additions are what is asked for; none if the folder has all rows.
func (f partFlags) additions(folders int) ([]publisher.Addition, error) {
	period := cmp.Or(f.Append, f.Replace)
	switch {
	case period == "":
		return nil, nil
	case folders > 1:
		return nil, fmt.Errorf("%w: --append and --replace are about one folder", errUsage)
	}
	return []publisher.Addition{publisher.ParseAddition(period, f.Replace != "")}, nil
}

// errWaiting is the end of a publication that somebody has to approve first.
var errWaiting = errors.New("waiting for approval")

// Run publishes each folder. What can be published is published; the first
// error is returned when all have been tried.
func (c *publishCmd) Run(ctx context.Context, e *env) error {
	at, err := parseMoment(c.At)
	if err != nil {
		return err
	}
	want := wish{At: at, Hold: c.Hold}
	if want.Additions, err = c.additions(len(c.Dirs)); err != nil {
		return err
	}
	send, done, err := c.target(ctx, e)
	if err != nil {
		return err
	}
	defer done()
	var first error
	for _, dir := range c.Dirs {
		bar := newProgress(e.stderr, e.Lang)
		out, err := send(ctx, dir, want, bar.show)
		bar.close()
		if err != nil {
			if len(c.Dirs) == 1 || ctx.Err() != nil {
				return err
			}
			fmt.Fprintf(e.stderr, "%s: ", filepath.Base(dir))
			explain(e.stderr, e.Lang, err)
			first = cmp.Or(first, err)
			continue
		}
		c.report(e, out)
		if out.State == catalog.StateSubmitted {
			first = cmp.Or(first, errWaiting)
		}
	}
	if first != nil {
		return &told{first}
	}
	return nil
}

// A told error has been explained already.
type told struct{ error }

func (t *told) Unwrap() error { return t.error }

// A wish says how far a release shall be taken.
type wish struct {
	At   time.Time // from when the public sees it; zero is at once
	Hold bool

	Additions []publisher.Addition // parts of tables that are there already
}

// A sender publishes one folder.
type sender func(ctx context.Context, dir string, want wish, show func(publisher.Progress)) (*published, error)

// A published release, as the answer of a server describes it too.
type published struct {
	ID        string           `json:"id"`
	Dataset   catalog.Slug     `json:"dataset"`
	Version   int              `json:"version"`
	State     catalog.State    `json:"state"`
	PublishAt time.Time        `json:"publish_at"`
	Unchanged bool             `json:"unchanged"`
	Tables    []publishedTable `json:"tables"`
}

type publishedTable struct {
	Resource string         `json:"resource"`
	Rows     int64          `json:"rows"`
	Columns  int            `json:"columns"`
	Checks   catalog.Checks `json:"checks"`
}

func newPublished(o *publisher.Outcome) *published {
	p := &published{ID: o.ID, Dataset: o.Dataset, Version: o.Version, State: o.State, PublishAt: o.PublishAt, Unchanged: o.Unchanged}
	for _, t := range o.Tables {
		p.Tables = append(p.Tables, publishedTable{t.Resource, t.Rows, len(t.Columns), t.Checks})
	}
	return p
}

func (c *publishCmd) target(ctx context.Context, e *env) (send sender, done func(), err error) {
	if c.To != "" {
		key, err := c.key()
		if err != nil {
			return nil, nil, err
		}
		r, err := newRemote(c.To, key, e.Lang)
		if err != nil {
			return nil, nil, err
		}
		pub := publisher.New(nil, nil, publisher.Options{Limits: e.Limits.rows(), Log: quiet(e.stderr)})
		return anonymised(pub, r.previous, checked(pub, r.publish)), func() {}, nil
	}
	w, err := e.openWorkshop(ctx, quiet(e.stderr))
	if err != nil {
		return nil, nil, err
	}
	if w.unsigned != nil {
		return nil, nil, errors.Join(w.unsigned, w.Close())
	}
	send = func(ctx context.Context, dir string, want wish, show func(publisher.Progress)) (*published, error) {
		out, err := w.pub.Publish(ctx, publisher.Request{Dir: dir, By: &atTheTerminal, At: want.At, Hold: want.Hold, Additions: want.Additions, Progress: show})
		if err != nil {
			return nil, err
		}
		return newPublished(out), nil
	}
	return anonymised(w.pub, nil, send), func() { w.Close() }, nil
}

func (c *publishCmd) key() (string, error) {
	if c.Key == "" {
		key, err := envSecret("NGUON_KEY")
		if err == nil && key == "" {
			err = fmt.Errorf("%w: --to needs a key: --key FILE, or the key itself in NGUON_KEY", errUsage)
		}
		return key, err
	}
	return readSecret(c.Key)
}

func (c *publishCmd) report(e *env, out *published) {
	fmt.Fprintln(e.stdout, out.sentence().In(e.Lang))
	if out.Unchanged {
		return
	}
	for _, t := range out.Tables {
		fmt.Fprintf(e.stdout, "  %s: %s, %d %s\n", t.Resource, rowsIn(e.Lang, t.Rows), t.Columns,
			catalog.Text{Vi: "cột", En: "columns"}.In(e.Lang))
		for _, f := range t.Checks.Findings {
			fmt.Fprintf(e.stdout, "    - %s\n", f.Text.In(e.Lang))
		}
	}
}

// sentence says how far the release has come.
func (p *published) sentence() catalog.Text {
	switch {
	case p.State == catalog.StateSubmitted && p.Unchanged:
		return catalog.Textf("%[1]s: không có gì mới, phiên bản %[2]d vẫn đang chờ duyệt (%[3]s)",
			"%[1]s: nothing new, version %[2]d is still waiting for approval (%[3]s)", p.Dataset, p.Version, p.ID)
	case p.State == catalog.StateSubmitted:
		return catalog.Textf("%[1]s: phiên bản %[2]d đã được gửi và đang chờ duyệt (%[3]s)",
			"%[1]s: version %[2]d is submitted, waiting for approval (%[3]s)", p.Dataset, p.Version, p.ID)
	case p.State == catalog.StateChecked:
		return catalog.Textf("%[1]s: phiên bản %[2]d là bản nháp đã kiểm tra (%[3]s)",
			"%[1]s: version %[2]d is a draft, and checked (%[3]s)", p.Dataset, p.Version, p.ID)
	case p.State == catalog.StateApproved:
		return catalog.Textf("%[1]s: phiên bản %[2]d đã được duyệt, chưa công bố (%[3]s)",
			"%[1]s: version %[2]d is approved, and not published (%[3]s)", p.Dataset, p.Version, p.ID)
	case p.State == catalog.StateScheduled:
		return catalog.Textf("%[1]s: phiên bản %[2]d sẽ được công bố lúc %[3]s (%[4]s)", "%[1]s: version %[2]d will be published at %[3]s (%[4]s)",
			p.Dataset, p.Version, inVietnam(p.PublishAt), p.ID)
	case p.Unchanged:
		return catalog.Textf("%[1]s: không có gì mới, vẫn là phiên bản %[2]d", "%[1]s: nothing new, still version %[2]d", p.Dataset, p.Version)
	}
	return catalog.Textf("%[1]s: đã công bố phiên bản %[2]d", "%[1]s: version %[2]d is published", p.Dataset, p.Version)
}

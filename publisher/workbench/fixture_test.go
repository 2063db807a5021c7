package workbench_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/dossier"
	"nguon/catalog/job"
	"nguon/catalog/sqlstore"
	"nguon/publisher"
	"nguon/publisher/workbench"
	"nguon/storage/local"
)

// A desk is a bench of H26 with a real database, store and publisher, and a clock
// that stands still.
type desk struct {
	*workbench.Bench
	db      *sqlstore.Store
	uploads *upload.Store
	agency  catalog.Agency
	roles   []account.Grant // of everybody
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	blobs, err := local.New(filepath.Join(t.TempDir(), "objects"))
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{db: db, agency: catalogtest.Agency("H26"), uploads: upload.New(blobs, upload.Options{Prefix: "dossiers/"}),
		roles: []account.Grant{{Agency: "H26", Role: account.Editor}}}
	if err := db.SaveAgency(t.Context(), d.agency); err != nil {
		t.Fatal(err)
	}
	d.Bench = workbench.New(workbench.Deps{
		Dossiers: db, Catalog: db, Tasks: db, Files: files{d.uploads}, Publisher: publisher.New(db, blobs, publisher.Options{WorkDir: t.TempDir()}),
		Dir: t.TempDir(), Holder: func(_ context.Context, id string) (account.Principal, error) { return d.person(id), nil },
	})
	return d
}

type files struct{ *upload.Store }

func (f files) Open(ctx context.Context, owner, id string) (io.ReadCloser, int64, error) {
	i, err := f.Stat(ctx, owner, id)
	if err != nil {
		return nil, 0, err
	}
	return f.Store.Open(ctx, i), i.Size, nil
}

func (f files) Save(ctx context.Context, owner, name string, r io.Reader) (string, error) {
	i, err := f.Store.Save(ctx, owner, map[string]string{"filename": name}, r)
	if err != nil {
		return "", err
	}
	return i.ID, nil
}

func (d *desk) person(id string) account.Principal {
	u := account.User{ID: id, Name: id, State: account.Active}
	for _, g := range d.roles {
		u.Memberships = append(u.Memberships, account.Membership{Grant: g})
	}
	return u.Principal()
}

// begin begins a dossier with a file.
func (d *desk) begin(t testing.TB, name, content string) dossier.Dossier {
	t.Helper()
	made, err := d.Create(t.Context(), d.person("lan"), &d.agency, catalog.Text{Vi: "Mưa", En: "Rain"})
	if err != nil {
		t.Fatal(err)
	}
	d.send(t, made, name, content, -1)
	return made
}

func (d *desk) send(t testing.TB, made dossier.Dossier, name, content string, table int) {
	t.Helper()
	info, err := d.uploads.Save(t.Context(), made.Owner(), nil, strings.NewReader(content))
	if err == nil {
		err = d.Attach(t.Context(), d.person("lan"), "H26", made.ID, dossier.File{Name: name, Upload: info.ID, Bytes: info.Size}, table)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// do begins a work and does it, as a runner would.
func (d *desk) do(t testing.TB, id string, o workbench.Order) (job.Done, *workbench.Outcome) {
	t.Helper()
	ctx := t.Context()
	if err := d.Begin(ctx, d.person("lan"), "H26", id, o); err != nil {
		t.Fatal(err)
	}
	made, err := d.db.Dossier(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	task, err := d.db.ClaimTask(ctx, made.Task, "worker", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	done, err := d.Works()[task.Kind](ctx, task, func(any) {})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(done.Outcome)
	if err == nil {
		err = d.db.EndTask(ctx, task.ID, "worker", done.State, text)
	}
	if err == nil {
		task, err = d.db.Task(ctx, task.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := workbench.OutcomeOf(&task)
	if err != nil || out == nil {
		t.Fatalf("no outcome: %v", err)
	}
	return done, out
}

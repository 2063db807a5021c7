package workbench_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/job"
	"nguon/publisher/manuscript"
	"nguon/publisher/workbench"
)

const rain = "Ngày,Trạm,Mưa\n2025-01-01,Huế,1\n2025-01-02,Nam Đông,2\n"

func TestASlugIsMadeOfATitle(t *testing.T) {
	for _, test := range []struct {
		title string
		most  int
		want  string
	}{
		{"Lượng mưa ở Đà Nẵng, 2025", 80, "luong-mua-o-da-nang-2025"},
		{"  --Air  quality!! ", 80, "air-quality"},
		{"một hai ba bốn", 10, "mot-hai"},
		{"abcdefghijkl", 5, "abcde"},
		{"大气", 80, ""},
		{"", 80, ""},
	} {
		got := workbench.Slug(test.title, test.most)
		if got != test.want {
			t.Errorf("Slug(%q, %d) = %q, want %q", test.title, test.most, got, test.want)
		}
		if got != "" && !catalog.Slug(got).Valid() {
			t.Errorf("%q is no slug", got)
		}
	}
}

func TestANameOfAFileStaysInItsFolder(t *testing.T) {
	for sent, want := range map[string]string{
		"a.csv": "a.csv", `C:\data\số liệu.xlsx`: "số liệu.xlsx", "../../etc/passwd": "passwd", "": "", "a/": "", ".env": "", "..": "", "a\x00b": "", "a\nb": "", "\xff": "",
		strings.Repeat("x", 151): "",
	} {
		got, err := workbench.FileName(sent)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("FileName(%q) = %q, %v, want %q", sent, got, err, want)
		}
	}
}

// FuzzFileName looks for a name that leaves the folder.
func FuzzFileName(f *testing.F) {
	for _, seed := range []string{"a.csv", `..\..`, "CON", "a/../b", "…"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		name, err := workbench.FileName(sent)
		if err == nil && (!filepath.IsLocal(name) || filepath.Base(name) != name || !utf8.ValidString(name) || len(name) > 150) {
			t.Errorf("%q becomes %q", sent, name)
		}
	})
}

func TestANewFileBecomesATableOnce(t *testing.T) {
	d := newDesk(t)
	made := d.begin(t, "mưa.csv", rain)
	for range 2 {
		_, out := d.do(t, made.ID, workbench.Order{Work: workbench.Check})
		if c := out.Checked; c == nil || len(c.Tables) != 1 || c.Tables[0].Resource != "mua" || c.Tables[0].Rows != 2 || !c.Missing || !c.Ready() {
			t.Fatalf("%+v was found", out.Checked)
		}
	}
	now, err := d.db.Dossier(t.Context(), made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := d.CheckOf(t.Context(), &now); err != nil || c.Digest != now.Digest() {
		t.Errorf("the check is of another state (%v)", err)
	}
	d.send(t, made, "mới.csv", rain+"2025-01-03,Huế,3\n", 0)
	if now, err = d.db.Dossier(t.Context(), made.ID); err != nil || len(now.Files) != 2 {
		t.Fatalf("%d files (%v)", len(now.Files), err)
	}
	if err := d.Detach(t.Context(), d.person("lan"), "H26", made.ID, "mưa.csv"); err != nil {
		t.Fatal(err)
	}
	_, out := d.do(t, made.ID, workbench.Order{Work: workbench.Check})
	if c := out.Checked; len(c.Tables) != 1 || c.Tables[0].Rows != 3 || c.Tables[0].Resource != "mua" {
		t.Errorf("the new file of the table: %+v", c.Tables)
	}
}

func TestWhatIsWrongIsSaidByThePathsOfTheText(t *testing.T) {
	m, err := manuscript.Parse([]byte("slug: X\nagency: {code: H26, title: {vi: a, en: a}}\nresources:\n  - {name: a, title: {vi: a, en: a}, file: a.csv, columns: [{source: x, type: shoe}]}\n  - {name: b1, title: {vi: b}, file: ../b.csv}\n"))
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	for _, f := range workbench.Faults(m) {
		fields = append(fields, f.Field)
	}
	for _, want := range []string{"slug", "title.vi", "theme", "licence", "resources.0.columns.0.type", "resources.1.title.en", "resources.1.file"} {
		if !slices.Contains(fields, want) {
			t.Errorf("%s is not among %q", want, fields)
		}
	}
}

func TestTheNextReleaseBeginsWithWhatIsKnown(t *testing.T) {
	d := newDesk(t)
	set := catalogtest.Dataset("air", "H26")
	r := catalogtest.Release(set, 1)
	r.State, r.PublishAt = catalog.StateChecked, r.Created
	err := d.db.SaveDraft(t.Context(), r)
	if err == nil {
		err = d.db.Publish(t.Context(), catalog.Publication{Agency: d.agency, Dataset: set, Release: r})
	}
	if err != nil {
		t.Fatal(err)
	}
	made, err := d.Renew(t.Context(), d.person("lan"), &d.agency, "air")
	if err != nil {
		t.Fatal(err)
	}
	m, err := manuscript.Parse([]byte(made.Manifest))
	if err != nil {
		t.Fatal(err)
	}
	if m.Get("title.vi") != set.Title.Vi || m.Get("slug") != "air" || m.Len("resources") != len(r.Tables) || m.Get("resources.0.columns.0.source") != r.Tables[0].Columns[0].Source {
		t.Errorf("it begins with %s", made.Manifest)
	}
	for _, f := range workbench.Faults(m) {
		if !strings.HasSuffix(f.Field, ".file") {
			t.Errorf("%s: %s", f.Field, f.Detail.En)
		}
	}
	if _, err := d.Renew(t.Context(), d.person("lan"), &d.agency, "water"); !errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("a dataset that is not there: %v", err)
	}
}

func TestWorkNeedsTheRightsOfWhoeverBeganItWhenItIsDone(t *testing.T) {
	d := newDesk(t)
	made := d.begin(t, "mưa.csv", rain)
	ctx := t.Context()
	if err := d.Begin(ctx, d.person("lan"), "H26", made.ID, workbench.Order{Work: workbench.Check}); err != nil {
		t.Fatal(err)
	}
	if err := d.Begin(ctx, d.person("lan"), "H26", made.ID, workbench.Order{Work: workbench.Check}); !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("a second work at a time: %v", err)
	}
	d.roles = []account.Grant{{Agency: "H26", Role: account.Viewer}}
	now, err := d.db.Dossier(ctx, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	task, err := d.TaskOf(ctx, &now)
	if err != nil {
		t.Fatal(err)
	}
	done, err := d.Works()[task.Kind](ctx, *task, func(any) {})
	if err != nil || done.State != job.Failed {
		t.Errorf("work of somebody who may no more: %s (%v)", done.State, err)
	}
	for name, err := range map[string]error{
		"discard": d.Discard(ctx, d.person("lan"), "H26", made.ID), "stop": d.Stop(ctx, d.person("lan"), "H26", made.ID),
		"detach": d.Detach(ctx, d.person("lan"), "H26", made.ID, "mưa.csv"),
	} {
		if !errors.Is(err, catalog.ErrForbidden) {
			t.Errorf("%s by a viewer: %v", name, err)
		}
	}
}

func TestAFileThatHasExpiredIsSaid(t *testing.T) {
	d := newDesk(t)
	made := d.begin(t, "mưa.csv", rain)
	now, err := d.db.Dossier(t.Context(), made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.uploads.Remove(t.Context(), made.Owner(), now.Files[0].Upload); err != nil {
		t.Fatal(err)
	}
	done, out := d.do(t, made.ID, workbench.Order{Work: workbench.Check})
	if done.State != job.Failed || out.Failed == nil || !strings.Contains(out.Failed.Public.En, "mưa.csv") {
		t.Errorf("%s: %+v", done.State, out.Failed)
	}
	if err := d.Discard(t.Context(), d.person("lan"), "H26", made.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Dossier(t.Context(), d.person("lan"), "H26", made.ID); !errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("a dossier that was discarded: %v", err)
	}
}

package workbench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/publisher"
	"nguon/publisher/manuscript"
)

// stageFetch is the first stage of a work: the files are fetched.
const stageFetch publisher.Stage = "assemble"

// workPrefix begins the names of temporary folders: as those of a Publisher do,
// whose Collect removes what a crash has left.
const workPrefix = "nguon-release-dossier-"

// maxFileName bounds the name of a file in bytes.
const maxFileName = 150

// FileName returns the name under which a file that was sent is kept, or an error
// of kind [catalog.ErrInvalid] if it cannot be one: of a path, only what is
// behind the last separator is looked at.
func FileName(sent string) (string, error) {
	name := sent[strings.LastIndexAny(sent, `/\`)+1:]
	ok := name != "" && len(name) <= maxFileName && utf8.ValidString(name) && name[0] != '.' && filepath.IsLocal(name) &&
		!strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) })
	if !ok {
		return "", catalog.Errorf(catalog.ErrInvalid, "Không nhận được tệp có tên này: tên phải có chữ, không bắt đầu bằng dấu chấm, dài tối đa %d byte.",
			"A file of this name cannot be taken: it must have letters, not begin with a dot, and have at most %d bytes.", maxFileName)
	}
	return name, nil
}

// Attach adds a file that was sent, in the place of one of the same name. With
// the index of a resource it is the file of that table from then on; -1 is none.
func (b *Bench) Attach(ctx context.Context, by account.Principal, agency, id string, f dossier.File, resource int) error {
	var old []dossier.File
	d, err := b.Edit(ctx, by, agency, id, 0, func(d *dossier.Dossier) error {
		same := func(x dossier.File) bool { return x.Name == f.Name }
		old = slices.DeleteFunc(slices.Clone(d.Files), func(x dossier.File) bool { return !same(x) || x.Upload == f.Upload })
		d.Files = append(slices.DeleteFunc(slices.Clone(d.Files), same), f)
		if resource < 0 {
			return nil
		}
		m, err := manuscript.Parse([]byte(d.Manifest))
		if err != nil {
			return err
		}
		if resource < m.Len("resources") {
			at := fmt.Sprintf("resources.%d", resource)
			m.Set(at+".file", f.Name)
			if !workbook(f.Name) {
				m.Remove(at + ".sheet")
			}
		}
		return Put(d, m)
	})
	if err != nil {
		b.forget(ctx, &dossier.Dossier{ID: id}, []dossier.File{f})
		return err
	}
	b.forget(ctx, &d, old)
	return nil
}

// workbook reports whether a file may have sheets.
func workbook(name string) bool {
	return slices.Contains([]string{".xlsx", ".xlsm", ".xls", ".ods"}, strings.ToLower(filepath.Ext(name)))
}

// Detach takes a file out, with the tables that were in it.
func (b *Bench) Detach(ctx context.Context, by account.Principal, agency, id, name string) error {
	var gone []dossier.File
	d, err := b.Edit(ctx, by, agency, id, 0, func(d *dossier.Dossier) error {
		f, ok := d.File(name)
		if !ok {
			return catalog.Errorf(catalog.ErrNotFound, "Hồ sơ không có tệp %q.", "The dossier has no file %q.", name)
		}
		gone = []dossier.File{f}
		d.Files = slices.DeleteFunc(slices.Clone(d.Files), func(x dossier.File) bool { return x.Name == name })
		m, err := manuscript.Parse([]byte(d.Manifest))
		if err != nil {
			return err
		}
		for i := m.Len("resources") - 1; i >= 0; i-- {
			if at := fmt.Sprintf("resources.%d", i); m.Get(at+".file") == name {
				m.Remove(at)
			}
		}
		return Put(d, m)
	})
	if err != nil {
		return err
	}
	b.forget(ctx, &d, gone)
	return nil
}

// folder makes a temporary folder with the files of a dossier, but without its
// dataset.yaml.
func (b *Bench) folder(ctx context.Context, d *dossier.Dossier, report func(publisher.Progress)) (dir string, remove func(), err error) {
	if b.Dir != "" {
		if err := os.MkdirAll(b.Dir, 0o700); err != nil {
			return "", nil, err
		}
	}
	outer, err := os.MkdirTemp(b.Dir, workPrefix)
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(outer) } // what is left is collected
	dir = filepath.Join(outer, "in")
	if err := os.Mkdir(dir, 0o700); err != nil {
		remove()
		return "", nil, err
	}
	if err := b.fill(ctx, d, dir, report); err != nil {
		remove()
		return "", nil, err
	}
	return dir, remove, nil
}

func (b *Bench) fill(ctx context.Context, d *dossier.Dossier, dir string, report func(publisher.Progress)) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range d.Files {
		if err := b.fetch(ctx, d, f, root, report); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bench) fetch(ctx context.Context, d *dossier.Dossier, f dossier.File, root *os.Root, report func(publisher.Progress)) error {
	in, size, err := b.Files.Open(ctx, d.Owner(), f.Upload)
	if errors.Is(err, catalog.ErrNotFound) {
		return catalog.Errorf(catalog.ErrRefused, "Tệp %q đã quá hạn lưu tạm. Hãy gửi lại tệp.", "The file %q was kept for a time that is over. Send it again.", f.Name)
	} else if err != nil {
		return err
	}
	defer in.Close()
	out, err := root.OpenFile(f.Name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	at := publisher.Progress{Stage: stageFetch, Resource: f.Name, Total: size}
	_, err = io.Copy(out, io.TeeReader(contextReader{ctx, in}, writerFunc(func(p []byte) {
		at.Done += int64(len(p))
		report(at)
	})))
	return errors.Join(err, out.Close())
}

type writerFunc func([]byte)

// Write tells of p.
func (f writerFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

// A contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// Read implements [io.Reader].
func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

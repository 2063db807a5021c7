package publisher

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"nguon/publisher/anon"
	"nguon/publisher/anon/policy"
)

// A folder is a dataset folder in the making. It is made under another name and
// comes into being as a whole.
type folder struct {
	from, part string
	text       *manifestText
	copied     map[string]bool
}

func newFolder(from, out string) (*folder, error) {
	text, err := os.ReadFile(filepath.Join(from, ManifestName))
	if err != nil {
		return nil, err
	}
	doc, err := parseManifestText(text)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return nil, err
	}
	part, err := os.MkdirTemp(filepath.Dir(out), ".nguon-part-")
	return &folder{from: from, part: part, text: doc, copied: make(map[string]bool)}, err
}

// discard removes what was made, unless it was finished.
func (f *folder) discard() {
	if f.part != "" {
		_ = os.RemoveAll(f.part)
	}
}

// finish gives the folder its name.
func (f *folder) finish(out string) error {
	text, err := f.text.bytes()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.part, ManifestName), text, 0o644); err != nil {
		return err
	}
	if err := os.Chmod(f.part, 0o755); err != nil {
		return err
	}
	if err := os.Rename(f.part, out); err != nil {
		return err
	}
	f.part = ""
	return nil
}

// keep copies what belongs to a resource that stays as it is.
func (f *folder) keep(in *Input) error {
	for _, name := range append([]string{in.File, in.Policy, in.Risk}, in.Hierarchies...) {
		if err := f.copy(filepath.Join(f.from, name), name); name != "" && err != nil {
			return fileError(name, err)
		}
	}
	return nil
}

// put adds a table that was made anonymous, with its policy and its report.
func (f *folder) put(in *Input, got *anon.Result) error {
	said, err := readPolicy(filepath.Join(f.from, in.Policy), in.Policy)
	if err != nil {
		return err
	}
	risk := in.Name + ".risk.json"
	text, err := got.Report.JSON()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.part, risk), text, 0o644); err != nil {
		return err
	}
	files := got.Tables
	if got.File != "" {
		files = append([]string{got.File}, files...)
	}
	for _, path := range files {
		if err := f.copy(path, filepath.Base(path)); err != nil {
			return err
		}
	}
	beside := hierarchiesOfT(said)
	for i, name := range beside {
		beside[i] = filepath.ToSlash(filepath.Join(filepath.Dir(in.Policy), name))
		if err := f.copy(filepath.Join(f.from, beside[i]), beside[i]); err != nil {
			return fileError(name, err)
		}
	}
	if err := f.copy(filepath.Join(f.from, in.Policy), in.Policy); err != nil {
		return fileError(in.Policy, err)
	}
	f.text.anonymised(in, said, got, risk, beside)
	return nil
}

// copy copies a file, once.
func (f *folder) copy(from, name string) error {
	if name == "" || f.copied[name] {
		return nil
	}
	f.copied[name] = true
	to := filepath.Join(f.part, name)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return copyFile(from, to)
}

// copyFile copies a file to one that does not exist yet.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// hierarchiesOfT are the files of hierarchies by which t-closeness is measured:
// what is measured again where the table is published.
func hierarchiesOfT(p *policy.Policy) (files []string) {
	for i := range p.Privacy.Columns {
		t := p.Privacy.Columns[i].T
		if t == nil || t.Hierarchy == "" {
			continue
		}
		name := t.Hierarchy
		for j := range p.Hierarchies {
			if p.Hierarchies[j].Name == name {
				name = p.Hierarchies[j].File
			}
		}
		if filepath.Ext(name) == ".csv" {
			files = append(files, name)
		}
	}
	return files
}

// tableName is the resource of the n-th table of aggregates, from 0, that was
// made of a resource.
func tableName(in *Input, said *policy.Policy, n int) string {
	if said.Unit == policy.Aggregate && len(said.Tables) == 1 {
		return in.Name
	}
	return in.Name + "-" + strconv.Itoa(n+1)
}

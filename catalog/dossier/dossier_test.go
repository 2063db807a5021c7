package dossier_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/dossier"
)

func sample() dossier.Dossier {
	return dossier.Dossier{
		ID: "D", Agency: "H26", Manifest: "slug: air\n", Files: []dossier.File{{Name: "a.csv", Upload: "U"}},
		Policies: map[string]string{"a": "1", "b": "2"},
	}
}

func TestADigestIsOfWhatAReleaseWouldBeMadeOf(t *testing.T) {
	d := sample()
	want := d.Digest()
	for _, test := range []struct {
		name   string
		change func(*dossier.Dossier)
		same   bool
	}{
		{"work that was begun", func(d *dossier.Dossier) { d.Task, d.Checked, d.Revision = "T", "T", 7 }, true},
		{"another description", func(d *dossier.Dossier) { d.Manifest = "slug: wind\n" }, false},
		{"another upload of a file", func(d *dossier.Dossier) { d.Files[0].Upload = "V" }, false},
		{"another policy", func(d *dossier.Dossier) { d.Policies["b"] = "3" }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := sample()
			test.change(&d)
			if same := d.Digest() == want; same != test.same {
				t.Errorf("the digest is the same: %v, want %v", same, test.same)
			}
		})
	}
}

func TestADossierIsBounded(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*dossier.Dossier)
		want  error
	}{
		{"as it is", func(*dossier.Dossier) {}, nil},
		{"texts together", func(d *dossier.Dossier) {
			d.Manifest, d.Policies["a"] = strings.Repeat("x", dossier.MaxBytes/2), strings.Repeat("x", dossier.MaxBytes/2)
		}, catalog.ErrTooLarge},
		{"files", func(d *dossier.Dossier) { d.Files = make([]dossier.File, dossier.MaxFiles+1) }, catalog.ErrTooLarge},
		{"policies", func(d *dossier.Dossier) {
			for i := range dossier.MaxPolicies {
				d.Policies[fmt.Sprint(i)] = ""
			}
		}, catalog.ErrTooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := sample()
			test.spoil(&d)
			if err := d.Validate(); !errors.Is(err, test.want) {
				t.Errorf("err = %v, want %v", err, test.want)
			}
		})
	}
	d := sample()
	if _, ok := d.File("b.csv"); ok {
		t.Error("a file that was not sent is found")
	}
}

package catalogtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/dossier"
)

var dossiers = map[string]func(*testing.T, Store){
	"come back whole":                         testDossierWhole,
	"are listed by agency, the last first":    testDossiersListed,
	"that somebody else changed are not lost": testDossierConflict,
	"are bounded, each and in number":         testDossiersBounded,
	"that are dropped are gone":               testDossierDropped,
}

func sampleDossier(id, agency string) dossier.Dossier {
	return dossier.Dossier{
		ID: id, Agency: agency, Title: catalog.Text{Vi: "Không khí 'sạch' ?"}, Author: "lan", Manifest: "slug: air\n# \u00e9\n",
		Files:    []dossier.File{{Name: "giờ.csv", Upload: "U1", Bytes: 1 << 40, Sent: Epoch}},
		Policies: map[string]string{"hours.policy.yaml": "policy: v1"}, Task: "T2", Checked: "T1", Release: "R1",
	}
}

func addDossier(t *testing.T, s Store, d dossier.Dossier) {
	t.Helper()
	if err := s.AddDossier(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func testDossierWhole(t *testing.T, s Store) {
	s.UseClock(func() time.Time { return Epoch })
	want := sampleDossier("D", "H26")
	addDossier(t, s, want)
	want.Revision, want.Created, want.Modified = 1, Epoch, Epoch
	wantEqual(t, "dossier", must(s.Dossier(t.Context(), "D"))(t), want)
	s.UseClock(func() time.Time { return Epoch.Add(time.Hour) })
	want.Title.En, want.Manifest, want.Files, want.Policies = "Air", "slug: wind\n", nil, nil
	if err := s.SaveDossier(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	want.Revision, want.Modified = 2, Epoch.Add(time.Hour)
	wantEqual(t, "dossier", must(s.Dossier(t.Context(), "D"))(t), want)
	_, err := s.Dossier(t.Context(), "E\x00")
	wantKind(t, "what cannot be a dossier", err, catalog.ErrNotFound)
}

func testDossiersListed(t *testing.T, s Store) {
	for i, id := range []string{"A", "B", "C"} {
		s.UseClock(func() time.Time { return Epoch.Add(time.Duration(i) * time.Hour) })
		addDossier(t, s, sampleDossier(id, "H26"))
	}
	addDossier(t, s, sampleDossier("D", "H29"))
	var ids []string
	for _, d := range must(s.Dossiers(t.Context(), "H26"))(t) {
		ids = append(ids, d.ID)
		if d.Title.Vi == "" || d.Manifest != "" || d.Files != nil {
			t.Errorf("%+v is not a dossier without what is in it", d)
		}
	}
	wantEqual(t, "dossiers of H26", ids, []string{"C", "B", "A"})
}

func testDossierConflict(t *testing.T, s Store) {
	addDossier(t, s, sampleDossier("D", "H26"))
	lan := must(s.Dossier(t.Context(), "D"))(t)
	minh := lan
	minh.Manifest = "slug: minh\n"
	if err := s.SaveDossier(t.Context(), minh); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "a save of what was changed", s.SaveDossier(t.Context(), lan), catalog.ErrConflict)
	wantEqual(t, "manifest", must(s.Dossier(t.Context(), "D"))(t).Manifest, "slug: minh\n")
	lan.ID = "E"
	wantKind(t, "a save of what is not there", s.SaveDossier(t.Context(), lan), catalog.ErrNotFound)
}

func testDossiersBounded(t *testing.T, s Store) {
	large := sampleDossier("L", "H26")
	large.Manifest = strings.Repeat("x", dossier.MaxBytes)
	wantKind(t, "one that is too large", s.AddDossier(t.Context(), large), catalog.ErrTooLarge)
	bad := sampleDossier("L", "H26")
	bad.Manifest = "\xff"
	wantKind(t, "one that is no text", s.AddDossier(t.Context(), bad), catalog.ErrInvalid)
	for i := range dossier.MaxAgency {
		addDossier(t, s, sampleDossier(fmt.Sprint(i), "H26"))
	}
	wantKind(t, "one too many", s.AddDossier(t.Context(), sampleDossier("L", "H26")), catalog.ErrQuota)
	addDossier(t, s, sampleDossier("L", "H29"))
}

func testDossierDropped(t *testing.T, s Store) {
	addDossier(t, s, sampleDossier("D", "H26"))
	for range 2 {
		if err := s.DropDossier(t.Context(), "D"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Dossier(t.Context(), "D")
	wantKind(t, "a dossier that was dropped", err, catalog.ErrNotFound)
}

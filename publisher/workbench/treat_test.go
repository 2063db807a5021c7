package workbench_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"nguon/catalog"
	"nguon/publisher/anon/policy"
	"nguon/publisher/workbench"
)

func columns(types ...catalog.Type) []workbench.Column {
	var all []workbench.Column
	for _, t := range types {
		all = append(all, workbench.Column{Source: "Cột " + string(t), Type: t})
	}
	return all
}

func TestEveryTreatmentIsWrittenAndReadBack(t *testing.T) {
	for _, kind := range []catalog.Type{catalog.String, catalog.Date, catalog.Integer} {
		for _, want := range workbench.Treatments(kind) {
			p := workbench.Protection{Unit: "person", K: 5, L: 3, Suppress: 0.02, Treatments: map[string]workbench.Treatment{"Cột " + string(kind): want}}
			text, err := p.Write("", columns(kind))
			if err != nil {
				t.Errorf("%s of %s: %v in %s", want, kind, err, text)
				continue
			}
			read, err := policy.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			got := workbench.ProtectionOf(read)
			if !maps.Equal(got.Treatments, p.Treatments) || got.Unit != "person" || got.Suppress != 0.02 {
				t.Errorf("%s of %s comes back as %+v", want, kind, got)
			}
		}
	}
}

func TestAProtectionAsksForWhatItsColumnsNeed(t *testing.T) {
	all := columns(catalog.String, catalog.Date, catalog.Integer)
	names := []string{all[0].Source, all[1].Source, all[2].Source}
	for _, test := range []struct {
		name       string
		treatments []workbench.Treatment
		k          int64
		guarded    []string
	}{
		{"nothing of persons", []workbench.Treatment{workbench.Keep, workbench.Keep, workbench.Drop}, 0, nil},
		{"what others know", []workbench.Treatment{workbench.Region, workbench.Keep, workbench.Keep}, 7, nil},
		{"what nobody is to find out", []workbench.Treatment{workbench.Sensitive, workbench.Year, workbench.Five}, 7, names[:1]},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := workbench.Protection{Unit: "person", K: 7, L: 3, Treatments: make(map[string]workbench.Treatment)}
			for i, name := range names {
				p.Treatments[name] = test.treatments[i]
			}
			text, err := p.Write("", all)
			if err != nil {
				t.Fatal(err)
			}
			read, err := policy.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			var guarded []string
			for _, c := range read.Privacy.Columns {
				guarded = append(guarded, c.Name)
			}
			if read.Privacy.K != test.k || !slices.Equal(guarded, test.guarded) {
				t.Errorf("k = %d, guarded are %q", read.Privacy.K, guarded)
			}
		})
	}
}

func TestWhatPeopleDoNotChooseStays(t *testing.T) {
	const was = `{policy: v1, dataset: x, release: open, unit: person, coverage: census, review_after: 6mo, hierarchies: {năm: {intervals: [5, 10]}},
  columns: {Năm: {role: quasi, op: {generalise: {hierarchy: năm, level: "1"}}}, Bệnh: {role: sensitive, op: keep}},
  privacy: {k: 5, Bệnh: {t: {kind: equal, t: 0.3}, l: 2}}}`
	read, err := policy.Parse([]byte(was))
	if err != nil {
		t.Fatal(err)
	}
	p := workbench.ProtectionOf(read)
	if p.Treatments["Năm"] != workbench.Other {
		t.Fatalf("a hierarchy of the policy's own is %q", p.Treatments["Năm"])
	}
	p.K = 10
	text, err := p.Write(was, []workbench.Column{{Source: "Năm", Type: catalog.Integer}, {Source: "Bệnh", Type: catalog.String}, {Source: "Mới", Type: catalog.String}})
	if err != nil {
		t.Fatal(err)
	}
	if read, err = policy.Parse([]byte(text)); err != nil {
		t.Fatal(err)
	}
	year, _ := read.Column("Năm")
	ill, _ := read.Privacy.Of("Bệnh")
	fresh, _ := read.Column("Mới")
	if year.Ops[0].Generalise == nil || ill.T == nil || read.ReviewAfter != 6 || read.Privacy.K != 10 || fresh.Role != policy.Insensitive {
		t.Errorf("the policy has become %s", text)
	}
}

func TestAProtectionThatCannotBeIsRefused(t *testing.T) {
	p := workbench.Protection{Unit: "ghost"}
	if _, err := p.Write("", columns(catalog.String)); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("a unit that there is not: %v", err)
	}
	if p := (workbench.Protection{Unit: "place", Treatments: map[string]workbench.Treatment{"a": workbench.Keep}}); !p.Needless() {
		t.Error("places without anything to hide need a policy")
	}
	if p := (workbench.Protection{Unit: "person"}); p.Needless() {
		t.Error("persons need no policy")
	}
}

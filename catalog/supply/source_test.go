package supply_test

import (
	"errors"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/supply"
)

func sample() supply.Source {
	return supply.Source{ID: "rain", Every: time.Hour, Documents: map[string][]byte{"dataset.yaml": []byte("slug: rain")},
		Parts: []supply.Part{{File: "days.csv", Address: "https://example.org/days.csv"}}}
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*supply.Source)
		fine   bool
	}{
		{"https", func(*supply.Source) {}, true},
		{"https with credentials", func(s *supply.Source) { s.Sealed = []byte("x") }, true},
		{"http", func(s *supply.Source) { s.Parts[0].Address = "http://example.org/" }, true},
		{"a folder", func(s *supply.Source) { s.Parts[0].Address = "file:///srv/in/days-*.csv" }, true},
		{"http with credentials", func(s *supply.Source) { s.Parts[0].Address, s.Sealed = "http://example.org/", []byte("x") }, false},
		{"a password in the address", func(s *supply.Source) { s.Parts[0].Address = "https://a:b@example.org/" }, false},
		{"another scheme", func(s *supply.Source) { s.Parts[0].Address = "gopher://example.org/" }, false},
		{"no host", func(s *supply.Source) { s.Parts[0].Address = "https:///days.csv" }, false},
		{"the folder of another machine", func(s *supply.Source) { s.Parts[0].Address = "file://host/srv/a.csv" }, false},
		{"a pattern of folders", func(s *supply.Source) { s.Parts[0].Address = "file:///srv/*/a.csv" }, false},
		{"a broken pattern", func(s *supply.Source) { s.Parts[0].Address = "file:///srv/%5B" }, false},
		{"a file outside", func(s *supply.Source) { s.Parts[0].File = "../days.csv" }, false},
		{"a file that is a document", func(s *supply.Source) { s.Parts[0].File = "dataset.yaml" }, false},
		{"a file twice", func(s *supply.Source) { s.Parts = append(s.Parts, s.Parts[0]) }, false},
		{"no files", func(s *supply.Source) { s.Parts = nil }, false},
		{"too often", func(s *supply.Source) { s.Every = time.Second }, false},
		{"no name", func(s *supply.Source) { s.ID = "" }, false},
		{"documents without end", func(s *supply.Source) { s.Documents["x"] = make([]byte, supply.MaxDocuments) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := sample()
			test.change(&s)
			err := s.Validate()
			if test.fine && err != nil || !test.fine && !errors.Is(err, catalog.ErrInvalid) {
				t.Errorf("err = %v, fine = %v", err, test.fine)
			}
		})
	}
}

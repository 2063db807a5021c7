package story_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/story"
)

func TestUsesAreReadAsPeopleListThem(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"slugs", "rain\n\n  wind \n", "[{rain 0} {wind 0}]"},
		{"version", "rain@12", "[{rain 12}]"},
		{"address", "https://portal.example.org/en/datasets/rain?sort=a#data", "[{rain 0}]"},
		{"address of a version", "/datasets/rain/releases/3/", "[{rain 3}]"},
		{"no version", "rain@x", "[{rain@x 0}]"},
		{"nothing", " \n", "[]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := fmt.Sprint(story.ParseUses(test.text)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func FuzzUsesAreBounded(f *testing.F) {
	f.Add("rain@1\n/datasets/wind")
	f.Fuzz(func(t *testing.T, text string) {
		for _, u := range story.ParseUses(text) {
			if u.Version < 0 {
				t.Errorf("version %d", u.Version)
			}
		}
		if n := len(story.ParseUses(text)); n > story.MaxUses+1 {
			t.Errorf("%d datasets", n)
		}
	})
}

func TestValidateNamesWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*story.Story)
		field string
	}{
		{"a title of two lines", func(s *story.Story) { s.Title = "a\nb" }, "title"},
		{"nobody", func(s *story.Story) { s.By = " " }, "by"},
		{"text that turns itself", func(s *story.Story) { s.Text = "a\u202eb" }, "text"},
		{"a script", func(s *story.Story) { s.URL = "javascript:alert(1)" }, "url"},
		{"an address inside", func(s *story.Story) { s.URL = "https://127.0.0.1/" }, "url"},
		{"of nothing", func(s *story.Story) { s.Uses = nil }, "uses"},
		{"of the same twice", func(s *story.Story) { s.Uses = append(s.Uses, s.Uses[0]) }, "uses"},
		{"a picture of which nothing is said", func(s *story.Story) { s.Picture = &story.Picture{} }, "alt"},
		{"long", func(s *story.Story) { s.Text = strings.Repeat("ă", story.MaxText+1) }, "text"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := story.Story{By: "Lan", Title: "Mưa", Text: "Một\nhai", URL: "https://example.vn/mua", Uses: []story.Use{{Dataset: "rain", Version: 1}}}
			if err := s.Validate(); err != nil {
				t.Fatalf("unspoilt: %v", err)
			}
			test.spoil(&s)
			wrong, ok := errors.AsType[*catalog.Error](s.Validate())
			if !ok || wrong.Fields[0].Field != test.field {
				t.Errorf("err = %+v, want a fault of %q", wrong, test.field)
			}
		})
	}
}

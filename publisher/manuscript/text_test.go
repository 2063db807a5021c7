package manuscript_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/publisher/manuscript"
)

const written = `slug: air # of the city
title: {vi: Không khí, en: Air}
theme: [health, environment]
resources:
  - name: hours
    file: hours.csv
    columns:
      - source: Giờ
        type: date
`

func parse(t testing.TB, text string) *manuscript.Text {
	t.Helper()
	m, err := manuscript.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func text(t testing.TB, m *manuscript.Text) string {
	t.Helper()
	b, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFieldsAreReadByTheirPaths(t *testing.T) {
	m := parse(t, written)
	for path, want := range map[string]string{
		"slug": "air", "title.vi": "Không khí", "resources.0.columns.0.source": "Giờ", "resources.0.columns.1.source": "",
		"title": "", "resources.-1": "", "resources.x": "", "": "", "note.vi": "",
	} {
		if got := m.Get(path); got != want {
			t.Errorf("Get(%q) = %q, want %q", path, got, want)
		}
	}
	if got := m.List("theme"); !slices.Equal(got, []string{"health", "environment"}) {
		t.Errorf("theme = %q", got)
	}
	if got := m.List("slug"); !slices.Equal(got, []string{"air"}) {
		t.Errorf("a single value is the list %q", got)
	}
	if got := m.Len("resources.0.columns"); got != 1 {
		t.Errorf("%d columns", got)
	}
}

func TestAnEditChangesWhatItNamesAndNothingElse(t *testing.T) {
	for _, test := range []struct {
		name string
		edit func(*manuscript.Text)
		want string
	}{
		{"nothing", func(m *manuscript.Text) { m.Set("slug", "air"); m.Remove("note.vi"); m.Set("a.b", "") }, written},
		{"a value keeps its comment", func(m *manuscript.Text) { m.Set("slug", "wind") }, strings.Replace(written, "slug: air #", "slug: wind #", 1)},
		{"what looks like another type is text", func(m *manuscript.Text) { m.Set("slug", "2024") }, strings.Replace(written, "slug: air", `slug: "2024"`, 1)},
		{"a field below another", func(m *manuscript.Text) { m.Set("title.vi", "Gió: mạnh") }, strings.Replace(written, "Không khí", `'Gió: mạnh'`, 1)},
		{"a field that was not there", func(m *manuscript.Text) { m.Set("note.en", "First") }, written + "note:\n  en: First\n"},
		{"the last below goes with what is above", func(m *manuscript.Text) { m.Set("note.en", "First"); m.Set("note.en", "") }, written},
		{"a list", func(m *manuscript.Text) { m.SetList("theme", []string{"a,b", "true"}) }, strings.Replace(written, "[health, environment]", `['a,b', "true"]`, 1)},
		{"the next member", func(m *manuscript.Text) { m.Set("resources.0.columns.1.source", "Mưa") }, written + "      - source: Mưa\n"},
		{"a member beyond that is ignored", func(m *manuscript.Text) { m.Set("resources.7.name", "x"); m.Set("resources.x.name", "x") }, written},
		{"a flag", func(m *manuscript.Text) { m.SetFlag("layout.keepHidden", true) }, written + "layout:\n  keepHidden: true\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := parse(t, written)
			test.edit(m)
			if got := text(t, m); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestATextFromNothing(t *testing.T) {
	m := manuscript.New()
	m.Set("title.vi", "Mưa\nlớn")
	m.Set("resources.0.name", "hours")
	m.SetList("resources.0.primaryKey", []string{"id"})
	m.SetNumbers("spatial.bbox", 102.1, -8, 1e9)
	m.SetNumber("schedule.month", 2)
	if got, want := text(t, m), "title:\n  vi: |-\n    Mưa\n    lớn\nresources:\n  - name: hours\n    primaryKey: [id]\nspatial:\n  bbox: [102.1, -8, 1000000000]\nschedule:\n  month: 2\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatIsNoManifestIsRefused(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       error
	}{
		{"nothing", "", catalog.ErrInvalid},
		{"a list", "- a", catalog.ErrInvalid},
		{"no YAML", "a: [", catalog.ErrInvalid},
		{"an alias", "a: &x 1\nb: *x", catalog.ErrInvalid},
		{"an anchor", "a: &x {b: 1}", catalog.ErrInvalid},
		{"too large", "a: " + strings.Repeat("x", manuscript.MaxBytes), catalog.ErrTooLarge},
	} {
		if _, err := manuscript.Parse([]byte(test.text)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	m := manuscript.New()
	m.Set("a", strings.Repeat("x", manuscript.MaxBytes))
	if _, err := m.Bytes(); !errors.Is(err, catalog.ErrTooLarge) {
		t.Errorf("a text that has become too large: %v", err)
	}
}

// FuzzSet sets a field of any text to any value, which must be read back.
func FuzzSet(f *testing.F) {
	f.Add(written, "title.vi", "Gió # mạnh: \"x\"")
	f.Add("a: 1", "a.0.b", "- y")
	f.Add("a: [1, {b: ~}]", "a.1.b", "\u2028")
	f.Fuzz(func(t *testing.T, doc, path, value string) {
		m, err := manuscript.Parse([]byte(doc))
		if err != nil {
			return
		}
		m.Set(path, value)
		got := m.Get(path)
		if got != "" && got != value {
			t.Fatalf("Get(%q) = %q after Set to %q", path, got, value)
		}
		b, err := m.Bytes()
		if err != nil {
			return
		}
		again, err := manuscript.Parse(b)
		if err != nil {
			t.Fatalf("%q cannot be read again: %v", b, err)
		}
		if back := again.Get(path); back != got && value == strings.ToValidUTF8(value, "") && !strings.ContainsAny(value, "\r\u0085\u2028\u2029") {
			t.Fatalf("%q comes back as %q from %q", got, back, b)
		}
	})
}

package collection_test

import (
	"strings"
	"testing"

	"nguon/catalog/collection"
)

func TestCleanKeepsWhatSaysWhatIsShown(t *testing.T) {
	for _, test := range []struct{ name, address, want string }{
		{"dataset", "/datasets/rain", "/datasets/rain"},
		{"dataset with rows chosen", "/datasets/rain?sort=-a#data", "/datasets/rain"},
		{"version", "/datasets/rain/releases/12/", "/datasets/rain/releases/12"},
		{"version that is no number", "/datasets/rain/releases/latest", ""},
		{"check report", "/datasets/rain/releases/1/checks/hours", ""},
		{"no slug", "/datasets/Rain", ""},
		{"chart", "/charts/rain@2?y=mm&kind=line&edit=1#x", "/charts/rain@2?kind=line&y=mm"},
		{"chart of no kind", "/charts/rain?y=mm", ""},
		{"chart of version 0", "/charts/rain@0?kind=line", ""},
		{"picture of a chart", "/charts/rain/chart.svg?kind=line", ""},
		{"API", "/apis/rain", "/apis/rain"},
		{"status of APIs", "/apis/status", ""},
		{"province", "/places/01", "/places/01"},
		{"no code", "/places/1a", ""},
		{"two places", "/places/compare?b=79&a=01&x=1", "/places/compare?a=01&b=79"},
		{"two places of which one is left out", "/places/compare?a=01", ""},
		{"another host", "https://example.org/datasets/rain", ""},
		{"another host without scheme", "//example.org/datasets/rain", ""},
		{"script", "javascript:alert(1)", ""},
		{"account", "/account/sign-out", ""},
		{"too long", "/charts/rain?kind=line&title=" + strings.Repeat("x", 5000), ""},
		{"nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := collection.Clean(test.address)
			if !ok {
				got = ""
			}
			if got != test.want {
				t.Errorf("Clean(%q) = %q, want %q", test.address, got, test.want)
			}
		})
	}
}

func FuzzCleanIsItsOwnCleanForm(f *testing.F) {
	for _, s := range []string{"/datasets/rain", "/charts/rain@2?kind=line&title=%22", "/places/compare?a=01&b=79", "/apis/x", "//h/datasets/a", "/datasets/a/releases/1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		path, ok := collection.Clean(address)
		if !ok {
			return
		}
		if again, ok := collection.Clean(path); !ok || again != path {
			t.Errorf("Clean(%q) = %q, %v", path, again, ok)
		}
		if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "<>\"\\\n\r ") {
			t.Errorf("Clean(%q) = %q", address, path)
		}
		if target := (collection.Item{Path: path}).Target(); target.Kind == "" {
			t.Errorf("%q leads to nothing", path)
		}
	})
}

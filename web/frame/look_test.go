package frame

import "testing"

// FuzzLocalPath: wherever a switch sends a browser, it stays
// within the portal.
func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/", "/en/datasets?q=a#b", "//evil.example", `/\evil.example`, "https://evil.example", "/%2f/evil", "\t//evil.example", "/\n/evil"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := LocalPath(s)
		if got == "" || got[0] != '/' || len(got) > 1 && (got[1] == '/' || got[1] == '\\') {
			t.Errorf("LocalPath(%q) = %q leaves the portal", s, got)
		}
		for _, r := range got {
			if r < ' ' {
				t.Errorf("LocalPath(%q) = %q holds a control character", s, got)
			}
		}
	})
}

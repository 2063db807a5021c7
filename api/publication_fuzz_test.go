package api

import (
	"strings"
	"testing"
)

// What is not a publication is refused, and what is one names uploads by ids
// that cannot leave their folder.
func FuzzReadPublication(f *testing.F) {
	f.Add(`{"files":[{"name":"dataset.yaml","upload":"https://data.example/v1/uploads/ABC","sha256":""}]}`)
	f.Add(`{"files":[{"name":"a","upload":"../../x"}]}`)
	f.Add(`{"files":null}`)
	f.Add(`{"files":[{"upload":"\u0000/.."}],"x":1}`)
	f.Fuzz(func(t *testing.T, body string) {
		in, err := readPublication(strings.NewReader(body))
		if err != nil {
			return
		}
		for _, file := range in.Files {
			if strings.Contains(file.Upload, "/") && file.Upload != "/" {
				t.Errorf("%q is taken for the id %q", body, file.Upload)
			}
		}
	})
}

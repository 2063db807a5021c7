package table

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// The first row group shows few values, and later ones so many that the
// dictionary overflows: the values must survive it, and the bytes must not
// depend on which goroutine wrote which row group.
func TestDictionaryThatOverflows(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,word\n")
	for i := range 5 * groupRows {
		if group := i / groupRows; group == 1 || group == 3 {
			fmt.Fprintf(&b, "%d,a rather long word number %d\n", i%100, i)
		} else {
			fmt.Fprintf(&b, "%d,w%d\n", i%100, i%10)
		}
	}
	_, plan := mustInspect(t, b.String(), Options{})
	var want []byte
	for _, workers := range []int{1, 2, 4} {
		var out bytes.Buffer
		w, err := Convert(t.Context(), plan, &out, ConvertOptions{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(t.Context(), bytes.NewReader(out.Bytes()), w.Bytes, w, nil); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = out.Bytes()
		}
		if !bytes.Equal(want, out.Bytes()) {
			t.Errorf("%d workers: other bytes", workers)
		}
	}
}

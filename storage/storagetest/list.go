package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"nguon/storage"
)

// A store that walks folders name by name gets the order of these wrong: the
// slash comes after the hyphen and the dot, and before digits and letters.
var ordered = []string{
	"a-b/c",
	"a.csv",
	"a/b",
	"a/b-c",
	"a/z/1",
	"a0",
	"Đà Nẵng/dân số",
	"Đà Nẵng/dân số 2025",
	"đất/1",
	"ẩm thực",
	"𝄞",
}

func testListOrder(t *testing.T, s storage.Store) {
	if !slices.IsSorted(ordered) {
		t.Fatal("the test is wrong: its keys are not in byte order")
	}
	wantKeys(t, s, "")
	for _, key := range slices.Backward(ordered) {
		put(t, s, key, key)
	}
	wantKeys(t, s, "", ordered...)
	for info, err := range s.List(t.Context(), "") {
		if err != nil || info.Size != int64(len(info.Key)) {
			t.Errorf("List yields %+v, %v; want a size of %d", info, err, len(info.Key))
		}
	}
}

func testListPrefix(t *testing.T, s storage.Store) {
	for _, key := range []string{"data/1/a", "data/1/b", "data/10/a", "data/2/a", "dân số/1", "dân tộc/1"} {
		put(t, s, key, "x")
	}
	for _, test := range []struct {
		prefix string
		want   []string
	}{
		{"data/1/", []string{"data/1/a", "data/1/b"}},
		{"data/1", []string{"data/1/a", "data/1/b", "data/10/a"}},
		{"data/1/a", []string{"data/1/a"}},
		{"da", []string{"data/1/a", "data/1/b", "data/10/a", "data/2/a"}},
		{"dân", []string{"dân số/1", "dân tộc/1"}},
		{"dân số/", []string{"dân số/1"}},
		{"d\u00e2n s", []string{"dân số/1"}},
		{"dan", nil},
		{"data/1/a/", nil},
		{"z", nil},
		{"a/../data", nil},
		{"/data", nil},
		{"../", nil},
		{".", nil},
	} {
		wantKeys(t, s, test.prefix, test.want...)
	}
}

func testListMany(t *testing.T, s storage.Store) {
	const folders, files = 15, 70 // a page of S3 has 1,000
	keys := make(chan string)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for key := range keys {
				if err := s.Put(t.Context(), key, strings.NewReader("x")); err != nil {
					t.Errorf("Put %q: %v", key, err)
				}
			}
		})
	}
	var want []string
	for i := range folders {
		for j := range files {
			want = append(want, fmt.Sprintf("many/%02d/%02d", i, j))
			keys <- want[len(want)-1]
		}
	}
	close(keys)
	wg.Wait()
	if len(want) <= 1000 {
		t.Fatal("the test is wrong: it needs more than a page")
	}
	wantKeys(t, s, "many/", want...)
	wantKeys(t, s, "many/03", want[3*files:4*files]...)
}

func testListStops(t *testing.T, s storage.Store) {
	for _, key := range []string{"a", "b/c", "b/d", "e"} {
		put(t, s, key, "x")
	}
	n := 0
	for _, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("got %d objects, want to leave after 2", n)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var last error
	for _, err := range s.List(ctx, "") {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("List with a cancelled context ends with the error %v: a part would pass for all", last)
	}
}

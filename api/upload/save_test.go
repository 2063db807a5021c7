package upload_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"nguon/api/upload"
	"nguon/catalog"
	"nguon/storage"
)

func TestAFileOfAFormIsAnUpload(t *testing.T) {
	onEach(t, func(t *testing.T, blobs storage.Store) {
		for _, size := range []int{0, 1, part, 3*part + 1} {
			s := upload.New(blobs, upload.Options{Prefix: "dossiers/"})
			s.SetPart(part)
			text := strings.Repeat("ă", size)[:size]
			i, err := s.Save(t.Context(), "lan", map[string]string{"filename": "a.csv"}, strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if !i.Whole() || i.Size != int64(size) || i.Meta["filename"] != "a.csv" {
				t.Errorf("%d bytes: %+v", size, i)
			}
			content := s.Open(t.Context(), i)
			got, err := io.ReadAll(content)
			if err != nil || string(got) != text {
				t.Errorf("%d bytes come back as %d (%v)", size, len(got), err)
			}
			content.Close()
			if _, err := s.Stat(t.Context(), "minh", i.ID); !errors.Is(err, upload.ErrNone) {
				t.Errorf("somebody else sees it: %v", err)
			}
			if _, err := upload.New(blobs, upload.Options{}).Stat(t.Context(), "lan", i.ID); !errors.Is(err, upload.ErrNone) {
				t.Errorf("it is among the uploads of another prefix: %v", err)
			}
		}
	})
}

func TestAFileThatIsNotKeptLeavesNothing(t *testing.T) {
	for _, test := range []struct {
		name string
		r    io.Reader
		want error
	}{
		{"too large", strings.NewReader(strings.Repeat("x", 2*part+1)), catalog.ErrTooLarge},
		{"broken off", io.MultiReader(strings.NewReader(strings.Repeat("x", part)), iotest.ErrReader(io.ErrUnexpectedEOF)), io.ErrUnexpectedEOF},
	} {
		t.Run(test.name, func(t *testing.T) {
			blobs := folder(t)
			s := upload.New(blobs, upload.Options{Size: 2 * part})
			s.SetPart(part)
			if _, err := s.Save(t.Context(), "lan", nil, test.r); !errors.Is(err, test.want) {
				t.Fatalf("err = %v, want %v", err, test.want)
			}
			for o, err := range blobs.List(t.Context(), "") {
				t.Errorf("%s is left (%v)", o.Key, err)
			}
		})
	}
}

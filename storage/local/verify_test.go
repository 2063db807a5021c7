package local

import (
	"errors"
	"hash/crc32"
	"strings"
	"testing"
	"testing/iotest"

	"nguon/storage"
)

func TestVerifyFindsWhatTheDiskChanged(t *testing.T) {
	const written = "0123456789"
	sum := crc32.Checksum([]byte(written), castagnoli)
	for _, test := range []struct {
		name, found string
		want        error
	}{
		{"the same", written, nil},
		{"a flipped bit", "0123456788", storage.ErrCorrupt},
		{"cut off", "012345678", storage.ErrCorrupt},
		{"longer", written + "\x00", storage.ErrCorrupt},
		{"empty", "", storage.ErrCorrupt},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := verify(strings.NewReader(test.found), int64(len(written)), sum); !errors.Is(err, test.want) {
				t.Errorf("verify = %v, want %v", err, test.want)
			}
		})
	}
	unreadable := errors.New("bad sector")
	if err := verify(iotest.ErrReader(unreadable), 1, sum); !errors.Is(err, unreadable) {
		t.Errorf("verify of a file that cannot be read = %v, want %v", err, unreadable)
	}
}

package table

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"nguon/publisher/rows"
)

// More rounds and other seeds than those of every day find more.
var (
	rounds = flag.Int("rounds", 4, "how many times each file of the corpus is spoilt")
	seed   = flag.Uint64("seed", 3, "how the files of the corpus are spoilt")
)

// Whatever happens to a file on its way, it is read or refused: it ends neither
// in a panic nor in an error that is nobody's fault, and it takes no longer
// than a file of its size may.
func TestSpoiltFilesAreReadOrRefused(t *testing.T) {
	const most = 5 * time.Second // of a file; the race detector is slow
	r := rand.New(rand.NewPCG(*seed, 9))
	dir := t.TempDir()
	o := Options{TempDir: dir, Workers: 1, Limits: rows.Limits{Bytes: 16 << 20, Rows: 100_000}}
	for round := range *rounds {
		for _, path := range corpusFiles(t) {
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(dir, filepath.Base(path))
			spoilt := spoil(r, whole)
			if err := os.WriteFile(name, spoilt, 0o600); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if err := readSpoilt(t, name, o); err != nil {
				t.Errorf("round %d, %s: %v", round, filepath.Base(path), err)
			}
			if took := time.Since(began); took > most {
				t.Errorf("round %d, %s of %d bytes took %v", round, filepath.Base(path), len(spoilt), took)
			}
		}
	}
}

// spoil cuts a file short, changes some of its bytes, or moves a part of it.
func spoil(r *rand.Rand, whole []byte) []byte {
	b := slices.Clone(whole)
	if len(b) == 0 {
		return []byte{byte(r.Uint32())}
	}
	switch r.IntN(4) {
	case 0:
		return b[:r.IntN(len(b))]
	case 1:
		for range 1 + r.IntN(8) {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
	case 2:
		for range 1 + r.IntN(3) {
			b[r.IntN(len(b))] = "\x00\xff\",;\r\n\t<{[("[r.IntN(12)]
		}
	default:
		from, to := r.IntN(len(b)), r.IntN(len(b))
		b = slices.Insert(b, to, whole[from:min(len(b), from+64)]...)
	}
	return b
}

// readSpoilt does all that is done with a file. It returns errors that do not
// say what is wrong with it.
func readSpoilt(t *testing.T, path string, o Options) error {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	isRefusal := func(err error) bool {
		_, ok := errors.AsType[*Error](err)
		return ok
	}
	plan, err := Inspect(ctx, path, o)
	if err != nil {
		if isRefusal(err) {
			return nil
		}
		return err
	}
	defer plan.Close()
	if plan.Err() != nil {
		return nil
	}
	var out bytes.Buffer
	written, err := Convert(ctx, plan, &out, ConvertOptions{TempDir: o.TempDir, Workers: 1})
	if err != nil {
		return err
	}
	return Verify(ctx, bytes.NewReader(out.Bytes()), int64(out.Len()), written, nil)
}

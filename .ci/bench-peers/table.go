package main

import (
	"bufio"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
)

// rows is how many rows the table has.
const rows = 3_000_000

// flight is a row of flights-3m.
type flight struct {
	Date        int64  `parquet:"date"` // microseconds
	Delay       int64  `parquet:"delay"`
	Distance    int64  `parquet:"distance"`
	Origin      string `parquet:"origin"`
	Destination string `parquet:"destination"`
}

// writeFlights writes the table as CSV, its rows numbered from 1: the portal
// publishes this file and PostgreSQL copies it.
func writeFlights(source, target string) error {
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	reader := parquet.NewGenericReader[flight](in)
	defer reader.Close()
	return writeLines(target, func(w *bufio.Writer) error {
		w.WriteString("id,date,delay,distance,origin,destination\n")
		batch := make([]flight, 4096)
		for id := 1; ; {
			n, err := reader.Read(batch)
			for _, f := range batch[:n] {
				b := strconv.AppendInt(w.AvailableBuffer(), int64(id), 10)
				b = time.UnixMicro(f.Date).UTC().AppendFormat(append(b, ','), "2006-01-02T15:04:05Z,")
				b = append(strconv.AppendInt(b, f.Delay, 10), ',')
				b = append(strconv.AppendInt(b, f.Distance, 10), ',')
				b = append(append(append(b, f.Origin...), ','), f.Destination...)
				w.Write(append(b, '\n'))
				id++
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}

// writeNoise writes a table that comes to about 100 MB of Parquet: numbers made
// at random, which do not compress.
func writeNoise(target string) error {
	return writeLines(target, func(w *bufio.Writer) error {
		w.WriteString("a,b,c,d,e\n")
		r := rand.New(rand.NewPCG(1, 2))
		for range 2_600_000 {
			b := w.AvailableBuffer()
			for i := range 5 {
				b = strconv.AppendFloat(b, r.Float64(), 'g', -1, 64)
				b = append(b, ",,,,\n"[i])
			}
			w.Write(b)
		}
		return nil
	})
}

// writeLines writes a file; errors of single writes come at its end.
func writeLines(path string, write func(*bufio.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(write(w), w.Flush(), f.Close())
}

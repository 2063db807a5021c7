package tabulate

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"strings"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/recode"
)

// What secrets are derived for.
const (
	lots    = "tabulate lots"
	records = "tabulate records"
)

// chunk is the number of records whose texts are in memory at a time.
const chunk = 1 << 14

// keys are those of the records of the rows.
func (in *Input) keys(ctx context.Context) ([]uint64, error) {
	secret, err := in.Key.Derive(records)
	if err != nil {
		return nil, err
	}
	var columns []*micro.Column
	for _, name := range in.Identity {
		c, err := in.column(name)
		if err != nil {
			return nil, err
		}
		columns = append(columns, c)
	}
	if len(columns) == 0 {
		for i := range in.Rows.Columns {
			columns = append(columns, &in.Rows.Columns[i])
		}
	}
	keys := make([]uint64, 0, in.Rows.Rows)
	for from := 0; from < in.Rows.Rows; from += chunk {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		ids := make([]string, min(chunk, in.Rows.Rows-from))
		for i := range ids {
			ids[i] = identity(columns, from+i)
		}
		some, err := aggregate.RecordKeys(secret, ids)
		if err != nil {
			return nil, err
		}
		keys = append(keys, some...)
	}
	return keys, nil
}

// identity joins the values of a row so that different rows differ.
func identity(columns []*micro.Column, row int) string {
	var b strings.Builder
	var size [binary.MaxVarintLen64]byte
	for _, c := range columns {
		v, ok := c.Value(row)
		n := 0 // no value
		if ok {
			n = len(v) + 1
		}
		b.Write(size[:binary.PutUvarint(size[:], uint64(n))])
		b.WriteString(v)
	}
	return b.String()
}

// random rounds without bias. The same table comes out alike with the same key.
func (t *Table) random(key recode.Key, base int64) ([]int64, error) {
	seed, err := key.Derive(lots + "\x00" + strings.Join(t.spec.By, "\x00"))
	if err != nil {
		return nil, err
	}
	return t.cells.RoundRandom(base, rand.New(rand.NewChaCha8([32]byte(seed))))
}

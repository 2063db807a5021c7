package validate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

func TestOnlyDeclaredColumnsPass(t *testing.T) {
	plan := &table.Plan{Columns: []table.Column{{Source: "Mã"}, {Source: "Số CCCD"}}}
	for _, test := range []struct {
		name     string
		declared []string
		want     []string
	}{
		{"nothing declared allows all", nil, nil},
		{"all declared", []string{"Mã", "Số CCCD"}, nil},
		{"one more than declared", []string{"Mã"}, []string{"Số CCCD"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range Columns(plan, test.declared) {
				if p.Code != UndeclaredColumn || p.Severity != table.Refusal {
					t.Errorf("problem %v, severity %v", p.Code, p.Severity)
				}
				got = append(got, p.Column)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// batches makes rows of an integer and a string column, two rows a batch.
func batches(ints []int64, words []string) (plan *table.Plan, bs []*table.Batch) {
	for i := 0; i < len(ints); i += 2 {
		b := &table.Batch{First: int64(i), Columns: []table.Vector{{Type: table.Integer}, {Type: table.String}}}
		for j := i; j < min(i+2, len(ints)); j++ {
			n, s := &b.Columns[0], &b.Columns[1]
			n.Ints = append(n.Ints, ints[j])
			missing := words[j] == ""
			s.Nulls = append(s.Nulls, missing)
			if missing {
				s.NullCount++
			}
			s.Data = append(s.Data, words[j]...)
			s.Ends = append(s.Ends, uint32(len(s.Data)))
			b.Rows++
		}
		bs = append(bs, b)
	}
	return &table.Plan{Columns: []table.Column{{Name: "id", Source: "ID"}, {Name: "word", Source: "Từ"}}}, bs
}

func TestKeyIdentifiesEachRow(t *testing.T) {
	for _, test := range []struct {
		name  string
		key   []string
		ints  []int64
		words []string
		want  []table.Problem
	}{
		{name: "no key", ints: []int64{1, 1}, words: []string{"a", "a"}},
		{name: "unique", key: []string{"id"}, ints: []int64{1, 2, 3}, words: []string{"a", "a", "a"}},
		{name: "unique together", key: []string{"id", "word"}, ints: []int64{1, 1, 2}, words: []string{"a", "b", "a"}},
		{name: "same in different batches", key: []string{"id"}, ints: []int64{7, 8, 9, 7, 7}, words: []string{"a", "b", "c", "d", "e"},
			want: []table.Problem{{Code: DuplicateKey, Count: 2, Spot: table.Spot{Got: 4, Want: 1}}}},
		{name: "missing value", key: []string{"word"}, ints: []int64{1, 2, 3}, words: []string{"a", "b", ""},
			want: []table.Problem{{Code: MissingKey, Column: "Từ", Count: 1, Spot: table.Spot{Got: 3}}}},
		{name: "column that is not there", key: []string{"code"}, ints: []int64{1}, words: []string{"a"},
			want: []table.Problem{{Code: UnknownKey, Count: 1, Spot: table.Spot{Value: "code"}}}},
	} {
		for _, most := range []int{rowset.DefaultEntries, 1} {
			t.Run(fmt.Sprintf("%s/in memory=%d", test.name, most), func(t *testing.T) {
				plan, bs := batches(test.ints, test.words)
				k, got := newKey(plan, test.key, t.TempDir(), most)
				defer k.Close()
				for _, b := range bs {
					if err := k.Add(b); err != nil {
						t.Fatal(err)
					}
				}
				found, err := k.Problems()
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, found...)
				if diff := cmp.Diff(test.want, got, cmpopts.IgnoreFields(table.Problem{}, "Severity", "Spots"), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

func TestEarliestDuplicateIsNamedHoweverManyThereAre(t *testing.T) {
	const rows = 3000
	ints, words := make([]int64, rows), make([]string, rows)
	for i := range ints {
		ints[i], words[i] = int64(i%(rows/2)), "x"
	}
	plan, bs := batches(ints, words)
	k, _ := NewKey(plan, []string{"id"}, t.TempDir())
	for _, b := range bs {
		if err := k.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	found, err := k.Problems()
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].Count != rows/2 || found[0].Got != rows/2+1 || found[0].Want != 1 {
		t.Errorf("got %v, want %d duplicates, the first in row %d", found, rows/2, rows/2+1)
	}
}

func BenchmarkKey(b *testing.B) {
	const rows = 10_000
	ints, words := make([]int64, rows), make([]string, rows)
	for i := range ints {
		ints[i], words[i] = int64(i), "Phường Hoàn Kiếm"
	}
	plan, bs := batches(ints, words)
	for b.Loop() {
		k, _ := NewKey(plan, []string{"id", "word"}, b.TempDir())
		for _, batch := range bs {
			if err := k.Add(batch); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

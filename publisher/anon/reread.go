package anon

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"nguon/publisher/anon/micro"
	"nguon/publisher/personal"
	"nguon/publisher/table"
)

// ErrDiffers is found when the file that was written does not hold what was
// meant.
var ErrDiffers = errors.New("the file that was written does not hold the release")

// reread reads a file that was written, as those who publish it will: its rows,
// how much is written of its dates, and what personal data are in it.
func reread(ctx context.Context, name string, o table.Options, want *micro.Table, allow personal.Options, progress func(table.Progress)) (*micro.Table, map[string]table.Precision, []personal.Finding, error) {
	o.Progress = progress
	plan, err := table.Inspect(ctx, name, o)
	if err != nil {
		return nil, nil, nil, err
	}
	defer plan.Close()
	if len(plan.Columns) != len(want.Columns) {
		return nil, nil, nil, ErrDiffers
	}
	at, names, dated := make([]int, len(want.Columns)), make([]string, len(want.Columns)), make(map[string]table.Precision)
	for i := range want.Columns {
		at[i], names[i] = i, want.Columns[i].Name
		if plan.Columns[i].Type == table.Date {
			dated[names[i]] = plan.Columns[i].Format.Precision
		}
	}
	loader := NewLoader(plan, at, names)
	scan := personal.New(plan, allow)
	err = table.Scan(ctx, plan, func(b *table.Batch) error {
		loader.Add(b)
		scan.Add(b)
		return nil
	}, progress)
	if err != nil {
		return nil, nil, nil, err
	}
	got := loader.Table()
	if !alike(got, want) {
		return nil, nil, nil, ErrDiffers
	}
	return got, dated, scan.Findings(), nil
}

// alike reports whether two tables hold the same values in the same rows.
func alike(a, b *micro.Table) bool {
	if a.Rows != b.Rows {
		return false
	}
	for i := range a.Columns {
		if !columnsAlike(&a.Columns[i], &b.Columns[i]) {
			return false
		}
	}
	return true
}

func columnsAlike(a, b *micro.Column) bool {
	known := make([]uint32, len(a.Values)) // code of b + 1 that was found equal
	for row, x := range a.Codes {
		y := b.Codes[row]
		switch {
		case x == micro.Missing || y == micro.Missing:
			if x != y {
				return false
			}
		case known[x] == y+1:
		case !same(a.Values[x], b.Values[y]):
			return false
		default:
			known[x] = y + 1
		}
	}
	return true
}

// same reports whether two texts are the same value: 12.5 is 12.50, and 1e2 is
// 100, once a column is one of numbers.
func same(a, b string) bool {
	if a == b {
		return true
	}
	if strings.ContainsAny(a+b, "eE") {
		x, err := strconv.ParseFloat(a, 64)
		y, errB := strconv.ParseFloat(b, 64)
		return err == nil && errB == nil && x == y
	}
	x, ok := plainNumber(a)
	y, okB := plainNumber(b)
	return ok && okB && x == y
}

// plainNumber is a decimal number without zeros that say nothing.
func plainNumber(s string) (string, bool) {
	digits := strings.TrimPrefix(s, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return "", false
	}
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if digits != s && whole+fraction != "" {
		whole = "-" + whole
	}
	return whole + "." + fraction, true
}

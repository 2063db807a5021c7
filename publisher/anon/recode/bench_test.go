package recode

import (
	"strconv"
	"testing"

	"nguon/publisher/anon/micro"
)

const million = 1_000_000

// people is a column of a million rows with so many different numbers.
func people(distinct int) *micro.Column {
	c := numbersTo(distinct)
	c.Codes = make([]uint32, million)
	for i := range c.Codes {
		c.Codes[i] = uint32(i * 7919 % distinct)
	}
	return c
}

func report(b *testing.B) {
	b.ReportMetric(float64(b.N)*million/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkGeneralise(b *testing.B) {
	c := people(100)
	h, err := Intervals{Widths: []string{"5", "10", "20"}}.Compile(c)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Generalise(c, h, 2); err != nil {
			b.Fatal(err)
		}
	}
	report(b)
}

func BenchmarkCompile(b *testing.B) {
	c := people(million)
	for b.Loop() {
		if _, err := (Intervals{Widths: []string{"10", "100", "1000"}}).Compile(c); err != nil {
			b.Fatal(err)
		}
	}
	report(b)
}

func BenchmarkDrawn(b *testing.B) {
	c := people(1000)
	k := key(b, secretA)
	for _, op := range drawn {
		b.Run(op.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := op.op(c, k); err != nil {
					b.Fatal(err)
				}
			}
			report(b)
		})
	}
}

func BenchmarkMicroaggregate(b *testing.B) {
	columns := []*micro.Column{people(1000), people(777), people(431)}
	for n := 1; n <= 3; n += 2 {
		b.Run("columns="+strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := Microaggregate(columns[:n], 5, Mean); err != nil {
					b.Fatal(err)
				}
			}
			report(b)
		})
	}
}

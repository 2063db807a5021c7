package assess

import (
	"math"
	"sort"

	"nguon/publisher/anon/risk"
)

// binFrom returns where bin i begins: 1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 500
// and so on.
func binFrom(i int) int64 {
	if i < 4 {
		return int64(i) + 1
	}
	from := [...]int64{5, 10, 20}[(i-4)%3]
	for range (i - 4) / 3 {
		from *= 10
	}
	return from
}

// mostBins is more than the bins that int64 has sizes for.
const mostBins = 4 + 3*18

// bins gathers a histogram into bins that begin at 1, 2, 3, 4, 5, 10, 20, 50,
// 100, 200, 500 and so on, each ending where the next begins. Empty bins are
// left out.
func bins(h risk.Histogram) []Bin {
	all := []Bin{}
	for _, b := range h {
		if n := len(all); n > 0 && b.Size <= all[n-1].To {
			all[n-1].Rows += b.Rows
			continue
		}
		i := sort.Search(mostBins, func(i int) bool { return binFrom(i) > b.Size }) - 1
		to := int64(math.MaxInt64)
		if i+1 < mostBins {
			to = binFrom(i+1) - 1
		}
		all = append(all, Bin{From: binFrom(i), To: to, Rows: b.Rows})
	}
	return all
}

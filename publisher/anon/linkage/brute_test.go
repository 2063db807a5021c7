package linkage_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/linkage"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/recode"
)

const domain = 8 // values of each quasi-identifier, "0" to "7"

// world is two random releases, as texts, and how their labels came about.
type world struct {
	quasi, other int
	original     [][]string            // rows of the new release: quasi-identifiers, then the others
	now, then    [][]string            // published
	nowLabel     []func(string) string // of each quasi-identifier; nil if it is not published
	thenLabel    []func(string) string
	unknown      []bool // quasi-identifiers that are only seen
}

// banded labels values by bands; a width of 1 leaves them.
func banded(width, origin int) func(string) string {
	return func(v string) string {
		n, err := strconv.Atoi(v)
		if err != nil || width == 1 {
			return v
		}
		return strconv.Itoa((n+domain-origin)/width) + "/" + strconv.Itoa(width) + "+" + strconv.Itoa(origin)
	}
}

func newWorld(r *rand.Rand, missing float64) *world {
	w := &world{quasi: 1 + r.IntN(3), other: r.IntN(3)}
	schemes := [][2]int{{1, 0}, {2, 0}, {4, 0}, {2, 1}, {3, 0}}
	for range w.quasi {
		labels := [2]func(string) string{}
		for i := range labels {
			if s := schemes[r.IntN(len(schemes))]; r.IntN(8) > 0 {
				labels[i] = banded(s[0], s[1])
			}
		}
		w.nowLabel, w.thenLabel = append(w.nowLabel, labels[0]), append(w.thenLabel, labels[1])
	}
	w.nowLabel[0], w.thenLabel[0] = banded(2, 0), banded(schemes[r.IntN(5)][0], 0)
	if w.other > 0 && r.IntN(2) == 0 {
		w.nowLabel[0] = banded(2, 1)
	}
	w.unknown = make([]bool, w.quasi)
	for j := 1; j < w.quasi; j++ {
		w.unknown[j] = r.IntN(4) == 0
	}
	w.fill(r, missing)
	return w
}

// fill makes the rows.
func (w *world) fill(r *rand.Rand, missing float64) {
	row := func() (v []string) {
		for range w.quasi {
			v = append(v, strconv.Itoa(min(r.IntN(domain), r.IntN(domain))))
		}
		for range w.other {
			v = append(v, strconv.Itoa(r.IntN(3)))
		}
		return v
	}
	publish := func(v []string, labels []func(string) string) []string {
		out := make([]string, len(v))
		for j := range v {
			out[j] = v[j]
			if j < w.quasi && labels[j] != nil && v[j] != anontest.Missing {
				out[j] = labels[j](v[j])
			}
			if r.Float64() < missing {
				out[j] = anontest.Missing
			}
		}
		return out
	}
	for range 5 + r.IntN(30) {
		person := row()
		if r.IntN(20) == 0 {
			person[r.IntN(w.quasi)] = anontest.Missing
		}
		if r.IntN(10) > 0 {
			w.original, w.now = append(w.original, person), append(w.now, publish(person, w.nowLabel))
		}
		if r.IntN(10) > 0 {
			w.then = append(w.then, publish(person, w.thenLabel))
		}
	}
}

func (w *world) columns(labels []func(string) string) (columns []int) {
	for j := range w.quasi + w.other {
		if j >= w.quasi || labels[j] != nil {
			columns = append(columns, j)
		}
	}
	return columns
}

func name(j int) string { return string(rune('a' + j)) }

// table makes a table of some columns of rows.
func table(rows [][]string, columns []int) *micro.Table {
	names := make([]string, len(columns))
	cells := make([][]string, len(rows))
	for i, j := range columns {
		names[i] = name(j)
		for n, row := range rows {
			cells[n] = append(cells[n], row[j])
		}
	}
	return anontest.Table(names, cells)
}

// ladder knows all schemes, each as a hierarchy of its own.
func (w *world) ladder(j int) linkage.Ladder {
	values := make([]string, domain)
	for i := range values {
		values[i] = strconv.Itoa(i)
	}
	c := &micro.Column{Name: name(j), Values: values}
	for _, row := range w.original {
		code := micro.Missing
		if n, err := strconv.Atoi(row[j]); err == nil {
			code = uint32(n)
		}
		c.Codes = append(c.Codes, code)
	}
	l := linkage.Ladder{Column: name(j), Original: c}
	for _, s := range [][2]int{{2, 0}, {2, 1}, {3, 0}, {4, 0}} {
		h := &recode.Hierarchy{Name: "bands", Levels: 3, Labels: [][]string{values, nil, {recode.Star}}, Parents: [][]uint32{nil, nil, make([]uint32, domain)}}
		at := make(map[string]uint32)
		for code, v := range values {
			h.Parents[0] = append(h.Parents[0], uint32(code))
			label := banded(s[0], s[1])(v)
			if _, ok := at[label]; !ok {
				at[label] = uint32(len(at))
				h.Labels[1] = append(h.Labels[1], label)
			}
			h.Parents[1] = append(h.Parents[1], at[label])
		}
		l.Hierarchies = append(l.Hierarchies, h)
	}
	return l
}

func (w *world) release(k int64) *linkage.Release {
	r := &linkage.Release{Table: table(w.now, w.columns(w.nowLabel)), K: k}
	for j := range w.quasi {
		r.Quasi = append(r.Quasi, w.ladder(j))
	}
	for j := range w.other {
		r.Other = append(r.Other, linkage.Ladder{Column: name(w.quasi + j)})
	}
	var known []string
	for j, unknown := range w.unknown {
		if !unknown {
			known = append(known, name(j))
		}
	}
	return r.Knowing(known)
}

// seen returns the tuple of other values of a published row.
func (w *world) seen(row []string, names []map[string]string) string {
	seen := append([]string(nil), row[w.quasi:]...)
	for j := range w.quasi {
		if w.unknown[j] && names[j] != nil {
			seen = append(seen, names[j][row[j]])
		}
	}
	return strings.Join(seen, "\x00")
}

// names are the groups of the quasi-identifiers that are in both releases.
func (w *world) names() (now, then []map[string]string) {
	now, then = make([]map[string]string, w.quasi), make([]map[string]string, w.quasi)
	for j := range w.quasi {
		if w.nowLabel[j] != nil && w.thenLabel[j] != nil {
			now[j], then[j] = w.groups(j)
		}
	}
	return now, then
}

// fitting returns how often each tuple of other values is among the published
// rows that fit an original one.
func (w *world) fitting(person []string, rows [][]string, labels []func(string) string, names []map[string]string) map[string]int64 {
	bag := make(map[string]int64)
	for _, row := range rows {
		fits, empty, known := true, true, false
		for j := range w.quasi {
			if labels[j] == nil || w.unknown[j] {
				continue
			}
			known = true
			if row[j] == anontest.Missing {
				continue
			}
			empty = false
			fits = fits && person[j] != anontest.Missing && row[j] == labels[j](person[j])
		}
		if fits && (!empty || !known) {
			bag[w.seen(row, names)]++
		}
	}
	return bag
}

// joint computes k_joint and what goes with it from the definition.
func (w *world) joint(k int64) (least, below, absent, changed int64) {
	least = math.MaxInt64
	now, then := w.names()
	for i, person := range w.original {
		empty, known := true, false
		for j := range w.quasi {
			if w.nowLabel[j] != nil && !w.unknown[j] {
				known = true
				empty = empty && w.now[i][j] == anontest.Missing
			}
		}
		if known && empty {
			continue
		}
		before := w.fitting(person, w.then, w.thenLabel, then)
		sum := int64(0)
		for v, n := range w.fitting(person, w.now, w.nowLabel, now) {
			sum += min(n, before[v])
		}
		switch {
		case len(before) == 0:
			absent++
			continue
		case sum == 0:
			changed++
			continue
		case sum < k:
			below++
		}
		least = min(least, sum)
	}
	return least, below, absent, changed
}

// groups names for each label of column j in one release, and in the other,
// the smallest value of the finest group that both show, by spreading names
// until nothing changes.
func (w *world) groups(j int) (now, then map[string]string) {
	now, then = map[string]string{anontest.Missing: anontest.Missing}, map[string]string{anontest.Missing: anontest.Missing}
	for _, row := range w.now {
		if row[j] != anontest.Missing {
			now[row[j]] = "now " + row[j]
		}
	}
	for _, row := range w.then {
		if row[j] != anontest.Missing {
			then[row[j]] = "then " + row[j]
		}
	}
	for changed := true; changed; {
		changed = false
		for v := range domain {
			a, b := w.nowLabel[j](strconv.Itoa(v)), w.thenLabel[j](strconv.Itoa(v))
			x, ok := now[a]
			y, also := then[b]
			if ok && also && x != y {
				now[a], then[b], changed = min(x, y), min(x, y), true
			}
		}
	}
	return now, then
}

func (w *world) differences(k int64) (tuples, smallest int64) {
	count := make(map[string]map[string]int64)
	add := func(row []string, names []map[string]string, sign int64) {
		tuple := ""
		for j := range w.quasi {
			if names[j] != nil && !w.unknown[j] {
				tuple += names[j][row[j]] + "\x00"
			}
		}
		if count[tuple] == nil {
			count[tuple] = make(map[string]int64)
		}
		count[tuple][w.seen(row, names)] += sign
	}
	now, then := w.names()
	for _, row := range w.now {
		add(row, now, 1)
	}
	for _, row := range w.then {
		add(row, then, -1)
	}
	smallest = math.MaxInt64
	for _, values := range count {
		came, went := int64(0), int64(0)
		for _, n := range values {
			came, went = came+max(n, 0), went+max(-n, 0)
		}
		if came > 0 {
			smallest = min(smallest, came)
		}
		if went > 0 {
			smallest = min(smallest, went)
		}
		if came > 0 && came < k || went > 0 && went < k {
			tuples++
		}
	}
	if smallest == math.MaxInt64 {
		smallest = 0
	}
	return tuples, smallest
}

func TestComparisonAgreesWithItsDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	low, differ := 0, 0
	for run := range 3000 {
		w := newWorld(r, []float64{0, 0, 0.1, 0.4}[r.IntN(4)])
		k := int64(2 + r.IntN(4))
		got := compare(t, w.release(k), table(w.then, w.columns(w.thenLabel)))
		if !got.Comparable {
			t.Fatalf("run %d: %+v", run, got)
		}
		tuples, smallest := w.differences(k)
		if got.Differences != tuples || got.Smallest != smallest {
			t.Fatalf("run %d: %d tuples differ, the least by %d; want %d, %d\nnow %v\nthen %v", run, got.Differences, got.Smallest, tuples, smallest, w.now, w.then)
		}
		least, below, absent, changed := w.joint(k)
		joint := int64(math.MaxInt64)
		if got.Joint != nil {
			joint = *got.Joint
		}
		if joint != least || got.JointRows != below || got.Absent != absent || got.Changed != changed {
			t.Fatalf("run %d: got %+v, joint %d; want joint %d, below %d, absent %d, changed %d\noriginal %v\nnow %v\nthen %v", run, got, joint, least, below, absent, changed, w.original, w.now, w.then)
		}
		if below > 0 {
			low++
		}
		if tuples > 0 {
			differ++
		}
	}
	if low < 500 || differ < 500 {
		t.Errorf("joint was below k in %d runs and tuples differed in %d: too few to prove much", low, differ)
	}
}

// A server that has the published tables alone finds what the publisher found,
// but for the joint k of suppressed cells.
func TestServerFindsWhatThePublisherFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 8))
	joint := 0
	for run := range 1000 {
		missing := []float64{0, 0.2}[run%2]
		w := newWorld(r, missing)
		w.thenLabel = w.nowLabel
		w.original, w.now, w.then = nil, nil, nil
		w.fill(r, missing)
		for _, row := range w.original {
			if strings.Contains(strings.Join(row, ""), anontest.Missing) {
				missing = 1 // what is missing in the register looks like what was suppressed
			}
		}
		then := table(w.then, w.columns(w.thenLabel))
		agency := w.release(3)
		names := func(ladders []linkage.Ladder) (names []string) {
			for _, l := range ladders {
				names = append(names, l.Column)
			}
			return names
		}
		server := shown(agency.Table, names(agency.Quasi), names(agency.Other), 3)
		for i := range server.Quasi {
			server.Quasi[i].Same = true
		}
		want, got := compare(t, agency, then), compare(t, server, then)
		if got.Differences != want.Differences || got.Smallest != want.Smallest || got.Rows != want.Rows {
			t.Fatalf("run %d: got %+v, want %+v", run, got, want)
		}
		if missing > 0 {
			continue
		}
		if show(got.Joint) != show(want.Joint) || got.JointRows != want.JointRows || got.Absent != want.Absent || got.Changed != want.Changed {
			t.Fatalf("run %d: got %+v, want %+v", run, got, want)
		}
		if got.JointRows > 0 {
			joint++
		}
	}
	if joint < 100 {
		t.Errorf("joint was below k in %d runs: too few to prove much", joint)
	}
}

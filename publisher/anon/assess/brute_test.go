package assess_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
)

const brutePolicy = `
coverage: census
population: p.csv
columns:
  a: {role: quasi, op: keep}
  b: {role: quasi, op: keep}
  c: {role: quasi, op: keep}
  s: {role: sensitive, op: keep}
privacy:
  k: 2
  risk: {at_risk: {above: 0.25, share: 1}}
  s: {l: {kind: recursive, l: 2, c: 3}, t: {kind: ordered, t: 0.7}, p_percent: 10}
adversaries: {one: [c, a], two: [a, b, c]}
policy: v1
dataset: d
release: open
unit: person
review_after: 12mo
`

// close tells whether a figure is what the definition gives; NaN is none.
func closeTo(got *float64, want float64) bool {
	if got == nil {
		return math.IsNaN(want) || math.IsInf(want, 0)
	}
	return math.Abs(*got-want) <= 1e-9*max(1, math.Abs(want))
}

// Random tables of every kind are measured again by the definitions: with
// suppressed and with missing cells, with wholly suppressed rows, with unique
// rows and without.
func TestFiguresAreThoseOfTheDefinitions(t *testing.T) {
	p := parse(t, brutePolicy)
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		original := anontest.Random(r, 1+r.IntN(40), 3, 1+r.IntN(4), []float64{0, 0.1}[r.IntN(2)])
		values := anontest.Random(r, original.Rows, 1, 6, 0.1).Columns[0]
		sensitive := make([]string, original.Rows)
		for i := range sensitive {
			sensitive[i] = anontest.Missing
			if v, ok := values.Value(i); ok {
				sensitive[i] = strconv.Itoa(int(v[len(v)-1]) % 7)
			}
		}
		quasi := anontest.Rows(original, []int{0, 1, 2})
		hide := []float64{0, 0.1, 0.6}[r.IntN(3)]
		before, after := make([][]string, original.Rows), make([][]string, original.Rows)
		for i, row := range quasi {
			before[i], after[i] = append(slices.Clone(row), sensitive[i]), append(slices.Clone(row), sensitive[i])
			for j := range row {
				if r.Float64() < hide {
					after[i][j] = anontest.Missing
				}
			}
		}
		columns := []string{"a", "b", "c", "s"}
		d := assess.Data{Policy: p, Release: anontest.Table(columns, after), Original: anontest.Table(columns, before)}
		d.Population = population(r, before)
		m := measure(t, d)
		for i, who := range [][]int{{2, 0}, {0, 1, 2}} {
			checkAdversary(t, &m.Adversaries[i], pick(before, who), pick(after, who), pick(anontest.Rows(d.Population, []int{0, 1, 2, 3}), who))
			checkSensitive(t, &m.Sensitive[i], anontest.Classes(pick(after, who), sensitive))
		}
		if t.Failed() {
			t.Fatalf("before %v\nafter %v", before, after)
		}
	}
}

// population is a table that has each row and, mostly, some more.
func population(r *rand.Rand, rows [][]string) *micro.Table {
	all := slices.Clone(rows)
	for range r.IntN(30) {
		all = append(all, rows[r.IntN(len(rows))])
	}
	if r.IntN(10) == 0 {
		all = all[1:]
	}
	return anontest.Table([]string{"a", "b", "c", "s"}, all)
}

func pick(rows [][]string, columns []int) [][]string {
	all := make([][]string, len(rows))
	for i, row := range rows {
		for _, c := range columns {
			all[i] = append(all[i], row[c])
		}
	}
	return all
}

func checkAdversary(t *testing.T, a *assess.Adversary, before, after, population [][]string) {
	attackers := anontest.Attackers(before, after, false)
	for name, c := range map[string]struct {
		got    *int64
		counts []int64
	}{
		"strict": {a.Strict, anontest.Sizes(after)}, "attacker": {a.Attacker, attackers},
		"attacker with empty rows": {a.AttackerAll, anontest.Attackers(before, after, true)}, "wildcard": {a.Wildcard, anontest.Wildcards(after)},
	} {
		want, ok := anontest.Least(c.counts, after)
		if ok != (c.got != nil) || ok && *c.got != want {
			t.Errorf("k %s: got %v, want %d", name, c.got, want)
		}
	}
	classes := make(map[string]bool)
	var rows, empty, uniques, atRisk int64
	average, bins := 0.0, make(map[int64]int64)
	for i, row := range after {
		if anontest.Empty(row) {
			empty++
			continue
		}
		rows++
		n := attackers[i]
		classes[join(row)] = true
		average += 1 / float64(n)
		if n == 1 {
			uniques++
		}
		if 1/float64(n) > 0.25 {
			atRisk++
		}
		bins[n]++
	}
	if a.Empty != empty || a.Classes != int64(len(classes)) || a.Uniques != uniques || a.Rows != int64(len(after)) {
		t.Errorf("got %+v: want %d empty, %d classes, %d uniques", a, empty, len(classes), uniques)
	}
	for _, b := range a.Sizes {
		for n, rows := range bins {
			if b.From <= n && n <= b.To {
				b.Rows -= rows
				delete(bins, n)
			}
		}
		if b.Rows != 0 {
			t.Errorf("bin %d–%d has %d rows too many", b.From, b.To, b.Rows)
		}
	}
	if len(bins) > 0 {
		t.Errorf("in no bin: %v", bins)
	}
	if rows > 0 && (!closeTo(&a.Prosecutor.Average, average/float64(rows)) || a.Prosecutor.AtRisk != float64(atRisk)/float64(rows)) {
		t.Errorf("prosecutor %+v, want average %v, at risk %d", a.Prosecutor, average/float64(rows), atRisk)
	}
	checkPopulation(t, a, before, population)
}

func join(row []string) (key string) {
	for _, v := range row {
		key += v + "\x00"
	}
	return key
}

// checkPopulation measures against the population, rows counting as before
// suppression.
func checkPopulation(t *testing.T, a *assess.Adversary, before, population [][]string) {
	in, all := make(map[string]float64), make(map[string]float64)
	for _, row := range before {
		in[join(row)]++
	}
	for _, row := range population {
		all[join(row)]++
	}
	least, most, marketer, sum := math.Inf(1), 0.0, 0.0, 0.0
	for key, n := range in {
		if all[key] < n {
			if a.KMap != nil || a.Journalist != nil || a.Presence != nil || a.Marketer != nil {
				t.Error("the population lacks a row and is measured")
			}
			return
		}
		least, marketer, sum = min(least, all[key]), marketer+n/all[key], sum+all[key]
	}
	low := 1.0
	for key, n := range all {
		most, low = max(most, in[key]/n), min(low, in[key]/n)
	}
	marketer /= float64(len(before))
	if a.KMap == nil || float64(*a.KMap) != least || !closeTo(a.Marketer, marketer) || !closeTo(&a.Journalist.Highest, 1/least) ||
		!closeTo(&a.Journalist.Average, max(marketer, float64(len(in))/sum)) || !closeTo(&a.Presence.Most, most) || !closeTo(&a.Presence.Least, low) {
		t.Errorf("got k-map %v, marketer %v, journalist %+v, presence %+v", a.KMap, a.Marketer, a.Journalist, a.Presence)
	}
}

func checkSensitive(t *testing.T, s *assess.Sensitive, classes []anontest.Class) {
	if len(classes) == 0 {
		if s.Distinct != nil || s.Equal != nil || s.Alpha != nil {
			t.Errorf("no class has a value: got %+v", s)
		}
		return
	}
	distinct, entropy, c, equal, ordered, delta, beta, alpha, p := math.Inf(1), math.Inf(1), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, math.Inf(1)
	for _, class := range classes {
		distinct, entropy = min(distinct, float64(class.DistinctL())), min(entropy, class.EntropyL())
		equal, ordered = max(equal, class.EqualT()), max(ordered, class.OrderedT())
		delta, alpha, p = max(delta, class.Delta()), max(alpha, class.Alpha()), min(p, pPercent(class.Values))
		b, _ := class.Beta()
		beta, c = max(beta, b), max(c, recursive(class.Values))
	}
	if s.Distinct == nil || float64(*s.Distinct) != distinct || !closeTo(s.Entropy, entropy) || !closeTo(s.Recursive, c) || s.L != 2 ||
		!closeTo(s.Equal, equal) || !closeTo(s.Ordered, ordered) || !closeTo(s.Delta, delta) || !closeTo(s.Beta, beta) ||
		!closeTo(s.Alpha, alpha) || !closeTo(s.PPercent, p) {
		t.Errorf("got %+v of %v, want c %v, p %v", s, classes, c, p)
	}
}

// recursive returns r₁ ÷ (r₂ + …).
func recursive(values []string) float64 {
	counts := make(map[string]float64)
	for _, v := range values {
		counts[v]++
	}
	most := 0.0
	for _, n := range counts {
		most = max(most, n)
	}
	return most / (float64(len(values)) - most)
}

// pPercent returns (X − x₁ − x₂)·100 ÷ x₁.
func pPercent(values []string) float64 {
	var x []float64
	for _, v := range values {
		f, _ := strconv.ParseFloat(v, 64)
		x = append(x, f)
	}
	slices.Sort(x)
	slices.Reverse(x)
	sum := 0.0
	for _, v := range x[min(2, len(x)):] {
		sum += v
	}
	if x[0] == 0 {
		return math.Inf(1)
	}
	return 100 * sum / x[0]
}

// randomRelease is a table, before and after some cells were suppressed, and a
// policy that keeps its columns.
func randomRelease(t *testing.T, seed uint64) (release, original *micro.Table, p *policy.Policy) {
	r := rand.New(rand.NewPCG(seed, 7))
	original = anontest.Random(r, 1+r.IntN(80), 3, 1+r.IntN(4), []float64{0, 0.05}[r.IntN(2)])
	rows := anontest.Rows(original, []int{0, 1, 2})
	for _, row := range rows {
		for j := range row {
			if r.Float64() < float64(seed%4)/8 {
				row[j] = anontest.Missing
			}
		}
	}
	return anontest.Table(names(original), rows), original, quasi(t, names(original))
}

// The verdict about k is that of the definition.
func TestVerdictIsThatOfTheDefinition(t *testing.T) {
	verdicts := make(map[bool]int)
	for seed := range uint64(200) {
		release, original, p := randomRelease(t, seed)
		p.Privacy.K = 2 + int64(seed%3)
		r := honest(t, assess.Data{Policy: p, Release: release, Original: original})
		columns := []int{0, 1, 2}
		after := anontest.Rows(release, columns)
		k, known := anontest.Least(anontest.Attackers(anontest.Rows(original, columns), after, false), after)
		var got bool
		for _, rule := range r.Rules {
			got = got || rule.Code == assess.K && rule.Pass
		}
		want := known && k >= p.Privacy.K
		if got != want {
			t.Fatalf("seed %d: got %v, want %v", seed, got, want)
		}
		verdicts[want]++
	}
	if verdicts[true] < 10 || verdicts[false] < 10 {
		t.Errorf("one-sided tables: %v", verdicts)
	}
}

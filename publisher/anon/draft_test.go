package anon_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"nguon/publisher/anon/assess"
)

// A draft is a random table with a random policy.
type draft struct {
	columns     []string
	quasi       map[string]*ladder
	sensitive   []asked
	adversaries [][]string
	k           int
	rowLimit    float64
	cellLimit   float64

	data, policy string
	files        map[string]string
}

// A ladder is how a quasi-identifier is generalised: what each value is called
// on each level.
type ladder struct {
	labels map[string][]string // nil: not at all
}

func (l *ladder) label(value string, level int) string {
	if l.labels == nil {
		return value
	}
	return l.labels[value][level]
}

// An asked is what a policy demands of a sensitive column.
type asked struct {
	name  string
	holds map[assess.Code]func(class, whole []string) bool
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// drawDraft draws a table of some rows about persons with up to three
// quasi-identifiers and two sensitive columns, some cells of which are missing.
func drawDraft(r *rand.Rand) *draft {
	d := &draft{columns: []string{"Tuổi", "Xã phường", "Nghề", "Bệnh", "Chi phí", "Số"}, quasi: make(map[string]*ladder), files: make(map[string]string),
		k: 2 + r.IntN(4), rowLimit: pick(r, 0, 0.1, 0.3, 0.7), cellLimit: pick(r, 0, 0, 0.1, 0.4)}
	rows := 4 + r.IntN(60)
	missing := pick(r, 0, 0, 0.08)
	var data strings.Builder
	data.WriteString(strings.Join(d.columns, ",") + "\n")
	for i := range rows {
		cells := []string{
			strconv.Itoa(min(r.IntN(120), r.IntN(120))),
			"xã " + string(rune('a'+min(r.IntN(9), r.IntN(9)))),
			"nghề " + strconv.Itoa(r.IntN(4)),
			"bệnh " + strconv.Itoa(min(r.IntN(6), r.IntN(6))),
			strconv.Itoa(r.IntN(13) * 10),
			strconv.Itoa(i + 1),
		}
		for j := range cells[:5] {
			if r.Float64() < missing {
				cells[j] = ""
			}
		}
		data.WriteString(strings.Join(cells, ",") + "\n")
	}
	d.data = data.String()
	ops := d.drawLadders(r)
	var b strings.Builder
	b.WriteString("hierarchies: {tuổi: {intervals: [4, 12, 60]}}\n" + open + "columns:\n  Số: {role: insensitive, op: keep}\n")
	for i, name := range d.columns[:3] {
		fmt.Fprintf(&b, "  %s: {role: quasi, op: %s}\n", name, ops[i])
	}
	fmt.Fprintf(&b, "  Bệnh: {role: sensitive, op: keep}\n  Chi phí: {role: sensitive, op: %s}\n", pick(r, "keep", "{bands: 20}", "{top: 100}", "[{bands: 20}, {top: {at: 100, label: rất cao}}]", "{microaggregate: 3}", "{noise: 5}"))
	d.drawAdversaries(r, &b)
	d.drawDemands(r, &b)
	fmt.Fprintf(&b, "search: {suppress_rows: %v, suppress_cells: %v, metric: %s}\nrows: {order: %s}\n", d.rowLimit, d.cellLimit, pick(r, "loss", "nue", "dm", "aecs"), pick(r, "keep", "sorted", "shuffle"))
	d.policy = b.String()
	return d
}

// drawLadders draws how the quasi-identifiers are recoded.
func (d *draft) drawLadders(r *rand.Rand) []string {
	ages := &ladder{labels: make(map[string][]string)}
	for age := range 120 {
		labels := []string{strconv.Itoa(age)}
		for _, width := range []int{4, 12, 60} {
			from := age / width * width
			labels = append(labels, fmt.Sprintf("%d–%d", from, from+width-1))
		}
		ages.labels[labels[0]] = append(labels, "*")
	}
	places := &ladder{labels: make(map[string][]string)}
	var file strings.Builder
	for i := range 9 {
		name := "xã " + string(rune('a'+i))
		labels := []string{name, "huyện " + strconv.Itoa(i/2), "tỉnh " + strconv.Itoa(i/4), "*"}
		places.labels[name] = labels
		file.WriteString(strings.Join(labels, ";") + "\n")
	}
	d.files["xã.csv"] = file.String()
	d.quasi["Tuổi"], d.quasi["Xã phường"], d.quasi["Nghề"] = ages, places, &ladder{}
	return []string{
		pick(r, "{generalise: tuổi}", "{generalise: {hierarchy: tuổi, min: '1'}}", "{generalise: {hierarchy: tuổi, max: '3'}}"),
		pick(r, "{generalise: xã.csv}", "{generalise: {hierarchy: xã.csv, max: '2'}}"),
		pick(r, "keep", "{suppress: [nghề 3]}"),
	}
}

// drawAdversaries draws who knows what; nobody is somebody who knows all.
func (d *draft) drawAdversaries(r *rand.Rand, b *strings.Builder) {
	if r.IntN(2) == 0 {
		d.adversaries = [][]string{{"Nghề", "Tuổi", "Xã phường"}}
		return
	}
	d.adversaries = pick(r,
		[][]string{{"Tuổi", "Nghề"}, {"Xã phường", "Tuổi"}},
		[][]string{{"Tuổi"}, {"Xã phường", "Nghề"}},
		[][]string{{"Tuổi", "Xã phường", "Nghề"}, {"Nghề"}})
	b.WriteString("adversaries:\n")
	for i, known := range d.adversaries {
		fmt.Fprintf(b, "  người %d: [%s]\n", i, strings.Join(known, ", "))
	}
}

// drawDemands draws what is asked of the sensitive columns.
func (d *draft) drawDemands(r *rand.Rand, b *strings.Builder) {
	illness := asked{name: "Bệnh", holds: make(map[assess.Code]func(class, whole []string) bool)}
	var text string
	switch r.IntN(4) {
	case 0:
		l := 1.5 + 1.5*r.Float64()
		text, illness.holds[assess.LEntropy] = fmt.Sprintf("l: {kind: entropy, l: %v}", l), entropyL(l)
	case 1:
		c := 1 + 3*r.Float64()
		text, illness.holds[assess.LRecursive] = fmt.Sprintf("l: {kind: recursive, l: 2, c: %v}", c), recursiveCL(c, 2)
	case 2:
		t := 0.2 + 0.5*r.Float64()
		text, illness.holds[assess.TEqual] = fmt.Sprintf("t: %v", t), equalT(t)
	default:
		text, illness.holds[assess.LDistinct] = "l: 2", distinctL(2)
	}
	t := 0.2 + 0.5*r.Float64()
	costs := asked{name: "Chi phí", holds: map[assess.Code]func(class, whole []string) bool{assess.TOrdered: orderedT(t)}}
	d.sensitive = []asked{illness, costs}
	fmt.Fprintf(b, "privacy: {k: %d, Bệnh: {%s}, Chi phí: {t: {kind: ordered, t: %v}}}\n", d.k, text, t)
}

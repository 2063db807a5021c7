package lattice_test

import (
	"errors"
	"math"
	"testing"

	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
)

func TestProblemsThatMakeNoSenseAreRefused(t *testing.T) {
	column := func(codes ...uint32) *micro.Column {
		return &micro.Column{Name: "c", Values: []string{"a", "b", "c"}, Codes: codes}
	}
	levels := [][]uint32{{0, 1, 2}, {0, 0, 1}, {0, 0, 0}}
	good := func() *lattice.Problem {
		return &lattice.Problem{
			Dimensions: []lattice.Dimension{{Column: column(0, 1, 2), Parents: levels}},
			Sensitive:  []*micro.Column{column(0, 0, 1)},
			Criteria:   []lattice.Criterion{lattice.K(2)},
			Metric:     lattice.Loss,
		}
	}
	for _, test := range []struct {
		name string
		edit func(p *lattice.Problem)
		want string
	}{
		{"nothing to generalise", func(p *lattice.Problem) { p.Dimensions = nil }, lattice.NoDimension},
		{"columns of different length", func(p *lattice.Problem) { p.Sensitive[0].Codes = nil }, lattice.UnevenRows},
		{"a value without a parent", func(p *lattice.Problem) { p.Dimensions[0].Parents = [][]uint32{{0, 1, 2}, {0, 0}} }, lattice.Hole},
		{"a code that is not in the dictionary", func(p *lattice.Problem) { p.Dimensions[0].Column.Codes[1] = 3 }, lattice.Hole},
		{"a sensitive code that is not in the dictionary", func(p *lattice.Problem) { p.Sensitive[0].Codes[1] = 3 }, lattice.Hole},
		{"a group in two groups", func(p *lattice.Problem) { p.Dimensions[0].Parents = [][]uint32{{0, 1, 2}, {0, 0, 1}, {0, 1, 1}} }, lattice.TwoParents},
		{"no levels", func(p *lattice.Problem) { p.Dimensions[0].Parents = nil }, lattice.NoLevel},
		{"a greatest level that is not there", func(p *lattice.Problem) { p.Dimensions[0].Max = 3 }, lattice.NoLevel},
		{"more than 64 levels", func(p *lattice.Problem) { p.Dimensions[0].Parents = make([][]uint32, 65) }, lattice.TooManyLevels},
		{"a limit that is not a share", func(p *lattice.Problem) { p.Outliers = math.NaN() }, lattice.BadLimit},
		{"a criterion about a column that is not there", func(p *lattice.Problem) { p.Criteria = append(p.Criteria, lattice.Entropy(1, 2)) }, lattice.BadCriterion},
		{"a view of nothing", func(p *lattice.Problem) { p.Views = [][]int{{}} }, lattice.BadView},
		{"a view of what is not there", func(p *lattice.Problem) { p.Views = [][]int{{0}, {1}} }, lattice.BadView},
		{"a view that names a dimension twice", func(p *lattice.Problem) { p.Views = [][]int{{0, 0}} }, lattice.BadView},
		{"a million views", func(p *lattice.Problem) { p.Views = make([][]int, 1_000_000) }, lattice.TooManyViews},
		{"a risk that is not a share", func(p *lattice.Problem) { p.Risk.Average = math.NaN() }, lattice.BadRisk},
		{"a share at risk above 1", func(p *lattice.Problem) { p.Risk = lattice.Risk{Above: 0.2, Share: 2} }, lattice.BadRisk},
		{"another metric", func(p *lattice.Problem) { p.Metric = "beauty" }, lattice.UnknownMetric},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := good()
			test.edit(p)
			_, err := lattice.Search(t.Context(), p, lattice.Options{})
			if e, ok := errors.AsType[*lattice.Error](err); !ok || e.Code != test.want {
				t.Errorf("err = %v, want %s", err, test.want)
			}
		})
	}
	p := good()
	if _, err := lattice.Suppress(t.Context(), p, []int{3}, 0); err == nil {
		t.Error("rows were suppressed at a level that is not there")
	}
}

// Keys of more than 64 bits take another way through the code.
func TestWideKeysGiveTheSameClasses(t *testing.T) {
	var one, many lattice.Problem
	values := make([]string, 1<<12)
	same, top := make([]uint32, len(values)), make([]uint32, len(values))
	for i := range values {
		same[i] = uint32(i)
	}
	c := &micro.Column{Name: "c", Values: values}
	for row := range 3000 {
		c.Codes = append(c.Codes, uint32(row*row%61*60))
	}
	for range 7 { // 84 bits
		many.Dimensions = append(many.Dimensions, lattice.Dimension{Column: c, Parents: [][]uint32{same, top}, Max: 1})
	}
	one.Dimensions = many.Dimensions[:1]
	for _, p := range []*lattice.Problem{&one, &many} {
		p.Criteria, p.Metric, p.Outliers = []lattice.Criterion{lattice.K(60)}, lattice.DMStar, 0.1
	}
	a, err := lattice.Search(t.Context(), &one, lattice.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := lattice.Search(t.Context(), &many, lattice.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !a.Found || a.Metric != b.Metric || a.Classes != b.Classes || a.K != b.K {
		t.Errorf("one column gives %+v, seven alike %+v", a.Node, b.Node)
	}
}

func TestLevelsStayWithinTheirBounds(t *testing.T) {
	p := huge(2000)
	p.Dimensions = p.Dimensions[:4]
	p.Dimensions[0].Min, p.Dimensions[0].Fixed = 3, true
	p.Dimensions[1].Min, p.Dimensions[1].Max = 2, 7
	got, err := lattice.Search(t.Context(), p, lattice.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Lattice != 1*6*10*10 || got.Levels[0] != 3 || got.Levels[1] < 2 || got.Levels[1] > 7 || !got.Optimal {
		t.Errorf("got %+v", got.Node)
	}
	for _, lever := range got.Levers {
		if lever.Dimension == 0 || lever.Levels[1] < 2 || lever.Levels[1] > 7 {
			t.Errorf("lever %+v is out of bounds", lever)
		}
	}
}

func TestCriteriaUseTheFormulasOfRisk(t *testing.T) {
	dimensions, table := adult(t, "sex", "race", "workclass")
	occupation, _ := table.Column("occupation")
	for name, c := range map[string]lattice.Criterion{
		"distinct": lattice.Distinct(0, 8, true), "entropy": lattice.Entropy(0, 6), "recursive": lattice.Recursive(0, 2, 3), "share": lattice.Share(0, 0.4),
	} {
		p := &lattice.Problem{Dimensions: dimensions, Sensitive: []*micro.Column{occupation}, Criteria: []lattice.Criterion{c}, Metric: lattice.NUE}
		got, err := lattice.Search(t.Context(), p, lattice.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !got.Found || !got.Optimal || got.Suppressed != 0 {
			t.Errorf("%s: got %+v", name, got.Node)
		}
	}
}

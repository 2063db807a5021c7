package policy

import "reflect"

// Ops are the operations on a column, in the order in which they are done.
type Ops []Op

// An Op is one operation: one of its fields is set.
type Op struct {
	Drop             *Nothing        `yaml:"drop"`
	Keep             *Nothing        `yaml:"keep"`
	Generalise       *Generalise     `yaml:"generalise"`
	Bands            *Bands          `yaml:"bands"`
	Top              *Threshold      `yaml:"top"`
	Bottom           *Threshold      `yaml:"bottom"`
	TopPercentile    *Percentile     `yaml:"top_percentile"`
	BottomPercentile *Percentile     `yaml:"bottom_percentile"`
	Date             *Date           `yaml:"date"`
	Geo              *Geo            `yaml:"geo"`
	Suppress         *Suppress       `yaml:"suppress"`
	Microaggregate   *Microaggregate `yaml:"microaggregate"`
	Noise            *Noise          `yaml:"noise"`
	PRAM             *PRAM           `yaml:"pram"`
	Swap             *Swap           `yaml:"swap"`
	Round            *Round          `yaml:"round"`
	Pseudonymise     *Pseudonymise   `yaml:"pseudonymise"`
	Tokenise         *Nothing        `yaml:"tokenise"`
	RandomID         *Nothing        `yaml:"random_id"`
	Mask             *Mask           `yaml:"mask"`
	Redact           *Redact         `yaml:"redact"`
	Line             int             `yaml:"-"`
}

// Kind is the name of the operation in a policy, such as generalise.
func (o *Op) Kind() string {
	v := reflect.ValueOf(o).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Pointer && !f.IsNil() {
			return v.Type().Field(i).Tag.Get("yaml")
		}
	}
	return ""
}

// Nothing are the parameters of an operation that has none.
type Nothing struct{}

// Auto is the level that the search chooses.
const Auto = "auto"

// Generalise replaces values by their label of a level of a hierarchy. A level
// is a number, with 0 for the values as they are, or a name such as province.
type Generalise struct {
	// Hierarchy is vn-admin, icd10, hs, date, * (nothing or all), the name of
	// one of Hierarchies, or a file in CSV.
	Hierarchy string `yaml:"hierarchy,short" need:"yes"`
	Level     string `yaml:"level" default:"auto"`
	Min       string `yaml:"min"` // for auto; empty is level 0
	Max       string `yaml:"max"` // for auto; empty is "*"
}

// Bands replaces numbers by bands of one width.
type Bands struct {
	Width  Decimal `yaml:"width,short" range:"(0,1e15]" need:"yes"`
	Origin Decimal `yaml:"origin" range:"[-1e15,1e15]"` // where a band begins; empty is 0
	Closed string  `yaml:"closed" oneof:"left right" default:"left"`
}

// Threshold codes what is at least (top) or at most (bottom) At, or strictly
// beyond Beyond, with Label. An empty label is one such as "≥85".
type Threshold struct {
	At     Decimal `yaml:"at,short" range:"[-1e15,1e15]"`
	Beyond Decimal `yaml:"beyond" range:"[-1e15,1e15]"`
	Label  string  `yaml:"label"`
}

// Percentile codes what is beyond a percentile with Label, or, if that is
// empty, with the percentile itself.
type Percentile struct {
	At    float64 `yaml:"at,short" range:"(0,100)" need:"yes"`
	Label string  `yaml:"label"`
}

// Date makes dates less exact.
type Date struct {
	To string `yaml:"to,short" oneof:"day month quarter year decade" need:"yes"`
}

// Geo moves points to a grid, or rounds degrees. A column that holds only
// latitudes or longitudes names the column with the other.
type Geo struct {
	GridM    float64 `yaml:"grid_m" range:"[1,1000000]"` // metres
	Decimals *int    `yaml:"decimals" range:"[0,4]"`
	Axis     string  `yaml:"axis" oneof:"point latitude longitude" default:"point"`
	With     string  `yaml:"with"`
}

// Suppress empties the cells that hold one of some values.
type Suppress struct {
	Values []string `yaml:"values,short" need:"yes"`
}

// Microaggregate gives groups of K rows one value. Columns that name the same
// Group are grouped together.
type Microaggregate struct {
	K       int64  `yaml:"k,short" range:"[2,1000]" need:"yes"`
	Method  string `yaml:"method" oneof:"mdav univariate" default:"mdav"`
	Measure string `yaml:"measure" oneof:"mean median" default:"mean"`
	Group   string `yaml:"group"`
}

// Noise adds a random number to each row.
type Noise struct {
	Kind  string  `yaml:"kind" oneof:"laplace gaussian" default:"laplace"`
	Scale float64 `yaml:"scale,short" range:"(0,1e15]" need:"yes"` // in the unit of the column
}

// PRAM changes values by lot: by a matrix over Values, or with probability Stay
// of staying, mixed with doing nothing in the ratio of Alpha.
type PRAM struct {
	Stay      float64     `yaml:"pd,short" range:"(0,1)"`
	Alpha     float64     `yaml:"alpha" range:"(0,1]" default:"1"`
	Invariant *bool       `yaml:"invariant"` // keep the expected counts; nil is true for pd
	Values    []string    `yaml:"values"`
	Matrix    [][]float64 `yaml:"matrix" range:"[0,1]"`
}

// Swap exchanges numbers of nearby rank; both are per cent of the rows.
type Swap struct {
	Window float64 `yaml:"window,short" range:"(0,100]" need:"yes"`
	Tails  float64 `yaml:"tails" range:"(0,50)" default:"5"`
}

// Round rounds counts to a base. Random-keyed draws the lot from the key and
// the columns of Cell.
type Round struct {
	Base int64    `yaml:"base,short" oneof:"3 5 10" need:"yes"`
	Mode string   `yaml:"mode" oneof:"conventional random random-keyed" default:"random"`
	Cell []string `yaml:"cell"`
}

// Pseudonymise replaces values by a keyed hash of so many characters.
type Pseudonymise struct {
	Scope  string `yaml:"scope" oneof:"release dataset" default:"release"`
	Length int64  `yaml:"length" range:"[10,51]" default:"26"`
}

// Mask keeps the first and last characters.
type Mask struct {
	First int64 `yaml:"first" range:"[0,20]"`
	Last  int64 `yaml:"last" range:"[0,20]"`
}

// Redact takes personal data out of free text.
type Redact struct {
	Scan bool `yaml:"scan" need:"yes"`
}

// A Hierarchy is one that the policy defines: by exactly one of its fields.
type Hierarchy struct {
	Name      string     `yaml:",key"`
	File      string     `yaml:"file"` // CSV, beside the policy
	Intervals *Intervals `yaml:"intervals"`
	Dates     []string   `yaml:"dates" oneof:"day month quarter year decade"`
	Prefixes  []int64    `yaml:"prefixes" range:"[1,100]"`
	Order     *Order     `yaml:"order"`
	Line      int        `yaml:"-"`
}

// Intervals are bands that become wider, each width a multiple of the one before.
type Intervals struct {
	Widths []Decimal `yaml:"widths,short" range:"(0,1e15]" need:"yes"`
	Origin Decimal   `yaml:"origin" range:"[-1e15,1e15]"`
	Closed string    `yaml:"closed" oneof:"left right" default:"left"`
}

// Order lists values from the lowest; each level joins so many neighbours.
type Order struct {
	Values []string `yaml:"values" need:"yes"`
	Groups []int64  `yaml:"groups" range:"[1,1000000]"`
}

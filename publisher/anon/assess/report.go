// Package assess measures what a release of microdata discloses, as its policy
// asks, and judges it.
//
// It knows two tables: the release as it was read back from the file that was
// written, and the same rows as they would have been published without
// suppression, which only the agency has. What needs the second (the
// attacker's k) cannot be measured on a server; what needs only the first is
// measured there again, and compared with the report that came along.
//
// A [Report] is the record of a de-identification that Article 14(6) of the law
// on the protection of personal data (91/2025/QH15) asks an agency to keep. It
// names risks, not persons: values of rows appear in it only where they are
// shared by many, or masked. It is for the agency all the same; what the public
// sees is [Report.Summary].
package assess

import (
	"time"

	"nguon/catalog"
)

// Schema is the version of the form of a [Report].
const Schema = "nguon.risk-report/1"

// A Report says how a table was made anonymous, what risk is left in the file
// that was written, and whether it may be published.
type Report struct {
	Schema string    `json:"schema"`
	Tool   string    `json:"tool"` // name and version of the program
	Made   time.Time `json:"made"` // UTC, in seconds
	// Approver is who answers for the policy; empty until somebody does.
	Approver string `json:"approver,omitempty"`

	Dataset   string    `json:"dataset"`
	Release   string    `json:"release"` // open, restricted or internal
	Unit      string    `json:"unit"`    // person, household, business, place or aggregate
	Coverage  float64   `json:"coverage"`
	Geography string    `json:"geography,omitempty"`
	ReviewBy  time.Time `json:"review_by"` // the day, UTC

	Policy string `json:"policy"` // SHA-256 of its canonical form, hexadecimal
	Input  File   `json:"input"`
	Output File   `json:"output"`
	// Population is the table of the population, if one was given.
	Population *File `json:"population,omitempty"`
	// Commitments are those of the keys that draws and pseudonyms depend on.
	Commitments []Commitment `json:"commitments,omitempty"`

	Columns     []Column    `json:"columns"` // all of the input, in its order
	Search      *Search     `json:"search,omitempty"`
	ScanInput   []Finding   `json:"scan_input"`
	ScanOutput  []Finding   `json:"scan_output"`
	Adversaries []Adversary `json:"adversaries"`
	Sensitive   []Sensitive `json:"sensitive,omitempty"`
	Estimate    *Estimate   `json:"population_estimate,omitempty"`
	Tables      []Table     `json:"tables,omitempty"`
	Linkage     *Linkage    `json:"linkage,omitempty"`
	Utility     Utility     `json:"utility"`
	Rules       []Rule      `json:"rules"`
	Levers      []Lever     `json:"levers,omitempty"`
	Pass        bool        `json:"pass"` // every rule holds
}

// A File identifies a file by its bytes.
type File struct {
	Name   string `json:"name"` // without a folder
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	Rows   int64  `json:"rows"`
}

// A Commitment binds a report to a key without telling it: the first 16 digits
// of HMAC-SHA-256 of the name under the key, hexadecimal.
type Commitment struct {
	Name  string `json:"name"` // what the key is used for, such as a column
	Value string `json:"value"`
}

// A Column is what became of a column of the input.
type Column struct {
	Name     string   `json:"name"`
	Role     string   `json:"role"`
	Ops      []string `json:"ops"` // as in the policy, in short: "bands 5", "generalise vn-admin to province"
	Dropped  bool     `json:"dropped,omitempty"`
	Before   int64    `json:"distinct_before"`
	After    int64    `json:"distinct_after"`
	Missing  int64    `json:"missing"`    // in the release
	Cells    int64    `json:"suppressed"` // cells that were suppressed in rows that are published
	Loss     *float64 `json:"loss,omitempty"`
	Shift    *Shift   `json:"shift,omitempty"` // of numbers
	Subjects []string `json:"adversaries,omitempty"`
}

// A Shift compares the numbers of a column before and after.
type Shift struct {
	MeanBefore, MeanAfter           float64
	DeviationBefore, DeviationAfter float64
	Correlation                     float64 // of before and after, in the rows that have both
}

// A Search is how the levels of generalisation were chosen.
type Search struct {
	Algorithm string  `json:"algorithm"`
	Metric    string  `json:"metric"`
	Lattice   int64   `json:"lattice"` // nodes; the greatest int64 if there are more
	Checked   int     `json:"checked"`
	Optimal   bool    `json:"optimal"`
	Found     bool    `json:"found"`
	Value     float64 `json:"value"` // of the metric
	Seconds   float64 `json:"seconds"`
	Levels    []Level `json:"levels"`
}

// A Level is the level that was chosen for a column.
type Level = catalog.GeneralLevel

// A Finding is personal data of one kind in one column.
type Finding struct {
	Column   string   `json:"column"`
	Kind     string   `json:"kind"`
	Rule     string   `json:"rule"`
	Decision string   `json:"decision"` // block, review, quasi or hint
	Cells    int64    `json:"cells"`
	Count    int64    `json:"count"`
	Rate     float64  `json:"rate"`
	Examples []string `json:"examples,omitempty"` // masked, at most three
	// Treated is what the policy does about it: drop, an operation, or the
	// approval of an allow-list; empty if nothing does.
	Treated string `json:"treated,omitempty"`
}

// An Adversary is what somebody who knows some columns can do.
type Adversary struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`

	Rows    int64 `json:"rows"`
	Classes int64 `json:"classes"` // of equal published tuples
	Empty   int64 `json:"empty"`   // rows whose columns are all suppressed
	// The three k where cells are suppressed; nil is not known: the
	// attacker's needs the original rows.
	Strict      *int64 `json:"k_strict"`
	Attacker    *int64 `json:"k_attacker"`
	AttackerAll *int64 `json:"k_attacker_with_empty_rows"`
	Wildcard    *int64 `json:"k_wildcard"`

	Sizes   []Bin `json:"sizes"`   // of the attacker's candidates, or of classes where these are not known
	Uniques int64 `json:"uniques"` // rows with one candidate

	Prosecutor *Risk    `json:"prosecutor"`
	Journalist *Risk    `json:"journalist,omitempty"` // needs a population
	Marketer   *float64 `json:"marketer,omitempty"`
	KMap       *int64   `json:"k_map,omitempty"`
	Presence   *Span    `json:"presence,omitempty"`

	Individual *Individual `json:"individual,omitempty"` // needs a sample
	Household  *Household  `json:"household,omitempty"`  // needs to know who belongs together

	Subsets  []Subset  `json:"subsets,omitempty"`  // of up to 3 columns
	Patterns []Pattern `json:"patterns,omitempty"` // why rows were unique before suppression, by SUDA
}

// A Bin counts the rows whose number of candidates is within bounds.
type Bin struct {
	From int64 `json:"from"` // included
	To   int64 `json:"to"`   // included
	Rows int64 `json:"rows"`
}

// A Risk is a model of re-identification: probabilities from 0 to 1.
type Risk struct {
	Highest float64 `json:"highest"`
	Lowest  float64 `json:"lowest"`
	Average float64 `json:"average"`
	// AtRisk is the share of rows above the bound of the policy, or above 0.2.
	AtRisk float64 `json:"at_risk"`
	Above  float64 `json:"above"`
}

// An Individual is the individual risk of Benedetti and Franconi, over the rows
// of which the adversary sees something.
type Individual struct {
	Highest float64 `json:"highest"`
	Mean    float64 `json:"mean"`
	// Expected is how many rows are identified if all are tried: the sum.
	Expected float64 `json:"expected"`
}

// A Household is the risk that a member of a household is identified, and with
// that member all others.
type Household struct {
	Count   int64   `json:"count"` // of households
	Highest float64 `json:"highest"`
	Average float64 `json:"average"` // over households
}

// A Span is two bounds.
type Span struct {
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
}

// A Subset says how much some columns tell rows apart.
type Subset struct {
	Columns     []string `json:"columns"`
	Distinction float64  `json:"distinction"`
	Separation  float64  `json:"separation"`
}

// A Pattern is a set of columns by which rows are unique, though by none of
// its subsets.
type Pattern struct {
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	Score   float64  `json:"score"` // of the rows together
}

// A Sensitive is what is disclosed about one column to one adversary. A number
// that is nil has no value.
type Sensitive struct {
	Column    string   `json:"column"`
	Adversary string   `json:"adversary"`
	Values    int64    `json:"values"`
	Distinct  *int64   `json:"l_distinct"`
	Entropy   *float64 `json:"l_entropy"`
	Recursive *float64 `json:"c_recursive,omitempty"` // the greatest r₁ ÷ Σr, for L
	L         int64    `json:"l,omitempty"`           // of Recursive
	Equal     *float64 `json:"t_equal"`
	Ordered   *float64 `json:"t_ordered,omitempty"`
	Tree      *float64 `json:"t_hierarchical,omitempty"`
	Delta     *float64 `json:"delta"` // logarithms to the base 2
	Beta      *float64 `json:"beta"`
	Enhanced  *float64 `json:"beta_enhanced,omitempty"` // if the policy asks for it
	Alpha     *float64 `json:"alpha"`
	PPercent  *float64 `json:"p_percent,omitempty"` // least (X−x₁−x₂)·100 ÷ x₁ over classes
	Worst     *Worst   `json:"worst,omitempty"`
}

// A Worst is the class that discloses most, told by its published tuple, and
// by nothing of its sensitive values.
type Worst struct {
	Measure string   `json:"measure"`
	Class   []string `json:"class"` // in the order of the adversary's columns
	Rows    int64    `json:"rows"`
}

// An Estimate is how many persons are unique in the population, of which the
// table is a sample.
type Estimate struct {
	Adversary string  `json:"adversary"`
	Fraction  float64 `json:"fraction"`
	Model     string  `json:"model,omitempty"`
	// Share is of the population; nil if no model has a result.
	Share *float64 `json:"share"`
}

// A Table is a table of aggregates that is published.
type Table struct {
	Name      string           `json:"name"`
	By        []string         `json:"by"`
	Output    File             `json:"output"`
	Cells     int64            `json:"cells"`
	Unsafe    map[string]int64 `json:"unsafe,omitempty"` // by rule: few, dominated, exposed, grouped
	Primary   int64            `json:"primary"`
	Secondary int64            `json:"secondary"`
	Rounded   int64            `json:"rounded_to,omitempty"` // the base
	Narrowest *float64         `json:"narrowest,omitempty"`  // of the suppressed cells, the least width of what can be computed ÷ what is needed
	Open      int64            `json:"open"`                 // unsafe cells that are not protected
}

// A Linkage is the comparison with earlier releases.
type Linkage struct {
	Checked  bool       `json:"checked"` // false: the policy ignores earlier releases
	Releases []Previous `json:"releases,omitempty"`
}

// A Previous is an earlier release.
type Previous struct {
	Name   string `json:"name"` // of the file, or the version
	SHA256 string `json:"sha256"`
	Rows   int64  `json:"rows"`
	// Comparable is false if the columns or labels of the releases cannot be
	// laid beside one another; Reason is then what stands in the way.
	Comparable bool   `json:"comparable"`
	Reason     string `json:"reason,omitempty"` // a code of package linkage
	Column     string `json:"column,omitempty"` // that Reason is about
	// Differences are the tuples of quasi-identifiers from which fewer than k
	// rows came or went, so that their values follow from subtraction.
	Differences int64 `json:"differences"`
	Smallest    int64 `json:"smallest_difference,omitempty"`
	// Joint is the least number of rows that fit somebody in both releases;
	// nil is not known.
	Joint *int64 `json:"k_joint"`
	// Unlinked is whether nobody can be in both releases, so that there is no
	// joint k, and nothing to fear from it.
	Unlinked  bool  `json:"unlinked,omitempty"`
	JointRows int64 `json:"joint_rows_below_k"`
}

// A Utility is what the release lost. A number that is nil has no value.
type Utility struct {
	RowsBefore      int64    `json:"rows_before"`
	RowsAfter       int64    `json:"rows_after"`
	SuppressedRows  int64    `json:"suppressed_rows"`
	SuppressedCells int64    `json:"suppressed_cells"` // of quasi-identifiers, in rows that are published
	Sampled         int64    `json:"sampled_out,omitempty"`
	Discernibility  *float64 `json:"dm"`
	AverageClass    *float64 `json:"aecs"`
	Entropy         *float64 `json:"nue"` // bits
	Loss            *float64 `json:"loss"`
	Precision       *float64 `json:"precision"`
}

// A Rule is one demand and whether it is met.
type Rule struct {
	Code Code `json:"code"`
	// Column, Adversary and Table say what it is about, as far as it is about one.
	Column    string `json:"column,omitempty"`
	Adversary string `json:"adversary,omitempty"`
	Table     string `json:"table,omitempty"`
	// Want is the bound, Got what was measured; nil is not known, and an
	// unknown figure never meets a bound.
	Want *float64 `json:"want,omitempty"`
	Got  *float64 `json:"got"`
	// Detail names what the code is about, such as a kind of personal data.
	Detail string `json:"detail,omitempty"`
	Pass   bool   `json:"pass"`
}

// A Lever is one change of the policy with its measured effect.
type Lever struct {
	Column string `json:"column"`
	Change string `json:"change"` // coarser, finer, drop
	From   string `json:"from"`   // as in the policy, in short: "bands 5"
	To     string `json:"to"`
	Before Effect `json:"before"`
	After  Effect `json:"after"`
}

// An Effect is what a policy gives.
type Effect struct {
	K              int64   `json:"k"`               // before suppression
	SuppressedRows float64 `json:"suppressed_rows"` // share that must be suppressed so that all holds
	Loss           float64 `json:"loss"`
	Pass           bool    `json:"pass"`
}

package assess

// A Code names a rule. Its text is package publisher's.
type Code string

// Rules about the release as a whole.
const (
	PersonalData    Code = "personal-data"    // no direct identifier is in the output: Detail is the kind
	SuppressedRows  Code = "suppressed-rows"  // share of rows, at most Want
	SuppressedCells Code = "suppressed-cells" // share of cells of quasi-identifiers, at most Want
	OutputDiffers   Code = "output-differs"   // the file holds what was measured
	Ungated         Code = "ungated"          // Column is a published quasi-identifier that an adversary knows
	NoRows          Code = "no-rows"          // something is published
)

// Rules about what an adversary can do.
const (
	K              Code = "k"               // at least Want candidates for every row
	EmptyRows      Code = "empty-rows"      // rows that show nothing of what the adversary knows: none, or at least Want
	HighestRisk    Code = "highest-risk"    // at most Want
	AverageRisk    Code = "average-risk"    // at most Want
	RowsAtRisk     Code = "rows-at-risk"    // share of rows above the bound, at most Want
	IndividualRisk Code = "individual-risk" // the highest, at most Want
	HouseholdRisk  Code = "household-risk"  // the highest, at most Want
	KMap           Code = "k-map"           // at least Want persons of the population fit
	KMapSample     Code = "k-map-estimated" // Detail persons fit by estimate: at least Want candidates in the sample
	Presence       Code = "presence"        // share of a class of the population, at most Want
	PresenceMin    Code = "presence-min"    // the same, at least Want
	Uniqueness     Code = "uniqueness"      // estimated share of the population, at most Want
)

// Rules about a sensitive column and an adversary.
const (
	NoModel      Code = "no-model"    // the policy asks for l, t or another model of the column
	LDistinct    Code = "l-distinct"  // at least Want
	LEntropy     Code = "l-entropy"   // at least Want
	LRecursive   Code = "l-recursive" // c must be above Got: below Want
	TEqual       Code = "t-equal"     // at most Want
	TOrdered     Code = "t-ordered"
	TTree        Code = "t-hierarchical"
	Delta        Code = "delta"         // below Want
	Beta         Code = "beta"          // at most Want
	BetaEnhanced Code = "beta-enhanced" // the same, and no value above −ln of its share
	Alpha        Code = "alpha"         // at most Want
	PPercent     Code = "p-percent"
)

// Rules about tables and earlier releases.
const (
	OpenCells    Code = "open-cells"   // Got unsafe cells of Table are not protected
	Differencing Code = "differencing" // Got tuples differ by fewer than k rows from release Detail
	JointK       Code = "joint-k"      // at least Want rows fit in both releases
	Incomparable Code = "incomparable" // release Detail cannot be compared because of Column
	NotLinked    Code = "not-linked"   // release Detail was not among those compared
)

// Rules of the gate, which compares a report with the file that it came with.
const (
	NoReport      Code = "no-report"      // the table is about persons and has no report
	Failed        Code = "failed"         // the report itself says no
	OtherFile     Code = "other-file"     // the file is not the one that was measured
	OtherPolicy   Code = "other-policy"   // the policy is not the one that was applied
	OtherFigures  Code = "other-figures"  // Detail was measured otherwise here: Want in the report, Got now
	OtherSchema   Code = "other-schema"   // the report has a form that this version does not know
	OtherDataset  Code = "other-dataset"  // the report is about Detail
	OtherUnit     Code = "other-unit"     // the dataset claims another unit than the policy
	ReviewOverdue Code = "review-overdue" // the day of review is past
)

package query

import "nguon/catalog"

// An Op is an operator of a [Filter], as it stands after the column and two
// underscores in the name of a parameter.
type Op string

// The operators.
const (
	OpEq       Op = "eq"
	OpNe       Op = "ne"
	OpGt       Op = "gt"
	OpGte      Op = "gte"
	OpLt       Op = "lt"
	OpLte      Op = "lte"
	OpIn       Op = "in"
	OpNotIn    Op = "nin"
	OpBetween  Op = "between" // both bounds included
	OpContains Op = "contains"
	OpStarts   Op = "starts"
	OpEnds     Op = "ends"
	OpLike     Op = "like" // of the whole text, case and marks as they are
	OpNull     Op = "null"
	OpBBox     Op = "bbox" // the shape has a point in a box, see [Box]
	OpNear     Op = "near" // the shape has a point in a circle, see [Circle]
)

var (
	opsOfShapes  = []Op{OpNull, OpBBox, OpNear}
	opsOfAll     = []Op{OpEq, OpNe, OpIn, OpNotIn, OpNull}
	opsOfOrdered = append(opsOfAll[:len(opsOfAll):len(opsOfAll)], OpGt, OpGte, OpLt, OpLte, OpBetween)
	opsOfText    = append(opsOfOrdered[:len(opsOfOrdered):len(opsOfOrdered)], OpContains, OpStarts, OpEnds, OpLike)
)

// Operators returns the operators that a column of type t has.
func Operators(t catalog.Type) []Op {
	switch t {
	case catalog.Geometry:
		return opsOfShapes
	case catalog.Boolean:
		return opsOfAll
	case catalog.String:
		return opsOfText
	default:
		return opsOfOrdered
	}
}

// list reports whether the value of a parameter with op is a list.
func (op Op) list() bool { return op == OpIn || op == OpNotIn || op == OpBetween }

// folds reports whether op compares texts after Fold.
func (op Op) folds() bool { return op == OpContains || op == OpStarts || op == OpEnds }

// spatial reports whether op is about where a shape lies.
func (op Op) spatial() bool { return op == OpBBox || op == OpNear }

// opposites are the operators that hold for the same values that are there, and
// do not.
var opposites = map[Op]Op{
	OpEq: OpNe, OpNe: OpEq, OpGt: OpLte, OpLte: OpGt, OpLt: OpGte, OpGte: OpLt, OpIn: OpNotIn, OpNotIn: OpIn,
}

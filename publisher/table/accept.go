package table

// accepts reports whether cells of shape s are values of a column of type t
// that nobody declared.
func accepts(t Type, f Format, s shape) bool {
	switch t {
	case Decimal:
		switch s {
		case shapeWide:
			return true
		case shapePrecise:
			return f.Decimal != ','
		case shapePreciseComma:
			return f.Decimal == ','
		}
		return s != shapeExponent && accepts(Number, f, s)
	case Integer:
		switch s {
		case shapeInt, shapeLong, shapeWide:
			return true
		case shapeDotThree, shapeDots:
			return f.Thousands == '.'
		case shapeCommaThree, shapeCommas:
			return f.Thousands == ','
		case shapeSpaces:
			return f.Thousands == ' '
		}
	case Number:
		switch s {
		case shapePlain:
			return true
		case shapeDot, shapeDotThree, shapeExponent:
			return f.Decimal != ',' || accepts(Integer, f, s)
		case shapeComma, shapeCommaThree:
			return f.Decimal == ',' || accepts(Integer, f, s)
		case shapeDotsComma:
			return f.Decimal == ',' && f.Thousands == '.'
		case shapeCommasDot:
			return f.Decimal != ',' && f.Thousands == ','
		case shapeSpacesDot:
			return f.Decimal != ',' && f.Thousands == ' '
		case shapeSpacesComma:
			return f.Decimal == ',' && f.Thousands == ' '
		case shapeWide:
			return false
		}
		return accepts(Integer, f, s)
	case Date:
		switch f.Precision {
		case ByMonth:
			return s == shapeMonth
		case ByQuarter:
			return s == shapeQuarter
		case ByYear:
			return s == shapeYear
		}
		switch s {
		case shapeYMD, shapeEither:
			return true
		case shapeDMY:
			return f.Dates != MonthDayYear
		case shapeMDY:
			return f.Dates == MonthDayYear
		}
	case DateTime:
		switch s {
		case shapeZoned, shapeYMDTime, shapeEitherTime:
			return true
		case shapeDMYTime:
			return f.Dates != MonthDayYear
		case shapeMDYTime:
			return f.Dates == MonthDayYear
		}
	case Time:
		return s == shapeClock
	case Duration:
		return s >= shapeClock && s <= shapeSpan
	case Boolean:
		return s == shapeTrueFalse || s == shapeYesNo || s == shapeCoKhong
	}
	return false
}

// acceptsDeclared is more lenient: somebody who knows the column said its type.
func acceptsDeclared(t Type, f Format, s shape) bool {
	switch t {
	case String:
		return true
	case Integer:
		return s == shapeZeros || accepts(t, f, s)
	case Number, Decimal:
		switch s {
		case shapeZeros, shapePercentInt, shapePercentPlain:
			return true
		case shapePercentDot:
			return f.Decimal != ','
		case shapePercentComma:
			return f.Decimal == ','
		}
	}
	return accepts(t, f, s)
}

package tree

// A kind says what the value of a member must be.
type kind int

const (
	label       kind = iota // a text, number or boolean that only the engine looks at, or null
	labels                  // a list of labels, or of lists of them
	nothing                 // null, "", false, or empty
	statement               // a whole statement
	queryNode               // SELECT, a set operation, or the body of a recursive CTE
	cteMap                  // the common table expressions of a node
	reference               // what stands in FROM, or null
	expression              // or null
	expressions             // a list
	lists                   // a list of lists of expressions
	modifiers               // of a node: ORDER BY, LIMIT, DISTINCT
	modifier                // one of them
	orders                  // a list
	caseChecks              // WHEN … THEN …, a list
	pairs                   // a list of names with expressions: REPLACE
	renames                 // a list: RENAME
	castType                // what CAST makes
	constant                // a value with its type
	payload                 // a value
	columnNames             // a name of a column, with what it is a column of
	function                // a name of a function, or of an operator that is one
	window                  // a name of a window function
	schema                  // where a function is
	collation               // a name
)

// A shape is the members of a node, besides those of [nodeMembers].
type shape map[string]kind

// nodeMembers are in every node of a class and every reference.
var nodeMembers = shape{"class": label, "type": label, "alias": label, "query_location": label}

// nodes are the nodes of queries.
var nodes = map[string]shape{
	"SELECT_NODE": {
		"modifiers": modifiers, "cte_map": cteMap, "select_list": expressions, "from_table": reference,
		"where_clause": expression, "group_expressions": expressions, "group_sets": labels, "aggregate_handling": label,
		"having": expression, "sample": nothing, "qualify": expression,
	},
	"SET_OPERATION_NODE": {
		"modifiers": modifiers, "cte_map": cteMap, "setop_type": label, "setop_all": label, "left": queryNode, "right": queryNode,
	},
	// RECURSIVE_CTE_NODE is looked at where the CTE is: see walk.recursive.
}

// references are what may stand in FROM. BASE_TABLE is looked at by itself.
var references = map[string]shape{
	"BASE_TABLE": {
		"schema_name": label, "table_name": label, "column_name_alias": labels, "catalog_name": nothing, "at_clause": nothing, "sample": nothing,
	},
	"SUBQUERY": {"subquery": statement, "column_name_alias": labels, "sample": nothing},
	"JOIN": {
		"left": reference, "right": reference, "condition": expression, "join_type": label, "ref_type": label, "using_columns": labels,
		"delim_flipped": nothing, "duplicate_eliminated_columns": nothing, "sample": nothing,
	},
	"EXPRESSION_LIST": {"expected_names": labels, "expected_types": nothing, "values": lists, "sample": nothing},
	"EMPTY":           {"sample": nothing},
}

// classes are the expressions.
var classes = map[string]shape{
	"COLUMN_REF":  {"column_names": columnNames},
	"CONSTANT":    {"value": constant},
	"COMPARISON":  {"left": expression, "right": expression},
	"CONJUNCTION": {"children": expressions},
	"OPERATOR":    {"children": expressions},
	"BETWEEN":     {"input": expression, "lower": expression, "upper": expression},
	"CASE":        {"case_checks": caseChecks, "else_expr": expression},
	"CAST":        {"child": expression, "cast_type": castType, "try_cast": label},
	"COLLATE":     {"child": expression, "collation": collation},
	"SUBQUERY":    {"child": expression, "subquery": statement, "subquery_type": label, "comparison_type": label},
	"STAR": {
		"relation_name": label, "exclude_list": labels, "qualified_exclude_list": renames, "rename_list": renames, "replace_list": pairs,
		"columns": label, "expr": expression,
	},
	"FUNCTION": {
		"function_name": function, "schema": schema, "catalog": nothing, "children": expressions, "filter": expression,
		"order_bys": modifier, "distinct": label, "is_operator": label, "export_state": nothing,
	},
	"WINDOW": {
		"function_name": window, "schema": schema, "catalog": nothing, "children": expressions, "filter_expr": expression,
		"partitions": expressions, "orders": orders, "arg_orders": orders, "distinct": label, "ignore_nulls": label,
		"start": label, "end": label, "start_expr": expression, "end_expr": expression, "exclude_clause": label,
		"offset_expr": expression, "default_expr": expression,
	},
}

// operators are the types of expressions of the classes that have several.
var operators = map[string]bool{
	"OPERATOR_NOT": true, "OPERATOR_IS_NULL": true, "OPERATOR_IS_NOT_NULL": true, "OPERATOR_COALESCE": true,
	"COMPARE_IN": true, "COMPARE_NOT_IN": true, "GROUPING_FUNCTION": true,
}

// modifierShapes are what may follow a query, or stand in an aggregate.
var modifierShapes = map[string]shape{
	"ORDER_MODIFIER":         {"type": label, "orders": orders},
	"LIMIT_MODIFIER":         {"type": label, "limit": expression, "offset": expression},
	"LIMIT_PERCENT_MODIFIER": {"type": label, "limit": expression, "offset": expression},
	"DISTINCT_MODIFIER":      {"type": label, "distinct_on_targets": expressions},
}

// Shapes of what has no type of its own.
var (
	statementShape = shape{"node": queryNode, "named_param_map": nothing}
	orderShape     = shape{"type": label, "null_order": label, "expression": expression}
	caseShape      = shape{"when_expr": expression, "then_expr": expression}
	pairShape      = shape{"key": label, "value": expression}
	// Of columns that are left out, and of those that are renamed.
	qualifiedShape = shape{"catalog": nothing, "schema": label, "table": label, "column": label}
	constantShape  = shape{"type": castType, "is_null": label, "value": payload}
	decimalShape   = shape{"type": label, "alias": nothing, "extension_info": nothing, "width": label, "scale": label}
)

package tree

import (
	"maps"
	"strings"
)

// functions are those that a statement may call. What each list leaves out is
// said beside it. On the whole: nothing that reads files or settings, tells about
// the engine (version, current_query, pg_…), has an effect (setseed, write_log),
// waits (sleep_ms), depends on the moment or on chance (now, random, uuid: answers
// are kept), or makes a long value of a number (repeat, lpad, range, format).
var functions = set(aggregates, arithmetic, texts, times, others)

// aggregates: not reservoir_quantile, approx_top_k and histogram (by chance, or
// lists of lists). Lists that are gathered are held by the memory of the process.
const aggregates = `
	count count_star count_if countif sum sum_no_overflow fsum kahan_sum sumkahan avg mean favg min max median mode product
	arg_min arg_max argmin argmax min_by max_by any_value arbitrary first last bool_and bool_or bit_and bit_or bit_xor
	stddev stddev_pop stddev_samp variance var_pop var_samp sem skewness kurtosis kurtosis_pop entropy mad
	corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
	quantile quantile_cont quantile_disc approx_count_distinct approx_quantile
	string_agg group_concat listagg list array_agg`

const arithmetic = `
	+ - * / // % ** ^ @ & | ~ << >> xor
	abs add subtract multiply divide mod fmod sign ceil ceiling floor round round_even trunc even
	sqrt cbrt exp ln log log2 log10 pow power pi sin cos tan cot asin acos atan atan2 sinh cosh tanh asinh acosh atanh
	degrees radians gcd lcm greatest_common_divisor least_common_multiple isnan isinf isfinite signbit bit_count`

// texts: not repeat, lpad, rpad, format, printf, bar and to_base, which take the
// length of what they make, nor error, what makes lists, and hash,
// which is another with each engine.
const texts = `
	|| ~~ !~~ ~~* !~~* ~~~ like_escape not_like_escape ilike_escape not_ilike_escape ^@
	lower upper lcase ucase trim ltrim rtrim length len strlen char_length character_length octet_length bit_length
	left right substr substring left_grapheme right_grapheme substring_grapheme length_grapheme
	replace translate reverse concat concat_ws contains starts_with ends_with prefix suffix position strpos instr
	split_part strip_accents nfc_normalize unicode ord ascii chr
	regexp_matches regexp_full_match regexp_extract regexp_replace regexp_escape
	levenshtein editdist3 damerau_levenshtein hamming mismatches jaccard jaro_similarity jaro_winkler_similarity
	md5 sha1 sha256 hex to_hex url_encode url_decode`

// times: not now, today, current_date, get_current_timestamp, … nor age with one
// argument, which the engine counts from now: age is left out.
const times = `
	date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub date_add time_bucket last_day
	year month day quarter week weekday weekofyear yearweek dayofweek dayofmonth dayofyear isodow isoyear decade century
	millennium era julian hour minute second millisecond microsecond epoch epoch_ms epoch_us monthname dayname
	make_date make_time make_timestamp strftime strptime try_strptime timezone
	to_days to_weeks to_months to_quarters to_years to_hours to_minutes to_seconds to_milliseconds to_microseconds
	to_timestamp`

// others: to_json writes what has parts as text, for the answer; list_sort is what
// the parser makes of list(x ORDER BY x).
const others = `greatest least nullif ifnull if typeof row to_json list_sort`

// windows are the functions of OVER besides the aggregates.
var windows = set(aggregates, `row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value last_value nth_value`)

// valueNames are names that the engine takes for values where no column is
// called so.
var valueNames = set(`current_catalog current_database current_schema current_role current_user session_user user
	current_date current_time current_timestamp localtime localtimestamp get_current_timestamp today now`)

// types are the identifiers of types that CAST may make and values may have.
var types = func() map[string]bool {
	m := set(`boolean tinyint smallint integer bigint hugeint utinyint usmallint uinteger ubigint float double varchar
		date time timestamp timestamp_s timestamp_ms timestamp_ns interval decimal null`)
	upper := map[string]bool{"TIMESTAMP WITH TIME ZONE": true}
	for name := range maps.Keys(m) {
		upper[strings.ToUpper(name)] = true
	}
	return upper
}()

func set(lists ...string) map[string]bool {
	m := make(map[string]bool)
	for _, list := range lists {
		for name := range strings.FieldsSeq(list) {
			m[name] = true
		}
	}
	return m
}

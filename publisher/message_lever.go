package publisher

import (
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/publisher/anon/assess"
)

// LeverText says what a change of the policy would do, as it was measured.
func LeverText(v assess.Lever) catalog.Text {
	from, to := leverSide(v, v.From), leverSide(v, v.To)
	say := func(lang catalog.Lang) string {
		return strings.NewReplacer("{column}", quoted(v.Column), "{from}", from.In(lang), "{to}", to.In(lang),
			"{k}", whole(lang, v.Before.K), "{k2}", whole(lang, v.After.K),
			"{rows}", share(lang, v.Before.SuppressedRows), "{rows2}", share(lang, v.After.SuppressedRows)).Replace(leverForm(v).In(lang))
	}
	return catalog.Text{Vi: say(catalog.Vietnamese), En: say(catalog.English)}
}

// leverForm is the sentence for a lever, with places for its figures.
func leverForm(v assess.Lever) catalog.Text {
	t := catalog.Text{Vi: "Cột {column}, {from} → {to}: ", En: "Column {column}, {from} → {to}: "}
	switch {
	case v.Change == "suppress":
		return catalog.Text{
			Vi: "Cho phép bỏ đến {to} số dòng (search.suppress_rows), thay vì {from}: k trước khi bỏ dòng vẫn là {k}, các yêu cầu về từng nhóm khi đó đạt.",
			En: "Allow {to} of the rows to be suppressed (search.suppress_rows) instead of {from}: k before suppression stays {k}, and what is asked of each group then holds.",
		}
	case v.Change == "drop":
		t = catalog.Text{Vi: "Bỏ cột {column}: ", En: "Drop column {column}: "}
	case v.From == "" || v.To == "":
		t = catalog.Text{Vi: "Cột {column}, {to}: ", En: "Column {column}, {to}: "}
	}
	if v.Before.K == v.After.K {
		t.Vi, t.En = t.Vi+"k vẫn là {k}", t.En+"k stays {k}"
	} else {
		t.Vi, t.En = t.Vi+"k từ {k} thành {k2}", t.En+"k from {k} to {k2}"
	}
	if v.Before.SuppressedRows == v.After.SuppressedRows {
		t.Vi, t.En = t.Vi+", vẫn phải bỏ {rows} số dòng", t.En+", {rows} of the rows must still be suppressed"
	} else {
		t.Vi, t.En = t.Vi+", phải bỏ {rows2} số dòng thay vì {rows}", t.En+", {rows2} of the rows must be suppressed instead of {rows}"
	}
	if v.After.Pass {
		return catalog.Text{Vi: t.Vi + "; khi đó mọi yêu cầu đều đạt.", En: t.En + "; all rules then hold."}
	}
	return catalog.Text{Vi: t.Vi + "; vẫn chưa đủ để đạt mọi yêu cầu.", En: t.En + "; that alone does not meet all rules."}
}

// leverSide says what a lever changes from or to: an operation, or a share.
func leverSide(v assess.Lever, short string) catalog.Text {
	if x, err := strconv.ParseFloat(short, 64); err == nil && v.Change == "suppress" {
		return catalog.Text{Vi: share(catalog.Vietnamese, x), En: share(catalog.English, x)}
	}
	return OperationText(short)
}

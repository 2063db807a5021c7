package policy

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
)

// A Seen column is what is known of a column before there is a policy. It holds
// none of its values.
type Seen struct {
	Name     string
	Type     string // number, date or text; empty is not known
	Finding  string // what personal data it seems to hold, such as cccd or phone; empty is none
	Role     string // of the finding: one of the roles of a column; empty is not known
	Place    bool   // its values are units of a geography
	Rows     int64  // that have a value
	Distinct int64  // values
}

// A choice is what Suggest proposes for a column, and why.
type choice struct {
	role, op string
	why      catalog.Text
}

// Suggest writes a first draft of a policy for a table with these columns, with
// a comment in lang for each. It is careful: what it does not know is taken for
// worse than it may be. [Parse] reads the draft if names of columns are
// different and on one line each.
func Suggest(dataset string, columns []Seen, lang catalog.Lang) []byte {
	var b bytes.Buffer
	say := func(t catalog.Text) { fmt.Fprintf(&b, "# %s\n", t.In(lang)) }
	say(catalog.Text{Vi: "Bản nháp: hãy xem lại từng cột trước khi dùng.", En: "A draft: review every column before you use it."})
	fmt.Fprintf(&b, "policy: v1\ndataset: %s\nrelease: open\nunit: person\ncoverage: census\n", quote(dataset))
	if slices.ContainsFunc(columns, func(c Seen) bool { return c.Place }) {
		say(catalog.Text{Vi: "Dữ liệu trước ngày 1/7/2025: qd-63.", En: "For data before 1 July 2025: qd-63."})
		b.WriteString("geography: qd19-2025\n")
	}
	b.WriteString("columns:\n")
	var quasi, sensitive []string
	for _, c := range columns {
		pick := choose(c)
		switch pick.role {
		case Quasi:
			quasi = append(quasi, quote(c.Name))
		case Sensitive:
			sensitive = append(sensitive, quote(c.Name))
		}
		fmt.Fprintf(&b, "  # %s\n", comment(pick.why.In(lang)))
		fmt.Fprintf(&b, "  %s: {role: %s, op: %s}\n", quote(c.Name), pick.role, pick.op)
	}
	if quasi != nil {
		say(catalog.Text{Vi: "Ai có thể biết trước những gì về một người? Mỗi nhóm cột được kiểm tra riêng.", En: "Who may know what of a person? Each set of columns is tested on its own."})
		fmt.Fprintf(&b, "adversaries:\n  neighbour: [%s]\n", strings.Join(quasi, ", "))
	}
	if quasi != nil || sensitive != nil {
		b.WriteString("privacy:\n")
	}
	if quasi != nil {
		b.WriteString("  k: 5\n  risk: {highest: 0.2}\n")
	}
	for _, name := range sensitive {
		fmt.Fprintf(&b, "  %s: {l: {kind: distinct, l: 3}}\n", name)
	}
	say(catalog.Text{Vi: "Nhiều nhất bao nhiêu phần số dòng được ẩn.", En: "The most that may be suppressed, as a share of rows."})
	b.WriteString("search: {suppress_rows: 0.02}\nlinkage: {previous_releases: check}\nreview_after: 12mo\n")
	return b.Bytes()
}

// choose proposes what to do with a column.
func choose(c Seen) choice {
	known := c.Finding
	if known == "" {
		known = "?"
	}
	switch {
	case c.Role == Identifier:
		return choice{Identifier, "drop", catalog.Textf("Định danh trực tiếp (%s): bỏ.", "A direct identifier (%s): dropped.", known)}
	case c.Role == FreeText:
		return choice{FreeText, "drop", catalog.Textf("Văn bản tự do có thể chứa bất cứ gì: bỏ.", "Free text may hold anything: dropped.")}
	case c.Role == Sensitive:
		return choice{Sensitive, "keep", catalog.Textf("Thuộc tính nhạy cảm (%s): cần l hoặc t.", "A sensitive attribute (%s): needs l or t.", known)}
	case c.Role == Quasi || c.Place:
		return choice{Quasi, blur(c), catalog.Textf("Thuộc tính gián tiếp (%s): khái quát hóa.", "A quasi-identifier (%s): generalised.", known)}
	case c.Role == Insensitive:
		return choice{Insensitive, "keep", catalog.Textf("Không thấy nói về người: giữ.", "Says nothing of a person: kept.")}
	case c.Type != "number" && c.Type != "date" && c.Rows >= 20 && c.Distinct*10 > c.Rows*9:
		return choice{FreeText, "drop", catalog.Textf("Hầu như mỗi dòng một giá trị: bỏ, trừ khi bạn biết đây là gì.", "Nearly every row has its own value: dropped, unless you know what it is.")}
	}
	return choice{Quasi, blur(c), catalog.Textf("Chưa rõ vai trò: coi là thuộc tính gián tiếp.", "Its role is not known: taken for a quasi-identifier.")}
}

// blur is the operation on a quasi-identifier.
func blur(c Seen) string {
	switch {
	case c.Place:
		return "{generalise: {hierarchy: vn-admin, level: auto}}"
	case c.Type == "date":
		return "{generalise: {hierarchy: date, level: auto}}"
	case c.Type == "number":
		return "{bands: 5}"
	}
	return `{generalise: {hierarchy: "*", level: auto}}`
}

// quote writes a name so that YAML reads it as text, also inside brackets.
func quote(name string) string {
	n := yaml.Node{Kind: yaml.ScalarNode, Value: name, Tag: "!!str"}
	if strings.ContainsAny(name, ",[]{}#:&*!|>'\"%@`?\\ ") || name == "" {
		n.Style = yaml.DoubleQuotedStyle
	}
	text, err := yaml.Marshal(&n)
	if err != nil {
		return fmt.Sprintf("%q", name)
	}
	return oneLine(string(text))
}

// comment is a text as it may stand behind #.
func comment(s string) string {
	s = strings.Map(func(r rune) rune {
		if unprintable(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	r := []rune(oneLine(s))
	return string(r[:min(len(r), 200)])
}

// oneLine is a text without breaks of lines.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

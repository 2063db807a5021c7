package publisher

import (
	"cmp"
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode"

	"nguon/catalog"
	"nguon/publisher/anon/assess"
)

// A RuleWords says in plain words how a rule of a risk report came out.
type RuleWords struct {
	Finding catalog.Text // what was asked and what was measured
	Meaning catalog.Text // what that means for a person; empty if the rule holds
	Mend    catalog.Text // what the agency can do; empty if the rule holds
}

// Text is all of w as one text.
func (w RuleWords) Text() catalog.Text {
	return catalog.Text{
		Vi: strings.TrimSpace(w.Finding.Vi + " " + w.Meaning.Vi + " " + w.Mend.Vi),
		En: strings.TrimSpace(w.Finding.En + " " + w.Meaning.En + " " + w.Mend.En),
	}
}

// A ruleTexts is what there is to say about a rule. In the texts {who} is the
// adversary, {place} the column or else the file, {column} and {detail} are
// names, {table} and {because} (the column) are asides that may be empty,
// {want} is the bound and {got} the figure.
type ruleTexts struct {
	unit          unit
	pass, fail    catalog.Text
	meaning, mend catalog.Text
	detail        func(string) catalog.Text // says Detail; nil quotes it
}

// ruleMessages are the texts of all rules.
var ruleMessages = joined(releaseRules, personRules, attributeRules, tableRules, gateRules)

func joined(all ...map[assess.Code]ruleTexts) map[assess.Code]ruleTexts {
	out := make(map[assess.Code]ruleTexts)
	for _, m := range all {
		maps.Copy(out, m)
	}
	return out
}

// ExplainRule says how r came out. Names in it are quoted, and lose what does
// not show or turns the direction of text.
func ExplainRule(r assess.Rule) RuleWords {
	m, ok := ruleMessages[r.Code]
	if !ok {
		code := quoted(string(r.Code))
		return RuleWords{Finding: catalog.Text{
			Vi: "Yêu cầu " + code + " chưa có lời giải thích trong phiên bản này.", En: "This version has no words for the rule " + code + ".",
		}}
	}
	if r.Pass {
		return RuleWords{Finding: m.say(m.pass, r)}
	}
	return RuleWords{Finding: m.say(m.fail, r), Meaning: m.say(m.meaning, r), Mend: m.say(m.mend, r)}
}

// RuleText is [ExplainRule] as one text.
func RuleText(r assess.Rule) catalog.Text { return ExplainRule(r).Text() }

func (m *ruleTexts) say(text catalog.Text, r assess.Rule) catalog.Text {
	detail := catalog.Text{Vi: quoted(r.Detail), En: quoted(r.Detail)}
	if m.detail != nil {
		detail = m.detail(r.Detail)
	}
	who := catalog.Text{Vi: "bất kỳ ai", En: "anybody"}
	if r.Adversary != "" {
		who = catalog.Text{Vi: "người dò tìm " + quoted(r.Adversary), En: "the intruder " + quoted(r.Adversary)}
	}
	place := catalog.Text{Vi: "Tệp sẽ công bố", En: "The file to be published"}
	if r.Column != "" {
		place = catalog.Text{Vi: "Cột " + quoted(r.Column), En: "Column " + quoted(r.Column)}
	}
	table, because := bracketed(r.Table), catalog.Text{}
	if r.Column != "" {
		because = catalog.Text{Vi: ", vì cột " + quoted(r.Column), En: ", because of column " + quoted(r.Column)}
	}
	fill := func(lang catalog.Lang) string {
		want, got := m.unit.pair(lang, r.Want, r.Got)
		return strings.NewReplacer("{who}", who.In(lang), "{place}", place.In(lang), "{column}", quoted(r.Column), "{because}", because.In(lang), "{table}", table.In(lang),
			"{detail}", detail.In(lang), "{want}", want, "{got}", got).Replace(text.In(lang))
	}
	return catalog.Text{Vi: fill(catalog.Vietnamese), En: fill(catalog.English)}
}

// bracketed is a name in an aside, or nothing.
func bracketed(name string) catalog.Text {
	if name == "" {
		return catalog.Text{}
	}
	return catalog.Text{Vi: " (" + quoted(name) + ")", En: " (" + quoted(name) + ")"}
}

// plainNumber is a count, without quotes.
func plainNumber(count string) catalog.Text {
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil {
		return catalog.Text{Vi: quoted(count), En: quoted(count)}
	}
	x := float64(n)
	return catalog.Text{Vi: plain.write(catalog.Vietnamese, &x, legible), En: plain.write(catalog.English, &x, legible)}
}

// dayText writes a day such as 2026-11-22 as the language does.
func dayText(day string) catalog.Text {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return catalog.Text{Vi: quoted(day), En: quoted(day)}
	}
	return catalog.Text{Vi: t.Format("02/01/2006"), En: t.Format("2 Jan 2006")}
}

// quoted puts a name that others chose between quotes.
func quoted(name string) string {
	return "“" + strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r) {
			return r
		}
		return unicode.ReplacementChar
	}, cmp.Or(name, "–")) + "”"
}

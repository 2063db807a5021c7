package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An expression is what a person's text asks for.
type expression struct {
	words    []word  // all of them, in any field or that of their scope
	phrases  []group // each side by side, in one field; of two words or more
	excluded []group // none of them; of one word or more, side by side
	// blank reports that the text was empty: it finds all. Without it, an
	// expression that asks for nothing finds nothing.
	blank bool
	// order is all words that are asked for, as they were typed.
	order []token
}

// A group is words that belong together.
type group struct {
	tokens  []token
	scope   *scope // nil is any field
	asTyped bool   // marks and all
}

// A word is one that must be found.
type word struct {
	token
	quoted bool // as it is: neither stemmed nor begun, nor by another name
	prefix bool // it may be the beginning of a word
	// strict reports that this word, or one beside it, was typed with marks:
	// then a word without any is one that has none.
	strict  bool
	asTyped bool   // without marks it is one that has none, whatever is beside it
	scope   *scope // nil is any field
	stem    string
	// meanings are concepts any of which stands for the word.
	meanings []meant
	first    int // its place in expression.order
	// before and after are the words beside it as it was typed, or nothing.
	before, after token
}

// meant is a concept that answers for a word.
type meant struct {
	concept int
	worth   float64 // of the word itself
}

// What the concept of a word is worth, and one that is near it.
const (
	worthMeaning = 0.6
	worthNear    = 0.3
)

// parse reads what a person typed. It never fails: what is not understood is a
// word, and signs without a word mean nothing. With exact, all of it is taken
// as if it stood in quotes.
func parse(text string, exact bool) expression {
	text = normalize(text)
	e := expression{blank: strings.TrimSpace(text) == ""}
	rest, last := text, false
	for rest != "" {
		var c chunk
		c, rest = nextChunk(rest)
		c.asTyped = c.asTyped || exact
		tokens := tokenize(c.text)
		g := group{tokens, c.scope, c.asTyped}
		switch {
		case len(tokens) == 0:
		case c.minus:
			e.excluded = append(e.excluded, g)
			last = false
		default:
			if c.quoted && len(tokens) > 1 && (c.scope == nil || c.scope.tier >= 0) {
				e.phrases = append(e.phrases, g)
			}
			for _, t := range tokens {
				e.words = append(e.words, word{token: t, quoted: c.quoted || c.asTyped, asTyped: c.asTyped, scope: c.scope, first: len(e.order)})
				e.order = append(e.order, t)
			}
			last = !c.quoted && !c.asTyped && tokens[len(tokens)-1].end == len(c.text)
		}
	}
	// The last word is unfinished if nothing was typed after it.
	if end, _ := utf8.DecodeLastRuneInString(text); last && !unicode.IsSpace(end) {
		e.words[len(e.words)-1].prefix = true
	}
	return e.understood()
}

// understood completes the words of an expression by what stands beside them.
func (e expression) understood() expression {
	for i := range e.words {
		if i > 0 {
			e.words[i].before = e.order[i-1]
		}
		if i+1 < len(e.words) {
			e.words[i].after = e.order[i+1]
		}
	}
	e.words = withoutFunctionWords(e.words)
	e.words = withMeanings(e.words, e.order, !e.marked())
	e.words = withoutRepeats(e.words)
	for i := range e.words {
		w := &e.words[i]
		w.strict = (e.marked() || w.asTyped) && !w.guessed
		w.stem = stem(w.folded)
	}
	return e
}

// withMeanings gives each word the concepts that it is a part of: "chỉ số giá"
// is found where all its words are, or where any other name of it is.
func withMeanings(ws []word, order []token, open bool) []word {
	stems := make([]string, len(order))
	for i, t := range order {
		stems[i] = stem(t.folded)
	}
	for _, m := range words.mentions(order, stems, open, nil) {
		for i := range ws {
			w := &ws[i]
			if w.first < m.from || w.first >= m.until || w.quoted || w.scope != nil {
				continue
			}
			w.mean(meant{m.concept, worthMeaning})
			for _, near := range words.concepts[m.concept].near {
				w.mean(meant{near, worthNear})
			}
		}
	}
	return ws
}

func (w *word) mean(m meant) {
	i := slices.IndexFunc(w.meanings, func(have meant) bool { return have.concept == m.concept })
	if i < 0 {
		w.meanings = append(w.meanings, m)
	} else {
		w.meanings[i].worth = max(w.meanings[i].worth, m.worth)
	}
}

// marked reports whether a word was typed with marks.
func (e expression) marked() bool { return slices.ContainsFunc(e.order, token.marked) }

type chunk struct {
	text                   string
	minus, quoted, asTyped bool
	scope                  *scope
}

// nextChunk cuts a word or a quoted phrase off the beginning of text, with the
// signs before it: a minus, "exact:" and the name of a scope. A quote that is
// not closed ends with the text.
func nextChunk(text string) (chunk, string) {
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	var c chunk
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		c.minus, text = true, rest
	}
	for {
		name, rest, ok := strings.Cut(text, ":")
		if !ok || rest == "" || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) }) {
			break
		}
		if r, _ := utf8.DecodeRuneInString(rest); unicode.IsSpace(r) {
			break
		}
		if s := findScope(name); s != nil && c.scope == nil {
			c.scope, text = s, rest
		} else if name == "exact" && !c.asTyped {
			c.asTyped, text = true, rest
		} else {
			break
		}
	}
	if r, n := utf8.DecodeRuneInString(text); isQuote(r) {
		c.quoted = true
		text = text[n:]
		end := strings.IndexFunc(text, isQuote)
		if end < 0 {
			c.text = text
			return c, ""
		}
		_, n = utf8.DecodeRuneInString(text[end:])
		c.text = text[:end]
		return c, text[end+n:]
	}
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) })
	if end < 0 {
		end = len(text)
	}
	c.text = text[:end]
	return c, text[end:]
}

func isQuote(r rune) bool {
	return r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»'
}

// Words that only join others say nothing about a dataset. The English ones
// are none that could be a Vietnamese syllable without its marks.
var (
	joinsVi = []string{"của", "và", "các", "những", "với", "cho", "theo"}
	joinsEn = []string{"of", "and", "for", "from", "with"}
)

// withoutFunctionWords leaves out words that only join others, as long as a
// word is left. Where no word has a mark the text may be either language, and
// only the English ones are left out.
func withoutFunctionWords(words []word) []word {
	joins := joinsEn
	if slices.ContainsFunc(words, func(w word) bool { return w.marked() }) {
		joins = exactForms(joinsVi)
	}
	kept := slices.DeleteFunc(slices.Clone(words), func(w word) bool {
		return !w.quoted && !w.prefix && slices.Contains(joins, w.exact)
	})
	if len(kept) == 0 {
		return words
	}
	return kept
}

func exactForms(words []string) []string {
	var forms []string
	for _, w := range words {
		forms = append(forms, tokenize(w)[0].exact)
	}
	return forms
}

// withoutRepeats keeps one of each word, the strictest.
func withoutRepeats(words []word) []word {
	at := make(map[string]int)
	var kept []word
	for _, w := range words {
		key := w.exact
		if w.scope != nil {
			key += "\x00" + w.scope.name
		}
		if i, ok := at[key]; ok {
			kept[i].quoted = kept[i].quoted || w.quoted
			kept[i].asTyped = kept[i].asTyped || w.asTyped
			kept[i].prefix = kept[i].prefix && w.prefix
			for _, m := range w.meanings {
				kept[i].mean(m)
			}
			continue
		}
		at[key] = len(kept)
		kept = append(kept, w)
	}
	return kept
}

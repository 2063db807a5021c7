package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An expression is what a person's text asks for.
type expression struct {
	words    []word    // all of them, in any field
	phrases  [][]token // each side by side, in one field; of two words or more
	excluded [][]token // none of them; of one word or more, side by side
	// blank reports that the text was empty: it finds all. Without it, an
	// expression that asks for nothing finds nothing.
	blank bool
	// order is all words that are asked for, as they were typed.
	order []token
}

// A word is one that must be found.
type word struct {
	token
	quoted bool // as it is: neither stemmed nor begun
	prefix bool // it may be the beginning of a word
	// strict reports that this word, or one beside it, was typed with marks:
	// then a word without any is one that has none.
	strict bool
	stem   string
}

// parse reads what a person typed. It never fails: what is not understood is a
// word, and signs without a word mean nothing.
func parse(text string) expression {
	text = normalize(text)
	e := expression{blank: strings.TrimSpace(text) == ""}
	rest, last := text, false
	for rest != "" {
		var c chunk
		c, rest = nextChunk(rest)
		tokens := tokenize(c.text)
		switch {
		case len(tokens) == 0:
		case c.minus:
			e.excluded = append(e.excluded, tokens)
			last = false
		default:
			if c.quoted && len(tokens) > 1 {
				e.phrases = append(e.phrases, tokens)
			}
			for _, t := range tokens {
				e.words = append(e.words, word{token: t, quoted: c.quoted})
			}
			e.order = append(e.order, tokens...)
			last = !c.quoted && tokens[len(tokens)-1].end == len(c.text)
		}
	}
	// The last word is unfinished if nothing was typed after it.
	if end, _ := utf8.DecodeLastRuneInString(text); last && !unicode.IsSpace(end) {
		e.words[len(e.words)-1].prefix = true
	}
	e.words = withoutRepeats(withoutFunctionWords(e.words))
	for i := range e.words {
		e.words[i].strict = e.marked()
		e.words[i].stem = stem(e.words[i].folded)
	}
	return e
}

// marked reports whether a word was typed with marks.
func (e expression) marked() bool { return slices.ContainsFunc(e.order, token.marked) }

type chunk struct {
	text          string
	minus, quoted bool
}

// nextChunk cuts a word or a quoted phrase off the beginning of text. A quote
// that is not closed ends with the text.
func nextChunk(text string) (chunk, string) {
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	var c chunk
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		c.minus, text = true, rest
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
		if i, ok := at[w.exact]; ok {
			kept[i].quoted = kept[i].quoted || w.quoted
			kept[i].prefix = kept[i].prefix && w.prefix
			continue
		}
		at[w.exact] = len(kept)
		kept = append(kept, w)
	}
	return kept
}

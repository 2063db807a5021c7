package search

import "strings"

// cachedWords bounds the words that a cache holds.
const cachedWords = 50_000

// A wordCache splits texts as tokenize does, and remembers what was found out
// about words. What it returns is good until it is asked again. It is not safe
// for concurrent use.
type wordCache struct {
	known  map[string]*cachedWord // by the word as it is written
	tokens []token
	words  []*cachedWord
	stems  []string
}

// A cachedWord is a word with all that its letters alone decide.
type cachedWord struct {
	exact, folded, stem string
	begins              [2][]wording // the spellings that begin with it, and with its stem if that is another word
	terms               [len(tiers)][wordForms]uint32
}

// The terms that a word has in a tier: in cachedWord.terms each plus 1, or 0
// where it is not known yet.
const (
	wordExact = iota
	wordFolded
	wordUnmarked
	wordEnglish
	wordStem
	wordForms
)

func newWordCache() wordCache { return wordCache{known: make(map[string]*cachedWord)} }

// tokenize splits a normalized text into words.
func (c *wordCache) tokenize(text string) ([]token, []*cachedWord) {
	c.tokens, c.words = c.tokens[:0], c.words[:0]
	for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
		w := c.known[text[start:end]]
		if w == nil {
			w = c.add(strings.Clone(text[start:end]))
		}
		if !silent(text, w.folded, start) {
			c.tokens = append(c.tokens, token{exact: w.exact, folded: w.folded, start: start, end: end})
			c.words = append(c.words, w)
		}
	}
	return c.tokens, c.words
}

func (c *wordCache) add(written string) *cachedWord {
	w := new(cachedWord)
	w.exact, w.folded = takeWord(written)
	w.stem = stem(w.folded)
	w.begins[0] = words.begins[w.folded]
	if w.stem != w.folded {
		w.begins[1] = words.begins[w.stem]
	}
	if len(c.known) >= cachedWords {
		clear(c.known) // what is frequent comes back at once
	}
	c.known[written] = w
	return w
}

// stemsOf returns the stems of English words.
func (c *wordCache) stemsOf(words []*cachedWord) []string {
	c.stems = c.stems[:0]
	for _, w := range words {
		c.stems = append(c.stems, w.stem)
	}
	return c.stems
}

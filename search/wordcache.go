package search

import "strings"

// cachedWords bounds the words that a cache holds.
const cachedWords = 100_000

// A wordCache splits texts as tokenize does, and remembers the forms of words.
// What it returns is good until it is asked again. It is not safe for
// concurrent use.
type wordCache struct {
	known  map[string]cachedWord // by the word as it is written
	stemOf map[string]string     // by the word without marks
	tokens []token
	found  []string
}

type cachedWord struct{ exact, folded string }

func newWordCache() wordCache {
	return wordCache{known: make(map[string]cachedWord), stemOf: make(map[string]string)}
}

// tokenize splits a normalized text into words.
func (c *wordCache) tokenize(text string) []token {
	c.tokens = c.tokens[:0]
	for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
		w, ok := c.known[text[start:end]]
		if !ok {
			written := strings.Clone(text[start:end])
			w.exact, w.folded = takeWord(written)
			if len(c.known) >= cachedWords {
				clear(c.known)
			}
			c.known[written] = w
		}
		if !silent(text, w.folded, start) {
			c.tokens = append(c.tokens, token{exact: w.exact, folded: w.folded, start: start, end: end})
		}
	}
	return c.tokens
}

// stems returns the stems of English words.
func (c *wordCache) stems(tokens []token) []string {
	c.found = c.found[:0]
	for _, t := range tokens {
		s, ok := c.stemOf[t.folded]
		if !ok {
			s = stem(t.folded)
			if len(c.stemOf) >= cachedWords {
				clear(c.stemOf)
			}
			c.stemOf[t.folded] = s
		}
		c.found = append(c.found, s)
	}
	return c.found
}

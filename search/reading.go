package search

import "sync"

// A reading is a text taken apart. It must not be changed.
type reading struct {
	text   string
	tokens []token
	open   bool // no word has a mark

	once  [2]sync.Once // without stems, and with them
	named [2][]mention
}

// mentions returns the concepts that the text names, with the endings of
// English words taken off or not.
func (r *reading) mentions(stemmed bool) []mention {
	i := b2i(stemmed)
	r.once[i].Do(func() {
		var stems []string
		if stemmed {
			for _, t := range r.tokens {
				stems = append(stems, stem(t.folded))
			}
		}
		r.named[i] = words.mentions(r.tokens, stems, r.open, &r.text)
	})
	return r.named[i]
}

// readings remembers short texts, which are the same in many datasets.
var readings = struct {
	sync.RWMutex
	known map[string]*reading
}{known: make(map[string]*reading)}

// maxReadings bounds the texts that are remembered: with memoText, to some
// 20 MB.
const maxReadings = 10_000

// readingOf takes a normalized text apart.
func readingOf(text string) *reading {
	if len(text) > memoText {
		return newReading(text)
	}
	readings.RLock()
	r := readings.known[text]
	readings.RUnlock()
	if r != nil {
		return r
	}
	r = newReading(text)
	readings.Lock()
	defer readings.Unlock()
	if len(readings.known) >= maxReadings {
		clear(readings.known) // what is frequent comes back at once
	}
	readings.known[text] = r
	return r
}

func newReading(text string) *reading {
	tokens := tokenize(text)
	return &reading{text: text, tokens: tokens, open: !anyMarked(tokens)}
}

package search

import (
	"embed"
	"fmt"
	"hash/crc32"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The vocabulary of search is in files that anyone can read and mend: see
// their heads for the form.
//
//go:embed words/*.txt words/asking.tsv
var wordFiles embed.FS

// A vocabulary knows which words mean the same: abbreviations, English and
// Vietnamese terms, and the names that places have had.
//
// A spelling of a concept that stands in a dataset puts the concept into the
// index, so that a search looks up one term for all its spellings.
type vocabulary struct {
	concepts []concept
	begins   map[string][]wording // by their first word: without marks, and its stem
	sum      uint32               // of the files: another vocabulary makes another index
}

// A concept is what several spellings mean alike.
type concept struct {
	key   string // the first spelling in its exact form: the term in the index
	name  string // the first spelling as it is written
	place bool   // spelled with capitals: "hòa bình" is peace, "Hòa Bình" a place
	// near are the concepts that answer for this one less well: what a place
	// belongs to since it was merged, and what was merged into it.
	near []int
}

// A wording is one way to write a concept.
type wording struct {
	words   []token
	stems   []string
	concept int
}

// A mention is a spelling of a concept in a text: tokens from ≤ i < until.
type mention struct{ from, until, concept int }

var words = mustVocabulary(wordFiles)

// mustVocabulary reads files that are part of the program: a test reads them,
// too.
func mustVocabulary(files fs.FS) *vocabulary {
	v, err := readVocabulary(files)
	if err != nil {
		panic(err)
	}
	return v
}

// readVocabulary reads all files of the folder "words".
func readVocabulary(files fs.FS) (*vocabulary, error) {
	names, err := fs.Glob(files, "words/*.txt")
	if err != nil {
		return nil, err
	}
	v := &vocabulary{begins: make(map[string][]wording)}
	known := make(map[string]int) // spelling in its exact form → concept
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		v.sum = crc32.Update(v.sum, crc32.IEEETable, text)
		place := strings.HasPrefix(name, "words/places")
		number := 0
		for line := range strings.Lines(string(text)) {
			number++
			line, _, _ = strings.Cut(line, "#")
			if strings.TrimSpace(line) == "" {
				continue
			}
			if err := v.addLine(line, place, known); err != nil {
				return nil, fmt.Errorf("search: %s:%d: %w", name, number, err)
			}
		}
	}
	return v, nil
}

// addLine adds a line such as "A = B ~ C = D > E": A and B mean the same, C and
// D too; C is near A, and A near C; E is a part of A, and only near it.
func (v *vocabulary) addLine(line string, place bool, known map[string]int) error {
	first, sign := -1, ""
	for line != "" {
		part, next, rest := line, "", ""
		if i := strings.IndexAny(line, "~>"); i >= 0 {
			part, next, rest = line[:i], line[i:i+1], line[i+1:]
		}
		c, err := v.addConcept(part, place, known)
		if err != nil {
			return err
		}
		switch {
		case first < 0:
			first = c
		case c == first || slices.Contains(v.concepts[first].near, c):
			return fmt.Errorf("%q is there twice", strings.TrimSpace(part))
		default:
			v.concepts[first].near = append(v.concepts[first].near, c)
			if sign == "~" {
				v.concepts[c].near = append(v.concepts[c].near, first)
			}
		}
		line, sign = rest, next
	}
	return nil
}

// addConcept adds the spellings "A = B" to the concept that has one of them
// already, or to a new one, and returns it.
func (v *vocabulary) addConcept(part string, place bool, known map[string]int) (int, error) {
	c := -1
	var wordings []wording
	var names []string
	for text := range strings.SplitSeq(part, "=") {
		text = strings.TrimSpace(text)
		w := wording{words: tokenize(normalize(text))}
		if len(w.words) == 0 {
			return 0, fmt.Errorf("there is no word in %q", text)
		}
		if i, ok := known[joinExact(w.words)]; !ok {
			wordings, names = append(wordings, w), append(names, text)
		} else if c >= 0 && i != c {
			return 0, fmt.Errorf("%q is in two meanings", text)
		} else {
			c = i
		}
	}
	if c < 0 {
		c = len(v.concepts)
		v.concepts = append(v.concepts, concept{key: joinExact(wordings[0].words), name: names[0], place: place})
	}
	for _, w := range wordings {
		known[joinExact(w.words)] = c
		w.concept = c
		v.addWording(w)
	}
	return c, nil
}

func (v *vocabulary) addWording(s wording) {
	for _, w := range s.words {
		s.stems = append(s.stems, stem(w.folded))
	}
	v.begins[s.words[0].folded] = append(v.begins[s.words[0].folded], s)
	if s.stems[0] != s.words[0].folded {
		v.begins[s.stems[0]] = append(v.begins[s.stems[0]], s)
	}
}

func joinExact(tokens []token) string {
	var exact []string
	for _, t := range tokens {
		exact = append(exact, t.exact)
	}
	return strings.Join(exact, " ")
}

// mentions returns the concepts that stand in a text of which tokens are the
// words. stems are theirs, or nil if the text is not in English; open says
// that marks do not count. Where text is not nil, it is what the tokens are of,
// and names of places must have their capitals in it.
func (v *vocabulary) mentions(tokens []token, stems []string, open bool, text *string) []mention {
	var found []mention
	for i, t := range tokens {
		found = v.mentionsAt(found, i, v.begins[t.folded], tokens, stems, open, text)
		if stems != nil && stems[i] != t.folded {
			found = v.mentionsAt(found, i, v.begins[stems[i]], tokens, stems, open, text)
		}
	}
	return found
}

func (v *vocabulary) mentionsAt(found []mention, i int, candidates []wording, tokens []token, stems []string, open bool, text *string) []mention {
	for _, s := range candidates {
		if !s.at(i, tokens, stems, open, text != nil) {
			continue
		}
		if text != nil && v.concepts[s.concept].place && !capital((*text)[tokens[i].start:]) {
			continue
		}
		m := mention{i, i + len(s.words), s.concept}
		if !slices.Contains(found, m) {
			found = append(found, m)
		}
	}
	return found
}

// at reports whether the spelling stands at token i. In a passage, a single
// word must have its marks: without them it may be any other.
func (s *wording) at(i int, tokens []token, stems []string, open, passage bool) bool {
	if i+len(s.words) > len(tokens) {
		return false
	}
	for j, w := range s.words {
		t := tokens[i+j]
		switch {
		case t.exact == w.exact:
		case !w.marked() && stems != nil && stems[i+j] == s.stems[j] && !t.marked():
		case open && t.folded == w.folded && (len(s.words) > 1 || !passage):
		default:
			return false
		}
	}
	return true
}

func capital(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

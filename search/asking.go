package search

import (
	"fmt"
	"slices"
	"strings"
)

// An asking is what the words of a question are for.
type asking byte

const (
	askPlain    asking = 'p'
	askQuestion asking = 'q'
	askColumn   asking = 'c'
)

// An askPhrase is words of a question that stand side by side.
type askPhrase struct {
	words []token
	kind  asking
}

var askPhrases = mustAskPhrases() // by their first word without marks

func mustAskPhrases() map[string][]askPhrase {
	text, err := wordFiles.ReadFile("words/asking.tsv")
	if err == nil {
		var phrases map[string][]askPhrase
		if phrases, err = readAskPhrases(string(text)); err == nil {
			return phrases
		}
	}
	panic(err) // the file is a part of the program
}

func readAskPhrases(text string) (map[string][]askPhrase, error) {
	phrases := make(map[string][]askPhrase)
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		kind, phrase, _ := strings.Cut(line, "\t")
		p := askPhrase{words: tokenize(normalize(phrase))}
		if len(p.words) == 0 || kind != "plain" && kind != "question" && kind != "column" {
			return nil, fmt.Errorf("search: words/asking.tsv:%d: %q is no line", number, line)
		}
		p.kind = asking(kind[0])
		first := p.words[0].folded
		phrases[first] = append(phrases[first], p)
	}
	return phrases, nil
}

// withoutAsking returns e without the words that only ask for data, if it has
// any and others are left. question says that it is a question, column that it
// asks for a column.
func (e expression) withoutAsking() (rest expression, question, column, ok bool) {
	said := make([]bool, len(e.order))
	open := !e.marked()
	for i := range e.order {
		for _, p := range askPhrases[e.order[i].folded] {
			if !standsAt(p.words, e.order[i:], open) {
				continue
			}
			for j := range p.words {
				said[i+j] = true
			}
			question = question || p.kind == askQuestion || p.kind == askColumn && len(p.words) > 1
			column = column || p.kind == askColumn
		}
	}
	rest = e
	rest.order = nil
	for i, t := range e.order {
		if !said[i] {
			rest.order = append(rest.order, t)
		}
	}
	rest.words = slices.DeleteFunc(slices.Clone(e.words), func(w word) bool { return !w.quoted && w.scope == nil && said[w.first] })
	if len(rest.words) == 0 || len(rest.words) == len(e.words) {
		return e, false, false, false
	}
	return rest, question, column, true
}

func standsAt(phrase, tokens []token, open bool) bool {
	if len(phrase) > len(tokens) {
		return false
	}
	for i, p := range phrase {
		if tokens[i].exact != p.exact && (!open || tokens[i].folded != p.folded) {
			return false
		}
	}
	return true
}

// inScope returns e with every word that is bound to no scope bound to s.
func (e expression) inScope(s *scope) expression {
	e.words = slices.Clone(e.words)
	for i := range e.words {
		if e.words[i].scope == nil {
			e.words[i].scope = s
		}
	}
	return e
}

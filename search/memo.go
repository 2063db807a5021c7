package search

import (
	"sync"

	"nguon/catalog"
)

// memoSize bounds the texts that a memo holds. Names of agencies, themes,
// columns and keywords are most of what a catalogue says, again and again.
const memoSize = 50_000

// memoText is the longest text that is remembered, in bytes.
const memoText = 120

// A memo remembers the analysis of texts. It is safe for concurrent use.
type memo struct {
	mu    sync.RWMutex
	known map[memoKey]*analysis
}

type memoKey struct {
	text, field string
	lang        catalog.Lang
	tier        int
}

func newMemo() *memo { return &memo{known: make(map[memoKey]*analysis)} }

// analyse returns the analysis of a text of a passage, which must not be
// changed.
func (m *memo) analyse(p *passage, text string) *analysis {
	if len(text) > memoText || p.Field == "slug" || p.Field == "title" {
		return analyse(p, text)
	}
	key := memoKey{text, p.Field, p.Lang, p.tier}
	m.mu.RLock()
	a := m.known[key]
	m.mu.RUnlock()
	if a != nil {
		return a
	}
	a = analyse(p, text)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) >= memoSize {
		clear(m.known) // what is frequent comes back at once
	}
	m.known[key] = a
	return a
}

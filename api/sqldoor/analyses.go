package sqldoor

import (
	"crypto/sha256"
	"sync"
)

// analyses remember the tables that statements name, so that what is asked again
// and has not changed is told so without a process. A statement always names the
// same tables. It is safe for concurrent use.
type analyses struct {
	mu    sync.Mutex
	names map[[sha256.Size]byte][]Name
}

// maxAnalyses is how many statements are remembered; then all are forgotten.
const maxAnalyses = 4096

func newAnalyses() *analyses { return &analyses{names: make(map[[sha256.Size]byte][]Name)} }

func (a *analyses) get(sql string) ([]Name, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	names, ok := a.names[sha256.Sum256([]byte(sql))]
	return names, ok
}

func (a *analyses) add(sql string, names []Name) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.names) >= maxAnalyses {
		clear(a.names)
	}
	a.names[sha256.Sum256([]byte(sql))] = names
}

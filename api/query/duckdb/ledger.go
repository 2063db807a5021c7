package duckdb

import (
	"math"
	"sync"
	"time"

	"nguon/catalog"
)

// halfLife is how long it takes for use to count half.
const halfLife = 10 * time.Minute

// maxAccounts bounds the tables of which use is remembered.
const maxAccounts = 4096

// A ledger adds up the time that statements on tables take, by the sums of their
// published files. What was long ago counts less. It is safe for concurrent use.
type ledger struct {
	now func() time.Time

	mu       sync.Mutex
	accounts map[catalog.Digest]*account
}

type account struct {
	spent float64 // seconds of statements, as they counted at the time at
	at    time.Time
	slow  float64 // mean seconds of a statement on the published file; 0 is unknown
}

func newLedger(now func() time.Time) *ledger {
	return &ledger{now: now, accounts: make(map[catalog.Digest]*account)}
}

// charge enters a statement and returns the new sum. One on a copy counts what
// it would have taken without the copy, as far as that is known: or a copy would
// lose its place by being fast.
func (l *ledger) charge(d catalog.Digest, took time.Duration, onCopy bool) float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.accounts[d]
	if a == nil {
		l.shrink()
		a = &account{at: l.now()}
		l.accounts[d] = a
	}
	seconds := took.Seconds()
	if onCopy {
		seconds = max(seconds, a.slow)
	} else if a.slow == 0 {
		a.slow = seconds
	} else {
		const weight = 0.1 // of the newest in the mean
		a.slow += weight * (seconds - a.slow)
	}
	a.age(l.now())
	a.spent += seconds
	return a.spent
}

// spent returns the sum for a table, as it counts now.
func (l *ledger) spent(d catalog.Digest) float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.accounts[d]
	if a == nil {
		return 0
	}
	a.age(l.now())
	return a.spent
}

// settle sets the sum for a table to zero: it has to be earned anew.
func (l *ledger) settle(d catalog.Digest) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.accounts, d)
}

func (a *account) age(now time.Time) {
	if d := now.Sub(a.at); d > 0 {
		a.spent *= math.Exp2(-float64(d) / float64(halfLife))
		a.at = now
	}
}

// shrink makes room for an account: the one with the least goes.
func (l *ledger) shrink() {
	if len(l.accounts) < maxAccounts {
		return
	}
	var least catalog.Digest
	sum := math.Inf(1)
	for d, a := range l.accounts {
		a.age(l.now())
		if a.spent < sum {
			least, sum = d, a.spent
		}
	}
	delete(l.accounts, least)
}

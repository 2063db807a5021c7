package aggregate

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// RecordKeys returns the key of each record for [Spec.Keys] from what
// identifies it in every release: a key of the register, or all its values
// before anything was recoded. Secrets are at least 16 bytes long; who knows
// the secret and a candidate's record can test whether it is in a cell.
func RecordKeys(secret []byte, ids []string) ([]uint64, error) {
	if len(secret) < 16 {
		return nil, &Error{Code: NoKey, Got: int64(len(secret)), Want: 16}
	}
	mac := hmac.New(sha256.New, secret)
	keys := make([]uint64, len(ids))
	var sum []byte
	for i, id := range ids {
		mac.Reset()
		mac.Write([]byte("record\x00"))
		mac.Write([]byte(id))
		sum = mac.Sum(sum[:0])
		keys[i] = binary.BigEndian.Uint64(sum)
	}
	return keys, nil
}

// checkBase refuses what tables are not rounded to.
func checkBase(base int64) error {
	switch base {
	case 3, 5, 10:
		return nil
	}
	return &Error{Code: BadBase, Got: base}
}

// Conventional rounds to the nearest multiple of the base, halves up. It is
// weak: margins rounded by themselves often tell what the cells were.
func Conventional(n, base int64) int64 { return (n + base/2) / base * base }

// unbiased rounds n up with a probability of its residual ÷ base, so that the
// expected value is n. coin is uniform.
func unbiased(n, base int64, coin uint64) int64 {
	residual := n % base
	if int64(coin%uint64(base)) < residual { // the bias of a remainder of 2⁶⁴ is below 10⁻¹⁸
		return n - residual + base
	}
	return n - residual
}

// RoundConventional returns the counts rounded to base 3, 5 or 10.
func (t *Table) RoundConventional(base int64) ([]int64, error) {
	return t.round(base, func(c *Cell) int64 { return Conventional(c.Count, base) })
}

// RoundRandom returns the counts rounded at random without bias. The same
// counts rounded again come out differently, and their mean gives them away:
// for what is published more than once there is [Table.RoundKeyed].
func (t *Table) RoundRandom(base int64, r *rand.Rand) ([]int64, error) {
	return t.round(base, func(c *Cell) int64 { return unbiased(c.Count, base, r.Uint64()) })
}

// RoundKeyed returns the counts rounded without bias, with a coin that is made
// of the secret and of the set of records in the cell and of nothing else: the
// same cell is rounded alike in every table and every release, and neither
// repeated questions nor differences of releases tell more.
func (t *Table) RoundKeyed(base int64, secret []byte) ([]int64, error) {
	keyed := false
	for i := range t.Cells {
		keyed = keyed || t.Cells[i].key != 0
	}
	if len(secret) < 16 || !keyed && t.Cells[len(t.Cells)-1].Count > 0 {
		return nil, &Error{Code: NoKey, Got: int64(len(secret)), Want: 16}
	}
	mac := hmac.New(sha256.New, secret)
	return t.round(base, func(c *Cell) int64 {
		mac.Reset()
		var message [24]byte
		binary.BigEndian.PutUint64(message[:], uint64(base))
		binary.BigEndian.PutUint64(message[8:], c.key)
		binary.BigEndian.PutUint64(message[16:], uint64(c.Count))
		mac.Write([]byte("cell\x00"))
		mac.Write(message[:])
		return unbiased(c.Count, base, binary.BigEndian.Uint64(mac.Sum(nil)))
	})
}

func (t *Table) round(base int64, f func(*Cell) int64) ([]int64, error) {
	if err := checkBase(base); err != nil {
		return nil, err
	}
	rounded := make([]int64, len(t.Cells))
	for i := range t.Cells {
		rounded[i] = f(&t.Cells[i])
	}
	return rounded, nil
}

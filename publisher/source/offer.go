package source

import (
	"strings"

	"nguon/catalog"
	"nguon/catalog/supply"
)

// maxOffers is how many files may fit the pattern of a source that takes them
// all.
const maxOffers = 10_000

// An offer is a file that an address has.
type offer struct {
	name  string
	stamp string // other when the file may be other; without a space
}

// untaken returns the index of the first of the offers that is not taken as it
// is, -1 if there is none, and how many more there are.
func untaken(all []offer, known supply.Seen) (first, more int) {
	first = -1
	for i, o := range all {
		if stamp, _, _ := strings.Cut(known.Took[o.name], " "); stamp == o.stamp {
			continue
		}
		if first < 0 {
			first = i
		} else {
			more++
		}
	}
	return first, more
}

// taking returns what is known of an address once its offer has been taken: of
// files that are gone nothing.
func taking(all []offer, known supply.Seen, first int) *supply.Seen {
	seen := &supply.Seen{Name: all[first].name, Took: make(map[string]string, len(all))}
	for _, o := range all {
		if was, ok := known.Took[o.name]; ok {
			seen.Took[o.name] = was
		}
	}
	seen.Took[seen.Name] = all[first].stamp
	return seen
}

// tooMany says that nobody can remember all files of an address.
func tooMany(file string) error {
	return catalog.Errorf(catalog.ErrTooLarge, "Có hơn %[1]d tệp cho %[2]s: hãy chuyển bớt tệp cũ đi.", "There are more than %[1]d files for %[2]s: move old ones away.", maxOffers, file)
}

// taken returns what a dry run is to know of s: which files are no news.
func taken(s *supply.Source) map[string]supply.Seen {
	all := make(map[string]supply.Seen)
	for file, seen := range s.Memory.Parts {
		if seen.Took != nil {
			all[file] = supply.Seen{Took: seen.Took}
		}
	}
	return all
}

//go:build !race

package search_test

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"nguon/search"
	"nguon/search/searchtest"
)

// generatedSize is how many datasets the golden queries are asked of.
const generatedSize = 4000

func TestGeneratedDatasetsAreFoundByWhatPeopleType(t *testing.T) {
	c := searchtest.New(generatedSize, 5)
	x := openCaughtUp(t, c)
	titles := make(map[string]string)
	for i := range generatedSize {
		d, _ := c.At(i)
		titles[string(d.Slug)] = folded(d.Title.Vi)
	}
	var g, second searchtest.Grades
	is := func(found, want string) bool {
		for part := range strings.SplitSeq(want, "&") {
			if !strings.Contains(titles[found], part) {
				return false
			}
		}
		return true
	}
	grade(t, x, &g, goldenFile(t, "testdata/golden-generated.tsv"), is)
	grade(t, x, &g, titleQueries(c), func(found, want string) bool { return titles[found] == titles[want] })
	grade(t, x, &second, goldenFile(t, "testdata/golden-second-generated.tsv"), is)
	for name, g := range map[string]*searchtest.Grades{"first": &g, "second": &second} {
		t.Logf("the %s set: %s", name, g)
		for _, miss := range g.Misses {
			t.Log(miss)
		}
		if g.SuccessAt5() < 0.97 || g.SuccessAt1() < 0.95 || g.MeanReciprocalRank() < 0.96 || g.Found > 0 {
			t.Errorf("the %s set: want success at 5 of 0.97, at 1 of 0.95, mean reciprocal rank of 0.96 and nothing where nothing should be; got %s", name, g)
		}
	}
}

// goldenFile reads queries from a file.
func goldenFile(t *testing.T, path string) []searchtest.Query {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	queries, err := searchtest.ReadGolden(f)
	if err != nil {
		t.Fatal(err)
	}
	return queries
}

// grade asks the queries, and grades what is found.
func grade(t *testing.T, x *search.Index, g *searchtest.Grades, queries []searchtest.Query, is func(found, want string) bool) {
	t.Helper()
	for _, q := range queries {
		r := find(t, x, search.Request{Text: q.Text, Limit: 5})
		g.Add(q, slugs(r), r.Total, is)
	}
}

// titleQueries are the titles of some datasets as people may type them.
func titleQueries(c *searchtest.Catalogue) []searchtest.Query {
	random := rand.New(rand.NewPCG(3, 4))
	var all []searchtest.Query
	for range 40 {
		d, _ := c.At(random.IntN(c.Size()))
		want := []string{string(d.Slug)}
		all = append(all,
			searchtest.Query{Kind: "title", Text: d.Title.Vi, Want: want},
			searchtest.Query{Kind: "title in English", Text: d.Title.En, Want: want},
			searchtest.Query{Kind: "title in upper case", Text: strings.ToUpper(d.Title.Vi), Want: want},
			searchtest.Query{Kind: "title taken apart", Text: norm.NFD.String(d.Title.Vi), Want: want},
			searchtest.Query{Kind: "title without marks", Text: folded(d.Title.Vi), Want: want},
			searchtest.Query{Kind: "title with a slip", Text: slip(random, folded(d.Title.Vi)), Want: want})
	}
	return all
}

// folded returns text in lower case without marks.
func folded(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case r == 'đ':
			b.WriteByte('d')
		case r < 0x300 || r > 0x36f:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// slip exchanges two letters in the middle of the longest word.
func slip(random *rand.Rand, text string) string {
	longest := ""
	for _, w := range strings.Fields(text) {
		if len(w) > len(longest) && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" {
			longest = w
		}
	}
	i := 1 + random.IntN(len(longest)-2)
	wrong := longest[:i] + string(longest[i+1]) + string(longest[i]) + longest[i+2:]
	return strings.Replace(text, longest, wrong, 1)
}

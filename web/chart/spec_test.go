package chart

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAnAddressOfAChartIsTheSameForAllThatMeanTheSame(t *testing.T) {
	for _, test := range []struct{ name, given, want string }{
		{"defaults are left out", "kind=bars&x=a&limit=20&sort=value&title=&note=", "kind=bars&x=a"},
		{"rows are not gathered where they are counted", "kind=line&x=a&agg=avg", "kind=line&x=a"},
		{"a distribution has one column", "kind=histogram&x=a&y=b&series=c&column=d&value=e", "kind=histogram&x=a"},
		{"a filter has a column and a value", "kind=bars&x=a&column=b", "kind=bars&x=a"},
		{"bars are bounded", "kind=bars&x=a&limit=100000", "kind=bars&limit=60&x=a"},
		{"an unknown kind is bars", "kind=<script>&x=a", "kind=bars&x=a"},
		{"space is one space", "kind=bars&x=a&title=+a%0Ab++c+", "kind=bars&title=a+b+c&x=a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			given, err := url.ParseQuery(test.given)
			if err != nil {
				t.Fatal(err)
			}
			if got := ParseSpec(given).Params().Encode(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzSpec(f *testing.F) {
	f.Add("kind=bars&x=a&y=b&agg=sum&series=c&title=%3Cscript%3E&limit=7")
	f.Add("kind=line&step=month&x=\xff&note=%00")
	f.Fuzz(func(t *testing.T, text string) {
		params, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		once := ParseSpec(params)
		if again := ParseSpec(once.Params()); again != once {
			t.Errorf("%q: read again %+v, want %+v", text, again, once)
		}
		if utf8.RuneCountInString(once.Title) > maxTitle || utf8.RuneCountInString(once.Note) > maxNote || strings.ContainsRune(once.Title, '\n') {
			t.Errorf("%q: texts without bound: %+v", text, once)
		}
	})
}

//go:build !race

package anon_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"nguon/publisher/anon"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

func TestHierarchyFilesAreReadWithinBounds(t *testing.T) {
	job := func(file string) anon.Job {
		return small(t, "Nghề\na\nb\n", one("Nghề", "{generalise: {hierarchy: h.csv, level: 1}}"), map[string]string{"h.csv": file})
	}
	for _, test := range []struct{ name, file string }{
		{"64 MiB of rows", "a;x;*\nb;x;*\n" + strings.Repeat("abcdefgh;x;*\n", 5<<20)},
		{"64 MiB in one row", strings.Repeat("a;", 32<<20)},
		{"64 MiB in one cell", "\"" + strings.Repeat("a", 64<<20)},
		{"no bytes", ""},
		{"NUL", "a\x00;x;*\n"},
		{"rows of several lengths", "a;x;*\nb;*\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := patient(t, time.Minute, job(test.file))
			if _, ok := errors.AsType[*recode.Error](err); !ok {
				t.Errorf("err = %v, want a *recode.Error", err)
			}
		})
	}
	t.Run("values that are each other's parents", func(t *testing.T) {
		got, err := patient(t, time.Minute, job("a;b;a;*\nb;a;b;*\n"))
		if e, ok := errors.AsType[*recode.Error](err); err != nil && !ok {
			t.Errorf("%v, %v, %v", got, err, e)
		}
	})
}

func TestBombsOfYAMLAreRefusedAtOnce(t *testing.T) {
	for _, test := range []struct{ name, text string }{
		{"aliases of aliases", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n"},
		{"brackets in brackets", strings.Repeat("[", 1<<19) + strings.Repeat("]", 1<<19)},
		{"braces in braces", strings.Repeat("{a: ", 1<<18) + strings.Repeat("}", 1<<18)},
		{"lists in lists", strings.Repeat("- ", 1<<19)},
		{"a million columns", "columns: {" + strings.Repeat("a: {}, ", 1<<17) + "}"},
		{"a merge key", "policy: v1\ncolumns: {<<: {a: b}}\n"},
		{"too long", strings.Repeat("#", policy.MaxBytes+1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			if p, err := policy.Parse([]byte(test.text)); err == nil {
				t.Errorf("%+v", p)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

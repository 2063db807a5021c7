package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the tests run this program as the command nguon.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"nguon": func() {
		if file := os.Getenv(clockFile); file != "" {
			os.Exit(command(followClock(file)))
		}
		main()
	}})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NGUON_LANG", "en")
			e.Setenv("NGUON_DATA", e.WorkDir+"/data")
			return nil
		},
	})
}

package api

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweepRemovesOnlyWhatCrashesLeft(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	for name, age := range map[string]time.Duration{
		uploadPrefix + "old": 25 * time.Hour, uploadPrefix + "new": time.Hour, "somebody-else": 25 * time.Hour,
	} {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path, "data.csv"), []byte("raw"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir, uploadPrefix, now)
	sweep(filepath.Join(dir, "not there"), uploadPrefix, now)
	for name, want := range map[string]bool{uploadPrefix + "old": false, uploadPrefix + "new": true, "somebody-else": true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}

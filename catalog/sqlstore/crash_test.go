package sqlstore_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
)

// crashURL is the variable that turns the test binary into a program that
// publishes until it is killed.
const crashURL = "NGUON_TEST_CRASH_URL"

// TestKillLeavesWholePublications kills a publishing process at random moments.
// What it was told is published must be there, with its event and its job, and
// nothing else half.
func TestKillLeavesWholePublications(t *testing.T) {
	if url := os.Getenv(crashURL); url != "" {
		publishForever(t, url)
		return
	}
	url := file(t)
	acknowledged := 0
	for range 8 {
		acknowledged = max(acknowledged, publishAndKill(t, url))
		s := open(t, url)
		releases, err := s.Releases(t.Context(), "air")
		if err != nil {
			t.Fatal(err)
		}
		if len(releases) < acknowledged || len(releases) > acknowledged+1 {
			t.Fatalf("%d releases, but %d were acknowledged", len(releases), acknowledged)
		}
		events, err := s.Events(t.Context(), 0, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		published := 0
		for _, e := range events {
			if e.Kind == catalog.ReleasePublished {
				published++
			}
		}
		keys, err := s.KeysInUse(t.Context(), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		jobs := countJobs(t, strings.TrimPrefix(url, "sqlite://"))
		if published != len(releases) || jobs != len(releases) || len(keys) != len(releases) {
			t.Fatalf("%d releases with %d events, %d jobs and %d files", len(releases), published, jobs, len(keys))
		}
	}
	if acknowledged < 8 {
		t.Errorf("only %d publications in all: the kills prove little", acknowledged)
	}
}

// publishAndKill returns the last version that was acknowledged before the
// kill.
func publishAndKill(t *testing.T, url string) (version int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKillLeavesWholePublications$") //nolint:gosec // itself
	cmd.Env = append(os.Environ(), crashURL+"="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, err := fmt.Sscanf(lines.Text(), "published %d", &version); err != nil {
			t.Fatalf("the process said %q", lines.Text())
		}
		if version%3 == 0 {
			time.AfterFunc(rand.N(20*time.Millisecond), func() { cmd.Process.Kill() }) //nolint:errcheck // it may be dead already
		}
	}
	cmd.Wait() //nolint:errcheck // it was killed
	return version
}

func publishForever(t *testing.T, url string) {
	s, err := sqlstore.Open(t.Context(), url, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	d := catalogtest.Dataset("air", "H26")
	version := 1
	if releases, err := s.Releases(t.Context(), "air"); err == nil {
		version = releases[0].Version + 1
	}
	for ; ; version++ {
		d.Title.En = fmt.Sprintf("Edition %d", version)
		catalogtest.Publish(t, s, d, catalogtest.Release(d, version), announce{"air", version})
		fmt.Printf("published %d\n", version)
	}
}

func countJobs(t *testing.T, path string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM river_job").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

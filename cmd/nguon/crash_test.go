package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/sqlstore"
	"nguon/storage"
	"nguon/storage/local"
)

// A publication that is killed at any moment leaves either the old state or
// the new one, and what it leaves beside them is collected.
func TestKilledPublicationsLeaveCatalogueAndFilesConsistent(t *testing.T) {
	data, folder := t.TempDir(), filepath.Join(t.TempDir(), "rain")
	publish := func() *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), "nguon", "publish", "--data", data, folder)
		cmd.Stderr = os.Stderr
		return cmd
	}
	writeDataset(t, folder, 0)
	began := time.Now()
	if err := publish().Run(); err != nil {
		t.Fatal(err)
	}
	usual := time.Since(began)
	random := rand.New(rand.NewPCG(uint64(began.UnixNano()), 1))
	killed := 0
	for i := 1; i <= 20; i++ {
		writeDataset(t, folder, i)
		cmd := publish()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wait := time.Duration(random.Int64N(int64(usual)))
		time.Sleep(wait)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			killed++
		}
		if err := consistent(t, data, false); err != nil {
			t.Fatalf("killed after %v of about %v: %v", wait, usual, err)
		}
	}
	t.Logf("%d of 20 publications were killed before their end, which takes about %v", killed, usual)
	if killed == 0 {
		t.Error("no publication was killed before its end: the test shows nothing")
	}
	if err := publish().Run(); err != nil {
		t.Errorf("publish after the crashes: %v", err)
	}
	if out, err := exec.CommandContext(t.Context(), "nguon", "gc", "--data", data, "--older", "0s").CombinedOutput(); err != nil {
		t.Fatalf("gc: %v\n%s", err, out)
	}
	if err := consistent(t, data, true); err != nil {
		t.Errorf("after gc: %v", err)
	}
}

// consistent checks that the published versions are without gaps and that
// their objects are there and whole; with exact, that there are no others.
func consistent(t *testing.T, data string, exact bool) error {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(data, "catalog.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer db.Close()
	blobs, err := local.New(filepath.Join(data, "objects"))
	if err != nil {
		return err
	}
	rs, err := db.Releases(t.Context(), "rain")
	if err != nil {
		return err
	}
	used := make(map[string]bool)
	for i, r := range rs {
		if want := len(rs) - i; r.Version != want || r.State != catalog.StatePublished {
			return fmt.Errorf("release %d is version %d in state %s, want version %d", i, r.Version, r.State, want)
		}
		for _, table := range r.Tables {
			used[table.File.Key] = true
			if err := whole(t, blobs, table.File); err != nil {
				return fmt.Errorf("version %d: %w", r.Version, err)
			}
		}
	}
	if events, err := db.Events(t.Context(), 0, 1000); err != nil {
		return err
	} else if n := publications(events); n != len(rs) {
		return fmt.Errorf("%d events of publication for %d releases", n, len(rs))
	}
	if !exact {
		return nil
	}
	for info, err := range blobs.List(t.Context(), "") {
		if err != nil {
			return err
		}
		if !used[info.Key] {
			return fmt.Errorf("object %s belongs to no release", info.Key)
		}
	}
	return nil
}

func publications(events []catalog.Event) (n int) {
	for _, e := range events {
		if e.Kind == catalog.ReleasePublished {
			n++
		}
	}
	return n
}

func whole(t *testing.T, blobs storage.Store, f catalog.File) error {
	t.Helper()
	r, err := blobs.Open(t.Context(), f.Key, 0, -1)
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return err
	}
	if catalog.Digest(sum.Sum(nil)) != f.SHA256 {
		return fmt.Errorf("object %s has another checksum than the catalogue says", f.Key)
	}
	return nil
}

// writeDataset writes a dataset of some 60,000 rows; each edition is another.
func writeDataset(t *testing.T, dir string, edition int) {
	t.Helper()
	writeRows(t, dir, edition, 60_000)
}

// writeRows writes the same with so many rows.
func writeRows(t *testing.T, dir string, edition, rows int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	manifest := strings.TrimSpace(`
slug: rain
title: {vi: Lượng mưa, en: Rainfall}
description: {vi: Lượng mưa theo trạm., en: Rainfall by station.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [environment]
licence: CC-BY-4.0
frequency: daily
resources:
  - {name: hours, title: {vi: Theo giờ, en: By hour}, file: hours.csv, primaryKey: [gio, tram]}
`)
	if err := os.WriteFile(filepath.Join(dir, "dataset.yaml"), []byte(manifest), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, "hours.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "Giờ;Trạm;Mưa (mm)")
	for i := range rows {
		at := time.Date(2020, 1, 1, i/6, 0, 0, 0, time.UTC)
		fmt.Fprintf(w, "%s;T%d;%d,%d\n", at.Format("02/01/2006 15:04"), i%6, (i+edition)%97, i%10)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog/sqlstore"
	"nguon/catalog/voice"
	"nguon/storage/local"
)

func TestPersonalDataAreFoundWhereverTheyStandInAText(t *testing.T) {
	for _, c := range []struct {
		name, text string
		found      bool
	}{
		{"nothing", "Dòng 17, cột dân số: phường Trúc Bạch phải là 8.000.", false},
		{"a place alone in its line", "Hà Nội\n\nSân bay Nội Bài", false},
		{"a phone number", "Gọi cho tôi 0912345678 nhé.", true},
		{"a name alone in a line", "Cảm ơn.\nNguyễn Văn An", true},
		{"an address of mail", "Trả lời vào an@example.com", true},
		{"a title", "Số căn cước 001099012345", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			clean, found := findPersonal(c.text)
			if (found > 0) != c.found || (clean == c.text) == c.found {
				t.Errorf("%d found, which leaves %q", found, clean)
			}
		})
	}
}

func TestPicturesOfPostsThatAreGoneAreRemoved(t *testing.T) {
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Now()
	p := voice.Post{ID: "KEPT", Kind: voice.Request, Author: "lan", Title: "Có", Text: "Có.", State: voice.Held, Status: voice.Open, Written: now, Touched: now}
	if err := db.AddPost(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	blobs, err := local.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{voice.Prefix + "KEPT/A", voice.Prefix + "GONE/A", voice.Prefix + "GONE/B", "releases/x"} {
		if err := blobs.Put(t.Context(), key, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	left := func(before time.Time) []string {
		t.Helper()
		if err := sweepEvidence(t.Context(), blobs, db, before); err != nil {
			t.Fatal(err)
		}
		var keys []string
		for info, err := range blobs.List(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, info.Key)
		}
		return keys
	}
	if got := left(now.Add(-time.Hour)); len(got) != 4 {
		t.Errorf("what may belong to a post that is not stored yet is gone: %q", got)
	}
	if got, want := left(now.Add(time.Hour)), []string{voice.Prefix + "KEPT/A", "releases/x"}; !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
}

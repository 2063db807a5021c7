package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// noteLife is how long a server keeps an upload that does not grow.
const noteLife = 24 * time.Hour

// notes remember the uploads that are under way, so that a command that was
// killed goes on where it was. It is a folder with a file for each, or "" where
// the user has no cache: then every command begins anew.
type notes string

func openNotes() notes {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	dir := filepath.Join(cache, "nguon", "uploads")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return ""
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > noteLife {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	return notes(dir)
}

// file is that of the upload of some content to a portal.
func (n notes) file(portal, sum string) string {
	return filepath.Join(string(n), fmt.Sprintf("%x", sha256.Sum256([]byte(portal+"\n"+sum))))
}

// find returns the id of an upload that was begun, or "".
func (n notes) find(portal, sum string) string {
	if n == "" {
		return ""
	}
	text, err := os.ReadFile(n.file(portal, sum))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// keep notes an upload. Without the note, it only takes longer.
func (n notes) keep(portal, sum, id string) {
	if n != "" {
		_ = os.WriteFile(n.file(portal, sum), []byte(id+"\n"), 0o600)
	}
}

// forget removes a note.
func (n notes) forget(portal, sum string) error {
	if n == "" {
		return nil
	}
	if err := os.Remove(n.file(portal, sum)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

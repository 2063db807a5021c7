package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/catalog/sqlstore"
	"nguon/catalog/voice"
	"nguon/publisher/personal"
	"nguon/storage"
	"nguon/web/forum"
	"nguon/web/frame"
)

const (
	evidencePeriod = time.Hour      // how often it is looked for pictures of nothing
	evidenceAge    = 24 * time.Hour // of a picture that may be one: its post may not be stored yet
)

// openVoices returns the rules of questions and requests for data.
func openVoices(db *sqlstore.Store, blobs storage.Store, days *schedule.Calendar) *voice.Voices {
	return voice.New(voice.Deps{Store: db, Catalogue: db, Users: db.Accounts(), Objects: blobs, Find: findPersonal, Days: days})
}

// findPersonal takes out of a text what the scanner of published tables finds in it,
// line by line: a name alone in its line is found as one.
func findPersonal(text string) (clean string, found int) {
	redactor := personal.NewRedactor("", time.Time{})
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		var n int
		lines[i], n = redactor.Redact(line)
		found += n
	}
	return strings.Join(lines, "\n"), found
}

// forumRoom opens the pages on which people take part.
func forumRoom(db *sqlstore.Store, voices *voice.Voices, root secret) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return forum.New(forum.Deps{Frame: f, Voices: voices, Reuses: db, Products: db, Key: root.derive("forum forms")})
	}
}

// keepEvidence removes pictures whose posts are gone, until ctx ends: an account
// that ends takes its posts with it.
func keepEvidence(ctx context.Context, blobs storage.Store, posts voice.Store, log *slog.Logger) {
	tick := time.NewTicker(evidencePeriod)
	defer tick.Stop()
	for {
		if err := sweepEvidence(ctx, blobs, posts, time.Now().Add(-evidenceAge)); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelError, "pictures of nothing not removed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sweepEvidence removes the pictures from before a time whose posts are gone.
func sweepEvidence(ctx context.Context, blobs storage.Store, posts voice.Store, before time.Time) error {
	var gone []string
	for info, err := range blobs.List(ctx, voice.Prefix) {
		if err != nil {
			return err
		}
		if !info.Modified.Before(before) {
			continue
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(info.Key, voice.Prefix), "/")
		switch _, err := posts.Post(ctx, id); {
		case errors.Is(err, catalog.ErrNotFound):
			gone = append(gone, info.Key)
		case err != nil:
			return err
		}
	}
	for _, key := range gone {
		if err := blobs.Remove(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

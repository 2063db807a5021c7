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
	"nguon/catalog/story"
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
func forumRoom(db *sqlstore.Store, voices *voice.Voices, tales *story.Shelf, root secret) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return forum.New(forum.Deps{Frame: f, Voices: voices, Stories: story.New(story.Deps{Store: db, Catalogue: db, Objects: voices.Objects}), Tales: tales, Reuses: db, Products: db, Key: root.derive("forum forms")})
	}
}

// keepEvidence removes pictures whose posts are gone, until ctx ends: an account
// that ends takes its posts with it.
func keepEvidence(ctx context.Context, blobs storage.Store, kept said, log *slog.Logger) {
	tick := time.NewTicker(evidencePeriod)
	defer tick.Stop()
	for {
		if err := sweepEvidence(ctx, blobs, kept, time.Now().Add(-evidenceAge)); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelError, "pictures of nothing not removed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// said is what pictures belong to.
type said interface {
	Post(ctx context.Context, id string) (voice.Post, error)
	Story(ctx context.Context, id string) (story.Story, error)
}

// sweepEvidence removes the pictures from before a time whose posts, or stories,
// are gone.
func sweepEvidence(ctx context.Context, blobs storage.Store, kept said, before time.Time) error {
	return errors.Join(
		sweepPictures(ctx, blobs, voice.Prefix, before, func(id string) error { _, err := kept.Post(ctx, id); return err }),
		sweepPictures(ctx, blobs, story.Prefix, before, func(id string) error { _, err := kept.Story(ctx, id); return err }))
}

// sweepPictures removes the pictures below prefix from before a time, for whose
// owner find returns an error of kind [catalog.ErrNotFound].
func sweepPictures(ctx context.Context, blobs storage.Store, prefix string, before time.Time, find func(id string) error) error {
	var gone []string
	for info, err := range blobs.List(ctx, prefix) {
		if err != nil {
			return err
		}
		if !info.Modified.Before(before) {
			continue
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(info.Key, prefix), "/")
		switch err := find(id); {
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

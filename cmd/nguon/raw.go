package main

import (
	"context"
	"os"
	"path/filepath"

	"nguon/publisher"
)

// A before fetches the tables about people of earlier releases into a folder,
// by resource, as [publisher.AnonymiseRequest] wants them.
type before func(ctx context.Context, m *publisher.Manifest, dir string, show func(publisher.Progress)) (map[string][]string, error)

// anonymised is a sender that makes tables anonymous before anything is sent.
// Earlier releases that pub cannot see itself come from earlier, if not nil.
func anonymised(pub *publisher.Publisher, earlier before, send sender) sender {
	return func(ctx context.Context, dir string, want wish, show func(publisher.Progress)) (out *published, err error) {
		err = withoutRaw(ctx, pub, earlier, dir, show, func(dir string) error {
			out, err = send(ctx, dir, want, show)
			return err
		})
		return out, err
	}
}

// withoutRaw calls use with a folder that holds no data about persons: dir
// itself, or, where tables have a policy and are not made anonymous yet, a
// temporary folder in which they are.
func withoutRaw(ctx context.Context, pub *publisher.Publisher, earlier before, dir string, show func(publisher.Progress), use func(dir string) error) error {
	m, err := publisher.ReadManifest(dir)
	if err != nil || !m.Raw() {
		return use(dir) // which says what is wrong
	}
	req := publisher.AnonymiseRequest{Dir: dir, Tool: "nguon " + version, Progress: show}
	if req.Key, err = anonKey(""); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "nguon-anonymous-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if earlier != nil {
		if req.Previous, err = earlier(ctx, m, work, show); err != nil {
			return err
		}
	}
	req.Out = filepath.Join(work, "folder", filepath.Base(dir))
	if _, err := pub.Anonymise(ctx, req); err != nil {
		return err
	}
	return use(req.Out)
}

// checked is a sender that sends nothing that could not be published: what
// names persons is found here, and not where it was sent to.
func checked(pub *publisher.Publisher, send sender) sender {
	return func(ctx context.Context, dir string, want wish, show func(publisher.Progress)) (*published, error) {
		report, err := pub.Check(ctx, dir, show)
		if err == nil {
			err = report.Err()
		}
		if err != nil {
			return nil, err
		}
		return send(ctx, dir, want, show)
	}
}

package main

import (
	"context"
	"os"
	"path/filepath"

	"nguon/publisher"
)

// anonymised is a sender that makes tables anonymous before anything is sent.
func anonymised(pub *publisher.Publisher, send sender) sender {
	return func(ctx context.Context, dir string, show func(publisher.Progress)) (out *published, err error) {
		err = withoutRaw(ctx, pub, dir, show, func(dir string) error {
			out, err = send(ctx, dir, show)
			return err
		})
		return out, err
	}
}

// withoutRaw calls use with a folder that holds no data about persons: dir
// itself, or, where tables have a policy and are not made anonymous yet, a
// temporary folder in which they are.
func withoutRaw(ctx context.Context, pub *publisher.Publisher, dir string, show func(publisher.Progress), use func(dir string) error) error {
	m, err := publisher.ReadManifest(dir)
	if err != nil || !m.Raw() {
		return use(dir) // which says what is wrong
	}
	key, err := anonKey("")
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "nguon-anonymous-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	out := filepath.Join(work, filepath.Base(dir))
	if _, err := pub.Anonymise(ctx, publisher.AnonymiseRequest{Dir: dir, Out: out, Key: key, Tool: "nguon " + version, Progress: show}); err != nil {
		return err
	}
	return use(out)
}

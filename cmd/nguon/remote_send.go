package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/publisher"
)

// stalled is how long a body may stand still before its connection is given
// up.
const stalled = time.Minute

// An outgoing is a file on its way to a portal.
type outgoing struct {
	Name   string `json:"name"` // in the folder, with slashes
	ID     string `json:"upload"`
	SHA256 string `json:"sha256"`

	path string
	size int64
}

// survey finds out the sizes and checksums of the files of a folder.
func survey(ctx context.Context, dir string, m *publisher.Manifest, show func(publisher.Progress)) ([]*outgoing, error) {
	at := publisher.Progress{Stage: publisher.StageRead, Resource: string(m.Dataset.Slug)}
	var files []*outgoing
	for _, name := range m.Files() {
		f := &outgoing{Name: filepath.ToSlash(name), path: filepath.Join(dir, name)}
		info, err := os.Stat(f.path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		f.size = info.Size()
		at.Total += f.size
		files = append(files, f)
	}
	for _, f := range files {
		if err := f.sum(ctx, func(n int) { at.Done += int64(n); show(at) }); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return files, nil
}

func (f *outgoing) sum(ctx context.Context, read func(int)) error {
	in, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer in.Close()
	sum := sha256.New()
	f.size, err = io.Copy(sum, &counting{in, func(n int) error { read(n); return ctx.Err() }})
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return err
}

// send uploads a file, from where an earlier command left off if one did. It
// shows the progress of all files, of which the first done bytes are sent.
func (r *remote) send(ctx context.Context, f *outgoing, show func(sent int64)) error {
	f.ID = r.notes.find(r.base.String(), f.SHA256)
	furthest := int64(-1)
	return r.persist(ctx, func(ctx context.Context) (bool, error) {
		offset, err := r.offset(ctx, f)
		if err != nil {
			return false, err
		}
		moved := offset > furthest
		furthest = max(furthest, offset)
		show(offset)
		if offset == f.size {
			return true, nil
		}
		err = r.patch(ctx, f, offset, show)
		return moved, err
	})
}

// offset returns how much of f the portal has. It begins an upload if there is
// none.
func (r *remote) offset(ctx context.Context, f *outgoing) (int64, error) {
	if f.ID != "" {
		answer, _, err := r.askBriefly(ctx, http.MethodHead, "v1/uploads/"+f.ID, nil, nil, http.StatusOK)
		if err == nil {
			length, err := strconv.ParseInt(answer.Get("Upload-Length"), 10, 64)
			if err != nil || length != f.size {
				return 0, fmt.Errorf("the server has another upload of %d bytes", length)
			}
			return strconv.ParseInt(answer.Get("Upload-Offset"), 10, 64)
		}
		if !errors.Is(err, catalog.ErrNotFound) {
			return 0, err
		}
	}
	answer, _, err := r.askBriefly(ctx, http.MethodPost, "v1/uploads", map[string]string{
		"Upload-Length":   strconv.FormatInt(f.size, 10),
		"Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte(f.Name)),
	}, nil, http.StatusCreated)
	if err != nil {
		return 0, err
	}
	f.ID = path.Base(answer.Get("Location"))
	r.notes.keep(r.base.String(), f.SHA256, f.ID)
	return 0, nil
}

// patch sends what is left of f in one request. That it was not all, or came
// too late, passes.
func (r *remote) patch(ctx context.Context, f *outgoing, offset int64, show func(sent int64)) error {
	in, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer in.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(stalled, func() { cancel(fmt.Errorf("nothing was sent for %v", stalled)) })
	defer watch.Stop()
	at := offset
	left := f.size - offset
	body := &counting{io.NewSectionReader(in, offset, left), func(n int) error {
		watch.Reset(stalled)
		at += int64(n)
		show(at)
		return nil
	}}
	_, _, err = r.ask(ctx, http.MethodPatch, "v1/uploads/"+f.ID, map[string]string{
		"Upload-Offset": strconv.FormatInt(offset, 10), "Content-Type": "application/offset+octet-stream",
		"Expect": "100-continue", // before a long body goes to who does not want it
	}, body, left, http.StatusNoContent)
	if errors.Is(err, catalog.ErrConflict) || errors.Is(err, catalog.ErrNotFound) {
		return &passing{error: err} // the next look tells where to go on
	}
	return err
}

// drop removes the upload of f, as far as that can be done now.
func (r *remote) drop(ctx context.Context, f *outgoing) {
	if f.ID != "" {
		_, _, _ = r.askBriefly(ctx, http.MethodDelete, "v1/uploads/"+f.ID, nil, nil, http.StatusNoContent) // it expires
	}
}

// A counting reader tells what is read through it, and may be broken off.
type counting struct {
	io.Reader
	told func(n int) error
}

// Read implements [io.Reader].
func (c *counting) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if n > 0 {
		if stop := c.told(n); stop != nil {
			return n, stop
		}
	}
	return n, err
}

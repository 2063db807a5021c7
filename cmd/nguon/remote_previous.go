package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"nguon/catalog"
	"nguon/publisher"
)

// A releaseDoc is what of a release, as a portal describes it, is needed to
// fetch its tables about people.
type releaseDoc struct {
	Version int           `json:"version"`
	State   catalog.State `json:"state"`
	Files   []struct {
		Resource string `json:"resource"`
		Format   string `json:"format"`
		SHA256   string `json:"sha256"`
	} `json:"files"`
	Checks []struct {
		Resource   string              `json:"resource"`
		Disclosure *catalog.Disclosure `json:"disclosure"`
	} `json:"checks"`
}

// about reports whether a table of the release is about people.
func (r *releaseDoc) about(resource string) bool {
	for _, c := range r.Checks {
		if c.Resource == resource {
			return c.Disclosure != nil
		}
	}
	return false
}

// previous fetches, into dir, the tables about people of all releases of the
// dataset that can still be had, by resource: what a new release must have been
// compared with.
func (r *remote) previous(ctx context.Context, m *publisher.Manifest, dir string, show func(publisher.Progress)) (map[string][]string, error) {
	var all struct {
		Data []releaseDoc `json:"data"`
	}
	path := "v1/datasets/" + string(m.Dataset.Slug) + "/releases"
	err := r.persist(ctx, func(ctx context.Context) (bool, error) {
		_, text, err := r.askBriefly(ctx, http.MethodGet, path, nil, nil, http.StatusOK)
		if err != nil {
			return false, err
		}
		return true, json.Unmarshal(text, &all)
	})
	if errors.Is(err, catalog.ErrNotFound) {
		return nil, nil // it will be the first
	} else if err != nil {
		return nil, err
	}
	files := make(map[string][]string)
	for _, release := range all.Data {
		if release.State == catalog.StateWithdrawn {
			continue
		}
		for _, f := range release.Files {
			if f.Format != "parquet" || !release.about(f.Resource) {
				continue
			}
			name := filepath.Join(dir, fmt.Sprintf("%s@%d.parquet", f.Resource, release.Version))
			path := fmt.Sprintf("v1/data/%s@%d/%s/file.parquet", m.Dataset.Slug, release.Version, f.Resource)
			at := publisher.Progress{Stage: stageFetch, Resource: fmt.Sprintf("%s@%d", f.Resource, release.Version)}
			err := r.persist(ctx, func(ctx context.Context) (bool, error) {
				at.Done = 0
				return r.fetch(ctx, path, name, f.SHA256, func(n int) { at.Done += int64(n); show(at) })
			})
			if err != nil {
				return nil, err
			}
			files[f.Resource] = append(files[f.Resource], name)
		}
	}
	return files, nil
}

// fetch writes a published file to name, and reports whether any of it came. A
// portal may send elsewhere for it: the key stays here.
func (r *remote) fetch(ctx context.Context, path, name, sum string, read func(int)) (moved bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(stalled, func() { cancel(fmt.Errorf("nothing came for %v", stalled)) })
	defer watch.Stop()
	get := func(address string, keyed bool) (*http.Response, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		if keyed {
			req.Header.Set("X-Api-Key", r.key)
			req.Header.Set("Accept-Language", string(r.lang))
		}
		resp, err := r.http.Do(req)
		if err != nil {
			return nil, &passing{error: err}
		}
		return resp, nil
	}
	resp, err := get(r.base.JoinPath(path).String(), true)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusTemporaryRedirect {
		to, err := resp.Location()
		if err != nil {
			return false, err
		}
		if resp, err = get(to.String(), false); err != nil {
			return false, err
		}
		defer resp.Body.Close()
	}
	if resp.StatusCode != http.StatusOK {
		text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		if err != nil {
			return false, &passing{error: err}
		}
		return false, refusal(resp, text)
	}
	out, err := os.Create(name)
	if err != nil {
		return false, err
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, hash), &counting{resp.Body, func(n int) error {
		watch.Reset(stalled)
		read(n)
		return nil
	}})
	if closed := out.Close(); closed != nil {
		return n > 0, closed
	}
	if err != nil {
		return n > 0, &passing{error: err}
	}
	if hex.EncodeToString(hash.Sum(nil)) != sum {
		return true, fmt.Errorf("%s is not the file that the server describes", path)
	}
	return true, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"nguon/catalog"
)

// checkpointFile is where the state of the log of a portal is kept.
func (c *verifyCmd) checkpointFile(base *url.URL) (string, error) {
	if c.Checkpoint != "" {
		return c.Checkpoint, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("%w: there is no folder of settings (%w); say --checkpoint FILE", errUsage, err)
	}
	return filepath.Join(dir, "nguon", "log", url.PathEscape(base.Host+strings.TrimRight(base.Path, "/"))), nil
}

// readCheckpoint returns what was kept; empty if nothing was yet.
func readCheckpoint(name string) (string, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err == nil && len(text) == 0 {
		return "", catalog.Errorf(catalog.ErrRefused, "Tệp %[1]s trống: không phải trạng thái nhật ký.", "The file %[1]s is empty: it is not a checkpoint.", name)
	}
	return string(text), err
}

// writeCheckpoint replaces what was kept, or leaves it whole.
func writeCheckpoint(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// A portal is read by anyone, without a key.
type portal struct {
	base *url.URL
	lang catalog.Lang
}

// fetch returns the body of an answer of at most the given length.
func (p *portal) fetch(ctx context.Context, path string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base.JoinPath(path).String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Language", string(p.lang))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, refusedBy(resp, text)
	case int64(len(text)) > most:
		return nil, catalog.Errorf(catalog.ErrRefused, "Câu trả lời của cổng quá dài: %[1]s.", "The portal's answer is too long: %[1]s.", path)
	}
	return text, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"nguon/catalog"
	"nguon/catalog/sqlstore"
	"nguon/publisher/proof"
)

// signingKey returns the key that signs the log of releases: that of
// NGUON_SIGNING_KEY, of the file that NGUON_SIGNING_KEY_FILE names, or of the
// data folder; else one that follows from the secret of the installation, so
// that replicas with the same secret sign alike.
func (e *env) signingKey() (*proof.Key, error) {
	text, err := envSecret("NGUON_SIGNING_KEY")
	if err == nil && text == "" {
		if text, err = readSecret(e.signingKeyFile()); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	if text != "" {
		return proof.ParseKey(text)
	}
	root, err := openSecret(e.Data)
	if err != nil {
		return nil, err
	}
	return proof.DeriveKey(root.signingSeed())
}

func (e *env) signingKeyFile() string { return filepath.Join(e.Data, "signing-key") }

type logCmd struct {
	Rotate logRotateCmd `cmd:"" help:"Sign with a new key from now on; the log announces it, signed with the old one."`
	Keys   logKeysCmd   `cmd:"" help:"List the public keys of the log, the first first."`
}

type logRotateCmd struct {
	Out string `help:"File for the new key, for NGUON_SIGNING_KEY_FILE. Default: signing-key in --data." type:"path" placeholder:"FILE"`
}

// Run replaces the key. The file is there before the log says so: a crash
// between the two leaves a key that was never used.
func (c *logRotateCmd) Run(ctx context.Context, e *env) error {
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error {
		notary, err := proof.NewNotary(e.signingKey)
		if err != nil {
			return err
		}
		if err := db.Notarise(ctx, notary); err != nil {
			return err
		}
		old, err := e.signingKey()
		if err != nil {
			return err
		}
		next, private, err := proof.NewKey(old.Name())
		if err != nil {
			return err
		}
		successor, err := notary.Succeed(next)
		if err != nil {
			return err
		}
		file := c.Out
		if file == "" {
			file = e.signingKeyFile()
		}
		fresh := file + ".new"
		if err := writeSecret(fresh, private); err != nil {
			return err
		}
		if err := db.AnnounceKey(ctx, successor, next.Public()); err != nil {
			return errors.Join(err, os.Remove(fresh))
		}
		if err := os.Rename(fresh, file); err != nil {
			return fmt.Errorf("the new key is in %s: %w", fresh, err)
		}
		fmt.Fprintln(e.stdout, next.Public())
		fmt.Fprintln(e.stderr, catalog.Textf("Khóa mới nằm trong %[1]s. Máy chủ khác cần NGUON_SIGNING_KEY_FILE trỏ tới tệp này rồi khởi động lại.",
			"The new key is in %[1]s. Other replicas need NGUON_SIGNING_KEY_FILE to name it, and a restart.", file).In(e.Lang))
		return nil
	})
}

// writeSecret writes a file for nobody else, which must not be there.
func writeSecret(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text + "\n"); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(f.Sync(), f.Close())
}

type logKeysCmd struct{}

// Run lists the public keys.
func (logKeysCmd) Run(ctx context.Context, e *env) error {
	return e.withCatalogue(ctx, func(db *sqlstore.Store) error {
		keys, err := db.LogKeys(ctx)
		for _, k := range keys {
			fmt.Fprintf(e.stdout, "%d\t%s\t%s\n", k.Index, k.Time.Format("2006-01-02T15:04:05Z07:00"), k.Subject)
		}
		return err
	})
}

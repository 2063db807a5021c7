package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/sqlstore"
	"nguon/catalog/voice"
	"nguon/publisher"
	"nguon/publisher/proof"
	"nguon/search/snapshot"
	"nguon/storage"
	"nguon/storage/cache"
	"nguon/storage/joined"
	"nguon/storage/local"
	"nguon/storage/minio"
)

// cacheBytes bounds the local copies of remote objects.
const cacheBytes = 20 << 30

// openObjects opens the store that the configuration names, in which tables of
// parts are single objects.
func (e *env) openObjects(ctx context.Context) (*joined.Store, error) {
	s, err := e.openPlainObjects(ctx)
	if err != nil {
		return nil, err
	}
	return joined.New(s), nil
}

func (e *env) openPlainObjects(ctx context.Context) (storage.Store, error) {
	if e.Storage == "" {
		s, err := local.New(filepath.Join(e.Data, "objects"))
		if err != nil {
			return nil, fmt.Errorf("storage: %w", err)
		}
		return s, nil
	}
	if !strings.HasPrefix(e.Storage, "s3://") {
		return nil, fmt.Errorf("%w: --storage must begin with s3://", errUsage)
	}
	access, err := envSecret("NGUON_S3_ACCESS_KEY")
	if err != nil {
		return nil, err
	}
	hidden, err := envSecret("NGUON_S3_SECRET_KEY")
	if err != nil {
		return nil, err
	}
	s, err := minio.Open(ctx, e.Storage, minio.Credentials{AccessKey: access, SecretKey: hidden})
	if err != nil {
		return nil, fmt.Errorf("storage: %w", err)
	}
	return s, nil
}

// localCopies shows the objects of s as files of this machine: those of the
// store itself, or bounded copies, whose folder only one process may use.
func (e *env) localCopies(s *joined.Store) (files storage.Locator, through storage.Store, err error) {
	c, err := cache.New(filepath.Join(e.Data, "cache"), cacheBytes, s)
	if err != nil {
		return nil, nil, fmt.Errorf("storage cache: %w", err)
	}
	if l, ok := s.Store.(storage.Locator); ok {
		return &joined.Files{Locator: l, Copies: c}, c, nil
	}
	return c, c, nil
}

// envSecret reads a secret from the environment, or from the file that the
// variable with _FILE behind its name gives.
func envSecret(name string) (string, error) {
	if v := os.Getenv(name); v != "" {
		return v, nil
	}
	file := os.Getenv(name + "_FILE")
	if file == "" {
		return "", nil
	}
	v, err := readSecret(file)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return v, nil
}

func readSecret(file string) (string, error) {
	text, err := os.ReadFile(file)
	return strings.TrimSpace(string(text)), err
}

// openCatalogue opens the metadata database.
func (e *env) openCatalogue(ctx context.Context, log *slog.Logger) (*sqlstore.Store, error) {
	if err := os.MkdirAll(e.Data, 0o755); err != nil {
		return nil, err
	}
	db, err := sqlstore.Open(ctx, cmp.Or(e.Database, "sqlite://"+filepath.Join(e.Data, "catalog.db")), log)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	db.UseClock(e.clock())
	return db, nil
}

// withCatalogue opens the metadata database for f, for commands that speak to
// a person.
func (e *env) withCatalogue(ctx context.Context, f func(*sqlstore.Store) error) error {
	db, err := e.openCatalogue(ctx, quiet(e.stderr))
	if err != nil {
		return err
	}
	defer db.Close()
	return f(db)
}

// A workshop is what a command needs that changes the catalogue by itself.
type workshop struct {
	blobs *joined.Store
	db    *sqlstore.Store
	pub   *publisher.Publisher
	log   *proof.Log

	unsigned error // why nothing can be signed; nil if it can
}

func (e *env) openWorkshop(ctx context.Context, log *slog.Logger) (*workshop, error) {
	db, err := e.openCatalogue(ctx, log)
	if err != nil {
		return nil, err
	}
	blobs, err := e.openObjects(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	notary, err := proof.NewNotary(e.signingKey)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	unsigned := db.Notarise(ctx, notary)
	if unsigned != nil && !errors.Is(unsigned, catalog.ErrConflict) {
		return nil, errors.Join(unsigned, db.Close())
	}
	pub := publisher.New(db, blobs, publisher.Options{WorkDir: e.workDir(), Limits: e.Limits.rows(), Others: []string{upload.Prefix, dossierFiles, snapshot.Prefix, voice.Prefix}, Log: log, Now: e.clock()})
	return &workshop{blobs: blobs, db: db, pub: pub, log: proof.NewLog(db, notary, e.clock()), unsigned: unsigned}, nil
}

func (w *workshop) Close() error { return w.db.Close() }

// withWorkshop opens a workshop for f, for commands that speak to a person.
func (e *env) withWorkshop(ctx context.Context, f func(*workshop) error) error {
	w, err := e.openWorkshop(ctx, quiet(e.stderr))
	if err != nil {
		return err
	}
	defer w.Close()
	return f(w)
}

func (e *env) workDir() string { return filepath.Join(e.Data, "work") }

// quiet is the logger of commands that speak to a person.
func quiet(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"nguon/api/apidoc"
	"nguon/api/apidoc/manual"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
	"nguon/search/products"
)

// openAPIs opens the index of registered APIs.
func (e *env) openAPIs(db *sqlstore.Store, log *slog.Logger) (*products.Finder, error) {
	f, err := products.Open(filepath.Join(e.Data, "index-apis"), db, db, products.Options{Log: log, Operations: operationsOf(db)})
	if err != nil {
		return nil, fmt.Errorf("search index of APIs: %w", err)
	}
	return f, nil
}

// operationsOf returns what the documents in a store describe.
func operationsOf(store market.Products) func(ctx context.Context, sha256 string) ([]products.Operation, error) {
	return func(ctx context.Context, sha256 string) ([]products.Operation, error) {
		text, err := store.Document(ctx, sha256)
		if err != nil {
			return nil, err
		}
		doc, err := apidoc.Read(ctx, text)
		if err != nil {
			return nil, err
		}
		var operations []products.Operation
		for _, c := range manual.Of(doc).All() {
			operations = append(operations, products.Operation{Method: c.Method, Path: c.Path, Summary: c.Summary, Description: c.Description(), Names: c.Words()})
		}
		return operations, nil
	}
}

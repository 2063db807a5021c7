package source

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher"
)

// A Pipeline makes releases of dataset folders.
type Pipeline interface {
	// Prepare calls use with a folder that holds no data about persons: dir, or
	// one that is made of it.
	Prepare(ctx context.Context, dir string, show func(publisher.Progress), use func(dir string) error) error

	// Check is CheckAdded of [publisher.Publisher].
	Check(ctx context.Context, dir string, add []publisher.Addition, show func(publisher.Progress)) (*publisher.Report, error)

	// Publish takes a folder as far as the policy of its agency allows, or, if
	// hold is set, to a draft that is checked; its tables are added to as add says. What is refused is kept with the
	// reasons. Published again, the same folder makes no new release.
	Publish(ctx context.Context, dir string, hold bool, add []publisher.Addition, show func(publisher.Progress)) (*publisher.Outcome, error)

	// Last returns the last release of a dataset, an error of kind
	// catalog.ErrNotFound if there is none.
	Last(ctx context.Context, dataset catalog.Slug) (catalog.Release, error)
}

// layOut writes the documents of a source into a folder.
func layOut(dir string, s *supply.Source) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // what was written has its own errors
	for name, text := range s.Documents {
		if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		if err := root.WriteFile(name, text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// A verdict is what the checks say of a folder.
type verdict struct {
	added   []publisher.Addition
	report  *publisher.Report
	last    catalog.Release
	refused error
	doubts  []catalog.Text
}

// judge checks a folder, and changes nothing. What is wrong with the data is in
// the verdict.
func (k *Keeper) judge(ctx context.Context, s *supply.Source, b *basket, dir string, show func(publisher.Progress)) (*verdict, error) {
	added, err := k.additions(ctx, s, b, dir, show)
	if err != nil {
		return nil, err
	}
	report, err := k.pipeline.Check(ctx, dir, added, show)
	switch {
	case aboutData(err):
		return &verdict{added: added, refused: err}, nil
	case err != nil:
		return nil, err
	}
	v := &verdict{added: added, report: report, refused: report.Err()}
	if v.refused != nil {
		return v, nil
	}
	v.last, err = k.pipeline.Last(ctx, s.Dataset)
	if errors.Is(err, catalog.ErrNotFound) {
		return v, nil
	}
	if err == nil {
		v.doubts = bounded(append(doubts(&v.last, report), partDoubts(partition(s), &v.last, report, added)...))
	}
	return v, err
}

// aboutData reports whether an error is about the data, and not about the
// system.
func aboutData(err error) bool {
	return errors.Is(err, catalog.ErrRefused) || errors.Is(err, catalog.ErrInvalid) || errors.Is(err, catalog.ErrTooLarge)
}

// reasons says why something came to nothing, in words that may be shown.
func reasons(err error) []catalog.Text {
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok {
		return []catalog.Text{{Vi: "Hệ thống gặp lỗi.", En: "The system failed."}}
	}
	why := []catalog.Text{e.Public}
	for _, f := range e.Fields {
		why = append(why, catalog.Text{Vi: f.In(catalog.Vietnamese), En: f.In(catalog.English)})
	}
	return bounded(why)
}

package voice

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	"nguon/catalog"
	"nguon/catalog/account"
)

// Prefix begins the keys of pictures in the store of objects.
const Prefix = "evidence/"

// A Picture is evidence as it is stored: made anew from what was sent, so that it
// holds nothing but what is seen.
type Picture struct {
	Type          string // a media type
	Width, Height int    // in pixels
	Data          []byte
}

func (p Picture) file(id string) File {
	return File{ID: id, Type: p.Type, Width: p.Width, Height: p.Height, Bytes: int64(len(p.Data))}
}

func objectKey(post, file string) string { return Prefix + post + "/" + file }

func (v *Voices) putPictures(ctx context.Context, p *Post, all []Picture) error {
	for i, pic := range all {
		if err := v.Objects.Put(ctx, objectKey(p.ID, p.Files[i].ID), bytes.NewReader(pic.Data)); err != nil {
			return errors.Join(err, v.dropPictures(context.WithoutCancel(ctx), p))
		}
	}
	return nil
}

func (v *Voices) dropPictures(ctx context.Context, p *Post) error {
	var failed []error
	for _, f := range p.Files {
		failed = append(failed, v.Objects.Remove(ctx, objectKey(p.ID, f.ID)))
	}
	return errors.Join(failed...)
}

// Picture opens a picture of a post that a caller may see. One that is not shown
// is for the author and for moderators. Whoever gets it closes it.
func (v *Voices) Picture(ctx context.Context, who account.Principal, id, file string) (File, io.ReadCloser, error) {
	p, err := v.Post(ctx, who, id)
	if err != nil {
		return File{}, nil, err
	}
	i := slices.IndexFunc(p.Files, func(f File) bool { return f.ID == file })
	own := who.User != nil && p.Author == who.User.ID
	if i < 0 || !p.Files[i].Shown && !own && !MayModerate(who) {
		return File{}, nil, catalog.Errorf(catalog.ErrNotFound, "Không có ảnh này.", "There is no such picture.")
	}
	content, err := v.Objects.Open(ctx, objectKey(p.ID, file), 0, -1)
	return p.Files[i], content, err
}

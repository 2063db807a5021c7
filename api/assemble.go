package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"nguon/api/problem"
	"nguon/api/upload"
	"nguon/catalog"
	"nguon/publisher"
)

// stageAssemble is the making of a folder of uploads.
const stageAssemble publisher.Stage = "assemble"

// checkPublication returns an error that names what is wrong with the files of
// a publication: their names, and uploads that are not there or not whole.
func (s *Server) checkPublication(ctx context.Context, owner string, in *publicationInput) error {
	if len(in.Files) == 0 {
		return problem.Errorf(problem.InvalidUpload, "Không có tệp nào.", "There are no files.")
	}
	if len(in.Files) > s.Upload.Files {
		return tooLarge("Nhiều nhất %d tệp.", "At most %d files.", s.Upload.Files)
	}
	var wrong []catalog.FieldError
	bad := func(i int, field, vi, en string, args ...any) {
		wrong = append(wrong, catalog.FieldError{Field: fmt.Sprintf("files[%d].%s", i, field), Position: -1, Detail: catalog.Textf(vi, en, args...)})
	}
	var total int64
	for i, f := range in.Files {
		if !safeName(f.Name) {
			bad(i, "name", "tên tệp %.200q không dùng được", "the file name %.200q cannot be used", f.Name)
		}
		if slices.ContainsFunc(in.Files[:i], func(g publicationFile) bool { return g.Name == f.Name }) {
			bad(i, "name", "tên tệp %q có hai lần", "the file name %q is there twice", f.Name)
		}
		if sum, err := hex.DecodeString(f.SHA256); err != nil || len(sum) != 0 && len(sum) != sha256.Size {
			bad(i, "sha256", "cần 64 chữ số thập lục phân", "it has 64 hexadecimal digits")
		}
		u, err := s.Uploads.Stat(ctx, owner, f.Upload)
		switch {
		case errors.Is(err, upload.ErrNone):
			bad(i, "upload", "không có tệp gửi lên này, hoặc đã quá hạn", "there is no such upload, or it has expired")
		case err != nil:
			return err
		case !u.Whole():
			bad(i, "upload", "mới nhận %d trên %d byte", "only %d of %d bytes are here", u.Offset, u.Size)
		default:
			total += u.Size
		}
	}
	if wrong != nil {
		return &catalog.Error{Kind: catalog.ErrInvalid, Fields: wrong,
			Public: catalog.Text{Vi: "Các tệp của lần công bố chưa đúng.", En: "The files of the publication are not valid."}}
	}
	if total > s.Upload.Bytes {
		return tooLarge("Tất cả các tệp nhiều nhất %d byte.", "All files together must not be larger than %d bytes.", s.Upload.Bytes)
	}
	return nil
}

// assemble writes the uploads into dir, each under its name. Memory does not
// depend on their sizes, which were checked when the publication was made.
func (s *Server) assemble(ctx context.Context, owner string, in *publicationInput, dir string, report func(publisher.Progress)) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	uploads := make([]*upload.Info, len(in.Files))
	at := publisher.Progress{Stage: stageAssemble}
	for i, f := range in.Files {
		if uploads[i], err = s.Uploads.Stat(ctx, owner, f.Upload); err != nil {
			return err
		}
		at.Total += uploads[i].Size
	}
	for i, f := range in.Files {
		at.Resource = f.Name
		sum := sha256.New()
		content := s.Uploads.Open(ctx, uploads[i])
		_, err := spoolFile(root, f.Name, io.TeeReader(content, io.MultiWriter(sum, writerFunc(func(b []byte) {
			at.Done += int64(len(b))
			report(at)
		}))))
		content.Close() //nolint:errcheck // all was read, or the error is known
		if err != nil {
			return err
		}
		if got := hex.EncodeToString(sum.Sum(nil)); f.SHA256 != "" && !strings.EqualFold(got, f.SHA256) {
			return problem.Errorf(problem.InvalidUpload, "Tệp %q đến không như đã gửi: SHA-256 là %s. Hãy gửi lại.",
				"The file %q is not the one that was sent: its SHA-256 is %s. Send it again.", f.Name, got)
		}
	}
	return nil
}

type writerFunc func([]byte)

func (f writerFunc) Write(b []byte) (int, error) { f(b); return len(b), nil }

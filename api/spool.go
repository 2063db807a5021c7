package api

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"os"
	"path/filepath"
	"syscall"

	"nguon/api/problem"
	"nguon/storage"
)

// UploadLimits bound what is published at one time. The zero value of a field means its default.
type UploadLimits struct {
	Bytes int64  // of all files together; default 8 GiB
	Files int    // default 64
	Dir   string // for temporary folders; default that of the system
}

func (l UploadLimits) withDefaults() UploadLimits {
	l.Bytes = cmp.Or(l.Bytes, 8<<30)
	l.Files = cmp.Or(l.Files, 64)
	return l
}

// maxUploadName is the greatest length of the path of an uploaded file in
// bytes.
const maxUploadName = 200

// spool writes the files of a multipart body into dir. The name of each part
// is the path of its file.
func spool(body io.Reader, boundary, dir string, limits UploadLimits) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	left, files := limits.Bytes, 0
	// One byte more than is allowed: reading it shows that there is more. The
	// headers of the parts have their share.
	parts := multipart.NewReader(io.LimitReader(body, limits.Bytes+int64(limits.Files+1)*4096), boundary)
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return badUpload(err)
		}
		if files++; files > limits.Files {
			return tooLarge("Nhiều nhất %d tệp.", "At most %d files.", limits.Files)
		}
		n, err := spoolPart(root, part, left)
		if err != nil {
			return err
		}
		if left -= n; left < 0 {
			return tooLarge("Tất cả các tệp nhiều nhất %d byte.", "All files together must not be larger than %d bytes.", limits.Bytes)
		}
	}
	if files == 0 {
		return problem.Errorf(problem.InvalidUpload, "Không có tệp nào.", "There are no files.")
	}
	return nil
}

func spoolPart(root *os.Root, part *multipart.Part, left int64) (int64, error) {
	name := part.FormName()
	if !safeName(name) {
		return 0, problem.Errorf(problem.InvalidUpload, "Tên tệp %.200q không dùng được.", "The file name %.200q cannot be used.", name)
	}
	n, err := spoolFile(root, name, io.LimitReader(part, left+1))
	if err != nil {
		return n, badUpload(err)
	}
	return n, nil
}

// spoolFile makes a new file of what r holds, below root.
func spoolFile(root *os.Root, name string, r io.Reader) (int64, error) {
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return 0, spoolError(err)
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil { // twice the same name, or a file where a folder is
		return 0, spoolError(err)
	}
	defer f.Close()
	n, err := io.Copy(f, r)
	if err != nil {
		return n, err
	}
	return n, f.Close()
}

// spoolError tells names that do not go together from a disk that is full.
func spoolError(err error) error {
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR) {
		e := problem.Errorf(problem.InvalidUpload, "Một tên vừa là tệp vừa là thư mục, hoặc có hai lần.", "A name is that of a file and a folder, or is there twice.")
		e.Err = err
		return e
	}
	return err
}

// safeName reports whether name can be a path below a folder: what a storage
// key may be, and not long.
func safeName(name string) bool {
	return len(name) <= maxUploadName && storage.CheckKey(name) == nil && filepath.IsLocal(name)
}

func badUpload(err error) error {
	e := problem.Errorf(problem.InvalidUpload, "Dữ liệu gửi lên bị ngắt, hoặc không phải multipart/form-data đúng cách.",
		"The upload broke off, or is not proper multipart/form-data.")
	e.Err = err
	return e
}

func tooLarge(vi, en string, args ...any) error {
	return problem.Errorf(problem.TooLarge, vi, en, args...)
}

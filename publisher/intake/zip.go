package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"nguon/publisher/rows"
)

// maxDirectory is how many bytes the list of members of a zip may have: it is
// held in memory, and has about a hundred bytes for each.
const maxDirectory = 8 << 20

// lookZip tells what a zip is: a workbook, a shapefile, or a wrap around one
// file.
func lookZip(in rows.Input) (what, error) {
	limited := &limitedReaderAt{r: in.File, left: maxDirectory}
	z, err := zip.NewReader(limited, in.Size)
	switch {
	case limited.left < 0:
		return what{}, rows.Fatal(TooManyMembers, rows.Spot{Value: in.Name, Want: maxDirectory}, "the directory of the zip is too long")
	case err != nil:
		return what{}, rows.Fatal(rows.Damaged, rows.Spot{Value: "zip"}, err.Error())
	}
	limited.free = true
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20)))
	if w, err := lookOffice(z, in.Name); err != nil || w.format != "" {
		return w, err
	}
	members := dataMembers(z)
	if w, err := lookShapes(members); err != nil || w.format != "" {
		return w, err
	}
	if m := mapOfKMZ(members, in.Name); m != nil {
		w, err := unzip(m, "kmz")
		w.ignored = names(slices.DeleteFunc(slices.Clone(members), func(f *zip.File) bool { return f == m }))
		return w, err
	}
	switch len(members) {
	case 0:
		return what{}, rows.Fatal(NoFileInside, rows.Spot{Value: shorten(in.Name)}, "the zip has no file in it")
	case 1:
		return unzip(members[0], "zip")
	}
	return what{}, several(names(members))
}

func several(names []string) error {
	return rows.Fatal(SeveralFiles, rows.Spot{Value: list(names), Got: int64(len(names))}, "which of them is the table cannot be known")
}

// unzip opens one member.
func unzip(m *zip.File, wrap string) (what, error) {
	name := memberName(m.Name)
	if m.Flags&1 != 0 {
		return what{}, rows.Fatal(Encrypted, rows.Spot{Value: name}, "the member of the zip is encrypted")
	}
	open := func() (io.ReadCloser, error) { return m.Open() }
	r, err := m.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return what{}, rows.Fatal(Unsupported, rows.Spot{Value: fmt.Sprintf("ZIP (method %d)", m.Method)}, "the member is compressed by a method that is not known")
	}
	if err == nil {
		err = r.Close()
	}
	if err != nil {
		return what{}, rows.Fatal(rows.Damaged, rows.Spot{Value: "zip"}, err.Error())
	}
	return what{wrap: wrap, name: name, size: int64(min(m.UncompressedSize64, 1<<62)), open: open}, nil
}

// dataMembers leaves out folders, and what systems put into archives by
// themselves.
func dataMembers(z *zip.Reader) []*zip.File {
	var members []*zip.File
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		base := path.Base(name)
		if strings.HasSuffix(name, "/") || f.Mode().IsDir() || strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, ".") ||
			slices.Contains([]string{"thumbs.db", "desktop.ini"}, strings.ToLower(base)) {
			continue
		}
		members = append(members, f)
	}
	return members
}

func names(members []*zip.File) []string {
	var all []string
	for _, f := range members {
		all = append(all, memberName(f.Name))
	}
	return all
}

// mapOfKMZ returns the map of a KMZ, which is doc.kml or else the first at the
// root; the other members are pictures for it. It is nil for other archives.
func mapOfKMZ(members []*zip.File, name string) *zip.File {
	named := strings.EqualFold(path.Ext(name), ".kmz")
	var doc *zip.File
	for _, f := range members {
		switch ext := strings.ToLower(path.Ext(f.Name)); {
		case ext == ".kml" && (doc == nil || strings.EqualFold(f.Name, "doc.kml")):
			doc = f
		case ext == ".kml", slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif", ".dae", ".bmp"}, ext):
		case !named:
			return nil
		}
	}
	if doc == nil || !named && (len(members) == 1 || !strings.EqualFold(doc.Name, "doc.kml")) {
		return nil
	}
	return doc
}

// limitedReaderAt fails once more than a number of bytes was read, until it is
// set free.
type limitedReaderAt struct {
	r    io.ReaderAt
	left int64
	free bool
}

// ReadAt is that of [io.ReaderAt].
func (l *limitedReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if !l.free {
		if l.left -= int64(len(p)); l.left < 0 {
			return 0, errors.New("intake: the directory of the zip is too long")
		}
	}
	return l.r.ReadAt(p, off)
}

// memberHead returns the first bytes of a member, or nothing if it cannot be
// read.
func memberHead(f *zip.File, n int64) []byte {
	r, err := f.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(r, n)); err != nil {
		return nil
	}
	return b.Bytes()
}

package api

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/storage"
	"nguon/storage/joined"
)

// redirectLife is how long a redirect to the object store works.
const redirectLife = 15 * time.Minute

// getParquet answers GET /v1/data/:dataset/:resource/file.parquet: the
// published truth, byte for byte.
func (s *Server) getParquet(c *gin.Context) error {
	t, err := s.target(c)
	if err != nil {
		return err
	}
	if !t.pinned {
		s.redirect(c, http.StatusTemporaryRedirect, t.path("file."+formatParquet))
		return nil
	}
	return s.sendFile(c, t, &t.table.File)
}

// getWhole returns the handler of GET /v1/data/:dataset/:resource/file.csv.gz and
// so on: what is made on the first demand.
func (s *Server) getWhole(format string) handler {
	return func(c *gin.Context) error {
		t, err := s.target(c)
		if err != nil {
			return err
		}
		if !t.pinned {
			s.redirect(c, http.StatusTemporaryRedirect, t.path("file."+format))
			return nil
		}
		waitLong(c.Writer)
		f, err := s.Deriver.File(c.Request.Context(), t.release, t.table, format)
		if err != nil {
			return s.missing(c.Request.Context(), t.release, err)
		}
		return s.sendFile(c, t, &f)
	}
}

// sendFile answers with an object of a release: from the store itself if it
// can be had there, or else from a file of this machine.
func (s *Server) sendFile(c *gin.Context, t *target, f *catalog.File) error {
	ctx, h := c.Request.Context(), c.Writer.Header()
	setFileHeaders(h, t, f)
	if s.Redirect != nil && c.Request.Method == http.MethodGet && !joined.Is(f.Key) {
		to, err := s.Redirect.Presign(ctx, f.Key, redirectLife, http.Header{
			"Content-Type": {h.Get("Content-Type")}, "Content-Disposition": {h.Get("Content-Disposition")},
		})
		if err != nil {
			return s.missing(ctx, t.release, err)
		}
		s.metrics.downloads.WithLabelValues(f.Format).Inc()
		h.Set("Cache-Control", "no-store")
		h.Set("Location", to)
		c.Status(http.StatusTemporaryRedirect)
		return nil
	}
	path, done, err := s.Files.Locate(ctx, f.Key)
	if err != nil {
		return s.missing(ctx, t.release, err)
	}
	defer done()
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() != f.Bytes {
		return fmt.Errorf("%w: %s has %d bytes, not %d", storage.ErrCorrupt, f.Key, info.Size(), f.Bytes)
	}
	s.describe(c, t, cmp.Or(t.what, "file."+f.Format))
	if c.Request.Method == http.MethodGet {
		s.metrics.downloads.WithLabelValues(f.Format).Inc()
	}
	w := &fileWriter{patientWriter: newPatientWriter(c.Writer), gin: c.Writer, request: c.Request}
	http.ServeContent(w, c.Request, "", time.Time{}, file)
	return nil
}

func setFileHeaders(h http.Header, t *target, f *catalog.File) {
	mediaType := query.Parquet.MediaType()
	if form := wholeFormatOf(f.Format); form != nil {
		mediaType = form.mediaType
	}
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+fileName(t.release, cmp.Or(t.name, t.table.Resource), f.Format)+`"`)
	h.Set("Cache-Control", cacheImmutable)
	h.Set("ETag", `"`+hex.EncodeToString(f.SHA256[:])+`"`)
	h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(f.SHA256[:])+":")
}

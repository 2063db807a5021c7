package api

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// firstPart is what the part of a table is called that was there before any had
// a period.
const firstPart = "first"

// partBody is one part of a table that grows by periods: the rows that came with
// one release, as a Parquet file. Other versions have the same file, so that who
// has it need not fetch it again.
type partBody struct {
	Resource string `json:"resource"`
	Period   string `json:"period,omitempty"` // what the part is called; none for the rows before any period
	Rows     int64  `json:"rows"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
	URL      string `json:"url"`
}

func (s *Server) newParts(r *catalog.Release) (all []partBody) {
	for i := range r.Tables {
		t := &target{release: r, table: &r.Tables[i]}
		for _, p := range t.table.Parts {
			all = append(all, partBody{t.table.Resource, p.Period, p.Rows, p.File.Bytes, p.File.SHA256.String(), s.url(t.path(partPath(&p)))})
		}
	}
	return all
}

// partPath is the last part of the address of p.
func partPath(p *catalog.Part) string { return "parts/" + partName(p) + "." + formatParquet }

func partName(p *catalog.Part) string { return cmp.Or(p.Period, firstPart) }

// getPart answers GET /v1/data/:dataset/:resource/parts/:part, byte for byte as
// the part was published.
func (s *Server) getPart(c *gin.Context) error {
	t, err := s.target(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(t.table.Parts, func(p catalog.Part) bool { return partPath(&p) == "parts/"+c.Param("part") })
	if i < 0 {
		return catalog.Errorf(catalog.ErrNotFound, "Phiên bản này của bảng không có phần %q.", "This version of the table has no part %q.", c.Param("part"))
	}
	p := &t.table.Parts[i]
	t.what, t.name = partPath(p), t.table.Resource+"-"+partName(p)
	if !t.pinned {
		s.redirect(c, http.StatusTemporaryRedirect, t.path(t.what))
		return nil
	}
	return s.sendFile(c, t, &p.File)
}

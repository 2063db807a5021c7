package api

import (
	"context"
	"strconv"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
	"nguon/publisher/proof"
)

// A Prover proves what was published. It is safe for concurrent use.
type Prover interface {
	Bundle(ctx context.Context, releaseID string, since int64) (*proof.Bundle, error)
}

// getProof answers GET /v1/datasets/:dataset/releases/:version/proof, of
// withdrawn releases too.
func (s *Server) getProof(c *gin.Context) error {
	r, err := s.release(c)
	if err != nil {
		return err
	}
	if s.Proofs == nil {
		return catalog.Errorf(catalog.ErrNotFound, "Cổng này không có nhật ký công bố.", "This portal has no log of releases.")
	}
	since, err := parseSince(c.Query("since"))
	if err != nil {
		return err
	}
	b, err := s.Proofs.Bundle(c.Request.Context(), r.ID, since)
	if err != nil {
		return err
	}
	return answer(c, "no-cache", b) // an older log than was seen before would look like a fork
}

// parseSince reads the size of an earlier log; none is 0.
func parseSince(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, catalog.Errorf(catalog.ErrInvalid, "since là số mục của một nhật ký trước đó: một số từ 0.",
			"since is the number of entries of an earlier log: a number from 0.")
	}
	return n, nil
}

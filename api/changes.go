package api

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/catalog"
)

// changesBody is the answer of …/changes.
type changesBody struct {
	Dataset  catalog.Slug    `json:"dataset"`
	Resource string          `json:"resource"`
	Data     []versionChange `json:"data"` // newest first
	Links    tableLinks      `json:"links"`
}

// A versionChange is what differs in the form of a table from the release
// before.
type versionChange struct {
	Version     int            `json:"version"`
	Against     *int           `json:"against"` // null for the first release that has the table
	PublishedAt time.Time      `json:"published_at"`
	Breaking    bool           `json:"breaking"`
	Changes     []columnChange `json:"changes"`
	Links       changeLinks    `json:"links"`
}

type columnChange struct {
	Column   string       `json:"column"`
	Kind     string       `json:"kind"`
	Breaking bool         `json:"breaking"`
	Text     catalog.Text `json:"text"`
	Rule     catalog.Text `json:"rule"` // why it breaks programs, or why not
}

type changeLinks struct {
	Release string `json:"release"`
	HTML    string `json:"html"`
}

// getChanges answers GET /v1/data/:dataset/:resource/changes: what became of
// the form of the table from release to release, up to the one that is named.
func (s *Server) getChanges(c *gin.Context) error {
	t, err := s.target(c)
	if err != nil {
		return err
	}
	b := changesBody{Dataset: t.release.Dataset, Resource: t.table.Resource, Data: []versionChange{}, Links: s.newTableLinks(t)}
	for _, change := range t.view.releases.Changelog(t.table.Resource) {
		if change.Release.Version <= t.release.Version {
			b.Data = append(b.Data, s.newVersionChange(change))
		}
	}
	s.describe(c, t, "changes")
	return answer(c, cacheLatest, b)
}

func (s *Server) newVersionChange(change catalog.VersionChange) versionChange {
	r := change.Release
	v := versionChange{Version: r.Version, PublishedAt: r.PublishAt, Breaking: change.Breaking, Changes: []columnChange{}}
	v.Links.Release = s.url(fmt.Sprintf("/v1/datasets/%s/releases/%d", r.Dataset, r.Version))
	v.Links.HTML = s.url(fmt.Sprintf("/datasets/%s/releases/%d", r.Dataset, r.Version))
	if change.Against > 0 {
		v.Against = &change.Against
	}
	for _, col := range change.Columns {
		v.Changes = append(v.Changes, columnChange{col.Column, col.Kind, col.Breaking, col.Text, col.Rule()})
	}
	return v
}

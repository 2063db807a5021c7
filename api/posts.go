package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/voice"
)

// Posts are what people ask. They are safe for concurrent use.
type Posts interface {
	Posts(ctx context.Context, f voice.Filter) ([]voice.Post, error)
}

// postPage is the number of posts in an answer that does not say otherwise.
const postPage = 20

// postsBody is the answer of GET /v1/questions and GET /v1/requests.
type postsBody struct {
	Data []postBody `json:"data"`
	Next *string    `json:"next"` // the cursor of the next page; null at the end
}

// A postBody is a question, a correction or a request for data. Who wrote it is
// not public.
type postBody struct {
	ID        string        `json:"id"`
	Kind      voice.Kind    `json:"kind"`
	Dataset   *catalog.Slug `json:"dataset"`
	Agency    *string       `json:"agency"` // null: the administration of the portal
	Title     string        `json:"title"`
	Text      string        `json:"text"`
	Status    voice.Status  `json:"status"`
	Since     time.Time     `json:"public_since"`
	Due       time.Time     `json:"due_at"`
	Supports  int64         `json:"supports"`
	UpdatedAt time.Time     `json:"updated_at"`
	Answers   []answerBody  `json:"answers"`
	Links     postLinks     `json:"links"`
}

type answerBody struct {
	Status voice.Status `json:"status"`
	Text   string       `json:"text"`
	At     time.Time    `json:"at"`
}

type postLinks struct {
	HTML string `json:"html"`
}

// listPosts answers GET /v1/questions or /v1/requests: what is public of the kinds,
// that in which something happened last first.
func (s *Server) listPosts(kinds ...voice.Kind) handler {
	return func(c *gin.Context) error {
		f := voice.Filter{Kinds: kinds, State: voice.Public, Dataset: catalog.Slug(c.Query("dataset")), Agency: c.Query("agency"), Limit: postPage}
		if text := c.Query("status"); text != "" {
			f.Statuses = []voice.Status{voice.Status(text)}
		}
		if text := c.Query("limit"); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 || n >= voice.PageSize {
				return problem.Parameter("limit", "phải từ 1 đến %[1]d.", "must be between 1 and %[1]d.", voice.PageSize-1)
			}
			f.Limit = n
		}
		if text := c.Query("cursor"); text != "" {
			at, id, _ := strings.Cut(text, ".")
			micros, err := strconv.ParseInt(at, 10, 64)
			if err != nil || len(id) != 26 {
				return problem.Parameter("cursor", "không phải con trỏ của trang trước.", "is no cursor of a page before.")
			}
			f.After = &voice.Post{ID: id, Touched: time.UnixMicro(micros).UTC()}
		}
		limit := f.Limit
		f.Limit++
		body := postsBody{Data: []postBody{}}
		if s.Posts == nil {
			return answer(c, cacheCatalogue, body)
		}
		posts, err := s.Posts.Posts(c.Request.Context(), f)
		if err != nil {
			return err
		}
		if len(posts) > limit {
			posts = posts[:limit]
			last := &posts[limit-1]
			next := strconv.FormatInt(last.Touched.UnixMicro(), 10) + "." + last.ID
			body.Next = &next
		}
		for i := range posts {
			body.Data = append(body.Data, s.newPostBody(&posts[i]))
		}
		return answer(c, cacheCatalogue, body)
	}
}

func (s *Server) newPostBody(p *voice.Post) postBody {
	b := postBody{
		ID: p.ID, Kind: p.Kind, Title: p.Title, Text: p.Text, Status: p.Status, Since: p.Since, Due: p.Due, Supports: p.Supports, UpdatedAt: p.Touched,
		Answers: []answerBody{}, Links: postLinks{s.url(p.Path())},
	}
	if p.Dataset != "" {
		b.Dataset = &p.Dataset
	}
	if p.Agency != "" {
		b.Agency = &p.Agency
	}
	for _, a := range p.Answers {
		b.Answers = append(b.Answers, answerBody{a.Status, a.Text, a.At})
	}
	return b
}

package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/search"
)

// suggestBody is the answer of GET /v1/suggest.
type suggestBody struct {
	Data []suggestionBody `json:"data"`
}

type suggestionBody struct {
	Text string `json:"text"`
	Kind string `json:"kind"` // term, place, agency or title
	// Dataset is where a title leads.
	Dataset string `json:"dataset,omitempty"`
}

// usualSuggestions is how many there are unless the client says otherwise.
const usualSuggestions = 8

// suggest answers GET /v1/suggest: what a text that is being typed may become.
func (s *Server) suggest(c *gin.Context) error {
	text, limit, err := parseSuggest(c.Request.URL.Query())
	if err != nil {
		return err
	}
	found, err := s.Search.Suggest(c.Request.Context(), text, searchLanguage(c.Request), limit)
	if err != nil {
		return err
	}
	body := suggestBody{Data: make([]suggestionBody, len(found))}
	for i, f := range found {
		body.Data[i] = suggestionBody{f.Text, f.Kind, string(f.Slug)}
	}
	c.Writer.Header().Add("Vary", "Accept-Language")
	return answer(c, cacheCatalogue, body)
}

func parseSuggest(params url.Values) (text string, limit int, err error) {
	limit = usualSuggestions
	for name, values := range params {
		switch {
		case !slices.Contains([]string{"q", "limit"}, name):
			return "", 0, problem.Parameter(name, "không có tham số này; có: q, limit", "there is no such parameter; there are: q, limit")
		case len(values) != 1:
			return "", 0, problem.Parameter(name, "chỉ được viết một lần", "may be given only once")
		case !utf8.ValidString(values[0]) || len(values[0]) > maxSearchText:
			return "", 0, problem.Parameter(name, "không phải UTF-8 hoặc dài quá %d byte", "is not UTF-8 or longer than %d bytes", maxSearchText)
		case name == "q":
			text = values[0]
		default:
			if limit, err = strconv.Atoi(values[0]); err != nil || limit < 1 || limit > search.MaxSuggestions {
				return "", 0, problem.Parameter(name, "phải từ 1 đến %d", "must be 1 to %d", search.MaxSuggestions)
			}
		}
	}
	return text, limit, nil
}

// matchBody says why a dataset was found.
type matchBody struct {
	Score   float64     `json:"score"`
	Fields  []string    `json:"fields"`
	Snippet string      `json:"snippet"` // HTML: escaped text, with what was found in <mark>
	Places  []placeBody `json:"places,omitempty"`
	Explain string      `json:"explain,omitempty"`
}

// placeBody is a column, or a value of a column, in which words were found.
type placeBody struct {
	Field    string `json:"field"` // column or value
	Resource string `json:"resource"`
	Column   string `json:"column"`
	Value    string `json:"value,omitempty"`
	HTML     string `json:"html"`           // escaped text, with what was found in <mark>
	Rows     string `json:"rows,omitempty"` // the rows that have the value
}

func (s *Server) newMatch(h *search.Hit) *matchBody {
	m := &matchBody{Score: h.Score, Fields: append([]string{}, h.Fields...), Snippet: h.Snippet, Explain: h.Explain}
	for _, f := range h.Found {
		p := placeBody{Field: f.Field, Resource: f.Resource, Column: f.Column, Value: f.Value, HTML: f.HTML}
		if f.Value != "" {
			p.Rows = s.url("/v1/data/" + string(h.Slug) + "/" + f.Resource + "/rows?" + url.Values{f.Column: {f.Value}}.Encode())
		}
		m.Places = append(m.Places, p)
	}
	return m
}

// tagged answers with body, whose validator is made of another body: of what
// does not change from one moment to the next.
func tagged(c *gin.Context, cache string, lasting, body any) error {
	b, err := encode(lasting)
	if err != nil {
		return err
	}
	etag := etagOf(b)
	c.Header("Cache-Control", cache)
	c.Header("ETag", etag)
	if matches(c.Request, etag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	if b, err = encode(body); err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/json", b)
	return nil
}

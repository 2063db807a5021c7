package api_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog/voice"
)

// postShelf is what people ask in the tests, the last to change first.
type postShelf []voice.Post

// Posts implements api.Posts for what the API filters by.
func (s postShelf) Posts(_ context.Context, f voice.Filter) ([]voice.Post, error) {
	var found []voice.Post
	for _, p := range s {
		fits := slices.Contains(f.Kinds, p.Kind) && f.State == p.State && (f.Dataset == "" || f.Dataset == p.Dataset) && (f.Agency == "" || f.Agency == p.Agency) &&
			(len(f.Statuses) == 0 || slices.Contains(f.Statuses, p.Status)) && (f.After == nil || p.Touched.Before(f.After.Touched))
		if fits && len(found) < f.Limit {
			found = append(found, p)
		}
	}
	return found, nil
}

func TestPosts(t *testing.T) {
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	question := voice.Post{
		ID: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Kind: voice.Question, Dataset: "air-quality", Agency: "H29", Author: "01SECRET", Title: "Trạm <nào>?", Text: "Ở đâu?",
		State: voice.Public, Status: voice.Answered, Since: at, Due: at.AddDate(0, 0, 14), Touched: at.Add(time.Hour),
		Answers: []voice.Answer{{Status: voice.Answered, Text: "Ở Láng.", By: "01CLERK", At: at.Add(time.Hour)}},
	}
	correction, held, request := question, question, question
	correction.ID, correction.Kind, correction.Status, correction.Answers, correction.Touched = "01ARZ3NDEKTSV4RRFFQ69G5FAW", voice.Correction, voice.Open, nil, at
	held.State, held.Title = voice.Held, "Bị giữ"
	request.Kind, request.Dataset, request.Agency, request.Supports = voice.Request, "", "", 7
	w := newWorld(t, func(d *api.Deps) { d.Posts = postShelf{question, held, request, correction} })
	run(t, w, []scenario{
		{name: "questions and corrections", path: "/v1/questions", status: 200,
			has:    []string{`"kind":"question"`, `"kind":"correction"`, `"dataset":"air-quality"`, `"status":"answered"`, `"text":"Ở Láng."`, `/questions/01ARZ3NDEKTSV4RRFFQ69G5FAV"`, `"next":null`, `"answers":[]`},
			hasNot: []string{"01SECRET", "01CLERK", "Bị giữ", `"supports":7`}},
		{name: "one at a time", path: "/v1/questions?limit=1", status: 200, has: []string{`"kind":"question"`, `"next":"1795399200000000.01ARZ3NDEKTSV4RRFFQ69G5FAV"`}},
		{name: "the next", path: "/v1/questions?limit=1&cursor=1795399200000000.01ARZ3NDEKTSV4RRFFQ69G5FAV", status: 200, has: []string{`"kind":"correction"`, `"next":null`}},
		{name: "of a status", path: "/v1/questions?status=open", status: 200, has: []string{`"kind":"correction"`}, hasNot: []string{`"kind":"question"`}},
		{name: "of another dataset", path: "/v1/questions?dataset=noise", status: 200, has: []string{`"data":[]`}},
		{name: "requests", path: "/v1/requests", status: 200, has: []string{`"kind":"request"`, `"dataset":null`, `"agency":null`, `"supports":7`, `/requests/01ARZ3NDEKTSV4RRFFQ69G5FAV"`}},
		{name: "a cursor that is none", path: "/v1/requests?cursor=x", status: 400, code: problem.InvalidParameter},
		{name: "too many at a time", path: "/v1/requests?limit=100", status: 400, code: problem.InvalidParameter},
	})
}

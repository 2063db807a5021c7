package api_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/api"
)

func TestARepeatedQuestionIsAnsweredWithoutAQuery(t *testing.T) {
	runs := new(counting)
	w := newWorld(t, func(d *api.Deps) { runs.Runner, d.Query = d.Query, runs })
	first := w.do(t, request{path: table + "/rows?pm25__gt=5&limit=2"})
	second := w.do(t, request{path: table + "/rows?pm25__gt=5&limit=2"})
	if runs.n.Load() != 1 {
		t.Errorf("%d queries, want 1", runs.n.Load())
	}
	if first.status != 200 || first.body != second.body || first.header.Get("Link") != second.header.Get("Link") {
		t.Errorf("%d %s,\nthen %d %s", first.status, first.body, second.status, second.body)
	}
	for _, path := range []string{table + "/rows?limit=2&pm25__gt=5", table + "/rows.csv?pm25__gt=5&limit=2", "/v1/data/air-quality@1/hourly/rows?pm25__gt=5&limit=2"} {
		before := runs.n.Load()
		a := w.do(t, request{path: path})
		if runs.n.Load() != before+1 || strings.HasPrefix(path, "/v1/data/air-quality@1") && strings.Contains(a.body, `"self":"`+table+"/rows?") {
			t.Errorf("%s has the answer of another address: %.300s", path, a.body)
		}
	}
}

func TestManyWhoAskTheSameAtOnceWaitForOneQuery(t *testing.T) {
	b := &blocking{begun: make(chan struct{}, 100), let: make(chan struct{})}
	w := newWorld(t, func(d *api.Deps) { b.Runner, d.Query = d.Query, b })
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if rec := w.plainDo(t, request{path: table + "/rows?limit=3"}); rec.Code != 200 {
				t.Errorf("%d %s", rec.Code, rec.Body)
			}
		})
	}
	<-b.begun
	time.Sleep(100 * time.Millisecond) // the others come
	close(b.let)
	wg.Wait()
	if n := len(b.begun); n != 0 {
		t.Errorf("%d queries more than one", n)
	}
}

func TestAClientThatLeavesDoesNotTakeTheAnswerFromOthers(t *testing.T) {
	b := &blocking{begun: make(chan struct{}, 100), let: make(chan struct{})}
	w := newWorld(t, func(d *api.Deps) { b.Runner, d.Query = d.Query, b })
	ctx, leave := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		w.handler.ServeHTTP(httptest.NewRecorder(), w.newRequest(t, request{path: table + "/rows?limit=3"}).WithContext(ctx))
	})
	<-b.begun
	wg.Go(func() {
		if rec := w.plainDo(t, request{path: table + "/rows?limit=3"}); rec.Code != 200 {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	})
	time.Sleep(50 * time.Millisecond) // the second comes
	leave()
	<-b.begun // it asks by itself now
	close(b.let)
	wg.Wait()
}

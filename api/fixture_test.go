package api_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/query"
	"nguon/api/query/duckdb"
	"nguon/api/upload"
	"nguon/catalog/account"
	"nguon/catalog/sqlstore"
	"nguon/publisher"
	"nguon/publisher/proof"
	"nguon/search"
	"nguon/storage/local"
)

// A world is the whole stack in one process: objects in a folder, SQLite, the
// search index, DuckDB, the publisher and the gateway.
type world struct {
	db      *sqlstore.Store
	objects *local.Store
	pub     *publisher.Publisher
	index   *search.Index
	queries *query.Service
	deriver *api.Deriver
	pepper  account.Pepper
	proofs  *proof.Log
	dir     string
	server  *api.Server
	handler http.Handler
	log     *syncBuffer
	ahead   atomic.Int64 // by how much the clock of the world is ahead, in ns
}

func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

// pass lets time pass.
func (w *world) pass(d time.Duration) { w.ahead.Add(int64(d)) }

var engine = sync.OnceValues(func() (*duckdb.Engine, error) {
	return duckdb.Open(duckdb.Options{Threads: 1, MemoryLimit: 256 << 20})
})

// newWorld returns a world in which the dataset of [dataset] is published
// once. Each change is applied to what the gateway is made of.
func newWorld(t testing.TB, changes ...func(*api.Deps)) *world {
	t.Helper()
	w := &world{pepper: account.Pepper(strings.Repeat("p", account.PepperLength)), log: new(syncBuffer)}
	log := slog.New(slog.NewJSONHandler(w.log, nil))
	dir := t.TempDir()
	w.dir = dir
	var err error
	if w.db, err = sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(dir, "catalog.db"), slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.db.Close() })
	w.db.UseClock(w.now)
	if w.objects, err = local.New(filepath.Join(dir, "objects")); err != nil {
		t.Fatal(err)
	}
	notary, err := proof.NewNotary(func() (*proof.Key, error) { return proof.DeriveKey([proof.SeedSize]byte{1}) })
	if err == nil {
		err = w.db.Notarise(t.Context(), notary)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.pub = publisher.New(w.db, w.objects, publisher.Options{WorkDir: dir, Now: w.now})
	if w.index, err = search.Open(filepath.Join(dir, "index"), w.db, search.Options{Now: w.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.index.Close() })
	e, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	w.queries = query.New(w.objects, []byte("a key of the tests"), e)
	t.Cleanup(func() { w.queries.Close() })
	w.deriver = api.NewDeriver(w.db, w.objects, w.objects, dir)
	w.proofs = proof.NewLog(w.db, notary, w.now)
	deps := api.Deps{
		Catalog: w.db, Keys: w.db, Pepper: w.pepper, Search: w.index, Query: w.queries, Files: w.objects,
		Deriver: w.deriver, Log: log, Proofs: w.proofs,
		Publisher: w.pub, Upload: api.UploadLimits{Dir: dir}, Now: w.now,
		Uploads: upload.New(w.objects, upload.Options{}), Tasks: w.db,
		Checks: []api.Check{{Name: "database", Run: w.db.Ping}},
	}
	for _, change := range changes {
		change(&deps)
	}
	if w.server, err = api.New(deps); err != nil {
		t.Fatal(err)
	}
	w.handler = w.server.Wrap(w.server.Handler())
	w.publish(t, dataset("air-quality", 250))
	w.catchUp(t)
	return w
}

// publish makes a release of a folder with the given files.
func (w *world) publish(t testing.TB, files map[string]string) *publisher.Outcome {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "dataset-")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := w.pub.Publish(t.Context(), publisher.Request{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second) // what is remembered for a moment is forgotten
	return out
}

func (w *world) catchUp(t testing.TB) {
	t.Helper()
	if err := w.index.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// key makes an API key.
func (w *world) key(t testing.TB, k account.Key) string {
	t.Helper()
	plain, err := account.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if k.ID == "" {
		k.ID = "01TEST" + plain[len(plain)-20:]
	}
	k.Hash, k.Hint, k.Created = w.pepper.Hash(plain), account.Hint(plain), w.now()
	if err := w.db.SaveKey(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	return plain
}

// dataset is a folder with a table of the given number of rows, which has
// every type of column, missing values, names that are parameters and integers
// that JSON cannot hold.
func dataset(slug string, rows int) map[string]string {
	return map[string]string{"dataset.yaml": fmt.Sprintf(manifest, slug), "do.csv": hourly(rows)}
}

func hourly(rows int) string {
	var b strings.Builder
	b.WriteString("Trạm;Lúc;Ngày;PM2,5;Số;Tốt;Mã\n")
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		at := begin.Add(time.Duration(i) * time.Hour)
		pm := strings.Replace(fmt.Sprintf("%.1f", float64(i%97)+0.5), ".", ",", 1)
		if i%10 == 3 {
			pm = ""
		}
		fmt.Fprintf(&b, "%s;%s;%s;%s;%d;%s;%d\n", []string{"Hà Nội", "Đà Nẵng", `"Cần Thơ; ""bến"""`}[i%3],
			at.Format("2006-01-02T15:04:05Z"), at.Format("02/01/2006"), pm, i, map[bool]string{true: "true", false: "false"}[i%2 == 0],
			9_007_199_254_740_993+int64(i))
	}
	return b.String()
}

const manifest = `
slug: %s
title: {vi: Chất lượng không khí, en: Air quality}
description: {vi: Đo hằng giờ., en: Measured every hour.}
agency: {code: H29, title: {vi: Sở Môi trường, en: Department of the environment}, homepage: "https://example.org"}
theme: [environment]
keywords: {vi: [không khí], en: [air]}
licence: CC-BY-4.0
frequency: hourly
source: {title: {vi: Trạm đo, en: Stations}, url: "https://example.org/stations"}
contact: {name: Phòng Dữ liệu, email: du-lieu@example.org}
temporal: {from: 2026-01-01, to: 2026-12-31}
spatial: {title: {vi: Việt Nam, en: Viet Nam}, bbox: [102.1, 8.2, 109.6, 23.4], codes: [VN]}
note: {vi: Lần đầu., en: First.}
resources:
  - name: hourly
    title: {vi: Theo giờ, en: By the hour}
    file: do.csv
    columns:
      - {source: Trạm, name: station, title: {vi: Trạm, en: Station}, type: string}
      - {source: Lúc, name: t, title: {vi: Lúc, en: Time}, type: datetime}
      - {source: Ngày, name: day, title: {vi: Ngày, en: Day}, type: date}
      - {source: "PM2,5", name: pm25, title: {vi: Bụi mịn, en: Fine dust}, type: number, unit: ug/m3}
      - {source: Số, name: limit, title: {vi: Số, en: Number}, type: integer}
      - {source: Tốt, name: good, title: {vi: Tốt, en: Good}, type: boolean}
      - {source: Mã, name: code, title: {vi: Mã, en: Code}, type: integer}
`

// A request is one to the gateway, without a network.
type request struct {
	method, path string
	header       map[string]string
	body         io.Reader
	from         string // address; one of the test if empty
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

var lastAddress atomic.Int64

// do sends a request and validates the answer against the OpenAPI documents.
func (w *world) do(t testing.TB, r request) answer {
	t.Helper()
	req := w.newRequest(t, r)
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, req)
	a := answer{rec.Code, rec.Result().Header, rec.Body.String()}
	w.validate(t, req, a)
	return a
}

func (w *world) newRequest(t testing.TB, r request) *http.Request {
	t.Helper()
	if r.method == "" {
		r.method = http.MethodGet
	}
	req := httptest.NewRequest(r.method, r.path, r.body)
	n := lastAddress.Add(1) // everybody is somebody else, unless told otherwise
	req.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:4000", n>>16&255, n>>8&255, n&255)
	if r.from != "" {
		req.RemoteAddr = r.from
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	return req
}

func (w *world) get(t testing.TB, path string) answer {
	t.Helper()
	return w.do(t, request{path: path})
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// plainDo sends a request whose answer is not validated.
func (w *world) plainDo(t testing.TB, r request) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, w.newRequest(t, r))
	return rec
}

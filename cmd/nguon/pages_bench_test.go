package main

import (
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"nguon/search/searchtest"
)

const (
	pageRounds = 15                    // of asking for each page in each language
	pageLimit  = 50 * time.Millisecond // of the median
)

// pageKinds are the kinds of page, by address: # is another number each time, and
// {slug} another dataset.
var pageKinds = []struct {
	name, path string
	bare       bool // the address is the same in every language
	status     int  // default 200
}{
	{name: "home", path: "/?_=#"},
	{name: "all datasets", path: "/datasets?_=#"},
	{name: "all datasets, page 40", path: "/datasets?page=40&_=#"},
	{name: "search", path: "/datasets?q=d%C3%A2n+s%E1%BB%91&_=#"},
	{name: "search, newest first", path: "/datasets?q=s%E1%BB%91+l%C6%B0%E1%BB%A3ng&sort=newest&_=#"},
	{name: "a theme", path: "/datasets?theme=environment&_=#"},
	{name: "dataset", path: "/datasets/{slug}"},
	{name: "dataset, page of rows", path: "/datasets/vn-places?sort=name&_=#"},
	{name: "release", path: "/datasets/{slug}/releases/1"},
	{name: "check report", path: "/datasets/vn-places/releases/1/checks/places?_=#"},
	{name: "picture of a dataset", path: "/datasets/{slug}/card.png"},
	{name: "charts of a dataset", path: "/datasets/{slug}/charts"},
	{name: "chart", path: "/charts/global-temperature?kind=line&table=annual&x=year&y=anomaly&_=#"},
	{name: "map", path: "/charts/vn-airports?kind=map&table=airports&x=longitude&y=elevation&_=#"},
	{name: "agencies", path: "/agencies?_=#"},
	{name: "agency", path: "/agencies/{agency}?_=#"},
	{name: "about", path: "/about?_=#"},
	{name: "figures", path: "/figures?_=#"},
	{name: "figures of an agency", path: "/agencies/{agency}/figures?days=365&_=#"},
	{name: "figures as CSV", path: "/figures.csv?_=#"},
	{name: "places", path: "/places?_=#"},
	{name: "place", path: "/places/79?_=#"},
	{name: "two places", path: "/places/compare?a=01&b=79&_=#"},
	{name: "calendar", path: "/calendar?_=#"},
	{name: "calendar of an agency", path: "/calendar?agency={agency}&_=#"},
	{name: "calendar of an agency, ICS", path: "/calendar.ics?agency={agency}&_=#"},
	{name: "APIs", path: "/apis?_=#"},
	{name: "questions", path: "/questions?_=#"},
	{name: "requests", path: "/requests?_=#"},
	{name: "showcase", path: "/showcase?_=#"},
	{name: "feed", path: "/feeds/releases.atom?_=#"},
	{name: "feed of a search", path: "/feeds/search.atom?q=d%C3%A2n+s%E1%BB%91&_=#"},
	{name: "site map", path: "/sitemap.xml?_=#", bare: true},
	{name: "site map, a part", path: "/sitemaps/datasets-2.xml?_=#", bare: true},
	{name: "no such page", path: "/no-such-page-#", status: http.StatusNotFound},

	{name: "account", path: "/account?_=#"},
	{name: "desk", path: "/desk?_=#"},
	{name: "desk of an agency", path: "/desk/{agency}?_=#"},
	{name: "datasets of an agency's desk", path: "/desk/{agency}/datasets?_=#"},
	{name: "releases of an agency's desk", path: "/desk/{agency}/releases?_=#"},
	{name: "consumers of an agency", path: "/desk/{agency}/consumers?_=#"},
	{name: "sources of an agency", path: "/desk/{agency}/sources?_=#"},
	{name: "log of an agency", path: "/desk/{agency}/log?_=#"},
	{name: "administration", path: "/admin?_=#"},
	{name: "agencies of the administration", path: "/admin/agencies?_=#"},
	{name: "users", path: "/admin/users?_=#"},
	{name: "log of the portal", path: "/admin/log?_=#"},

	{name: "API: datasets", path: "/v1/datasets?limit=##", bare: true},
	{name: "API: search", path: "/v1/datasets?q=d%C3%A2n+s%E1%BB%91&limit=##", bare: true},
	{name: "API: dataset", path: "/v1/datasets/{slug}", bare: true},
	{name: "API: releases", path: "/v1/datasets/{slug}/releases", bare: true},
	{name: "API: rows", path: "/v1/data/{slug}/main/rows?limit=##", bare: true},
	{name: "API: agencies", path: "/v1/agencies", bare: true},
	{name: "API: calendar", path: "/v1/calendar?agency={agency}", bare: true},
	{name: "API: suggestions", path: "/v1/suggest?q=d%C3%A2n", bare: true},
}

// BenchmarkPages fills a portal with 100,000 datasets, or as many as
// NGUON_BENCH_DATASETS says, and asks it for each kind of page in both languages,
// one after another, as somebody who is signed in: no page that is kept for
// strangers is the answer. It prints how long the pages took and how many bytes went
// over the wire; beside the time by the clock is what the process worked for a
// page, which says more on a machine that has other work. One run is all it needs: -benchtime 1x.
func BenchmarkPages(b *testing.B) {
	size := pageDatasets
	if fewer, err := strconv.Atoi(os.Getenv(pageFewer)); err == nil {
		size = fewer
	}
	b.Setenv("NGUON_SECRET", "0123456789abcdef0123456789abcdef")
	plans := filepath.Join(b.TempDir(), "plans.yaml")
	err := os.WriteFile(plans, []byte(`[{name: anonymous, title: {vi: Mọi người, en: Everybody}, rows: 1000, timeout: 10s, concurrency: 64,
  windows: [{name: burst, quota: 1000000, period: 10s}]}]`), 0o600)
	if err != nil {
		b.Fatal(err)
	}
	b.Setenv("NGUON_PLANS", plans)
	p := &pageReader{data: openPageStage(b, size), made: searchtest.New(size, 1)}
	p.serve(b)
	p.signIn(b)
	for b.Loop() {
		p.readAll(b)
	}
}

// A pageReader asks for pages of a portal.
type pageReader struct {
	data   string
	made   *searchtest.Catalogue
	url    string
	client http.Client
	asked  int
}

// serve serves the portal within this process, so that a profile shows what the
// pages cost, until the benchmark ends.
func (p *pageReader) serve(b *testing.B) {
	l, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(b.Context()))
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--data", p.data, "--addr", addr, "--index-snapshots", "0"}, io.Discard, os.Stderr, time.Now)
	}()
	b.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 && code != 130 {
			b.Errorf("the server ended with %d", code)
		}
	})
	p.url = "http://" + addr
	began := time.Now()
	for _, step := range []struct{ path, has string }{{"/readyz", ""}, {"/figures.json", `"measure"`}, {"/", ""}} {
		for text := ""; ; time.Sleep(200 * time.Millisecond) {
			if text, err = get(b.Context(), p.url+step.path); err == nil && strings.Contains(text, step.has) {
				break
			}
			if time.Since(began) > 10*time.Minute {
				b.Fatalf("%s: %v\n%.500s", step.path, err, text)
			}
		}
	}
	b.Logf("served and counted after %v", time.Since(began).Round(time.Second))
}

// signIn has the reader be the administrator.
func (p *pageReader) signIn(b *testing.B) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	p.client = http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	link, err := url.Parse(pageAdmin(b, p.data))
	if err != nil {
		b.Fatal(err)
	}
	form := link.Query()
	form.Set("password", "bảy con vịt bơi qua sông")
	for status := 0; status != http.StatusSeeOther; time.Sleep(time.Second) { // it may be busy with the samples
		resp, err := p.client.PostForm(p.url+link.Path, form)
		if err != nil {
			b.Fatal(err)
		}
		resp.Body.Close()
		if status = resp.StatusCode; status != http.StatusSeeOther && status != http.StatusGatewayTimeout {
			b.Fatalf("the password: status %d", status)
		}
	}
}

// readAll asks for all kinds of page, and prints a table.
func (p *pageReader) readAll(b *testing.B) {
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "page\tvi median ms\tvi p95\ten median ms\ten p95\tCPU ms\tkB sent\t")
	var worst time.Duration
	for _, k := range pageKinds {
		var row strings.Builder
		over := ""
		var sent int64
		asked, busy := p.asked, processorTime(b)
		for _, lang := range []string{"", "/en"} {
			if k.bare && lang != "" {
				row.WriteString("\t\t")
				continue
			}
			times := make([]time.Duration, pageRounds)
			for i := range times {
				times[i], sent = p.read(b, lang+k.path, cmp.Or(k.status, http.StatusOK))
			}
			slices.Sort(times)
			median := times[len(times)/2]
			if worst = max(worst, median); median > pageLimit {
				over = "over 50 ms"
			}
			fmt.Fprintf(&row, "\t%.1f\t%.1f", median.Seconds()*1000, times[len(times)*95/100].Seconds()*1000)
		}
		each := (processorTime(b) - busy) / time.Duration(p.asked-asked)
		fmt.Fprintf(out, "%s%s\t%.1f\t%.1f\t%s\n", k.name, row.String(), each.Seconds()*1000, float64(sent)/1000, over)
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(worst.Seconds()*1000, "ms-worst-median")
}

// processorTime is how long this process has worked, the reader included.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// read asks for a page, and returns how long it took and how many bytes it has.
func (p *pageReader) read(b *testing.B, path string, status int) (time.Duration, int64) {
	p.asked++
	at := p.asked * 7919
	d, r := p.made.At(at % p.made.Size())
	for len(r.Tables) == 0 {
		at++
		d, r = p.made.At(at % p.made.Size())
	}
	path = strings.NewReplacer("{slug}", string(d.Slug), "{agency}", d.Agency, "##", strconv.Itoa(10+p.asked%40), "#", strconv.Itoa(p.asked)).Replace(path)
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, p.url+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	began := time.Now()
	resp, err := p.client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	took := time.Since(began)
	if err != nil || resp.StatusCode != status {
		b.Errorf("%s: status %d, %v: %.300s", path, resp.StatusCode, err, plainBody(resp, body))
	}
	return took, int64(len(body))
}

// plainBody is what is sent, unpacked.
func plainBody(resp *http.Response, body []byte) string {
	if resp.Header.Get("Content-Encoding") == "gzip" {
		if z, err := gzip.NewReader(strings.NewReader(string(body))); err == nil {
			text, err := io.ReadAll(z)
			return cmp.Or(string(text), fmt.Sprint(err))
		}
	}
	return string(body)
}

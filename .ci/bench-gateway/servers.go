package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
)

// A target is an address to be asked, and the server whose processor time it
// takes.
type target struct {
	name   string
	server *server
	path   string
	header [][2]string
	status int
}

// plans lift the limits to where they are still counted but refuse nobody.
const plans = `- name: anonymous
  title: {vi: Đo tốc độ, en: Bench}
  rows: 1000
  timeout: 30s
  concurrency: 256
  windows: [{name: burst, quota: 1000000000, period: 1s}, {name: day, quota: 1000000000000, period: 24h}]
- name: registered
  title: {vi: Đo tốc độ, en: Bench}
  rows: 1000
  timeout: 30s
  concurrency: 256
  windows: [{name: burst, quota: 1000000000, period: 1s}, {name: day, quota: 1000000000000, period: 24h}]
`

// dataset is a small table, whose agency registers the API.
const dataset = `slug: bench
title: {vi: Đo tốc độ, en: Benchmark}
description: {vi: Bảng nhỏ., en: A small table.}
agency: {code: MAU, title: {vi: Ban mẫu, en: Sample desk}}
theme: [transport]
licence: CC0-1.0
frequency: never
resources:
  - {name: table, title: {vi: Bảng, en: Table}, file: table.csv}
`

// document describes the API.
const document = `openapi: 3.0.3
info: {title: Đo, version: "1"}
paths:
  /stations/{station}:
    get:
      parameters:
        - {name: station, in: path, required: true, schema: {type: string, maxLength: 40}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
      responses: {"200": {description: ok}}
`

// raise starts all servers, and returns what is to be asked.
func (s *stage) raise(ctx context.Context, o *options) ([]target, error) {
	upstream, front, err := s.startNginx(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.publish(ctx, o); err != nil {
		return nil, err
	}
	portal, err := s.startPortal(ctx, o)
	if err != nil {
		return nil, err
	}
	key, err := s.register(ctx, o, portal, upstream)
	if err != nil {
		return nil, err
	}
	const path = "/stations/hanoi?limit=5"
	targets := []target{
		{name: "upstream, bare", server: upstream, path: path, status: http.StatusOK},
		{name: "nginx, limit_req", server: front, path: path, status: http.StatusOK},
		{name: "portal: key, limits, meter, validation", server: portal, path: "/v1/call/bench/v1" + path, header: [][2]string{{"X-Api-Key", key}}, status: http.StatusOK},
	}
	for _, t := range []target{
		{name: "portal: 304 of rows", server: portal, path: "/v1/data/bench@1/table/rows"},
		{name: "portal: 304 of a page of text", server: portal, path: "/about"},
		{name: "portal: 304 of the page of a dataset", server: portal, path: "/datasets/bench"},
	} {
		tag, err := tagOf(ctx, t.server.url(t.path))
		if err != nil {
			return nil, err
		}
		t.header, t.status = [][2]string{{"If-None-Match", tag}}, http.StatusNotModified
		targets = append(targets, t)
	}
	return targets, nil
}

// startNginx starts an upstream, and a proxy before it that limits.
func (s *stage) startNginx(ctx context.Context) (upstream, front *server, err error) {
	ports := make([]int, 2)
	for i := range ports {
		if ports[i], err = freePort(); err != nil {
			return nil, nil, err
		}
	}
	if err := os.MkdirAll(s.path("www", "stations"), 0o755); err != nil {
		return nil, nil, err
	}
	body := `{"data":"` + strings.Repeat("a", 1024-12) + "\"}\n"
	if err := os.WriteFile(s.path("www", "stations", "hanoi"), []byte(body), 0o644); err != nil {
		return nil, nil, err
	}
	const common = `daemon off; worker_processes 1; pid %[1]s/nginx-%[2]d.pid; error_log stderr;
events {}
http { access_log off; default_type application/json; keepalive_requests 100000000;
client_body_temp_path %[1]s/body-%[2]d; proxy_temp_path %[1]s/proxy-%[2]d;
%[3]s }
`
	start := func(name string, port int, text string) (*server, error) {
		file := s.path(name + ".conf")
		if err := os.WriteFile(file, fmt.Appendf(nil, common, s.dir, port, text), 0o644); err != nil {
			return nil, err
		}
		return s.start(ctx, name, port, exec.Command("nginx", "-p", s.dir, "-c", file, "-e", "stderr"))
	}
	if upstream, err = start("upstream", ports[0], fmt.Sprintf("server { listen 127.0.0.1:%d; root %s; }", ports[0], s.path("www"))); err != nil {
		return nil, nil, err
	}
	front, err = start("nginx", ports[1], fmt.Sprintf(`limit_req_zone $http_x_api_key$binary_remote_addr zone=a:10m rate=1000000r/s;
upstream u { server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }
server { listen 127.0.0.1:%d; location / { limit_req zone=a burst=100000 nodelay; proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; } }`,
		ports[0], ports[1]))
	return upstream, front, err
}

// publish publishes the table.
func (s *stage) publish(ctx context.Context, o *options) error {
	if err := os.Mkdir(s.path("bench"), 0o755); err != nil {
		return err
	}
	for name, text := range map[string]string{"bench/dataset.yaml": dataset, "bench/table.csv": "id,name\n1,a\n2,b\n3,c\n", "plans.yaml": plans} {
		if err := os.WriteFile(s.path(name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	_, err := output(exec.CommandContext(ctx, o.binary, "publish", "--data", s.path("data"), s.path("bench")))
	return err
}

func (s *stage) startPortal(ctx context.Context, o *options) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(o.binary, "serve", "--data", s.path("data"), "--addr", fmt.Sprintf("127.0.0.1:%d", port))
	cmd.Env = append(os.Environ(), "NGUON_PLANS="+s.path("plans.yaml"), "NGUON_INSIDE_NETWORKS=127.0.0.0/8")
	return s.start(ctx, "portal", port, cmd)
}

// register puts the upstream behind the gateway, and returns a key.
func (s *stage) register(ctx context.Context, o *options, portal, upstream *server) (string, error) {
	newKey := func(args ...string) (string, error) {
		out, err := output(exec.CommandContext(ctx, o.binary, append([]string{"key", "create", "bench", "--data", s.path("data")}, args...)...))
		return strings.TrimSpace(out), err
	}
	maker, err := newKey("--role", "*:portal-admin")
	if err != nil {
		return "", err
	}
	approver, err := newKey("--role", "*:portal-admin")
	if err != nil {
		return "", err
	}
	doc, err := json.Marshal(document)
	if err != nil {
		return "", err
	}
	for _, step := range []struct{ key, method, path, body string }{
		{maker, http.MethodPut, "/v1/apis/bench", `{"agency":"MAU","title":{"vi":"Đo","en":"Bench"},"description":{"vi":"Đo","en":"Bench"},"themes":["transport"],
			"contact":{"email":"a@example.vn"},"terms":{"text":{"vi":"","en":""}},"support":{"vi":"","en":""},"access":"key"}`},
		{maker, http.MethodPut, "/v1/apis/bench/v1", fmt.Sprintf(`{"note":{"vi":"","en":""},"document":%s,"upstream":{"url":%q,"private":true,"validate":"enforce"}}`, doc, upstream.url(""))},
		{maker, http.MethodPost, "/v1/apis/bench/v1/state", `{"to":"review"}`},
		{approver, http.MethodPost, "/v1/apis/bench/v1/state", `{"to":"published"}`},
	} {
		if err := send(ctx, step.method, portal.url(step.path), step.key, step.body); err != nil {
			return "", err
		}
	}
	return newKey()
}

func send(ctx context.Context, method, url, key, body string) (err error) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("X-Api-Key", key)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %s\n%s", method, url, resp.Status, text)
	}
	return err
}

// tagOf returns the validator of what is at an address.
func tagOf(ctx context.Context, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	tag := resp.Header.Get("ETag")
	if err := resp.Body.Close(); err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK || tag == "" {
		return "", fmt.Errorf("%s: %s, without a validator", url, resp.Status)
	}
	return tag, nil
}

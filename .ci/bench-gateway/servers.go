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

	"nguon/.ci/stage"
)

// A target is an address to be asked, and the server whose processor time it
// takes.
type target struct {
	name   string
	server *stage.Server
	path   string
	header [][2]string
	status int
}

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

// raise starts all servers, and returns what is to be asked, and the upstream.
func raise(ctx context.Context, s *stage.Stage, o *options) (targets []target, upstream *stage.Server, err error) {
	upstream, front, err := startNginx(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	if err := publish(ctx, s, o); err != nil {
		return nil, nil, err
	}
	portal, err := s.Portal(ctx, o.binary, "portal", "data", "NGUON_INSIDE_NETWORKS=127.0.0.0/8")
	if err != nil {
		return nil, nil, err
	}
	key, err := register(ctx, s, o, portal, upstream)
	if err != nil {
		return nil, nil, err
	}
	const path = "/stations/hanoi?limit=5"
	targets = []target{
		{name: "upstream, bare", server: upstream, path: path, status: http.StatusOK},
		{name: "nginx, limit_req", server: front, path: path, status: http.StatusOK},
		{name: "portal: key, limits, meter, validation", server: portal, path: "/v1/call/bench/v1" + path, header: [][2]string{{"X-Api-Key", key}}, status: http.StatusOK},
	}
	for _, t := range []target{
		{name: "portal: 304 of rows", server: portal, path: "/v1/data/bench@1/table/rows"},
		{name: "portal: 304 of a page of text", server: portal, path: "/about"},
		{name: "portal: 304 of the page of a dataset", server: portal, path: "/datasets/bench"},
	} {
		tag, err := tagOf(ctx, t.server.URL(t.path))
		if err != nil {
			return nil, nil, err
		}
		t.header, t.status = [][2]string{{"If-None-Match", tag}}, http.StatusNotModified
		targets = append(targets, t)
	}
	return targets, upstream, nil
}

// startNginx starts an upstream, and a proxy before it that limits.
func startNginx(ctx context.Context, s *stage.Stage) (upstream, front *stage.Server, err error) {
	ports := make([]int, 2)
	for i := range ports {
		if ports[i], err = stage.FreePort(); err != nil {
			return nil, nil, err
		}
	}
	if err := os.MkdirAll(s.Path("www", "stations"), 0o755); err != nil {
		return nil, nil, err
	}
	body := `{"data":"` + strings.Repeat("a", 1024-12) + "\"}\n"
	if err := os.WriteFile(s.Path("www", "stations", "hanoi"), []byte(body), 0o644); err != nil {
		return nil, nil, err
	}
	const common = `daemon off; worker_processes 1; pid %[1]s/nginx-%[2]d.pid; error_log stderr;
events {}
http { access_log off; default_type application/json; keepalive_requests 100000000;
client_body_temp_path %[1]s/body-%[2]d; proxy_temp_path %[1]s/proxy-%[2]d;
%[3]s }
`
	start := func(name string, port int, text string) (*stage.Server, error) {
		file := s.Path(name + ".conf")
		if err := os.WriteFile(file, fmt.Appendf(nil, common, s.Dir, port, text), 0o644); err != nil {
			return nil, err
		}
		return s.Start(ctx, name, port, exec.Command("nginx", "-p", s.Dir, "-c", file, "-e", "stderr"))
	}
	if upstream, err = start("upstream", ports[0], fmt.Sprintf("server { listen 127.0.0.1:%d; root %s; }", ports[0], s.Path("www"))); err != nil {
		return nil, nil, err
	}
	front, err = start("nginx", ports[1], fmt.Sprintf(`limit_req_zone $http_x_api_key$binary_remote_addr zone=a:10m rate=1000000r/s;
upstream u { server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }
server { listen 127.0.0.1:%d; location / { limit_req zone=a burst=100000 nodelay; proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; } }`,
		ports[0], ports[1]))
	return upstream, front, err
}

// publish publishes the table.
func publish(ctx context.Context, s *stage.Stage, o *options) error {
	if err := s.Describe("bench", "table.csv", ""); err != nil {
		return err
	}
	if err := os.WriteFile(s.Path("bench", "table.csv"), []byte("id,name\n1,a\n2,b\n3,c\n"), 0o644); err != nil {
		return err
	}
	_, err := stage.Output(exec.CommandContext(ctx, o.binary, "publish", "--data", s.Path("data"), s.Path("bench")))
	return err
}

// register puts the upstream behind the gateway, and returns a key.
func register(ctx context.Context, s *stage.Stage, o *options, portal, upstream *stage.Server) (string, error) {
	newKey := func(args ...string) (string, error) {
		out, err := stage.Output(exec.CommandContext(ctx, o.binary, append([]string{"key", "create", "bench", "--data", s.Path("data")}, args...)...))
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
		{maker, http.MethodPut, "/v1/apis/bench/v1", fmt.Sprintf(`{"note":{"vi":"","en":""},"document":%s,"upstream":{"url":%q,"private":true,"validate":"enforce"}}`, doc, upstream.URL(""))},
		{maker, http.MethodPost, "/v1/apis/bench/v1/state", `{"to":"review"}`},
		{approver, http.MethodPost, "/v1/apis/bench/v1/state", `{"to":"published"}`},
	} {
		if err := send(ctx, step.method, portal.URL(step.path), step.key, step.body); err != nil {
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

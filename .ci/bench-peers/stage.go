package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"

	"nguon/.ci/stage"
)

// peers are the servers that are compared, on their stage.
type peers struct {
	*stage.Stage
	out io.Writer

	portal  *stage.Server // without answers that are kept
	keeping *stage.Server // the portal as it is by itself
	rest    *stage.Server // Platformatic DB
	sql     *stage.Server // PostgreSQL
	static  *stage.Server // nginx
}

// portals are the servers whose memory is watched.
func (s *peers) portals() []*stage.Server { return []*stage.Server{s.portal, s.keeping} }

// say tells how far the bench is.
func (s *peers) say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// raise starts all servers with the table in them.
func (s *peers) raise(ctx context.Context, o *options) error {
	if err := s.publish(ctx, o); err != nil {
		return err
	}
	s.say("PostgreSQL, Platformatic DB and nginx")
	if err := s.startPostgres(ctx); err != nil {
		return err
	}
	if err := s.startPlatformatic(ctx, o.peers); err != nil {
		return err
	}
	return s.startNginx(ctx)
}

// fetch returns the body of an answer.
func fetch(ctx context.Context, url string) ([]byte, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s\n%s", url, resp.Status, body)
	}
	return body, resp.Header, err
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// lines is over how many connections a constant rate is spread.
const lines = 16

// pace asks for a target at a constant rate, and returns how long each answer
// took, the fastest first. A request is due at its time whether or not the
// answer before it has come; if its connection is still busy then, its time runs
// from when it was due (otherwise a slow server would be asked less often, and
// look the better for it: coordinated omission). How late a timer of this
// program goes off is not the server's time, and is left out.
func pace(ctx context.Context, t *target, rate int, span time.Duration) ([]time.Duration, error) {
	total := int(span.Seconds() * float64(rate))
	took := make([][]time.Duration, lines)
	failed := make([]error, lines)
	begin := time.Now().Add(50 * time.Millisecond)
	var wg sync.WaitGroup
	for line := range lines {
		wg.Go(func() {
			failed[line] = ask(ctx, t, func(once func() error) error {
				for i := line; i < total; i += lines {
					from := begin.Add(time.Duration(i) * time.Second / time.Duration(rate))
					if wait := time.Until(from); wait > 0 {
						time.Sleep(wait)
						from = time.Now()
					}
					if err := once(); err != nil {
						return err
					}
					took[line] = append(took[line], time.Since(from))
				}
				return ctx.Err()
			})
		})
	}
	wg.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	return all, errors.Join(failed...)
}

// ask opens a connection to the target, on which once makes one request.
func ask(ctx context.Context, t *target, use func(once func() error) error) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", t.server.Port))
	if err != nil {
		return err
	}
	defer conn.Close()
	var text strings.Builder
	fmt.Fprintf(&text, "GET %s HTTP/1.1\r\nHost: bench\r\n", t.path)
	for _, h := range t.header {
		fmt.Fprintf(&text, "%s: %s\r\n", h[0], h[1])
	}
	text.WriteString("\r\n")
	request, reader := []byte(text.String()), bufio.NewReader(conn)
	return use(func() error {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		resp, err := http.ReadResponse(reader, nil)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		if err == nil && resp.StatusCode != t.status {
			err = fmt.Errorf("%s: %s", t.name, resp.Status)
		}
		return errors.Join(err, resp.Body.Close())
	})
}

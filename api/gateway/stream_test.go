package gateway_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// Each event is with the caller before the upstream has sent the next.
func TestEventsArriveAsTheyCome(t *testing.T) {
	for name, kind := range map[string]string{"events": "text/event-stream", "chunks of any type": "application/x-ndjson"} {
		t.Run(name, func(t *testing.T) {
			next := make(chan struct{})
			b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", kind)
				for i := range 3 {
					fmt.Fprintf(w, "data: %d\n", i)
					w.(http.Flusher).Flush()
					select {
					case <-next:
					case <-r.Context().Done():
						return
					}
				}
			}, nil)
			lines := bufio.NewScanner(ask(t, b.serve(t).URL+"/stations").Body)
			for i := range 3 {
				if !lines.Scan() || lines.Text() != fmt.Sprintf("data: %d", i) {
					t.Fatalf("event %d: %q, %v", i, lines.Text(), lines.Err())
				}
				next <- struct{}{}
			}
		})
	}
}

// An answer that its caller does not read stays with the upstream.
func TestALargeAnswerIsNotBuffered(t *testing.T) {
	const whole, most = 256 << 20, 32 << 20
	var sent atomic.Int64
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		part := make([]byte, 64<<10)
		for sent.Load() < whole {
			n, err := w.Write(part)
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	}, nil)
	resp := ask(t, b.serve(t).URL+"/stations")
	if _, err := io.ReadFull(resp.Body, make([]byte, 1024)); err != nil {
		t.Fatal(err)
	}
	before := int64(-1)
	for before != sent.Load() { // until it is stuck
		before = sent.Load()
		time.Sleep(300 * time.Millisecond)
	}
	if before > most {
		t.Errorf("%d bytes were taken from the upstream, of which the caller has read 1024", before)
	}
}

package upload_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/api/upload"
	"nguon/storage"
)

func TestAnUploadTakesTurnsOnTwoServers(t *testing.T) {
	onEach(t, func(t *testing.T, blobs storage.Store) {
		a, b := serve(t, blobs, upload.Options{}), serve(t, blobs, upload.Options{})
		want := text(5*part + 17)
		id := a.create(t, len(want))
		sent := 0
		for i, n := range []int{1, part - 1, 2*part + 5, 0, 3, len(want) - 3*part - 8} {
			r := []*replica{a, b}[i%2]
			if got := r.offset(t, id); got != sent {
				t.Fatalf("offset %d, want %d", got, sent)
			}
			if status := r.patch(t, id, sent, want[sent:sent+n]); status != http.StatusNoContent {
				t.Fatalf("PATCH %d at %d: %d", n, sent, status)
			}
			sent += n
		}
		b.wantContent(t, id, want)
		if resp := a.ask(t, http.MethodDelete, id, nil, nil); resp.StatusCode != http.StatusNoContent {
			t.Errorf("DELETE: %s", resp.Status)
		}
		if got, left := b.offset(t, id), count(t, blobs); got != -1 || left != 0 {
			t.Errorf("after the end: offset %d, %d objects", got, left)
		}
	})
}

func TestHeadersOfTheProtocol(t *testing.T) {
	now := time.Now()
	r := serve(t, folder(t), upload.Options{Size: 5000, Age: time.Hour, Now: func() time.Time { return now }})
	resp := r.ask(t, http.MethodOptions, "", nil, nil)
	for name, want := range (header{
		"Tus-Version": "1.0.0", "Tus-Max-Size": "5000", "Tus-Checksum-Algorithm": "sha1,sha256,crc32",
		"Tus-Extension": "creation,creation-with-upload,termination,expiration,checksum",
	}) {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	resp = r.ask(t, http.MethodPost, "", header{"Upload-Length": "10", "Upload-Metadata": "filename ZG8uY3N2",
		"Content-Type": "application/offset+octet-stream", "X-HTTP-Method-Override": "DELETE"}, strings.NewReader("0123"))
	location, ok := strings.CutPrefix(resp.Header.Get("Location"), "https://public.example/u/")
	if resp.StatusCode != http.StatusCreated || !ok || resp.Header.Get("Upload-Offset") != "4" {
		t.Fatalf("%s %v", resp.Status, resp.Header)
	}
	if got, want := resp.Header.Get("Upload-Expires"), now.Add(time.Hour).UTC().Format(http.TimeFormat); got != want {
		t.Errorf("Upload-Expires = %s, want %s", got, want)
	}
	resp = r.ask(t, http.MethodHead, location, nil, nil)
	if resp.Header.Get("Upload-Metadata") != "filename ZG8uY3N2" || resp.Header.Get("Upload-Length") != "10" || resp.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s %v", resp.Status, resp.Header)
	}
}

func TestRequestsThatAreRefusedStoreNothing(t *testing.T) {
	onEach(t, func(t *testing.T, blobs storage.Store) {
		r := serve(t, blobs, upload.Options{Size: 5000})
		id := r.create(t, 30)
		r.patch(t, id, 0, "0123456789")
		stranger, offset := header{"Owner": "Minh"}, header{"Upload-Offset": "10"}
		sum := func(text string) header { return header{"Upload-Offset": "10", "Upload-Checksum": text} }
		long := strings.Repeat("x", 31)
		for _, test := range []struct {
			name, method, id string
			h                header
			body             io.Reader
			want             int
		}{
			{"an offset before the end", "PATCH", id, header{"Upload-Offset": "9"}, strings.NewReader("x"), 409},
			{"an offset after the end", "PATCH", id, header{"Upload-Offset": "11"}, strings.NewReader("x"), 409},
			{"an offset that is none", "PATCH", id, header{"Upload-Offset": "-1"}, strings.NewReader("x"), 400},
			{"more than was announced", "PATCH", id, offset, strings.NewReader(long), 413},
			{"another type", "PATCH", id, header{"Upload-Offset": "10", "Content-Type": "text/csv"}, strings.NewReader("x"), 415},
			{"another version", "PATCH", id, header{"Upload-Offset": "10", "Tus-Resumable": "0.2.2"}, strings.NewReader("x"), 412},
			{"another checksum", "PATCH", id, sum("sha1 q8FBEX0vFHFCLm2Fa/M0Ym0LYdA="), strings.NewReader("hello"), upload.StatusChecksum},
			{"an unknown checksum", "PATCH", id, sum("md5 XUFAKrxLKna5cZ2REBfFkg=="), strings.NewReader("hello"), 400},
			{"a checksum that is none", "PATCH", id, sum("sha1 ?"), strings.NewReader("hello"), 400},
			{"a long body with a checksum", "PATCH", id, sum("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00="), strings.NewReader(text(part + 1)), 413},
			{"as long, without saying so", "PATCH", id, sum("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00="), io.MultiReader(strings.NewReader(text(part + 1))), 413},
			{"the upload of someone else", "PATCH", id, header{"Upload-Offset": "10", "Owner": "Minh"}, strings.NewReader("x"), 404},
			{"to look at that of someone else", "HEAD", id, stranger, nil, 404},
			{"to remove that of someone else", "DELETE", id, stranger, nil, 404},
			{"no upload", "HEAD", "AAAAAAAAAAAAAAAAAAAAAAAAAA", nil, nil, 404},
			{"what is no id", "HEAD", "..", nil, nil, 404},
			{"too large", "POST", "", header{"Upload-Length": "5001"}, nil, 413},
			{"no length", "POST", "", nil, nil, 400},
			{"a length below zero", "POST", "", header{"Upload-Length": "-1"}, nil, 400},
			{"a length to come", "POST", "", header{"Upload-Defer-Length": "1"}, nil, 501},
			{"much about it", "POST", "", header{"Upload-Length": "1", "Upload-Metadata": "a " + strings.Repeat("QUFB", 2000)}, nil, 431},
			{"to read it back", "GET", id, nil, nil, 405},
		} {
			t.Run(test.name, func(t *testing.T) {
				before := count(t, blobs)
				if resp := r.ask(t, test.method, test.id, test.h, test.body); resp.StatusCode != test.want {
					t.Errorf("%s, want %d", resp.Status, test.want)
				}
				if got, after := r.offset(t, id), count(t, blobs); got != 10 || after != before {
					t.Errorf("the offset is %d, want 10; %d objects, want %d", got, after, before)
				}
			})
		}
		if resp := r.ask(t, http.MethodPatch, id, sum("sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00="), strings.NewReader("hello")); resp.StatusCode != http.StatusNoContent {
			t.Errorf("the right checksum: %s", resp.Status)
		}
	})
}

func TestABodyThatDoesNotEndFillsTheUploadAndNoMore(t *testing.T) {
	r := serve(t, folder(t), upload.Options{})
	want := text(3 * part)
	id := r.create(t, len(want))
	endless := io.MultiReader(strings.NewReader(want), strings.NewReader(strings.Repeat("x", part))) // of no known length
	if resp := r.ask(t, http.MethodPatch, id, header{"Upload-Offset": "0"}, endless); resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%s, want 413", resp.Status)
	}
	r.wantContent(t, id, want)
}

// breaking is a body that breaks off after its bytes.
type breaking struct {
	io.Reader
	cancel context.CancelFunc
}

func (b *breaking) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		time.Sleep(200 * time.Millisecond) // what was read is on the wire
		b.cancel()
		return 0, errors.New("the network is gone")
	}
	return n, err
}

func TestWhatArrivedOfABrokenBodyIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, blobs storage.Store) {
		r := serve(t, blobs, upload.Options{})
		want := text(6 * part)
		id := r.create(t, len(want))
		ctx, cancel := context.WithCancel(t.Context())
		body := &breaking{strings.NewReader(want[:2*part+part/2]), cancel}
		if resp, err := r.try(ctx, http.MethodPatch, id, header{"Upload-Offset": "0"}, body); err == nil {
			t.Fatalf("no error but %s", resp.Status)
		}
		var sent int
		for deadline := time.Now().Add(patience); sent < 2*part && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			sent = r.offset(t, id)
		}
		for { // until the server has noticed the end
			time.Sleep(100 * time.Millisecond)
			again := r.offset(t, id)
			if again == sent {
				break
			}
			sent = again
		}
		if sent < 2*part || sent > 2*part+part/2 {
			t.Errorf("%d bytes are kept of %d", sent, 2*part+part/2)
		}
		if status := r.patch(t, id, sent, want[sent:]); status != http.StatusNoContent {
			t.Fatalf("go on: %d", status)
		}
		r.wantContent(t, id, want)
	})
}

func TestOfRequestsForOneOffsetOneWins(t *testing.T) {
	onEach(t, func(t *testing.T, blobs storage.Store) {
		servers := []*replica{serve(t, blobs, upload.Options{}), serve(t, blobs, upload.Options{})}
		want := text(3 * part)
		id := servers[0].create(t, len(want))
		var mu sync.Mutex
		var statuses []int
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				// Bodies of many lengths: a short one may win, and the long ones must not go on after it.
				content := want[:(i%3+1)*part-i]
				status := servers[i%2].patch(t, id, 0, content)
				mu.Lock()
				defer mu.Unlock()
				statuses = append(statuses, status)
			})
		}
		wg.Wait()
		if n := len(slices.DeleteFunc(slices.Clone(statuses), func(s int) bool { return s != http.StatusNoContent })); n != 1 {
			t.Errorf("statuses %v, want one 204", statuses)
		}
		for _, s := range statuses {
			if s != http.StatusNoContent && s != http.StatusConflict {
				t.Errorf("statuses %v, want 409 for those that lost", statuses)
			}
		}
		sent := servers[0].offset(t, id)
		if status := servers[1].patch(t, id, sent, want[sent:]); status != http.StatusNoContent {
			t.Fatalf("go on at %d: %d", sent, status)
		}
		servers[0].wantContent(t, id, want)
	})
}

// crashing is a store whose process dies in the middle of a Put.
type crashing struct {
	storage.Store
	after int
}

func (c *crashing) Put(ctx context.Context, key string, r io.Reader) error {
	if c.after--; c.after < 0 {
		io.CopyN(io.Discard, r, part/2) //nolint:errcheck // it dies anyway
		return errors.New("out of memory")
	}
	return c.Store.Put(ctx, key, r)
}

func TestTheLossOfAServerLosesOnePart(t *testing.T) {
	blobs := folder(t)
	dying, other := serve(t, &crashing{blobs, 3}, upload.Options{}), serve(t, blobs, upload.Options{})
	want := text(5 * part)
	id := dying.create(t, len(want))
	if status := dying.patch(t, id, 0, want); status != http.StatusInternalServerError {
		t.Errorf("status %d", status)
	}
	if got := other.offset(t, id); got != 2*part {
		t.Fatalf("offset %d, want %d", got, 2*part)
	}
	other.patch(t, id, 2*part, want[2*part:])
	other.wantContent(t, id, want)
}

// slow sends its content part by part, each when it is told to.
type slow struct {
	io.Reader
	turn chan bool
}

func (s *slow) Read(p []byte) (int, error) {
	if _, more := <-s.turn; !more {
		return 0, io.EOF
	}
	return s.Reader.Read(p[:min(len(p), part)])
}

func TestRemovingEndsWhatIsBeingWritten(t *testing.T) {
	blobs := folder(t)
	r := serve(t, blobs, upload.Options{})
	id := r.create(t, 3*part)
	body := &slow{strings.NewReader(text(3 * part)), make(chan bool, 10)}
	status := make(chan int, 1)
	go func() {
		resp, err := r.try(t.Context(), http.MethodPatch, id, header{"Upload-Offset": "0"}, body)
		if err != nil {
			status <- 0
			return
		}
		status <- resp.StatusCode
	}()
	body.turn <- true
	for r.offset(t, id) < part {
		time.Sleep(10 * time.Millisecond)
	}
	if err := r.Remove(t.Context(), "Lan", id); err != nil {
		t.Fatal(err)
	}
	body.turn <- true
	close(body.turn)
	if got := <-status; got != http.StatusNotFound {
		t.Errorf("status %d, want 404", got)
	}
	if n := count(t, blobs); n != 0 {
		t.Errorf("%d objects are left", n)
	}
}

func TestAnUploadBrokenOffForEverIsRefused(t *testing.T) {
	blobs := &many{Store: folder(t)}
	r := serve(t, blobs, upload.Options{})
	id := r.create(t, 1<<30)
	blobs.id = id
	if status := r.patch(t, id, upload.SpareParts+1<<30/part, "x"); status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413", status)
	}
}

// many is a store in which one upload has as many parts as it may.
type many struct {
	storage.Store
	id string
}

func (m *many) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	if m.id == "" || !strings.Contains(prefix, m.id) {
		return m.Store.List(ctx, prefix)
	}
	return func(yield func(storage.Info, error) bool) {
		for i := range upload.SpareParts + 1<<30/part {
			name := strconv.Itoa(i)
			if !yield(storage.Info{Key: prefix + strings.Repeat("0", 20-len(name)) + name, Size: 1, Modified: time.Now()}, nil) {
				return
			}
		}
	}
}

package source

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher"
	"nguon/publisher/outbound"
	"nguon/publisher/rows"
)

// Options say how files are fetched. The zero value of a field means its
// default.
type Options struct {
	Inside outbound.Door  // for sources that may be inside; default as for all others, to the public Internet only
	Roots  *x509.CertPool // of certificates; default those of the machine
	Bytes  int64          // of one file; default 8 GiB
	Rows   rows.Limits    // of what a database answers
	Pause  time.Duration  // between requests to one host; default 1 s
	Idle   time.Duration  // longest silence of a server; default 1 minute
	Whole  time.Duration  // for one file; default 2 hours
	Agent  string         // the header User-Agent; default "nguon"
}

func (o Options) withDefaults() Options {
	o.Bytes = cmp.Or(o.Bytes, 8<<30)
	o.Pause = cmp.Or(o.Pause, time.Second)
	o.Idle = cmp.Or(o.Idle, time.Minute)
	o.Whole = cmp.Or(o.Whole, 2*time.Hour)
	o.Agent = cmp.Or(o.Agent, "nguon")
	return o
}

// StageFetch is the way of a file from its source to here.
const StageFetch publisher.Stage = "source"

// A fetcher brings files. It is safe for concurrent use.
type fetcher struct {
	Options
	pace pace
}

func newFetcher(o Options) *fetcher {
	o = o.withDefaults()
	return &fetcher{Options: o, pace: pace{pause: o.Pause}}
}

// A basket is what a run has fetched.
type basket struct {
	seen    map[string]supply.Seen
	before  map[string]supply.Seen // what was known
	bytes   int64                  // that came over the network or from a folder
	digest  string
	changed bool // whether any file may differ from what was known
	again   bool // whether a part of a table has the bytes that it was taken with
	more    int  // files that wait to be taken
}

// all brings the files of s into dir. Of files that are known it asks whether
// they have changed; if none has, dir holds nothing.
func (f *fetcher) all(ctx context.Context, s *supply.Source, secret, dir string, known map[string]supply.Seen, show func(publisher.Progress)) (*basket, error) {
	b := &basket{seen: make(map[string]supply.Seen), before: known}
	var kept []supply.Part // that are as they were, and not here
	bring := func(p supply.Part, known supply.Seen) error {
		got, n, more, err := f.part(ctx, s, p, secret, dir, known, show)
		b.bytes, b.more = b.bytes+n, b.more+more
		switch {
		case err != nil:
			return err
		case got == nil:
			kept = append(kept, p)
			b.seen[p.File] = known
			return nil
		}
		if got.Took != nil {
			_, sum, _ := strings.Cut(known.Took[got.Name], " ")
			b.again = sum == got.SHA256
			got.Took[got.Name] += " " + got.SHA256
		}
		b.changed = b.changed || got.SHA256 != known.SHA256
		b.seen[p.File] = *got
		return nil
	}
	for _, p := range s.Parts {
		if err := bring(p, known[p.File]); err != nil {
			return b, err
		}
	}
	if b.changed {
		for _, p := range kept {
			if err := bring(p, supply.Seen{}); err != nil {
				return b, err
			}
		}
	}
	sum := sha256.New()
	for _, p := range s.Parts {
		fmt.Fprintf(sum, "%s\x00%s\x00", p.File, b.seen[p.File].SHA256)
	}
	b.digest = hex.EncodeToString(sum.Sum(nil))
	return b, nil
}

// part brings one file. It returns nil if the server says that it is as it was,
// and how many more wait.
func (f *fetcher) part(ctx context.Context, s *supply.Source, p supply.Part, secret, dir string, known supply.Seen, show func(publisher.Progress)) (seen *supply.Seen, n int64, more int, err error) {
	u, err := url.Parse(p.Address)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("address of %s: %w", p.File, err)
	}
	name := filepath.Join(dir, filepath.FromSlash(p.File))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, 0, 0, err
	}
	to, err := os.Create(name)
	if err != nil {
		return nil, 0, 0, err
	}
	defer func() {
		if e := to.Close(); err == nil {
			err = e
		}
	}()
	sink := &sink{to: to, sum: sha256.New(), left: f.Bytes, show: show, at: publisher.Progress{Stage: StageFetch, Resource: p.File}}
	switch {
	case u.Scheme == "file":
		seen, more, err = f.folder(ctx, u, p, known, sink)
	case u.Scheme == "s3":
		seen, more, err = f.bucket(ctx, s, p, u, secret, known, sink)
	case p.Database():
		seen, err = f.query(ctx, s, p, u, secret, dir, sink)
	default:
		seen, err = f.http(ctx, u, s.Inside, secret, known, p.File, sink)
	}
	if seen != nil {
		seen.SHA256 = hex.EncodeToString(sink.sum.Sum(nil))
	}
	return seen, sink.n, more, err
}

// A sink takes the bytes of a file, up to a limit.
type sink struct {
	to  io.Writer
	sum interface {
		io.Writer
		Sum([]byte) []byte
	}
	n, left int64
	show    func(publisher.Progress) // nil for nobody
	at      publisher.Progress       // whose Total is 0 if nobody knows it
}

// errTooMuch ends the copy of a file over the limit.
var errTooMuch = catalog.Errorf(catalog.ErrTooLarge, "Tệp ở nguồn lớn hơn mức cho phép.", "The file at the source is larger than the limit.")

// Write implements io.Writer.
func (s *sink) Write(b []byte) (int, error) {
	if int64(len(b)) > s.left {
		return 0, errTooMuch
	}
	n, err := s.to.Write(b)
	s.sum.Write(b[:n]) //nolint:errcheck // a hash takes all
	s.n, s.left = s.n+int64(n), s.left-int64(n)
	if s.at.Done = s.n; s.show != nil {
		s.show(s.at)
	}
	return n, err
}

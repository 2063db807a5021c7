package proof

import (
	"encoding/binary"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"nguon/catalog"
)

// Prefix is the path under which the log is served.
const Prefix = "/log/"

// tileHeight is that of all tiles of tlog-tiles: 256 hashes wide.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// A tile never changes, a part of one neither.
const (
	cacheTile       = "public, max-age=31536000, immutable"
	cacheCheckpoint = "no-cache" // an older one than was seen before would look like a fork
)

// Handler serves the log under [Prefix] as tlog-tiles:
//
//	/log/checkpoint              size and root, signed
//	/log/tile/L/N[.p/W]          hashes of level 8·L
//	/log/tile/entries/N[.p/W]    leaves, each after its length in 16 bits
//	/log/keys                    the public keys, a line each, the newest first
func (l *Log) Handler(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, f func(w http.ResponseWriter, r *http.Request) error) {
		mux.HandleFunc("GET "+Prefix+pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			err := f(w, r)
			if err == nil {
				return
			}
			w.Header().Set("Cache-Control", "no-store")
			if errors.Is(err, catalog.ErrNotFound) {
				http.Error(w, "not found", http.StatusNotFound)
				return
			}
			log.LogAttrs(r.Context(), slog.LevelError, "log of releases", slog.String("path", r.URL.Path), slog.Any("error", err))
			http.Error(w, "the log cannot be read now", http.StatusInternalServerError)
		})
	}
	handle("checkpoint", l.serveCheckpoint)
	handle("keys", l.serveKeys)
	handle("tile/{path...}", l.serveTile)
	return mux
}

func (l *Log) serveCheckpoint(w http.ResponseWriter, r *http.Request) error {
	s, err := l.state(r.Context())
	if err != nil {
		return err
	}
	send(w, "text/plain; charset=utf-8", cacheCheckpoint, []byte(s.signed))
	return nil
}

func (l *Log) serveKeys(w http.ResponseWriter, r *http.Request) error {
	keys, err := l.db.LogKeys(r.Context())
	if err != nil {
		return err
	}
	var b strings.Builder
	for i := len(keys) - 1; i >= 0; i-- {
		b.WriteString(keys[i].Subject + "\n")
	}
	send(w, "text/plain; charset=utf-8", "public, max-age=60", []byte(b.String()))
	return nil
}

var errNoTile = catalog.Errorf(catalog.ErrNotFound, "Không có ô này.", "There is no such tile.")

// serveTile answers both kinds of tile: what is asked for must be there whole.
func (l *Log) serveTile(w http.ResponseWriter, r *http.Request) error {
	path := r.PathValue("path")
	if rest, ok := strings.CutPrefix(path, "entries/"); ok {
		path = "data/" + rest
	} else if strings.HasPrefix(path, "data/") {
		return errNoTile
	}
	t, err := tlog.ParseTilePath("tile/8/" + path)
	if err != nil || t.L > 7 || t.N >= 1<<40 {
		return errNoTile
	}
	size, err := l.db.LogSize(r.Context())
	if err != nil {
		return err
	}
	nodes := size >> (tileHeight * max(t.L, 0)) // of the level, that are complete
	if t.N*tileWidth+int64(t.W) > nodes {
		return errNoTile
	}
	var body []byte
	if t.L < 0 {
		body, err = l.entries(r, t)
	} else {
		body, err = tlog.ReadTileData(t, l.hashes(r.Context()))
	}
	if err != nil {
		return err
	}
	send(w, "application/octet-stream", cacheTile, body)
	return nil
}

func (l *Log) entries(r *http.Request, t tlog.Tile) ([]byte, error) {
	all, err := l.db.LogEntries(r.Context(), t.N*tileWidth, t.W)
	if err != nil {
		return nil, err
	}
	if len(all) != t.W {
		return nil, errNoTile
	}
	var b []byte
	for _, e := range all {
		b = binary.BigEndian.AppendUint16(b, uint16(len(e.Leaf))) //nolint:gosec // at most MaxLeaf
		b = append(b, e.Leaf...)
	}
	return b, nil
}

func send(w http.ResponseWriter, mediaType, cache string, body []byte) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Cache-Control", cache)
	w.Write(body) //nolint:errcheck // the client left
}

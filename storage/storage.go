// Package storage is the port behind which the bytes of releases live: a
// store of immutable objects under slash-separated keys.
//
// Implementations are in the packages below it; every one passes the suite of
// package storagetest.
package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// What a Store answers when it cannot do what it is asked.
var (
	ErrNotExist = errors.New("object does not exist")
	ErrExist    = errors.New("object already exists")
	ErrKey      = errors.New("object key is not valid")
	ErrCorrupt  = errors.New("object was not stored as it was sent")
)

// Info describes an object.
type Info struct {
	Key      string
	Size     int64     // in bytes
	Modified time.Time // when the object was put; UTC
}

// A Store keeps objects under slash-separated keys. An object is never changed
// in place. All methods are safe for concurrent use and return [ErrKey] for a
// key that [CheckKey] refuses.
type Store interface {
	// Put stores all of r under key and verifies that the store holds what
	// was read, or returns [ErrCorrupt]. If key exists it returns [ErrExist]
	// and changes nothing, and r may be left unread: of several concurrent
	// Puts of one key, one wins. A Put that fails or is cancelled leaves no
	// object behind. Memory is bounded whatever the size of r.
	//
	// No key may be a folder of another one, as "a" is of "a/b": a store
	// returns [ErrKey], or keeps both and may not list the one below.
	Put(ctx context.Context, key string, r io.Reader) error

	// Open reads n bytes of an object from byte off, or to its end if n < 0
	// or n reaches past the end. Nothing is read from an off at or past the
	// end; an off below zero is an error. It returns [ErrNotExist] if there is
	// no such object. The context must last as long as the reading.
	Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error)

	// Stat describes an object, or returns [ErrNotExist].
	Stat(ctx context.Context, key string) (Info, error)

	// List yields the objects whose keys begin with prefix, in the byte order
	// of their keys. The empty prefix yields all of them; a prefix need not
	// end at a slash. An error, also that of ctx, is yielded and ends it.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]

	// Remove deletes an object. Removing what does not exist is not an error.
	Remove(ctx context.Context, key string) error
}

// A Locator is a Store whose objects are, or can be made, files of this
// machine, for readers that need random access.
type Locator interface {
	// Locate returns the path of a file with the bytes of the object, which
	// must only be read, and a function that must be called when the reader
	// is done with the file and may be called twice. It returns [ErrNotExist]
	// if there is no such object.
	Locate(ctx context.Context, key string) (file string, done func(), err error)
}

// A Presigner is a Store that can let a client fetch an object directly.
type Presigner interface {
	// Presign returns a URL that answers GET with the object until the given
	// time has passed, with the response headers in header. Whoever has the
	// URL can read the object: it does not belong in a log. Whether the object
	// exists is not looked up.
	Presign(ctx context.Context, key string, valid time.Duration, header http.Header) (string, error)
}

// The greatest lengths in bytes of a key and of each of its segments, which
// are the names of files and folders.
const (
	MaxKey     = 512
	MaxSegment = 255
)

// CheckKey returns [ErrKey] unless key is 1 to [MaxKey] bytes of valid UTF-8:
// segments of at most [MaxSegment] bytes separated by single slashes, none of
// them empty, "." or "..", none beginning with a dot, without control
// characters or backslashes. Such a key is a safe file path and a safe S3 key
// alike.
func CheckKey(key string) error {
	switch {
	case key == "" || len(key) > MaxKey || !utf8.ValidString(key):
	case slices.ContainsFunc(strings.Split(key, "/"), func(s string) bool { return len(s) > MaxSegment }):
	case strings.HasPrefix(key, "/") || path.Clean(key) != key:
	case strings.HasPrefix(key, ".") || strings.Contains(key, "/."):
	case strings.ContainsRune(key, '\\') || strings.ContainsFunc(key, unicode.IsControl):
	default:
		return nil
	}
	return fmt.Errorf("%w: %.80q", ErrKey, key)
}

// CanBegin reports whether a key can begin with prefix. No store has objects
// below one that cannot.
func CanBegin(prefix string) bool {
	return CheckKey(prefix) == nil || CheckKey(prefix+"x") == nil
}

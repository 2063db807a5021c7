package supply

import (
	"errors"
	"path/filepath"
	"time"

	"nguon/catalog"
)

// A State says whether a source is looked at.
type State string

// The states. Only an active source is due at some time.
const (
	Active    State = "active"
	Paused    State = "paused"    // somebody has said so
	Attention State = "attention" // it waits for somebody to decide
)

// A Source is where the releases of one dataset come from.
type Source struct {
	ID      string       `json:"-"` // a name that its maker gave it, in the form of a slug
	Agency  string       `json:"-"`
	Dataset catalog.Slug `json:"-"`

	// Documents are dataset.yaml and the small files that it names, by their
	// names: all of the folder but the data.
	Documents map[string][]byte `json:"documents"`
	Parts     []Part            `json:"parts"` // the data, in the order of their files

	Every     time.Duration `json:"every"`               // between two looks
	Planned   bool          `json:"planned,omitempty"`   // first when a release is due by the schedule of the dataset, then at Every until the data are new
	Automatic bool          `json:"automatic,omitempty"` // what passes all checks is taken as far as the policy of the agency allows; else it stays a draft
	Inside    bool          `json:"inside,omitempty"`    // it may be in the networks inside that an administrator has allowed

	Sealed  []byte    `json:"-"` // the encrypted credentials; nil for none
	Created time.Time `json:"-"`
	State   State     `json:"-"`
	Next    time.Time `json:"-"` // when it is due; zero if it is not active
	Leased  time.Time `json:"-"` // until when a worker has it, unless that is heard of; zero if none has
	Memory  Memory    `json:"-"`
}

// A Part is one data file, and where it is.
type Part struct {
	File string `json:"file"` // as dataset.yaml names it
	// Address is one of
	//
	//	https://host/path, http://host/path
	//	file:///folder/pattern
	//	s3://bucket/prefix/pattern?endpoint=https://host&region=name
	//	postgres://host/database, mysql://host/database, sqlserver://host/database
	//
	// Of the names that fit a pattern the last is taken. A database speaks TLS,
	// but for one inside that is asked not to with ?tls=off.
	Address string `json:"address"`
	Query   string `json:"query,omitempty"` // of a database: one statement that reads, whose answer becomes a Parquet file

	Partition *Partition `json:"partition,omitempty"` // the file is a part of its table; nil: it is all of it
}

// Busy reports whether a worker has s at a time.
func (s *Source) Busy(now time.Time) bool { return s.Leased.After(now) }

// A Memory is what runs leave to the next one.
type Memory struct {
	Parts    map[string]Seen `json:"parts,omitempty"`    // by file, of the last run that came to an end
	Digest   string          `json:"digest,omitempty"`   // of the data of that run
	Asked    string          `json:"asked,omitempty"`    // of the data that somebody has to decide about
	Accepted string          `json:"accepted,omitempty"` // of the data that somebody has accepted
	Failures int             `json:"failures,omitempty"` // one after the other, the last run included
	Why      []catalog.Text  `json:"why,omitempty"`      // what there is to decide, or what failed last
	Outcome  Outcome         `json:"outcome,omitempty"`  // of the last run
	Looked   time.Time       `json:"looked,omitzero"`    // when the last run ended
	Changed  time.Time       `json:"changed,omitzero"`   // when the data were last found to be new
}

// Seen is what an address said of its file.
type Seen struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"` // the header Last-Modified
	SHA256   string `json:"sha256"`             // in hexadecimal digits

	// Of a file that is a part of a table: what it is called there, and of
	// the files that fit the pattern, by their names, in which state each was
	// taken, with its SHA-256.
	Name string            `json:"name,omitempty"`
	Took map[string]string `json:"took,omitempty"`
}

// The bounds of a source.
const (
	MinEvery     = time.Minute
	MaxEvery     = 366 * 24 * time.Hour
	MaxParts     = 100
	MaxDocuments = 4 << 20 // bytes of all documents
)

// Validate returns an error of kind [catalog.ErrInvalid] that says what is
// wrong with s.
func (s *Source) Validate() error {
	size := 0
	for _, d := range s.Documents {
		size += len(d)
	}
	switch {
	case !catalog.Slug(s.ID).Valid():
		return catalog.Errorf(catalog.ErrInvalid, "Tên nguồn %[1]q không hợp lệ: chỉ gồm a-z, 0-9 và gạch nối.",
			"The name of the source %[1]q is not valid: use a-z, 0-9 and hyphens.", s.ID)
	case s.Every < MinEvery || s.Every > MaxEvery:
		return catalog.Errorf(catalog.ErrInvalid, "Chu kỳ phải từ %[1]s đến %[2]s.", "A source is looked at every %[1]s to %[2]s.", MinEvery, MaxEvery)
	case len(s.Parts) == 0 || len(s.Parts) > MaxParts:
		return catalog.Errorf(catalog.ErrInvalid, "Nguồn cần từ 1 đến %d tệp dữ liệu.", "A source needs 1 to %d data files.", MaxParts)
	case size > MaxDocuments:
		return catalog.Errorf(catalog.ErrInvalid, "Các tệp mô tả có hơn %d byte.", "The documents have more than %d bytes.", MaxDocuments)
	}
	taken := make(map[string]bool)
	for _, p := range s.Parts {
		if !filepath.IsLocal(p.File) || taken[p.File] || s.Documents[p.File] != nil {
			return catalog.Errorf(catalog.ErrInvalid, "Tên tệp %q không hợp lệ, hoặc có hai lần.", "The file name %q is not valid, or is there twice.", p.File)
		}
		taken[p.File] = true
		if err := p.validate(s); err != nil {
			return err
		}
		if s.Sealed != nil && p.server() != s.Parts[0].server() {
			return catalog.Errorf(catalog.ErrInvalid, "Thông tin xác thực chỉ dành cho một máy chủ.", "Credentials are for one server.")
		}
	}
	return nil
}

// ErrNothing says that no source is due.
var ErrNothing = errors.New("supply: no source is due")

// ErrLost says that the lease of a source has gone to another worker.
var ErrLost = errors.New("supply: another worker has the source")

package notice

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
)

// A Notice says that something happened which somebody may want to hear of.
type Notice struct {
	// ID names what happened: the same thing raised again is the same notice.
	// See [ID].
	ID   string `json:"-"`
	Kind Kind   `json:"-"`

	// To are the users whom it concerns, whether they follow anything or not;
	// Topics are what it is about, for those who follow one of them.
	To     []string `json:"to,omitempty"`
	Topics []Topic  `json:"topics,omitempty"`

	// At is when it becomes true: nobody is told before. The zero time is now.
	At time.Time `json:"-"`

	Title catalog.Text `json:"title"`          // one line, with what it is about
	Text  catalog.Text `json:"text"`           // a few sentences; may be empty
	Path  string       `json:"path,omitempty"` // of the page of the portal about it, without language, such as /datasets/rain

	// Data is for machines: a JSON object with the fields that the kind has. It
	// is what webhooks carry, and must hold no secret.
	Data json.RawMessage `json:"data,omitempty"`
}

// A Kind says what happened. It is permanent: programs of others know it.
type Kind string

// The kinds of notice.
const (
	ReleasePublished     Kind = "release.published"
	ReleaseWithdrawn     Kind = "release.withdrawn"
	APIPublished         Kind = "api.published"
	APIDeprecated        Kind = "api.deprecated"
	APIRetired           Kind = "api.retired"
	KeyExpiring          Kind = "key.expiring"
	KeyRevoked           Kind = "key.revoked"
	KeyLeaked            Kind = "key.leaked"
	QuotaReached         Kind = "quota.reached"
	SubscriptionAsked    Kind = "subscription.asked"
	SubscriptionAnswered Kind = "subscription.answered"
	ReuseOffered         Kind = "reuse.offered"
	ReuseAnswered        Kind = "reuse.answered"
	WebhookDisabled      Kind = "webhook.disabled"
	SourceAttention      Kind = "source.attention" // a source of releases waits for a person; by mail only
	ReleaseDue           Kind = "release.due"      // to those who make releases: see [Duties]
	ReleaseLate          Kind = "release.late"     // likewise
	ApprovalWaiting      Kind = "approval.waiting" // likewise
	PostAsked            Kind = "post.asked"       // to those who answer for an agency: likewise
	PostHeld             Kind = "post.held"        // to moderators: likewise
	PostAnswered         Kind = "post.answered"    // to who asked, and who wants the same
	PostModerated        Kind = "post.moderated"   // to who asked
	Ping                 Kind = "ping"             // of a webhook, by its owner
)

// Kinds are those that a webhook can ask for, in the order in which they are
// shown. Each gets pings too.
var Kinds = []Kind{
	ReleasePublished, ReleaseWithdrawn, APIPublished, APIDeprecated, APIRetired, KeyExpiring, KeyRevoked, KeyLeaked, QuotaReached,
	SubscriptionAsked, SubscriptionAnswered, ReuseOffered, ReuseAnswered, ReleaseDue, ReleaseLate, ApprovalWaiting, PostAsked, PostHeld, PostAnswered, PostModerated,
}

// ID returns a ULID that follows from a time and from what makes a notice what
// it is, such as the kind, a key and the days that it has left.
func ID(at time.Time, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	var id ulid.ULID
	if err := id.SetTime(ulid.Timestamp(at)); err != nil {
		return ulid.ULID(sum[:16]).String() // of a time before 1970 or after 10889
	}
	copy(id[6:], sum[:])
	return id.String()
}

// The bounds of a notice.
const (
	MaxTo     = 1000
	MaxTopics = 50
	MaxText   = 4000 // bytes of a text in one language
	MaxData   = 16 << 10
)

// Validate returns an error of kind catalog.ErrInvalid if n cannot be raised.
func (n Notice) Validate() error {
	wrong := func(vi, en string) error {
		return &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: vi, En: en}}
	}
	switch {
	case len(n.ID) != ulid.EncodedSize || n.Kind == "":
		return wrong("Thông báo thiếu mã hoặc loại.", "The notice lacks an ID or a kind.")
	case n.Title.IsZero() || len(n.Title.Vi) > MaxText || len(n.Title.En) > MaxText || len(n.Text.Vi) > MaxText || len(n.Text.En) > MaxText:
		return wrong("Thông báo thiếu tiêu đề, hoặc quá dài.", "The notice has no title, or is too long.")
	case len(n.To) > MaxTo || len(n.Topics) > MaxTopics || len(n.Data) > MaxData:
		return wrong("Thông báo quá lớn.", "The notice is too large.")
	case len(n.Data) > 0 && !json.Valid(n.Data):
		return wrong("Dữ liệu của thông báo không phải JSON.", "The data of the notice are not JSON.")
	case n.Path != "" && (!strings.HasPrefix(n.Path, "/") || strings.HasPrefix(n.Path, "//")):
		return wrong("Đường dẫn của thông báo không thuộc cổng.", "The path of the notice is not within the portal.")
	}
	for _, t := range n.Topics {
		if err := t.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// A Board takes notices. It is safe for concurrent use.
type Board interface {
	// Raise records notices, all or none; of an ID that is known already the
	// first stays, without an error. They are told once they are due, and not
	// lost by a crash after Raise returned.
	Raise(ctx context.Context, ns ...Notice) error
}

package courier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog/account"
	"nguon/catalog/notice"
)

// A Sealer encrypts what a place alone shall be able to read, such as
// market.Sealer.
type Sealer interface {
	Seal(place, secret string) []byte
	Open(place string, sealed []byte) (string, error)
}

const (
	handedOver = 1000            // letters that wait for the outbox at most
	lastPost   = 5 * time.Second // to put them there when the process ends
)

var errFull = errors.New("courier: too many letters wait for the database")

// A Post takes the letters of accounts. Post returns before the database has
// answered, so that its time tells nothing of an address; moments later the
// letter is in the outbox, sealed, where it survives a crash. One that a crash
// takes before is lost like one that was never written: its reader asks again.
type Post struct {
	outbox  notice.Outbox
	sealer  Sealer
	log     *slog.Logger
	waiting chan notice.Delivery
	posted  chan struct{} // signals the courier
}

var _ account.Postman = (*Post)(nil)

// NewPost returns a post; [Post.Keep] must run for it to work.
func NewPost(outbox notice.Outbox, sealer Sealer, log *slog.Logger) *Post {
	return &Post{outbox: outbox, sealer: sealer, log: log, waiting: make(chan notice.Delivery, handedOver), posted: make(chan struct{}, 1)}
}

// Post implements [account.Postman].
func (p *Post) Post(_ context.Context, l account.Letter) error {
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("courier: %w", err)
	}
	id := ulid.Make().String()
	select {
	case p.waiting <- notice.Delivery{ID: id, Way: notice.ByLetter, Sealed: p.sealer.Seal(place(id), string(text))}:
		return nil
	default:
		return errFull
	}
}

// place is what the letter of a delivery is sealed for.
func place(id string) string { return "letter/" + id }

// open returns the letter of a delivery.
func (c *Courier) open(d notice.Delivery) (l account.Letter, err error) {
	text, err := c.Sealer.Open(place(d.ID), d.Sealed)
	if err != nil {
		return l, err
	}
	return l, json.Unmarshal([]byte(text), &l)
}

// Keep puts letters into the outbox until ctx ends, and then those that still
// wait. While the database does not answer they wait.
func (p *Post) Keep(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			p.empty(context.WithoutCancel(ctx))
			return
		case d := <-p.waiting:
			for pause := 50 * time.Millisecond; !p.add(ctx, d) && ctx.Err() == nil; pause = min(2*pause, 5*time.Second) {
				select {
				case <-ctx.Done():
					p.add(context.WithoutCancel(ctx), d)
				case <-time.After(pause):
				}
			}
		}
	}
}

func (p *Post) empty(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lastPost)
	defer cancel()
	for {
		select {
		case d := <-p.waiting:
			p.add(ctx, d)
		default:
			return
		}
	}
}

// add reports whether a letter is in the outbox.
func (p *Post) add(ctx context.Context, d notice.Delivery) bool {
	if err := p.outbox.AddDelivery(ctx, d); err != nil {
		p.log.LogAttrs(ctx, slog.LevelError, "letter not put into the outbox", slog.String("delivery", d.ID), slog.Any("error", err))
		return false
	}
	select {
	case p.posted <- struct{}{}:
	default:
	}
	return true
}

package courier

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/publisher/notify"
)

// A Letters writes mail; its messages have no ID yet.
type Letters interface {
	// Letter writes a letter of an account; agency is what that of an invitation
	// is called.
	Letter(l account.Letter, agency catalog.Text) (notify.Message, error)

	// Notices writes of one notice, or a digest of several. End is the address
	// at which the reader ends them; empty: there is none.
	Notices(to Addressee, way notice.Way, ns []notice.Notice, end string) (notify.Message, error)
}

// Deps are what a courier cannot work without.
type Deps struct {
	Store    notice.Store
	Mailer   notify.Mailer
	Webhooks *notify.Webhooks
	Letters  Letters
	Sealer   Sealer
	Passes   Passes
	Portal   string // its address, without a slash at the end
	Log      *slog.Logger

	// Addressee returns the holder of an account, or ErrNoAddressee.
	Addressee func(ctx context.Context, owner string) (Addressee, error)
	// Agency returns what an agency is called; the zero text if it is not known.
	Agency func(ctx context.Context, code string) catalog.Text
	// Found is how saved searches are asked; nil: nobody has any.
	Found FoundFunc
}

// Options are what has a default.
type Options struct {
	Poll time.Duration    // between looks for what is due; default 1 s
	At   int              // deliveries at one time; default 8
	Now  func() time.Time // default time.Now
}

// A Courier delivers what is due.
type Courier struct {
	Deps
	Options
	post *Post
}

// New returns a courier, which does nothing before [Courier.Run].
func New(d Deps, o Options) *Courier {
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	if o.At <= 0 {
		o.At = 8
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Courier{Deps: d, Options: o, post: NewPost(d.Store, d.Sealer, d.Log)}
}

// Post returns the post whose letters c delivers.
func (c *Courier) Post() *Post { return c.post }

// Run delivers until ctx ends, and then finishes what it has begun.
func (c *Courier) Run(ctx context.Context) error {
	var g errgroup.Group
	g.Go(func() error { c.post.Keep(ctx); return nil })
	g.Go(func() error { c.tellAll(ctx); return nil })
	g.Go(func() error { c.deliverAll(ctx); return nil })
	g.Go(func() error { c.pruneAll(ctx); return nil })
	return g.Wait()
}

// deliverAll delivers what is due until ctx ends.
func (c *Courier) deliverAll(ctx context.Context) {
	tick := time.NewTicker(c.Poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		n, err := c.Deliver(ctx)
		if err != nil && ctx.Err() == nil {
			c.Log.LogAttrs(ctx, slog.LevelError, "deliveries not looked after", slog.Any("error", err))
		}
		if n > 0 && err == nil {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
		case <-c.post.posted:
		case <-tick.C:
		}
	}
}

// Deliver attempts deliveries that are due, at most a few dozen, and returns how
// many.
func (c *Courier) Deliver(ctx context.Context) (int, error) {
	due, err := c.Store.ClaimDeliveries(ctx, 4*c.At)
	if err != nil {
		return 0, err
	}
	ctx = context.WithoutCancel(ctx) // what was claimed is attempted and recorded although it ends
	ended := make(chan notice.Outcome, len(due))
	recorded := make(chan error, 1)
	go func() { recorded <- c.record(ctx, ended) }()
	var g errgroup.Group
	g.SetLimit(c.At)
	for _, d := range due {
		g.Go(func() error {
			o, err := c.attempt(ctx, d)
			if err == nil {
				ended <- o
			}
			return err
		})
	}
	err = g.Wait()
	close(ended)
	return len(due), errors.Join(err, <-recorded)
}

// record records attempts as they end: those that end while others are written
// are written together.
func (c *Courier) record(ctx context.Context, ended <-chan notice.Outcome) (err error) {
	for o := range ended {
		all := []notice.Outcome{o}
		for range len(ended) {
			all = append(all, <-ended)
		}
		err = errors.Join(err, c.Store.EndAttempts(ctx, all...))
	}
	return err
}

// An outcome is what became of an attempt.
type outcome struct {
	status int
	err    error // that of an attempt which can be made again, unless final
	final  notice.DeliveryState
}

// attempt tries one delivery and returns what became of it.
func (c *Courier) attempt(ctx context.Context, d notice.Delivery) (notice.Outcome, error) {
	begun := c.Now()
	attempted, cancel := context.WithTimeout(ctx, notice.Lease/4)
	got := c.send(attempted, d)
	cancel()
	a := notice.Attempt{Delivery: d.ID, Number: d.Attempts, At: begun, Took: c.Now().Sub(begun), Status: got.status}
	state, next := got.final, time.Time{}
	if got.err != nil {
		a.Error = cut(got.err.Error(), 500)
	}
	if state == "" {
		state = notice.Delivered
	}
	if got.err != nil && got.final == "" {
		pause, again := notice.Pause(d.Tries)
		if state = notice.GivenUp; again {
			state, next = notice.Pending, c.Now().Add(pause)
		}
	}
	if state == notice.GivenUp {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "delivery given up", slog.String("delivery", d.ID), slog.String("way", string(d.Way)), slog.Any("error", got.err))
	}
	if d.Way == notice.ByWebhook {
		if err := c.countWebhook(ctx, d, got); err != nil {
			return notice.Outcome{}, err
		}
	}
	return notice.Outcome{Attempt: a, State: state, Next: next}, nil
}

// send does what a delivery is.
func (c *Courier) send(ctx context.Context, d notice.Delivery) outcome {
	switch d.Way {
	case notice.ByLetter:
		return c.sendLetter(ctx, d)
	case notice.ByMail, notice.ByDaily, notice.ByWeekly:
		return c.sendNotices(ctx, d)
	case notice.ByWebhook:
		return c.callWebhook(ctx, d)
	}
	return outcome{err: errors.New("no such way of delivery"), final: notice.GivenUp}
}

// prunePeriod is how often old deliveries are removed.
const prunePeriod = 10 * time.Minute

// pruneAll removes what ended long ago until ctx ends.
func (c *Courier) pruneAll(ctx context.Context) {
	tick := time.NewTicker(prunePeriod)
	defer tick.Stop()
	for {
		if _, err := c.Store.PruneDeliveries(ctx, c.Now().Add(-notice.LogKept)); err != nil && ctx.Err() == nil {
			c.Log.LogAttrs(ctx, slog.LevelError, "old deliveries not removed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sendLetter mails a letter of an account.
func (c *Courier) sendLetter(ctx context.Context, d notice.Delivery) outcome {
	l, err := c.open(d)
	if err != nil {
		return outcome{err: err, final: notice.GivenUp}
	}
	if !l.Expires.IsZero() && !c.Now().Before(l.Expires) {
		return outcome{err: errors.New("its link has expired"), final: notice.Dropped}
	}
	var agency catalog.Text
	if l.Grant.Agency != "" {
		agency = c.Agency(ctx, l.Grant.Agency)
	}
	m, err := c.Letters.Letter(l, agency)
	if err != nil {
		return outcome{err: err, final: notice.GivenUp}
	}
	return c.mail(ctx, d, m)
}

// mail sends a message under the ID of its delivery.
func (c *Courier) mail(ctx context.Context, d notice.Delivery, m notify.Message) outcome {
	m.ID = d.ID
	err := c.Mailer.Send(ctx, m)
	if errors.Is(err, notify.ErrRefused) || errors.Is(err, notify.ErrMalformed) {
		return outcome{err: err, final: notice.GivenUp}
	}
	return outcome{err: err}
}

// cut returns at most n bytes of s.
func cut(s string, n int) string { return strings.ToValidUTF8(s[:min(len(s), n)], "") }

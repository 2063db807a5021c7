package supply

import (
	"context"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// ObjectKind is what entries of the audit log call a source.
const ObjectKind = "source"

// The verbs of the entries.
const (
	VerbAdd    account.Verb = "source.add"
	VerbRemove account.Verb = "source.remove"
)

// VerbOf returns the verb of an action.
func VerbOf(a Action) account.Verb { return account.Verb("source." + a) }

// A Control lets people work with sources: each change is in one transaction
// with its entry in the audit log. What somebody may not see is as unknown as
// what is not there.
type Control struct {
	Sources Store
	Audit   account.Recorder
	Now     func() time.Time
}

// Of returns the sources of an agency, by their IDs.
func (c *Control) Of(ctx context.Context, by account.Principal, agency string) ([]Source, error) {
	if !by.May(account.ActionReadDraft, agency) {
		return nil, catalog.Errorf(catalog.ErrForbidden, "Bạn không xem được nguồn của cơ quan %s.", "You may not see sources of the agency %s.", agency)
	}
	return c.Sources.Sources(ctx, agency)
}

// Source returns a source.
func (c *Control) Source(ctx context.Context, by account.Principal, id string) (Source, error) {
	s, err := c.Sources.Source(ctx, id)
	if err == nil && !by.May(account.ActionReadDraft, s.Agency) {
		return Source{}, catalog.Errorf(catalog.ErrNotFound, "Không có nguồn này.", "There is no such source.")
	}
	return s, err
}

// Do does an action with a source.
func (c *Control) Do(ctx context.Context, by account.Caller, id string, a Action) error {
	s, err := c.Source(ctx, by.Principal, id)
	if err != nil {
		return err
	}
	if !by.May(s.right(a), s.Agency) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền làm việc này cho cơ quan %s.",
			"You have no right to do this for the agency %s.", s.Agency)
	}
	return c.Audit.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		var before, after told
		err := c.Sources.ChangeSource(ctx, id, func(s *Source) error {
			before = tell(s)
			err := s.Do(a, c.Now())
			after = tell(s)
			return err
		})
		return []account.Entry{account.NewEntry(by, VerbOf(a), ObjectKind, id).Of(s.Agency).Change(before, after)}, err
	})
}

// Add adds a source that is due at once. It may read files of the machine: only
// those who keep the portal may do so.
func (c *Control) Add(ctx context.Context, by account.Caller, s Source) error {
	if err := administers(by); err != nil {
		return err
	}
	if err := s.Validate(); err != nil {
		return err
	}
	return c.Audit.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		s.State = Active
		return []account.Entry{account.NewEntry(by, VerbAdd, ObjectKind, s.ID).Of(s.Agency).Change(nil, tell(&s))}, c.Sources.AddSource(ctx, s)
	})
}

// Remove removes a source. What came from it stays.
func (c *Control) Remove(ctx context.Context, by account.Caller, id string) error {
	if err := administers(by); err != nil {
		return err
	}
	s, err := c.Sources.Source(ctx, id)
	if err != nil {
		return err
	}
	return c.Audit.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		return []account.Entry{account.NewEntry(by, VerbRemove, ObjectKind, id).Of(s.Agency).Change(tell(&s), nil)}, c.Sources.RemoveSource(ctx, id)
	})
}

func administers(by account.Caller) error {
	if by.May(account.ActionAdminister, "") {
		return nil
	}
	return catalog.Errorf(catalog.ErrForbidden, "Chỉ quản trị viên cổng được làm việc này.", "Only administrators of the portal may do this.")
}

// told is what the audit log keeps of a source: no address, which may hold a
// secret.
type told struct {
	Dataset   catalog.Slug `json:"dataset"`
	State     State        `json:"state"`
	Automatic bool         `json:"automatic"`
	Accepted  string       `json:"accepted,omitempty"` // the digest of the data
}

func tell(s *Source) told { return told{s.Dataset, s.State, s.Automatic, s.Memory.Accepted} }

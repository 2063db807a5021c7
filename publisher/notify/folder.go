package notify

import (
	"context"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"time"
)

// A Folder is a mailer for development, which keeps each message as a file
// {ID}.eml that only its owner may read. A message that is sent twice is there
// once.
type Folder struct {
	dir  string
	from mail.Address
}

var _ Mailer = (*Folder)(nil)

// NewFolder returns a mailer into a folder, which it makes if need be.
func NewFolder(dir string, from mail.Address) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("notify: folder of mail: %w", err)
	}
	return &Folder{dir: dir, from: from}, nil
}

// Send implements [Mailer].
func (f *Folder) Send(ctx context.Context, m Message) error {
	msg, err := compose(m, f.from, time.Now())
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	part, err := os.CreateTemp(f.dir, "."+m.ID+"-") // of mode 0600
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	defer os.Remove(part.Name()) //nolint:errcheck // it is not there after the renaming
	_, err = msg.WriteTo(part)
	if closed := part.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(part.Name(), filepath.Join(f.dir, m.ID+".eml"))
	}
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return nil
}

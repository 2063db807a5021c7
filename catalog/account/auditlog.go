package account

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"nguon/catalog"
)

// Audit returns the entries that f selects, at most f.Limit: of one agency to
// who may read its log, all to who administers the portal. The last entry of a
// page, as Before or After, leads to the next.
func (a *Accounts) Audit(ctx context.Context, by Caller, f AuditFilter) ([]Entry, error) {
	if err := mayRead(by.Principal, f); err != nil {
		return nil, err
	}
	return a.store.Audit(ctx, f)
}

func mayRead(p Principal, f AuditFilter) error {
	if f.Agency == "" {
		return need(p, ActionAdminister, "")
	}
	return need(p, ActionReadAudit, f.Agency)
}

// An AuditFormat is one in which the log is exported.
type AuditFormat string

// The formats.
const (
	AuditNDJSON AuditFormat = "ndjson" // what hashes are made of, and the hash
	AuditCSV    AuditFormat = "csv"
)

// ExportAudit writes the entries that f selects to w, oldest first, however many
// they are, in pages. Limit and Before of f are ignored. The export is an entry
// itself.
func (a *Accounts) ExportAudit(ctx context.Context, by Caller, f AuditFilter, format AuditFormat, w io.Writer) error {
	if err := mayRead(by.Principal, f); err != nil {
		return err
	}
	var out auditWriter
	switch format {
	case AuditNDJSON:
		out = ndjsonWriter{json.NewEncoder(w)}
	case AuditCSV:
		out = &csvWriter{csv.NewWriter(w), false}
	default:
		return invalid("format", catalog.Textf("Không có định dạng %q.", "There is no format %q.", format))
	}
	err := a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		return tx.Append(ctx, NewEntry(by, VerbAuditExport, "audit", "").Of(f.Agency))
	})
	if err != nil {
		return err
	}
	f.Before, f.Limit = 0, 0
	if err := eachEntry(ctx, a.store, f, out.write); err != nil {
		return err
	}
	return out.end()
}

// eachEntry calls do with all entries that f selects, oldest first.
func eachEntry(ctx context.Context, from Reads, f AuditFilter, do func(Entry) error) error {
	f.Limit = AuditPage
	f.Before = 0
	for {
		page, err := from.Audit(ctx, f)
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := do(e); err != nil {
				return err
			}
			f.After = e.Seq
		}
		if len(page) < AuditPage {
			return nil
		}
	}
}

type auditWriter interface {
	write(Entry) error
	end() error
}

type ndjsonWriter struct{ *json.Encoder }

func (w ndjsonWriter) write(e Entry) error {
	line := e.line()
	line.Hash = hex.EncodeToString(e.Hash[:])
	return w.Encode(line)
}

func (ndjsonWriter) end() error { return nil }

type csvWriter struct {
	*csv.Writer
	begun bool
}

var auditColumns = []string{
	"seq", "time", "actor_kind", "actor", "verb", "object_kind", "object", "agency", "network", "agent", "before", "after", "hash",
}

func (w *csvWriter) begin() error {
	if w.begun {
		return nil
	}
	w.begun = true
	return w.Write(auditColumns)
}

func (w *csvWriter) write(e Entry) error {
	if err := w.begin(); err != nil {
		return err
	}
	place := ""
	if e.Device.Network.IsValid() {
		place = e.Device.Network.String()
	}
	return w.Write([]string{
		strconv.FormatInt(e.Seq, 10), e.Time.Format(time.RFC3339Nano), string(e.Actor.Kind), e.Actor.ID, string(e.Verb),
		e.Object.Kind, e.Object.ID, e.Agency, place, e.Device.Agent, string(e.Before), string(e.After), hex.EncodeToString(e.Hash[:]),
	})
}

func (w *csvWriter) end() error {
	err := w.begin()
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}

// A Head is the end of the audit log. Whoever keeps one can tell later whether
// anything before it was changed, even by someone who made all hashes anew.
type Head struct {
	Seq  int64
	Hash [32]byte
}

// VerifyAudit reads the whole log and returns its head, or an error of kind
// catalog.ErrConflict that names the first entry that is not as it was written,
// or is missing.
func (a *Accounts) VerifyAudit(ctx context.Context, by Caller) (Head, error) {
	if err := need(by.Principal, ActionAdminister, ""); err != nil {
		return Head{}, err
	}
	var head Head
	err := eachEntry(ctx, a.store, AuditFilter{}, func(e Entry) error {
		want, err := e.Chain(head.Hash)
		if err != nil {
			return err
		}
		if e.Seq != head.Seq+1 || e.Hash != want {
			return catalog.Errorf(catalog.ErrConflict, "Nhật ký kiểm soát đã bị sửa: mục %d không khớp.", "The audit log was tampered with: entry %d does not fit.", head.Seq+1)
		}
		head = Head{e.Seq, e.Hash}
		return nil
	})
	if err != nil {
		return Head{}, fmt.Errorf("account: verify audit log: %w", err)
	}
	return head, nil
}

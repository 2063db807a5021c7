package desk

import (
	"bufio"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

// logPage is how many entries one page of the log has.
const logPage = 50

// logFilter reads what is looked for in a log: that of the agency of the desk,
// or of all.
func (t *task) logFilter() (account.AuditFilter, error) {
	q := t.r.URL.Query()
	f := account.AuditFilter{
		Agency: t.agency.Code, Actor: q.Get("actor"), Verb: account.Verb(q.Get("verb")), Object: q.Get("object"), Before: math.MaxInt64, Limit: logPage,
	}
	if f.Agency == "" {
		f.Agency = q.Get("of")
	}
	var w catalog.Faults
	day := func(name string, later int) time.Time {
		if q.Get(name) == "" {
			return time.Time{}
		}
		at, err := time.ParseInLocation(time.DateOnly, q.Get(name), frame.Vietnam)
		w.Check(name, err == nil, "phải là ngày dạng 2026-12-31", "must be a date such as 2026-12-31")
		return at.AddDate(0, 0, later)
	}
	if q.Get("from") != "" {
		f.From = day("from", 0)
	}
	if q.Get("until") != "" {
		f.Until = day("until", 1)
	}
	if text := q.Get("before"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		w.Check("before", err == nil && n > 0, "phải là số thứ tự của một mục", "must be the number of an entry")
		f.Before = n
	}
	return f, w.Err("Bộ lọc chưa đúng.", "The filter is not valid.")
}

// log shows an audit log, newest entries first.
func (d *Desk) log(t *task) error {
	b, err := d.logBoard(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

func (d *Desk) logBoard(t *task) (board, error) {
	l, q := t.l, t.r.URL.Query()
	b := board{Heading: l.T("desk.tab.log"), Lead: l.T("desk.log_lead"), Above: t.above()}
	search := frame.Form{Action: t.path("/log"), Get: true, Submit: l.T("desk.log_find"), Fields: []frame.Field{
		{ID: "verb", Name: "verb", Label: l.T("desk.log_verb"), Hint: l.T("desk.log_verb_hint"), Type: "text", Value: q.Get("verb"), Optional: true},
		{ID: "actor", Name: "actor", Label: l.T("desk.log_actor"), Type: "text", Value: q.Get("actor"), Optional: true},
		{ID: "object", Name: "object", Label: l.T("desk.log_object"), Type: "text", Value: q.Get("object"), Optional: true},
		{ID: "from", Name: "from", Label: l.T("desk.log_from"), Type: "date", Value: q.Get("from"), Optional: true},
		{ID: "until", Name: "until", Label: l.T("desk.log_until"), Type: "date", Value: q.Get("until"), Optional: true},
	}}
	if t.agency.Code == "" {
		search.Fields = append(search.Fields, frame.Field{ID: "of", Name: "of", Label: l.T("desk.agency"), Type: "text", Value: q.Get("of"), Optional: true})
	}
	f, err := t.logFilter()
	if err != nil {
		return b, err
	}
	entries, err := d.Accounts.Audit(t.r.Context(), t.by(), f)
	if err != nil {
		return b, err
	}
	list := &table{
		Caption: l.N("desk.log_entries", int64(len(entries))), Empty: l.T("desk.log_none"),
		Columns: []string{l.T("desk.log_seq"), l.T("desk.log_time"), l.T("desk.log_actor"), l.T("desk.log_verb"), l.T("desk.log_object"), l.T("desk.log_before"), l.T("desk.log_after"), l.T("desk.log_where")},
	}
	for _, e := range entries {
		list.Rows = append(list.Rows, []cell{
			text(strconv.FormatInt(e.Seq, 10)), {Time: e.Time}, {Text: string(e.Actor.Kind) + " " + e.Actor.ID, Code: true}, {Text: string(e.Verb), Code: true},
			{Text: e.Object.Kind + " " + e.Object.ID, Code: true}, {Text: string(e.Before), Code: true}, {Text: string(e.After), Code: true}, text(where(e.Device)),
		})
	}
	keep := url.Values{}
	for _, name := range []string{"verb", "actor", "object", "from", "until", "of"} {
		if q.Get(name) != "" {
			keep.Set(name, q.Get(name))
		}
	}
	if len(entries) == logPage {
		next := url.Values{"before": {strconv.FormatInt(entries[len(entries)-1].Seq, 10)}}
		for name, values := range keep {
			next[name] = values
		}
		list.Next = &anchor{Title: l.T("desk.log_older"), Path: t.path("/log?" + next.Encode())}
	}
	export := func(format, key string) anchor {
		with := url.Values{"format": {format}}
		for name, values := range keep {
			with[name] = values
		}
		return anchor{Title: l.T(key), Path: t.bare("/log/export?" + with.Encode())}
	}
	b.Parts = []part{{Forms: []frame.Form{search}}, {Table: list, Links: []anchor{export("csv", "desk.log_csv"), export("ndjson", "desk.log_ndjson")}}}
	if t.agency.Code == "" {
		b.Parts = append(b.Parts, part{Heading: l.T("desk.verify"), Note: l.T("desk.verify_note"), Forms: []frame.Form{{Action: t.path("/log/verify"), Submit: l.T("desk.verify_do"), Quiet: true}}})
	}
	return b, nil
}

func where(dev account.Device) string {
	if !dev.Network.IsValid() {
		return dev.Agent
	}
	return dev.Network.String() + " " + dev.Agent
}

// exportLog answers with all entries of a log that are looked for.
func (d *Desk) exportLog(t *task) error {
	f, err := t.logFilter()
	if err != nil {
		return err
	}
	format, kind := account.AuditCSV, "text/csv; charset=utf-8"
	if t.r.URL.Query().Get("format") == string(account.AuditNDJSON) {
		format, kind = account.AuditNDJSON, "application/x-ndjson"
	}
	w := &lateFile{task: t, kind: kind, name: "audit." + string(format)}
	out := bufio.NewWriter(w)
	if err := d.Accounts.ExportAudit(t.r.Context(), t.by(), f, format, out); err != nil {
		if w.begun {
			panic(http.ErrAbortHandler) // so that the client sees that the file has no end
		}
		return err
	}
	return out.Flush()
}

// lateFile sets the headers of a file with its first byte, so that an error
// before it is a page.
type lateFile struct {
	*task
	kind, name string
	begun      bool
}

// Write implements io.Writer.
func (f *lateFile) Write(p []byte) (int, error) {
	if !f.begun {
		f.begun = true
		f.download(f.kind, f.name)
	}
	return f.w.Write(p)
}

// verifyLog reads the whole log and says whether it is as it was written.
func (d *Desk) verifyLog(t *task) error {
	head, err := d.Accounts.VerifyAudit(t.r.Context(), t.by())
	if err != nil && frame.Mistake(err) == 0 {
		return err
	}
	b, wrong := d.logBoard(t)
	if wrong != nil {
		return wrong
	}
	if err != nil {
		return d.again(t, b, frame.Form{Action: t.path("/log/verify")}, err)
	}
	b.Secret = &secret{
		Label: t.l.T("desk.verify_true"), Value: strconv.FormatInt(head.Seq, 10) + " " + hexOf(head.Hash), Note: t.l.T("desk.verify_keep"),
	}
	return d.show(t, http.StatusOK, b)
}

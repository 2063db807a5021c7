package desk

import (
	"net/http"
	"time"

	"nguon/web/frame"
)

// A board is a page of the desk.
type board struct {
	frame.Head
	Heading string
	Lead    string
	Above   []anchor // where the page is
	Tabs    []anchor // of the desk
	Done    string   // what was just done
	Secret  *secret
	Failed  *frame.Form // what is wrong with which form; nil: nothing
	Parts   []part
}

// An anchor leads somewhere; its path is without the language.
type anchor struct {
	Title, Path string
	Current     bool
}

// A secret is shown this once.
type secret struct{ Label, Value, Note string }

// A part is one section of a board.
type part struct {
	ID, Heading, Note string
	Facts             []fact
	Table             *table
	Charts            []frame.BarChart
	Forms             []frame.Form
	Links             []anchor
}

// A fact is a name and what it stands for.
type fact struct {
	Name  string
	Value cell
}

// A table is shown with a scope for each heading.
type table struct {
	Caption string
	Columns []string
	Numbers int // how many of the last columns are numbers
	Rows    [][]cell
	Empty   string // what is said if there are no rows
	Next    *anchor
}

// Number reports whether the column at an index has numbers.
func (t *table) Number(i int) bool { return i >= len(t.Columns)-t.Numbers }

// A cell is one value.
type cell struct {
	Text  string
	Path  string // where it leads; without the language
	Badge string // a class: the text is a state
	Code  bool
	Time  time.Time
	Forms []frame.Form // of one button each
}

// Says reports whether there is anything in c.
func (c cell) Says() bool { return c.Text != "" || !c.Time.IsZero() || len(c.Forms) > 0 }

func text(s string) cell { return cell{Text: s} }

// show answers with a board.
func (d *Desk) show(t *task, status int, b board) error {
	b.Head = d.Unlisted(t.r, t.l, b.Heading)
	b.Tabs = t.tabs()
	if t.r.Method == http.MethodGet {
		b.Done = frame.Done(t.r, t.l, doneTexts)
	}
	if b.Failed != nil {
		b.Title = t.l.T("desk.wrong.title", "title", b.Heading)
	}
	return d.Render(t.w, t.r, status, t.l, "board", b)
}

// again shows the board of a form again, with what err says is wrong; an error
// that is no mistake of the visitor is returned.
func (d *Desk) again(t *task, b board, f frame.Form, err error) error {
	f.Fill(t.r)
	status, ok := f.Blame(t.l, err)
	if !ok {
		return err
	}
	b.Failed = &f
	for i := range b.Parts {
		for j := range b.Parts[i].Forms {
			if same(b.Parts[i].Forms[j], f) {
				b.Parts[i].Forms[j] = f
			}
		}
	}
	return d.show(t, status, b)
}

// doneTexts are the messages for what the parameter done names.
var doneTexts = map[string]string{
	"saved": "desk.done.saved", "moved": "desk.done.moved", "answered": "desk.done.answered", "invited": "desk.done.invited",
	"ended": "desk.done.ended", "granted": "desk.done.granted", "revoked": "desk.done.revoked", "locked": "desk.done.locked",
	"unlocked": "desk.done.unlocked", "forgotten": "desk.done.forgotten", "demanded": "desk.done.demanded", "created": "desk.done.created", "retried": "desk.done.retried",
	"look": "source.done.look", "accept": "source.done.accept", "pause": "source.done.pause", "resume": "source.done.resume",
}

package studio

import (
	"errors"
	"net/http"
	"strconv"

	"nguon/catalog"
	"nguon/catalog/job"
	"nguon/publisher"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

// refreshEvery is how often the page of a work loads itself again, in seconds.
const refreshEvery = 2

// workPage tells how far a work has come, and what became of it.
type workPage struct {
	page
	Heading string
	Stage   string
	Of      string // the table or file that is worked on
	Rows    string // how many were seen
	Share   int    // per cent of the stage; -1 is not known
	Failure *failing
	Made    *workbench.Made
	Release string // its path
}

var stageNames = map[publisher.Stage]string{
	"assemble": "studio.stage.assemble", publisher.StageRead: "studio.stage.read", publisher.StageWrite: "studio.stage.write",
	publisher.StageVerify: "studio.stage.verify", publisher.StageStore: "studio.stage.store",
}

// work shows the work on the dossier that was begun last. A check that has ended
// well leads on to what was found.
func (m *Room) work(v *visit) error {
	t, err := m.Bench.TaskOf(v.r.Context(), &v.d)
	if err != nil {
		return err
	}
	if t == nil {
		return frame.SeeOther(v.w, v.r, v.l, v.path(""))
	}
	heading := v.l.T("studio.work.check")
	if workbench.Work(t.Kind) == workbench.Release {
		heading = v.l.T("studio.work.release")
	}
	p, err := m.page(v, heading)
	if err != nil {
		return err
	}
	q := workPage{page: p, Heading: heading, Share: -1}
	if !t.State.Final() {
		v.w.Header().Set("Refresh", strconv.Itoa(refreshEvery))
		q.tell(v.l, workbench.ProgressOf(t))
		return m.show(v, http.StatusOK, "work", q)
	}
	out, err := workbench.OutcomeOf(t)
	switch {
	case err != nil:
		return err
	case t.State == job.Cancelled:
		return v.done("", "stopped")
	case out == nil:
		q.Failure = &failing{Says: v.l.T("studio.work.given_up")}
	case out.Checked != nil && len(v.d.Files) > 0:
		return v.done("/tables", "checked")
	case out.Checked != nil:
		return v.done("", "checked")
	case out.Made != nil:
		q.Made, q.Release = out.Made, "/desk/"+v.agency.Code+"/releases/"+out.Made.Release
	default:
		q.Failure = &failing{}
		if f := out.Failed; f != nil {
			q.Failure = v.failing(-1, f.Public, f.Fields, nil)
		}
	}
	return m.show(v, http.StatusOK, "work", q)
}

// tell puts progress into words.
func (q *workPage) tell(l *frame.Locale, p publisher.Progress) {
	key, ok := stageNames[p.Stage]
	if !ok {
		q.Stage = l.T("studio.stage.waiting")
		return
	}
	q.Stage, q.Of = l.T(key), p.Resource
	if p.Rows > 0 {
		q.Rows = l.N("count.rows", p.Rows)
	}
	if p.Total > 0 {
		q.Share = int(min(100, 100*p.Done/p.Total))
	}
}

// stop stops the work on the dossier.
func (m *Room) stop(v *visit) error {
	if err := m.Bench.Stop(v.r.Context(), v.who, v.agency.Code, v.d.ID); err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return err
	}
	return v.done("", "stopped")
}

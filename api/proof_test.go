package api_test

import (
	"net/http"
	"testing"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/publisher/proof"
)

func TestReleasesAreProved(t *testing.T) {
	w := newWorld(t)
	const path = "/v1/datasets/air-quality/releases/1/proof"
	run(t, w, []scenario{
		{name: "a release", path: path, status: 200, has: []string{`"checkpoint":"nguon-`, `"keys":[`, `"release":{"index":1`},
			hasNot: []string{`"withdrawal"`, `"consistency"`}, want: map[string]string{"Cache-Control": "no-cache"}},
		{name: "the latest", path: "/v1/datasets/air-quality/releases/latest/proof", status: 200, has: []string{`"index":1`}},
		{name: "since an earlier log", path: path + "?since=1", status: 200, has: []string{`"consistency":{"since":1`}},
		{name: "since a log that never was", path: path + "?since=9", status: 422, code: problem.Invalid},
		{name: "since no number", path: path + "?since=x", status: 422, code: problem.Invalid},
		{name: "since less than nothing", path: path + "?since=-1", status: 422, code: problem.Invalid},
		{name: "no such release", path: "/v1/datasets/air-quality/releases/2/proof", status: 404, code: problem.NotFound},
	})
	if err := w.pub.Withdraw(t.Context(), "air-quality", 1, catalog.Text{Vi: "Sai.", En: "Wrong."}); err != nil {
		t.Fatal(err)
	}
	a := w.get(t, path)
	b, err := proof.ParseBundle([]byte(a.body))
	if err != nil {
		t.Fatal(err)
	}
	e, err := b.Verify()
	if err != nil || e.Withdrawal == nil || e.Withdrawal.Reason.En != "Wrong." || e.Manifest == nil || e.Manifest.Dataset != "air-quality" {
		t.Errorf("of a withdrawn release: %+v, %v", e, err)
	}
}

func TestWithoutALogNothingIsProved(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Proofs = nil })
	if a := w.get(t, "/v1/datasets/air-quality/releases/1/proof"); a.status != http.StatusNotFound {
		t.Errorf("status %d", a.status)
	}
}

package anon_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
	"nguon/publisher/table"
)

// FuzzRun makes small tables anonymous by whatever policy: it ends, writes what
// it says that it writes, and lets nothing pass below the k of the policy.
func FuzzRun(f *testing.F) {
	f.Add(byBands, open+"columns: {Tuổi: {role: quasi, op: {bands: 10}}}\nprivacy: {k: 4}\n", "")
	f.Add(byBands, twoLadders+"columns: {Tuổi: {role: quasi, op: {generalise: tuổi}}}\nprivacy: {k: 3}\nsearch: {suppress_rows: 0.5, suppress_cells: 0.5}\n", "")
	f.Add("Nghề,Bệnh\na,x\na,y\nb,\n", open+"columns: {Nghề: {role: quasi, op: {generalise: h.csv}}, Bệnh: {role: sensitive, op: keep}}\nprivacy: {k: 2, Bệnh: {l: 2, t: 0.5}}\n", "a;c;*\nb;c;*\n")
	f.Add(cases(2, 3, 4, 5, 6, 7), aggregate+"tables: [{by: [Xã, Năm], count: n, min_count: 3}]\n", "")
	f.Add("Ghi chú\ngọi 0912 345 678\n", open+"columns: {Ghi chú: {role: freetext, op: {redact: {scan: true}}}}\n", "")
	f.Add("Vĩ độ,Kinh độ\n21.02,105.85\n", open+"columns: {Vĩ độ: {role: quasi, op: {geo: {grid_m: 9, axis: latitude, with: Kinh độ}}}, Kinh độ: {role: quasi, op: {geo: {grid_m: 9, axis: longitude, with: Vĩ độ}}}}\nprivacy: {k: 2}\n", "")
	f.Fuzz(func(t *testing.T, data, text, hierarchy string) {
		if len(data)+len(hierarchy) > 1<<12 {
			return // what is large has tests of its own
		}
		p, err := policy.Parse([]byte(text))
		if err != nil {
			return
		}
		p.Search.Time = time.Second
		dir := t.TempDir()
		name := filepath.Join(dir, "bảng.csv")
		write(t, name, data)
		plan, err := table.Inspect(t.Context(), name, table.Options{})
		if err != nil {
			return
		}
		defer plan.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		got, err := anon.Run(ctx, anon.Job{Plan: plan, Policy: p, Files: fstest.MapFS{"h.csv": {Data: []byte(hierarchy)}}, Dir: dir, Name: "out",
			Input: assess.File{Name: "bảng.csv", Rows: plan.Rows}, Key: []byte(secret), Now: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)})
		if errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("no end within 20 s")
		}
		if err != nil {
			return
		}
		if _, err := got.Report.JSON(); err != nil {
			t.Errorf("the report cannot be written: %v", err)
		}
		for _, a := range got.Report.Adversaries {
			if got.Report.Pass && p.Privacy.K > 0 && len(a.Columns) > 0 && *a.Attacker < p.Privacy.K {
				t.Errorf("passes with k = %d of %d", *a.Attacker, p.Privacy.K)
			}
		}
		if got.File == "" {
			return
		}
		if info, err := os.Stat(got.File); err != nil || info.Size() != got.Report.Output.Bytes {
			t.Errorf("file %v, %v; the report says %d bytes", info, err, got.Report.Output.Bytes)
		}
	})
}

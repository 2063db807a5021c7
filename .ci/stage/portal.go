package stage

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// plans lift the limits to where they are still counted but refuse nobody.
const plans = `- name: anonymous
  title: {vi: Đo tốc độ, en: Bench}
  rows: 50000
  timeout: 30s
  concurrency: 256
  windows: [{name: burst, quota: 1000000000, period: 1s}, {name: day, quota: 1000000000000, period: 24h}]
- name: registered
  title: {vi: Đo tốc độ, en: Bench}
  rows: 50000
  timeout: 30s
  concurrency: 256
  windows: [{name: burst, quota: 1000000000, period: 1s}, {name: day, quota: 1000000000000, period: 24h}]
`

// Portal starts the portal, whose program is binary, on a folder of the stage,
// with further variables of its environment. Its plans refuse nobody.
func (s *Stage) Portal(ctx context.Context, binary, name, data string, env ...string) (*Server, error) {
	if err := os.WriteFile(s.Path("plans.yaml"), []byte(plans), 0o644); err != nil {
		return nil, err
	}
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(binary, "serve", "--data", s.Path(data), "--addr", fmt.Sprintf("127.0.0.1:%d", port))
	cmd.Env = append(append(os.Environ(), "NGUON_PLANS="+s.Path("plans.yaml")), env...)
	return s.Start(ctx, name, port, cmd)
}

// Describe writes the description of a dataset of one table, whose file is in the
// same folder of the stage. key is what the table has beside its file, such as
// ", primaryKey: [id]", or nothing.
func (s *Stage) Describe(slug, file, key string) error {
	text := fmt.Sprintf(`slug: %s
title: {vi: Đo tốc độ, en: Benchmark}
description: {vi: Một bảng., en: A table.}
agency: {code: MAU, title: {vi: Ban mẫu, en: Sample desk}}
theme: [transport]
licence: CC0-1.0
frequency: never
resources:
  - {name: table, title: {vi: Bảng, en: Table}, file: %s%s}
`, slug, file, key)
	if err := os.MkdirAll(s.Path(slug), 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.Path(slug), "dataset.yaml"), []byte(text), 0o644)
}

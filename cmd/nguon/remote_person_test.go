package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// planted stands in each row of the raw data, and in none of what is made of
// them.
const planted = "Phùng"

// personName is another name for each of 240 persons.
func personName(i int) string {
	return strings.Join([]string{planted, []string{"Văn", "Thị", "Ngọc", "Minh"}[i%4], []string{"Xuân", "Thanh", "Hữu", "Kim", "Bảo", "Gia"}[i/4%6],
		[]string{"An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Nam", "Phúc"}[i/24]}, " ")
}

const patientsManifest = `slug: patients
title: {vi: Lượt khám, en: Visits}
description: {vi: Dữ liệu giả., en: Made up.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [health]
licence: CC0-1.0
frequency: annual
note: {vi: Lần đầu., en: First.}
resources:
  - {name: visits, title: {vi: Lượt khám, en: Visits}, file: raw.csv, unit: person, policy: rules/policy.yaml}
`

const patientsPolicy = `policy: v1
dataset: patients
release: open
unit: person
coverage: census
columns:
  Họ tên: {role: identifier, op: drop}
  Năm sinh: {role: quasi, op: {bands: 10}}
  Tỉnh: {role: quasi, op: keep}
  Bệnh: {role: sensitive, op: keep}
hierarchies:
  nhóm: {file: groups.csv}
privacy:
  k: 5
  Bệnh: {l: {kind: distinct, l: 2}, t: {kind: hierarchical, hierarchy: nhóm, t: 0.5}}
linkage: {previous_releases: check}
review_after: 12mo
`

// writePatients writes a raw folder about persons, without some of the last of
// them.
func writePatients(t *testing.T, dir, note string, fewer int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("Họ tên,Năm sinh,Tỉnh,Bệnh\n")
	for i := range 240 - fewer {
		fmt.Fprintf(&b, "%s,%d,%s,%s\n", personName(i), 1960+10*(i%4)+(i/4)%10, []string{"Hà Nội", "Huế", "Cà Mau"}[i/80], []string{"J00", "I10", "E11", "K29"}[(i/4)%4])
	}
	for name, text := range map[string]string{
		"raw.csv": b.String(), "rules/policy.yaml": patientsPolicy, "dataset.yaml": strings.Replace(patientsManifest, "First.", note, 1),
		"rules/groups.csv": "J00,J,*\nI10,I,*\nE11,E,*\nK29,K,*\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// status is the exit status of a command that was started.
func status(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	err := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return 0
}

// Raw data about persons stay on the machine of the agency, whatever comes of
// the publication, and each release is compared with those that the portal has.
func TestRawDataAboutPersonsStayWhereTheyAre(t *testing.T) {
	_, settings := desk(t)
	server := startReplica(t, settings...)
	w := newWire(t, server.url, 0, 0)
	w.heard = new(bytes.Buffer)
	folder := filepath.Join(t.TempDir(), "patients")
	for _, step := range []struct {
		name, note string
		fewer      int
		edit       func(dir string) // of the folder
		status     int
		says       string
		sent       bool
	}{
		{name: "the first release", note: "First.", says: "patients: version 1 is published", sent: true},
		{name: "the same again", note: "First.", says: "patients: nothing new, still version 1", sent: true},
		{name: "another release, compared with the first", note: "Second.", says: "patients: version 2 is published", sent: true},
		{name: "one person fewer than in the last", note: "Third.", fewer: 1, status: 3, says: "Compared with release “visits@2.parquet”"},
		{name: "a policy that is not met", note: "Fourth.", status: 3, says: "Not safe to publish yet",
			edit: func(dir string) { replaceIn(t, filepath.Join(dir, "rules", "policy.yaml"), "k: 5", "k: 50") }},
		{name: "no policy at all", note: "Fifth.", status: 3, says: "no risk report",
			edit: func(dir string) { replaceIn(t, filepath.Join(dir, "dataset.yaml"), ", policy: rules/policy.yaml", "") }},
		{name: "nor said to be about persons", note: "Sixth.", status: 3, says: "names of persons",
			edit: func(dir string) {
				replaceIn(t, filepath.Join(dir, "dataset.yaml"), ", unit: person, policy: rules/policy.yaml", "")
			}},
	} {
		t.Run(step.name, func(t *testing.T) {
			writePatients(t, folder, step.note, step.fewer)
			if step.edit != nil {
				step.edit(folder)
			}
			before := w.sent.Load()
			cmd, said := send(t, settings, w.url, folder)
			if got := status(t, cmd); got != step.status || !strings.Contains(said(), step.says) {
				t.Errorf("status %d, want %d and %q:\n%s", got, step.status, step.says, said())
			}
			if sent := strings.Contains(string(w.all()[before:]), "POST /v1/uploads"); sent != step.sent {
				t.Errorf("uploads were made: %v, want %v", sent, step.sent)
			}
		})
	}
	for _, secret := range []string{planted, base64.StdEncoding.EncodeToString([]byte("raw.csv"))} {
		if bytes.Contains(w.all(), []byte(secret)) {
			t.Errorf("%q went over the line", secret)
		}
	}
	for _, name := range []string{"visits.csv", "visits.risk.json", "rules/policy.yaml", "rules/groups.csv"} {
		if !bytes.Contains(w.all(), []byte(base64.StdEncoding.EncodeToString([]byte(name)))) {
			t.Errorf("%s was not sent", name)
		}
	}
	body, err := io.ReadAll(server.get(t, "/v1/datasets/patients", "").Body)
	if err != nil || !bytes.Contains(body, []byte(`"latest":{"version":2`)) || !bytes.Contains(body, []byte(`"disclosure":{`)) {
		t.Errorf("%v %s", err, body)
	}
}

func replaceIn(t *testing.T, name, old, now string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(old)) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte(old), []byte(now), 1), 0o600); err != nil {
		t.Fatal(err)
	}
}

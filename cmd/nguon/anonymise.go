package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"nguon/catalog"
	"nguon/publisher"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
	"nguon/web"
)

type anonymiseCmd struct {
	Path     string   `arg:"" help:"A dataset folder whose dataset.yaml names policies, or a data file." type:"path"`
	Out      string   `short:"o" required:"" help:"The folder, or the CSV file, that is made. It must not exist yet." type:"path" placeholder:"PATH"`
	Policy   string   `help:"The policy, for a data file." type:"existingfile" placeholder:"FILE"`
	KeyFile  string   `help:"File that holds the secret key of draws and pseudonyms; or set NGUON_ANON_KEY to the key itself." type:"existingfile" placeholder:"FILE"`
	Previous []string `help:"Parquet file of an earlier release, which the new one is compared with; for a folder as RESOURCE=FILE." placeholder:"FILE"`
	Approver string   `help:"Who answers for the policy." placeholder:"NAME"`
	JSON     string   `help:"Write the risk report to this file, also if it says no; of one table." name:"json" type:"path" placeholder:"FILE"`
	HTML     string   `help:"Write the risk report as a page to this file, also if it says no; of one table." name:"html" type:"path" placeholder:"FILE"`
}

// Run makes data about persons anonymous on this machine. The portal's database
// is not opened: nothing of the data leaves.
func (c *anonymiseCmd) Run(ctx context.Context, e *env) error {
	info, err := os.Stat(c.Path)
	if errors.Is(err, os.ErrNotExist) {
		return catalog.Errorf(catalog.ErrNotFound, "Không có tệp hay thư mục %[1]s.", "There is no file or folder %[1]s.", c.Path)
	} else if err != nil {
		return err
	}
	req := publisher.AnonymiseRequest{Dir: c.Path, Out: c.Out, Approver: c.Approver, Tool: "nguon " + version, Previous: make(map[string][]string)}
	if req.Key, err = anonKey(c.KeyFile); err != nil {
		return err
	}
	for _, p := range c.Previous {
		resource, file := "", p
		if info.IsDir() {
			var ok bool
			if resource, file, ok = strings.Cut(p, "="); !ok {
				return fmt.Errorf("%w: --previous of a folder is RESOURCE=FILE", errUsage)
			}
		}
		req.Previous[resource] = append(req.Previous[resource], file)
	}
	bar := newProgress(e.stderr, e.Lang)
	defer bar.close()
	req.Progress = bar.show
	pub := publisher.New(nil, nil, publisher.Options{Limits: e.Limits.rows(), Log: quiet(e.stderr)})
	var all []publisher.Anonymised
	var refused error
	if info.IsDir() {
		all, refused = pub.Anonymise(ctx, req)
	} else {
		if c.Policy == "" {
			return fmt.Errorf("%w: a data file needs --policy", errUsage)
		}
		var one *publisher.Anonymised
		if one, refused = pub.AnonymiseFile(ctx, c.Path, c.Policy, c.Out, req); one != nil {
			all = append(all, *one)
		}
	}
	bar.close()
	if err := c.write(e, all, refused == nil && info.IsDir()); err != nil {
		return errors.Join(refused, err)
	}
	if refused != nil {
		return refused
	}
	written := []string{c.Out}
	if !info.IsDir() {
		written = all[0].Files
	}
	fmt.Fprintln(e.stdout, catalog.Textf("Đã ghi %[1]s", "Written: %[1]s", strings.Join(written, ", ")).In(e.Lang))
	return nil
}

// write shows what came of each table, and writes its report where that is
// asked for; of a folder that was made, as pages beside the data.
func (c *anonymiseCmd) write(e *env, all []publisher.Anonymised, made bool) error {
	if len(all) != 1 && (c.JSON != "" || c.HTML != "") {
		return fmt.Errorf("%w: --json and --html are for one table, and %d were made anonymous", errUsage, len(all))
	}
	for _, a := range all {
		e.showRisk(a)
		if made {
			if err := writeRisk(filepath.Join(c.Out, a.Resource+".risk.html"), a.Report, e.Lang); err != nil {
				return err
			}
		}
		if c.HTML != "" {
			if err := writeRisk(c.HTML, a.Report, e.Lang); err != nil {
				return err
			}
		}
		if c.JSON != "" {
			text, err := a.Report.JSON()
			if err != nil {
				return err
			}
			if err := os.WriteFile(c.JSON, text, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeRisk(name string, r *assess.Report, lang catalog.Lang) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(web.WriteRisk(f, r, lang), f.Close())
}

// riskPage writes a report as it was stored as a page.
func riskPage(w io.Writer, report []byte, lang catalog.Lang) error {
	r, err := assess.Parse(report)
	if err != nil {
		return err
	}
	return web.WriteRisk(w, r, lang)
}

// showRisk prints what the release of a table is like.
func (e *env) showRisk(a publisher.Anonymised) {
	say := func(vi, en string, args ...any) { fmt.Fprintln(e.stdout, catalog.Textf(vi, en, args...).In(e.Lang)) }
	r := a.Report
	for _, t := range r.Tables {
		say("%[1]s: bảng theo %[2]s, %[3]d ô, ẩn %[4]d ô", "%[1]s: a table by %[2]s, %[3]d cells, of which %[4]d are suppressed",
			t.Name, strings.Join(t.By, ", "), t.Cells, t.Primary+t.Secondary)
	}
	if r.Unit == policy.Aggregate {
		return
	}
	say("%[1]s: %[2]d dòng, bỏ %[3]d dòng và %[4]d ô", "%[1]s: %[2]d rows; %[3]d rows and %[4]d cells were suppressed",
		a.Resource, r.Utility.RowsAfter, r.Utility.SuppressedRows, r.Utility.SuppressedCells)
	for _, adversary := range r.Adversaries {
		if adversary.Attacker != nil {
			say("  %[1]s: k = %[2]d (%[3]s)", "  %[1]s: k = %[2]d (%[3]s)", adversary.Name, *adversary.Attacker, strings.Join(adversary.Columns, ", "))
		}
	}
	if r.Search != nil {
		for _, l := range r.Search.Levels {
			step := l.Step
			if step == "" {
				step = fmt.Sprint(l.Level)
			}
			say("  %[1]s: bậc %[2]s", "  %[1]s: level %[2]s", l.Column, step)
		}
	}
}

// anonKey is the secret key of draws and pseudonyms, or nil.
func anonKey(file string) ([]byte, error) {
	text, err := "", error(nil)
	if file != "" {
		text, err = readSecret(file)
	} else {
		text, err = envSecret("NGUON_ANON_KEY")
	}
	if err != nil || text == "" {
		return nil, err
	}
	return []byte(text), nil
}

type policyCmd struct {
	Suggest suggestPolicyCmd `cmd:"" help:"Write a first draft of a policy for a data file, with a comment for each column."`
}

type suggestPolicyCmd struct {
	File    string `arg:"" help:"The data file." type:"existingfile"`
	Dataset string `help:"Slug of the dataset; default the name of the file." placeholder:"SLUG"`
}

// Run prints the draft.
func (c *suggestPolicyCmd) Run(ctx context.Context, e *env) error {
	pub := publisher.New(nil, nil, publisher.Options{Limits: e.Limits.rows(), Log: quiet(e.stderr)})
	bar := newProgress(e.stderr, e.Lang)
	text, err := pub.SuggestPolicy(ctx, c.File, c.Dataset, e.Lang, bar.show)
	bar.close()
	if err != nil {
		return err
	}
	_, err = e.stdout.Write(text)
	return err
}

package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"nguon/catalog/supply"
	"nguon/publisher"
	"nguon/publisher/source"
)

type sourceAddCmd struct {
	Name   string            `arg:"" help:"Name of the source, of a-z, 0-9 and hyphens."`
	Dir    string            `arg:"" help:"Folder with the dataset.yaml, and all that it names but the data." type:"existingdir"`
	File   map[string]string `required:"" help:"A data file that dataset.yaml names, and where it is: https://…; file:///folder/pattern of this machine or s3://bucket/prefix/pattern?endpoint=https://…, of which the last name is taken; postgres://host/database, mysql://host/database or sqlserver://host/database." placeholder:"FILE=ADDRESS" mapsep:"none"`
	Query  map[string]string `help:"File with the query of a data file that is the answer of a database, which becomes Parquet. With ORDER BY, so that the same data are the same bytes." placeholder:"FILE=SQL-FILE" mapsep:"none"`
	Append map[string]string `help:"The data file is a part of its table, whose other periods stay: name (the period is in the name at the source, such as rain-2026-10.csv; all that fit a pattern are taken, one after the other), column:COLUMN/month (all its values are in it) or schedule/month (the last whole one before the day on which the release is due). A period that was given before is replaced." placeholder:"FILE=HOW" mapsep:"none"`
	Every  time.Duration     `help:"Time between two looks." default:"1h"`
	Plan   bool              `help:"Look when a release is due by the schedule in dataset.yaml, and from then on every --every until the data are new."`
	Auto   bool              `help:"Publish what passes all checks, as far as the policy of the agency allows; default: leave a draft."`
	Inside bool              `help:"It may be in the networks of NGUON_INSIDE_NETWORKS."`
	Secret string            `help:"File with what the server is shown: for https a header, such as Authorization: Bearer …; for a bucket or a database NAME:SECRET. It is kept encrypted, and never shown." type:"existingfile" placeholder:"FILE"`
}

// Run adds a source. It is looked at by a server, or by nguon source run.
func (c *sourceAddCmd) Run(ctx context.Context, e *env) error {
	m, err := publisher.ReadManifest(c.Dir)
	if err != nil {
		return err
	}
	s := supply.Source{ID: c.Name, Agency: m.Agency.Code, Dataset: m.Dataset.Slug, Every: c.Every, Planned: c.Plan, Automatic: c.Auto, Inside: c.Inside}
	if c.Plan && m.Dataset.Schedule == nil {
		return fmt.Errorf("%w: --plan: dataset.yaml has no schedule", errUsage)
	}
	for _, name := range slices.Sorted(maps.Keys(c.File)) {
		p := supply.Part{File: name, Address: c.File[name]}
		if file, ok := c.Query[name]; ok {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			p.Query = string(text)
		}
		if how, ok := c.Append[name]; ok {
			if p.Partition, err = supply.ParsePartition(how); err != nil {
				return err
			}
		}
		s.Parts = append(s.Parts, p)
	}
	for flag, given := range map[string]map[string]string{"query": c.Query, "append": c.Append} {
		for name := range given {
			if _, ok := c.File[name]; !ok {
				return fmt.Errorf("%w: --%s %s: there is no --file %[3]s", errUsage, flag, name)
			}
		}
	}
	if s.Documents, err = c.documents(m); err != nil {
		return err
	}
	if c.Secret != "" {
		if s.Sealed, err = c.seal(e, s.Parts[0]); err != nil {
			return err
		}
	}
	return e.withControl(ctx, func(k *supply.Control) error { return k.Add(ctx, atTheTerminal, s) })
}

// documents reads what dataset.yaml names but the data.
func (c *sourceAddCmd) documents(m *publisher.Manifest) (map[string][]byte, error) {
	all := make(map[string][]byte)
	named := m.Files()
	for name := range c.File {
		if !slices.Contains(named, name) {
			return nil, fmt.Errorf("%w: dataset.yaml names no file %s", errUsage, name)
		}
	}
	for _, name := range named {
		if _, data := c.File[name]; data {
			continue
		}
		path := filepath.Join(c.Dir, name)
		info, err := os.Stat(path)
		if err == nil && info.Size() > supply.MaxDocuments {
			err = fmt.Errorf("%w: %s is too large to be kept with the source; give its address with --file", errUsage, name)
		}
		if err != nil {
			return nil, err
		}
		if all[name], err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// seal encrypts what the server of p is shown.
func (c *sourceAddCmd) seal(e *env, p supply.Part) ([]byte, error) {
	text, err := readSecret(c.Secret)
	if err != nil {
		return nil, err
	}
	shown, err := source.ParseCredentials(text, p)
	if err != nil {
		return nil, err
	}
	root, err := openSecret(e.Data)
	if err != nil {
		return nil, err
	}
	sealer, err := root.sourceSealer()
	if err != nil {
		return nil, err
	}
	return shown.Seal(sealer, c.Name), nil
}

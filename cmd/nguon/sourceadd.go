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
	File   map[string]string `required:"" help:"A data file that dataset.yaml names, and where it is: https://…, or file:///folder/pattern of this machine, of which the last name is taken." placeholder:"FILE=ADDRESS" mapsep:"none"`
	Every  time.Duration     `help:"Time between two looks." default:"1h"`
	Auto   bool              `help:"Publish what passes all checks, as far as the policy of the agency allows; default: leave a draft."`
	Inside bool              `help:"It may be in the networks of NGUON_INSIDE_NETWORKS."`
	Secret string            `help:"File with a header that is sent to the server, such as Authorization: Bearer …; only by https." type:"existingfile" placeholder:"FILE"`
}

// Run adds a source. It is looked at by a server, or by nguon source run.
func (c *sourceAddCmd) Run(ctx context.Context, e *env) error {
	m, err := publisher.ReadManifest(c.Dir)
	if err != nil {
		return err
	}
	s := supply.Source{ID: c.Name, Agency: m.Agency.Code, Dataset: m.Dataset.Slug, Every: c.Every, Automatic: c.Auto, Inside: c.Inside}
	for _, name := range slices.Sorted(maps.Keys(c.File)) {
		s.Parts = append(s.Parts, supply.Part{File: name, Address: c.File[name]})
	}
	if s.Documents, err = c.documents(m); err != nil {
		return err
	}
	if c.Secret != "" {
		if s.Sealed, err = c.seal(e); err != nil {
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

func (c *sourceAddCmd) seal(e *env) ([]byte, error) {
	text, err := readSecret(c.Secret)
	if err != nil {
		return nil, err
	}
	header, err := source.ParseCredentials(text)
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
	return header.Seal(sealer, c.Name), nil
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
	"nguon/catalog/market"
)

// A planDoc is a plan as the file of --plans has it.
type planDoc struct {
	Name        string        `yaml:"name"`
	Title       catalog.Text  `yaml:"title"`
	Rows        int           `yaml:"rows"`
	Timeout     time.Duration `yaml:"timeout"`
	Concurrency int           `yaml:"concurrency"`
	SQL         *bool         `yaml:"sql"` // true if it is not given
	Bytes       int64         `yaml:"bytes"`
	Windows     []struct {
		Name   string        `yaml:"name"`
		Quota  int64         `yaml:"quota"`
		Period time.Duration `yaml:"period"`
	} `yaml:"windows"`
}

// openPlans returns the plans of the API: the default ones, with those of the
// file of --plans in the place of theirs.
func (e *env) openPlans() (market.Plans, error) {
	plans := market.DefaultPlans()
	if e.Plans == "" {
		return plans, nil
	}
	f, err := os.Open(e.Plans)
	if err != nil {
		return nil, fmt.Errorf("plans: %w", err)
	}
	defer f.Close()
	var docs []planDoc
	dec := yaml.NewDecoder(f)
	dec.KnownFields(true)
	if err := dec.Decode(&docs); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("plans in %s: %w", e.Plans, err)
	}
	for _, d := range docs {
		p := market.Plan{Name: d.Name, Title: d.Title, Rows: d.Rows, Timeout: d.Timeout, Concurrency: d.Concurrency,
			RequiresKey: d.Name != market.Anonymous, SQL: d.SQL == nil || *d.SQL, Bytes: d.Bytes}
		for _, w := range d.Windows {
			p.Windows = append(p.Windows, market.Window{Name: w.Name, Quota: w.Quota, Period: w.Period})
		}
		plans = plans.Override(p)
	}
	if err := plans.Validate(); err != nil {
		return nil, fmt.Errorf("plans in %s: %w", e.Plans, err)
	}
	return plans, nil
}

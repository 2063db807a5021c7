package publisher

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/publisher/table"
)

// An Addition asks for the file of a table to be added to the table as it was
// published last, as the part of a period: the rows that are there already are
// neither sent nor stored again. The columns must be those of the table, and the
// checks, the statistics and the search for personal data are of all rows.
//
// A table about persons cannot be added to: how much it discloses is a matter of
// all of its rows, which are made anonymous together.
type Addition struct {
	Resource string `json:"resource,omitempty"` // empty is the only table of the folder
	Period   string `json:"period"`             // see [catalog.CheckPeriod]; one table has periods of one kind
	Replace  bool   `json:"replace,omitempty"`  // the part of the period, which must be there; or else it must not be
	Renew    bool   `json:"-"`                  // replace the part of the period if it is there
}

// String is how the addition is asked for at the command line.
func (a Addition) String() string {
	if a.Resource == "" {
		return a.Period
	}
	return a.Resource + "=" + a.Period
}

// ParseAddition reads PERIOD or TABLE=PERIOD.
func ParseAddition(s string, replace bool) Addition {
	resource, period, ok := strings.Cut(s, "=")
	if !ok {
		resource, period = "", s
	}
	return Addition{Resource: resource, Period: period, Replace: replace}
}

// additionsTo checks what is asked for, and says of which table each is.
func additionsTo(m *Manifest, asked []Addition) ([]Addition, error) {
	all := slices.Clone(asked)
	for i := range all {
		a := &all[i]
		if err := catalog.CheckPeriod(a.Period); err != nil {
			return nil, err
		}
		if a.Resource == "" && len(m.Resources) == 1 {
			a.Resource = m.Resources[0].Name
		}
		if !slices.ContainsFunc(m.Resources, func(in Input) bool { return in.Name == a.Resource }) {
			var names []string
			for _, in := range m.Resources {
				names = append(names, in.Name)
			}
			return nil, catalog.Errorf(catalog.ErrInvalid, "Hãy nói bảng nào được thêm dữ liệu, như %[2]s=%[1]s. Các bảng: %[3]s.",
				"Say to which table the data are added, such as %[2]s=%[1]s. The tables are %[3]s.", a.Period, m.Resources[0].Name, strings.Join(names, ", "))
		}
		if slices.ContainsFunc(all[:i], func(b Addition) bool { return b.Resource == a.Resource }) {
			return nil, catalog.Errorf(catalog.ErrInvalid, "Một lần công bố chỉ thêm được một kỳ vào bảng %s.",
				"One publication adds one period to the table %s.", a.Resource)
		}
	}
	return all, nil
}

// sourceOf is the digest of all that a release is made from. What it adds to is
// not part of it: who asks twice for the same addition gets one release.
func (p *Publisher) sourceOf(ctx context.Context, req Request, m *Manifest) (catalog.Digest, error) {
	d, err := p.digest(ctx, req.Dir, m)
	if err != nil || len(req.Additions) == 0 {
		return d, err
	}
	return digestOf(d, req.Additions), nil
}

// A standing is a table as it was published last, to which one wants to add.
type standing struct {
	Addition
	release *catalog.Release
	table   *catalog.Table
}

// growing returns the table to which in is added, or nil if in is all of it.
func (o *order) growing(in *Input) (*standing, error) {
	i := slices.IndexFunc(o.additions, func(a Addition) bool { return a.Resource == in.Name })
	if i < 0 {
		return nil, nil
	}
	s := &standing{Addition: o.additions[i]}
	for i := range o.earlier {
		if o.earlier[i].State != catalog.StateWithdrawn {
			s.release = &o.earlier[i]
			break
		}
	}
	if s.release != nil {
		s.table, _ = s.release.Table(in.Name)
	}
	if s.table == nil {
		return nil, catalog.Errorf(catalog.ErrRefused, "Bảng %s chưa có bản phát hành nào để thêm vào: hãy công bố toàn bộ bảng trước.",
			"The table %s has no release that could be added to: publish all of it first.", in.Name)
	}
	return s, s.check(in)
}

// check refuses what cannot be added whatever is in the file.
func (s *standing) check(in *Input) error {
	refuse := func(vi, en string, args ...any) error {
		return catalog.Errorf(catalog.ErrRefused, vi+" Hãy công bố toàn bộ bảng.", en+" Publish all of the table.", args...)
	}
	at := slices.IndexFunc(s.table.Parts, func(p catalog.Part) bool { return p.Period == s.Period })
	switch {
	case s.table.Disclosure != nil || in.Policy != "" || protects(in.Unit):
		return refuse("Không thêm được vào bảng %[1]s: bảng về con người phải được ẩn danh và đánh giá rủi ro trên mọi dòng cùng lúc.",
			"The table %[1]s cannot be added to: one about persons is made anonymous, and its risk measured, with all rows together.", in.Name)
	case !slices.Equal(in.Key, s.table.Key):
		return refuse("Không thêm được vào bảng %[1]s: khóa của nó là (%[2]s), không phải (%[3]s).",
			"The table %[1]s cannot be added to: its key is (%[2]s), and not (%[3]s).", in.Name, strings.Join(s.table.Key, ", "), strings.Join(in.Key, ", "))
	case at < 0 && s.Replace:
		return catalog.Errorf(catalog.ErrRefused, "Bảng %[1]s không có phần nào của kỳ %[2]s để thay. Các kỳ: %[3]s.",
			"The table %[1]s has no part of %[2]s that could be replaced. It has %[3]s.", in.Name, s.Period, s.periods())
	case at >= 0 && !s.Replace && !s.Renew:
		return catalog.Errorf(catalog.ErrRefused, "Bảng %[1]s đã có phần của kỳ %[2]s: hãy thay nó (--replace).",
			"The table %[1]s has a part of %[2]s already: replace it (--replace).", in.Name, s.Period)
	case at < 0 && len(s.table.Parts) >= mostParts:
		return refuse("Bảng %[1]s đã có %[2]d phần.", "The table %[1]s has %[2]d parts.", in.Name, len(s.table.Parts))
	}
	for _, p := range s.table.Parts {
		if p.Period != "" && kindOf(p.Period) != kindOf(s.Period) {
			return catalog.Errorf(catalog.ErrRefused, "Các phần của bảng %[1]s là của các kỳ như %[2]s, không phải như %[3]s.",
				"The parts of the table %[1]s are of periods such as %[2]s, and not such as %[3]s.", in.Name, p.Period, s.Period)
		}
	}
	return nil
}

// mostParts bounds what one reads to learn what a table is made of: two
// centuries of months.
const mostParts = 2400

// kindOf is what the periods of one kind have in common.
func kindOf(period string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, period)
}

func (s *standing) periods() string {
	var all []string
	for _, p := range s.table.Parts {
		if p.Period != "" {
			all = append(all, p.Period)
		}
	}
	if all == nil {
		return "—"
	}
	return strings.Join(all, ", ")
}

// declare makes the columns of the file be of the types that they are published
// as, where dataset.yaml says nothing else.
func (s *standing) declare(o *table.Options) {
	if s == nil {
		return
	}
	for i := range s.table.Columns {
		c := &s.table.Columns[i]
		if c.Type == catalog.Geometry {
			continue
		}
		at := slices.IndexFunc(o.Declared, func(d table.Declaration) bool { return d.Column == c.Source })
		if at < 0 {
			o.Declared = append(o.Declared, table.Declaration{Column: c.Source})
			at = len(o.Declared) - 1
		}
		if o.Declared[at].Type == "" {
			o.Declared[at].Type = table.Type(c.Type)
		}
	}
}

// cameWith reports whether an object was put into the store for a release.
func cameWith(releaseID, key string) bool { return strings.Contains(key, "/"+releaseID+"/") }

// name gives the objects of m their keys, which begin with prefix. Parts that
// other releases have keep theirs.
func (m *made) name(prefix string) {
	m.Table.File.Key = prefix + ".parquet"
	if m.growth != nil {
		m.growth.name(&m.Table, prefix)
	}
	if m.Table.Risk != nil {
		m.Table.Risk.Key = prefix + ".risk.json"
	}
}

// stillThere returns an error if a release that is added to was withdrawn since
// it was read. It is called once the catalogue knows which objects are in use:
// a withdrawal from then on leaves them alone.
func (p *Publisher) stillThere(ctx context.Context, all []*made) error {
	for _, m := range all {
		if m.growth == nil {
			continue
		}
		base := m.growth.old.release
		c, err := p.db.Candidate(ctx, base.ID)
		if err != nil {
			return fmt.Errorf("the release that is added to: %w", err)
		}
		if s := c.Release.State; s != catalog.StatePublished {
			return catalog.Errorf(catalog.ErrConflict, "Phiên bản %[1]d mà dữ liệu được thêm vào vừa bị rút hoặc hoãn. Hãy thử lại.",
				"Version %[1]d, to which the data are added, has just been withdrawn or postponed. Try again.", base.Version)
		}
	}
	return nil
}

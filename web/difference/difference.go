// Package difference is the room of the portal that shows what differs between
// two releases of a table.
package difference

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"strconv"

	"nguon/catalog"
	"nguon/publisher/compare"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// Found is what differs. Changes are the first of all, a value for each of the
// columns of the table of changes; nil is a missing value.
type Found struct {
	Columns []catalog.ColumnChange
	Rows    catalog.RowChanges
	Cells   []compare.CellChanges
	Table   catalog.Table
	Changes [][]*string
}

// Deps are what the room is made of. All are needed.
type Deps struct {
	Frame    *frame.Frame
	Datasets func(ctx context.Context, s catalog.Slug) (catalog.Dataset, error)
	Releases func(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
	// Between finds what differs in a table, of releases that the public sees.
	Between func(ctx context.Context, from, to *catalog.Release, resource string) (*Found, error)
}

// A Room shows differences: a [frame.Wing].
type Room struct {
	*frame.Room
	Deps
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Room, error) {
	room, err := d.Frame.Room(templateFiles, "difference")
	if err != nil {
		return nil, fmt.Errorf("difference: %w", err)
	}
	return &Room{room, d}, nil
}

// Routes adds the page to mux.
func (d *Room) Routes(mux *http.ServeMux) {
	d.Page(mux, "GET /datasets/{slug}/releases/{version}/diff/{resource}", d.show)
}

// page is what differs between two releases of a table.
type page struct {
	frame.Head
	Slug     catalog.Slug
	Dataset  catalog.Text
	Resource catalog.Text
	Name     string
	From, To int
	Others   []int // versions to compare with, newest first
	Found    *Found
	More     int64 // changes that are not shown
	CSV      string
	Parquet  string
	JSON     string
}

// Nothing reports whether the tables are the same.
func (p page) Nothing() bool { return len(p.Found.Columns) == 0 && p.Found.Table.Rows == 0 }

var errNoVersion = catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu này không có phiên bản đó.", "This dataset has no such version.")

func (d *Room) show(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	ctx := r.Context()
	slug, name := catalog.Slug(r.PathValue("slug")), r.PathValue("resource")
	if !slug.Valid() {
		return frame.ErrNoPage
	}
	dataset, err := d.Datasets(ctx, slug)
	if err != nil {
		return err
	}
	all, err := d.Releases(ctx, slug)
	if err != nil {
		return fmt.Errorf("releases: %w", err)
	}
	seen := all.At(d.Now())
	to, err := version(seen, r.PathValue("version"))
	if err != nil {
		return err
	}
	p := page{Slug: slug, Dataset: dataset.Title, Name: name, To: to.Version}
	for i := range seen {
		if _, has := seen[i].Table(name); has && seen[i].Version < to.Version && seen[i].State != catalog.StateWithdrawn {
			p.Others = append(p.Others, seen[i].Version)
		}
	}
	against := r.URL.Query().Get("from")
	if against == "" && len(p.Others) > 0 {
		against = strconv.Itoa(p.Others[0])
	}
	from, err := version(seen, against)
	if err != nil {
		return err
	}
	if from.Version >= to.Version {
		return errNoVersion
	}
	if p.Found, err = d.Between(ctx, from, to, name); err != nil {
		return err
	}
	p.From = from.Version
	if res, ok := dataset.Resource(name); ok {
		p.Resource = res.Title
	}
	p.More = p.Found.Table.Rows - int64(len(p.Found.Changes))
	base := fmt.Sprintf("/v1/data/%s@%d/%s/diff", slug, to.Version, name)
	of := fmt.Sprintf("?from=%d", from.Version)
	p.CSV, p.Parquet, p.JSON = base+".csv.gz"+of, base+".parquet"+of, base+of
	p.Head = d.Head(r, l, l.T("difference.title", "title", dataset.Title.In(l.Lang), "from", p.From, "to", p.To), "")
	p.Nav, p.NoIndex = "datasets", true
	return d.Render(w, r, http.StatusOK, l, "difference", p)
}

// version returns the release that a text names, if it can be had.
func version(seen catalog.Releases, text string) (*catalog.Release, error) {
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text {
		return nil, errNoVersion
	}
	for i := range seen {
		if r := &seen[i]; r.Version == n {
			if r.State == catalog.StateWithdrawn {
				return nil, &catalog.Error{Kind: catalog.ErrWithdrawn, Public: catalog.Text{
					Vi: fmt.Sprintf("Phiên bản %d đã được rút: %s", n, r.Reason.In(catalog.Vietnamese)),
					En: fmt.Sprintf("Version %d was withdrawn: %s", n, r.Reason.In(catalog.English))}}
			}
			return r, nil
		}
	}
	return nil, errNoVersion
}

package catalogtest

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
)

// Epoch is the time at which samples are made and published.
var Epoch = time.Date(2025, time.March, 14, 9, 26, 53, 589793000, time.UTC)

// Resource is the name of the one table of a sample.
const Resource = "stations"

// Agency returns a valid agency.
func Agency(code string) catalog.Agency {
	return catalog.Agency{
		Code:     code,
		Title:    catalog.Text{Vi: "Cơ quan " + code, En: "Agency " + code},
		Homepage: "https://example.org/" + code,
		Email:    "mo@example.org",
	}
}

// Dataset returns a valid dataset of the given agency.
func Dataset(slug catalog.Slug, agency string) catalog.Dataset {
	return catalog.Dataset{
		Slug:        slug,
		Agency:      agency,
		Title:       catalog.Text{Vi: "Trạm đo " + string(slug), En: "Stations " + string(slug)},
		Description: catalog.Text{Vi: "Các trạm đo không khí.", En: "Where the air is measured."},
		Themes:      []string{"environment"},
		Keywords:    catalog.Keywords{Vi: []string{"không khí"}, En: []string{"air"}},
		Licence:     "CC-BY-4.0",
		Frequency:   "monthly",
		Source:      catalog.Source{Title: catalog.Text{Vi: "Sổ trạm", En: "Register of stations"}, URL: "https://example.org/stations"},
		Contact:     catalog.Contact{Name: "Phòng Dữ liệu", Email: "du-lieu@example.org"},
		Period:      catalog.Period{From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)},
		Place: catalog.Place{
			Title: catalog.Text{Vi: "Hà Nội", En: "Ha Noi"},
			BBox:  &catalog.BBox{105.28, 20.56, 106.02, 21.39},
			Codes: []string{"01"},
		},
		Resources: []catalog.Resource{{
			Name: Resource, Kind: catalog.KindTable,
			Title:       catalog.Text{Vi: "Trạm", En: "Stations"},
			Description: catalog.Text{Vi: "Mỗi dòng một trạm.", En: "One station a row."},
		}},
	}
}

// Release returns a checked release of d, with one table, to be published at
// [Epoch]. Its ID and the key of its file are new with every call.
func Release(d catalog.Dataset, version int) catalog.Release {
	id := ulid.Make().String()
	return catalog.Release{
		ID:        id,
		Dataset:   d.Slug,
		Version:   version,
		State:     catalog.StateChecked,
		Note:      catalog.Text{Vi: fmt.Sprintf("Lần thứ %d.", version), En: fmt.Sprintf("Edition %d.", version)},
		Period:    d.Period,
		Tables:    []catalog.Table{Table(id)},
		Source:    sha256.Sum256([]byte("source " + id)),
		Digest:    sha256.Sum256([]byte("manifest " + id)),
		Created:   Epoch.Add(-time.Minute),
		PublishAt: Epoch,
	}
}

// Table returns a table of 3 rows, whose file has a key under the given
// folder.
func Table(folder string) catalog.Table {
	least, most, mean := "3.5", "81", 40.25
	first, last := "HN-01", "HN-03"
	return catalog.Table{
		Resource: Resource,
		Rows:     3,
		Columns: []catalog.Column{
			{
				Name: "station", Source: "Trạm", Type: catalog.String,
				Title: catalog.Text{Vi: "Trạm", En: "Station"},
				Stats: catalog.Stats{
					Distinct: 3, Exact: true, Min: &first, Max: &last,
					Top: []catalog.ValueCount{{Value: first, Count: 1}},
				},
			},
			{
				Name: "pm25", Source: "PM2,5", Type: catalog.Number, Unit: "ug/m3",
				Title:       catalog.Text{Vi: "Bụi mịn", En: "Fine dust"},
				Description: catalog.Text{Vi: "Trung bình giờ.", En: "Mean of an hour."},
				Stats: catalog.Stats{
					Nulls: 1, Distinct: 2, Exact: true, Min: &least, Max: &most, Mean: &mean,
					Histogram: []catalog.Bin{{From: 3.5, Until: 42.25, Count: 1}, {From: 42.25, Until: 81, Count: 1}},
				},
			},
		},
		Key: []string{"station"},
		File: catalog.File{
			Key: folder + "/" + Resource + ".parquet", Format: "parquet", Bytes: 1234,
			SHA256: sha256.Sum256([]byte(folder)),
		},
		Checks: catalog.Checks{
			InputRows: 3,
			Findings: []catalog.Finding{{
				Code: "missing-values", Column: "pm25", Count: 1, Line: 3,
				Text: catalog.Text{Vi: "Có ô trống.", En: "A cell is empty."},
			}},
		},
	}
}

// Publish saves and publishes r as a release of d, whose agency is made with
// [Agency].
func Publish(t testing.TB, w catalog.Writer, d catalog.Dataset, r catalog.Release, jobs ...catalog.Job) catalog.Release {
	t.Helper()
	if err := w.SaveDraft(t.Context(), r); err != nil {
		t.Fatalf("SaveDraft: %v", err)
	}
	err := w.Publish(t.Context(), catalog.Publication{Agency: Agency(d.Agency), Dataset: d, Release: r, Jobs: jobs})
	if err != nil {
		t.Fatalf("Publish: %v", err)
	}
	r.State = catalog.StatePublished
	return r
}

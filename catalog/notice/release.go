package notice

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
)

// releaseData is what programs are told of a release.
type releaseData struct {
	Dataset   catalog.Slug `json:"dataset"`
	Version   int          `json:"version"`
	Agency    string       `json:"agency"`
	Published time.Time    `json:"published"`
	Reason    catalog.Text `json:"reason,omitzero"` // of a withdrawal
	Tables    []tableData  `json:"tables,omitempty"`
	Omitted   int          `json:"tables_omitted,omitempty"`
}

type tableData struct {
	Name     string              `json:"name"`
	Rows     int64               `json:"rows"`
	Against  int                 `json:"against,omitempty"` // the version that the changes are from
	Breaking bool                `json:"breaking,omitempty"`
	Changes  *catalog.RowChanges `json:"row_changes,omitempty"`
	Columns  []columnData        `json:"column_changes,omitempty"`
	Omitted  int                 `json:"column_changes_omitted,omitempty"`
}

type columnData struct {
	Column   string `json:"column"`
	Kind     string `json:"kind"`
	Breaking bool   `json:"breaking,omitempty"`
}

// The most that one notice tells of.
const (
	maxTables  = 10
	maxColumns = 20
)

// topicsOf are what a release of a dataset is about.
func topicsOf(d *catalog.Dataset) []Topic {
	topics := []Topic{OfDataset(d.Slug), OfAgency(d.Agency), OfProduct("data/" + string(d.Slug))}
	for _, t := range d.Themes[:min(len(d.Themes), MaxTopics-len(topics))] {
		topics = append(topics, OfTheme(t))
	}
	return topics
}

// Published is the notice that the public sees a release from the given time
// on, with what changed in rows and columns.
func Published(d *catalog.Dataset, r *catalog.Release, at time.Time) Notice {
	data := releaseData{Dataset: d.Slug, Version: r.Version, Agency: d.Agency, Published: r.PublishAt}
	var vi, en []string
	for i := range r.Tables {
		if i == maxTables {
			data.Omitted = len(r.Tables) - i
			vi, en = append(vi, fmt.Sprintf("Và %d bảng khác.", data.Omitted)), append(en, fmt.Sprintf("And %d more tables.", data.Omitted))
			break
		}
		t := &r.Tables[i]
		data.Tables = append(data.Tables, changesOf(t))
		text := sentence(t)
		vi, en = append(vi, text.Vi), append(en, text.En)
	}
	if note := shorten(r.Note.Vi); note != "" {
		vi = append(vi, "Ghi chú: "+note)
	}
	if note := shorten(r.Note.In(catalog.English)); note != "" {
		en = append(en, "Note: "+note)
	}
	return Notice{
		ID: ID(r.PublishAt, string(ReleasePublished), r.ID), Kind: ReleasePublished, Topics: topicsOf(d), At: at,
		Title: catalog.Text{
			Vi: fmt.Sprintf("%s: phiên bản %d đã công bố", shorten(d.Title.Vi), r.Version),
			En: fmt.Sprintf("%s: version %d is published", shorten(d.Title.In(catalog.English)), r.Version),
		},
		Text: catalog.Text{Vi: bound(vi), En: bound(en)},
		Path: releasePath(d.Slug, r.Version), Data: encode(data),
	}
}

// Withdrawn is the notice that a release which the public saw was taken back.
func Withdrawn(d *catalog.Dataset, r *catalog.Release, at time.Time) Notice {
	return Notice{
		ID: ID(r.PublishAt, string(ReleaseWithdrawn), r.ID), Kind: ReleaseWithdrawn, Topics: topicsOf(d), At: at,
		Title: catalog.Text{
			Vi: fmt.Sprintf("%s: phiên bản %d đã rút", shorten(d.Title.Vi), r.Version),
			En: fmt.Sprintf("%s: version %d is withdrawn", shorten(d.Title.In(catalog.English)), r.Version),
		},
		Text: catalog.Text{
			Vi: bound([]string{"Lý do: " + shorten(r.Reason.Vi), "Xin đừng dùng tiếp dữ liệu đã tải từ phiên bản này."}),
			En: bound([]string{"Reason: " + shorten(r.Reason.In(catalog.English)), "Please do not go on using data that you have downloaded from this version."}),
		},
		Path: releasePath(d.Slug, r.Version),
		Data: encode(releaseData{Dataset: d.Slug, Version: r.Version, Agency: d.Agency, Published: r.PublishAt,
			Reason: catalog.Text{Vi: shorten(r.Reason.Vi), En: shorten(r.Reason.En)}}),
	}
}

func releasePath(s catalog.Slug, version int) string {
	return "/datasets/" + string(s) + "/releases/" + strconv.Itoa(version)
}

func changesOf(t *catalog.Table) tableData {
	d := tableData{Name: t.Resource, Rows: t.Rows}
	c := t.Checks.Changes
	if c == nil {
		return d
	}
	d.Against, d.Breaking, d.Changes = c.Against, c.Breaking, &c.Rows
	for i, col := range c.Columns {
		if i == maxColumns {
			d.Omitted = len(c.Columns) - i
			break
		}
		d.Columns = append(d.Columns, columnData{Column: shorten(col.Column), Kind: col.Kind, Breaking: col.Breaking})
	}
	return d
}

// sentence says what changed in a table.
func sentence(t *catalog.Table) catalog.Text {
	c := t.Checks.Changes
	if c == nil {
		return catalog.Textf("Bảng %s: %d dòng, mới.", "Table %s: %d rows, new.", t.Resource, t.Rows)
	}
	text := catalog.Textf("Bảng %[1]s: từ %[2]d thành %[3]d dòng", "Table %[1]s: %[2]d rows before, %[3]d now", t.Resource, c.Rows.Before, c.Rows.After)
	if c.Rows.ByKey {
		by := catalog.Textf(" (thêm %d, bỏ %d, sửa %d)", " (%d added, %d removed, %d changed)", c.Rows.Added, c.Rows.Removed, c.Rows.Changed)
		text.Vi, text.En = text.Vi+by.Vi, text.En+by.En
	}
	text.Vi, text.En = text.Vi+".", text.En+"."
	for i, col := range c.Columns {
		if i == maxColumns {
			more := catalog.Textf(" Và %d thay đổi khác.", " And %d further changes.", len(c.Columns)-i)
			text.Vi, text.En = text.Vi+more.Vi, text.En+more.En
			break
		}
		text.Vi, text.En = text.Vi+" "+col.Text.In(catalog.Vietnamese), text.En+" "+col.Text.In(catalog.English)
	}
	return text
}

// shorten returns the first line of a text of reasonable length.
func shorten(s string) string {
	const most = 500 // bytes
	if s = strings.Join(strings.Fields(s), " "); len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// bound joins sentences as far as there is place for them.
func bound(sentences []string) string {
	var b strings.Builder
	for i, s := range sentences {
		if b.Len()+len(s)+8 > MaxText {
			b.WriteString(" …")
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(s)
	}
	return b.String()
}

// encode returns data as JSON, or what fits of it.
func encode(d releaseData) json.RawMessage {
	text, err := json.Marshal(d)
	for err == nil && len(text) > MaxData && len(d.Tables) > 0 {
		d.Tables, d.Omitted = d.Tables[:len(d.Tables)-1], d.Omitted+1
		text, err = json.Marshal(d)
	}
	if err != nil {
		return nil // of a time that JSON does not have
	}
	return text
}

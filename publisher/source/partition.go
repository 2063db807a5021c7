package source

import (
	"context"
	"slices"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/catalog/supply"
	"nguon/publisher"
)

// partition returns how the file of s is added to, none if it is all of its
// table.
func partition(s *supply.Source) *supply.Partition { return s.Parts[0].Partition }

// additions returns what the files in dir are added as; none if they are the
// tables as they are.
func (k *Keeper) additions(ctx context.Context, s *supply.Source, b *basket, dir string, show func(publisher.Progress)) ([]publisher.Addition, error) {
	how := partition(s)
	if how == nil {
		return nil, nil
	}
	m, err := publisher.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	file := s.Parts[0].File
	i := slices.IndexFunc(m.Resources, func(in publisher.Input) bool { return in.File == file })
	if i < 0 {
		return nil, catalog.Errorf(catalog.ErrInvalid, "dataset.yaml không có bảng nào từ tệp %s.", "dataset.yaml has no table of the file %s.", file)
	}
	a := publisher.Addition{Resource: m.Resources[i].Name, Renew: true}
	switch how.From {
	case "name":
		a.Period, err = periodOfName(b.seen[file].Name)
	case "schedule":
		a.Period, err = k.duePeriod(m, how.Kind)
	default:
		a.Period, err = k.columnPeriod(ctx, a.Resource, how, dir, show)
	}
	return []publisher.Addition{a}, err
}

// duePeriod returns the last whole period before the day on which a release of
// m was due last.
func (k *Keeper) duePeriod(m *publisher.Manifest, kind string) (string, error) {
	if m.Dataset.Schedule != nil {
		plan, err := schedule.Compile(*m.Dataset.Schedule, k.deps.Calendar)
		if err != nil {
			return "", err
		}
		if past := plan.Between(k.now().Add(-lastDue), k.now()); len(past) > 0 {
			return lastWhole(past[len(past)-1].Due, kind), nil
		}
	}
	return "", catalog.Errorf(catalog.ErrInvalid, "Chưa đến hạn nào theo lịch trong dataset.yaml, nên không biết tệp thuộc kỳ nào.",
		"Nothing has been due yet by the schedule in dataset.yaml: the period of the file is not known.")
}

// columnPeriod returns the period that all values of a column are in.
func (k *Keeper) columnPeriod(ctx context.Context, resource string, how *supply.Partition, dir string, show func(publisher.Progress)) (string, error) {
	report, err := k.pipeline.Check(ctx, dir, nil, show)
	if err != nil {
		return "", err
	}
	for _, t := range report.Tables {
		for _, c := range t.Table.Columns {
			if t.Table.Resource != resource || c.Name != how.Column && c.Source != how.Column {
				continue
			}
			if c.Stats.Min != nil && c.Stats.Max != nil && c.Stats.Nulls == 0 {
				if period, ok := periodOfValues(*c.Stats.Min, *c.Stats.Max, how.Kind); ok {
					return period, nil
				}
				return "", catalog.Errorf(catalog.ErrRefused, "Cột %[1]s có từ %[2]q đến %[3]q, không thuộc trọn một kỳ (%[4]s).",
					"The column %[1]s goes from %[2]q to %[3]q, which is not within one %[4]s.", how.Column, *c.Stats.Min, *c.Stats.Max, how.Kind)
			}
			return "", catalog.Errorf(catalog.ErrRefused, "Cột %[1]s có dòng để trống, nên không biết tệp thuộc kỳ nào.",
				"The column %[1]s is empty in some rows: the period of the file is not known.", how.Column)
		}
	}
	if err := report.Err(); err != nil {
		return "", err
	}
	return "", catalog.Errorf(catalog.ErrRefused, "Bảng không có cột %s.", "The table has no column %s.", how.Column)
}

// partDoubts returns why somebody has to look at a part before it replaces that
// of the same period.
func partDoubts(how *supply.Partition, last *catalog.Release, r *publisher.Report, added []publisher.Addition) (why []catalog.Text) {
	for _, a := range added {
		before, had := last.Table(a.Resource)
		i := slices.IndexFunc(r.Tables, func(t publisher.TableReport) bool { return t.Table.Resource == a.Resource })
		if !had || i < 0 {
			continue
		}
		of := func(p catalog.Part) bool { return p.Period == a.Period }
		was, is := slices.IndexFunc(before.Parts, of), slices.IndexFunc(r.Tables[i].Table.Parts, of)
		if was < 0 || is < 0 {
			continue
		}
		rows, now := before.Parts[was].Rows, r.Tables[i].Table.Parts[is].Rows
		if now <= rows/2 {
			why = append(why, catalog.Textf("Số dòng của kỳ %[1]s giảm từ %[2]d xuống %[3]d.", "The rows of %[1]s went down from %[2]d to %[3]d.", a.Period, rows, now))
		}
		if how.From == "schedule" {
			why = append(why, catalog.Textf("Kỳ %s đã được công bố; lịch không cho biết tệp mới có phải là bản sửa của kỳ đó.",
				"%s was published already; the schedule cannot tell whether the new file is a correction of it.", a.Period))
		}
	}
	return why
}

package main

import (
	"time"

	"nguon/catalog"
)

// vietnam is the zone of times that name none.
var vietnam = time.FixedZone("UTC+7", 7*60*60)

// moments are the forms in which a time is given.
var moments = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05"}

// parseMoment parses a time that a person gives; empty is the zero time.
func parseMoment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, form := range moments {
		if t, err := time.ParseInLocation(form, s, vietnam); err == nil {
			return t, nil
		}
	}
	return time.Time{}, catalog.Errorf(catalog.ErrInvalid, "%q không phải thời điểm, như 2026-12-01T09:00.", "%q is no time, such as 2026-12-01T09:00.", s)
}

// inVietnam writes a time for persons.
func inVietnam(t time.Time) string { return t.In(vietnam).Format("2006-01-02 15:04:05 UTC+7") }

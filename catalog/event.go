package catalog

import "time"

// An Event says that something in the catalogue changed. Whatever is derived
// from the catalogue (the search index, caches) follows the events.
type Event struct {
	Seq     int64 // 1, 2, 3, …: events are seen in this order, and none is seen late
	Time    time.Time
	Kind    EventKind
	Agency  string // for AgencySaved
	Dataset Slug   // for those of datasets and releases
	Version int    // for those of releases
	Product Slug   // for ProductSaved
}

// An EventKind says what changed.
type EventKind string

// The kinds of event.
const (
	AgencySaved      EventKind = "agency.saved"
	DatasetSaved     EventKind = "dataset.saved"
	DatasetRenamed   EventKind = "dataset.renamed" // Dataset is the old slug; a DatasetSaved of the new one follows
	ReleasePublished EventKind = "release.published"
	ReleaseWithdrawn EventKind = "release.withdrawn"
	ProductSaved     EventKind = "product.saved" // of package market
)

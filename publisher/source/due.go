package source

import (
	"time"

	"nguon/catalog/schedule"
	"nguon/catalog/supply"
	"nguon/publisher"
)

// lastDue is how far back the last time is looked for at which a release was due.
const lastDue = 400 * 24 * time.Hour

// next returns when s is looked at after a run that came to an end, if its data
// were last new at the given time.
func (k *Keeper) next(s *supply.Source, changed time.Time) time.Time {
	now := k.now()
	soon := now.Add(s.Every)
	if !s.Planned {
		return soon
	}
	m, err := publisher.ParseManifest(s.Documents[publisher.ManifestName])
	if err != nil || m.Dataset.Schedule == nil {
		return soon // the run has said what is wrong
	}
	plan, err := schedule.Compile(*m.Dataset.Schedule, k.deps.Calendar)
	if err != nil {
		return soon
	}
	if past := plan.Between(now.Add(-lastDue), now); len(past) > 0 && changed.Before(past[len(past)-1].Due) {
		return soon // what is due has not come
	}
	if later, ok := plan.Next(now); ok {
		return later.Due
	}
	return soon
}

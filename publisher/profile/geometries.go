package profile

import (
	"nguon/catalog"
	"nguon/publisher/table"
)

// geometries counts shapes. Where they lie is in the metadata of the file.
type geometries struct{ nulls int64 }

func (c *geometries) add(v *table.Vector) { c.nulls += int64(v.NullCount) }

func (c *geometries) stats() catalog.Stats { return catalog.Stats{Nulls: c.nulls} }

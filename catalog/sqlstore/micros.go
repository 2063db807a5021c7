package sqlstore

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// micros is a time in a column: microseconds since 1970 UTC, or NULL for the
// zero time.
type micros struct{ time.Time }

// stamp returns t as it can be stored, so that what a document says and what a
// column says are the same.
func stamp(t time.Time) micros {
	if t.IsZero() {
		return micros{}
	}
	return micros{t.UTC().Truncate(time.Microsecond)}
}

// Value implements [driver.Valuer].
func (m micros) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.UnixMicro(), nil
}

// Scan implements sql.Scanner.
func (m *micros) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*m = micros{}
	case int64:
		*m = micros{time.UnixMicro(v).UTC()}
	default:
		return fmt.Errorf("a time of type %T", src)
	}
	return nil
}

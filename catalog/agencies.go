package catalog

import "context"

// Agencies keeps agencies that have published nothing yet, too: what else names
// an agency, such as a registered API, needs it to exist.
type Agencies interface {
	// SaveAgency adds an agency, or replaces what is said of it, with the event
	// [AgencySaved]. The error is of kind [ErrInvalid] if it is not valid, or the
	// agency above it does not exist.
	SaveAgency(ctx context.Context, a Agency) error
}

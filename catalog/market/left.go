package market

import "time"

// A Left is what is left of a window at this moment.
type Left struct {
	Window
	Left  int64
	Until time.Time // when more is left or, of a long window, when it begins anew
}

package snapshot

import (
	"context"
	"fmt"

	"nguon/catalog"
)

// eventPage is how many events are read at once.
const eventPage = 1000

// Drop removes the snapshots that were made before the last withdrawal, and
// returns how many. Of what happened before its first call it looks at all that
// a snapshot could have missed.
func (k *Keeper) Drop(ctx context.Context) (int, error) {
	if k.opt.Events == nil {
		return 0, nil
	}
	if !k.begun {
		if err := k.begin(ctx); err != nil {
			return 0, err
		}
	}
	heard, gone := k.heard, k.gone
	for more := true; more; {
		events, err := k.opt.Events(ctx, heard, eventPage)
		if err != nil {
			return 0, fmt.Errorf("snapshots of the index: %w", err)
		}
		for _, e := range events {
			if heard = e.Seq; e.Kind == catalog.ReleaseWithdrawn {
				gone = e.Seq
			}
		}
		more = len(events) == eventPage
	}
	if gone == k.gone {
		k.heard = heard
		return 0, nil
	}
	dropped, err := k.dropBefore(ctx, gone)
	if err == nil {
		k.heard, k.gone = heard, gone
	}
	return dropped, err
}

// begin finds the event from which on withdrawals matter.
func (k *Keeper) begin(ctx context.Context) error {
	all, err := k.saved(ctx)
	if err != nil {
		return err
	}
	for i, s := range all {
		if i == 0 || s.event < k.heard {
			k.heard = s.event
		}
	}
	k.begun = true
	return nil
}

// dropBefore removes the snapshots that have not seen an event.
func (k *Keeper) dropBefore(ctx context.Context, event int64) (dropped int, err error) {
	all, err := k.saved(ctx)
	if err != nil {
		return 0, err
	}
	for _, s := range all {
		if s.event >= event {
			continue
		}
		if err := k.blobs.Remove(ctx, s.Key); err != nil {
			return dropped, fmt.Errorf("snapshot of the index: %w", err)
		}
		dropped++
	}
	return dropped, nil
}

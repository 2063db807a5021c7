package remind

import (
	"context"
	"maps"
	"slices"

	"nguon/catalog/account"
)

// nearest returns the IDs of those of an agency whose role is the least from
// least on that anybody has: editors, or approvers where there is no editor. May
// leaves out whom it refuses; nil takes all.
func (k *Keeper) nearest(ctx context.Context, agency string, least account.Role, may func(account.Principal) bool) ([]string, error) {
	by, err := k.hearers(ctx, agency, least, may)
	if err != nil || len(by) == 0 {
		return nil, err
	}
	return by[slices.Min(slices.Collect(maps.Keys(by)))], nil
}

// all returns the IDs of those of an agency who have the role, or a greater one.
func (k *Keeper) all(ctx context.Context, agency string, least account.Role) ([]string, error) {
	by, err := k.hearers(ctx, agency, least, nil)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, ids := range by {
		all = append(all, ids...)
	}
	slices.Sort(all)
	return all, nil
}

// hearers returns the people of an agency by the rank of their greatest role in
// it, from least on; those of all agencies if there are none.
func (k *Keeper) hearers(ctx context.Context, agency string, least account.Role, may func(account.Principal) bool) (map[int][]string, error) {
	from := slices.Index(account.Roles(), least)
	for _, where := range []string{agency, account.AnyAgency} {
		by := make(map[int][]string)
		f := account.UserFilter{Agency: where, State: account.Active, Limit: account.UserPage}
		for {
			page, err := k.Users.Users(ctx, f)
			if err != nil {
				return nil, err
			}
			for _, u := range page {
				f.After = u.ID
				if rank := rankIn(u, where); rank >= from && (may == nil || may(u.Principal())) {
					by[rank] = append(by[rank], u.ID)
				}
			}
			if len(page) < f.Limit {
				break
			}
		}
		if len(by) > 0 {
			return by, nil
		}
	}
	return nil, nil
}

// rankIn returns the rank of the greatest role of u in an agency, or -1.
func rankIn(u account.User, agency string) int {
	rank := -1
	for _, g := range u.Grants() {
		if g.Agency == agency && g.Valid() {
			rank = max(rank, slices.Index(account.Roles(), g.Role))
		}
	}
	return rank
}

package remind

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"nguon/catalog/account"
)

// Nearest returns those of an agency whose role is the least from least on that
// anybody has: editors, or approvers where there is no editor; those of all
// agencies where nobody of the agency has one. May leaves out whom it refuses;
// nil takes all.
func Nearest(ctx context.Context, users Users, agency string, least account.Role, may func(account.Principal) bool) ([]account.User, error) {
	by, err := hearers(ctx, users, agency, least, may)
	if err != nil || len(by) == 0 {
		return nil, err
	}
	return by[slices.Min(slices.Collect(maps.Keys(by)))], nil
}

// All returns those of an agency who have the role, or a greater one, by their
// IDs; those of all agencies where nobody of the agency has one.
func All(ctx context.Context, users Users, agency string, least account.Role) ([]account.User, error) {
	by, err := hearers(ctx, users, agency, least, nil)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(slices.Collect(maps.Values(by))...)
	slices.SortFunc(all, func(a, b account.User) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

func ids(users []account.User) []string {
	var all []string
	for _, u := range users {
		all = append(all, u.ID)
	}
	return all
}

// hearers returns the people of an agency by the rank of their greatest role in
// it, from least on; those of all agencies if there are none.
func hearers(ctx context.Context, users Users, agency string, least account.Role, may func(account.Principal) bool) (map[int][]account.User, error) {
	from := slices.Index(account.Roles(), least)
	for _, where := range []string{agency, account.AnyAgency} {
		by := make(map[int][]account.User)
		f := account.UserFilter{Agency: where, State: account.Active, Limit: account.UserPage}
		for {
			page, err := users.Users(ctx, f)
			if err != nil {
				return nil, err
			}
			for _, u := range page {
				f.After = u.ID
				if rank := rankIn(u, where); rank >= from && (may == nil || may(u.Principal())) {
					by[rank] = append(by[rank], u)
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

package account

import "slices"

// A Principal is the caller of a request: a user, the holder of a key, a robot,
// or, as the zero value, someone who did not say.
type Principal struct {
	Key   *Key   // nil without a key
	User  *User  // nil without a session
	Robot *Robot // nil without the token of a robot

	Plan   string
	Grants []Grant

	// demands are those that the session of a user does not meet; nil: it meets
	// all, or there is no session, as with keys and robots, whose tokens are shown
	// once to who may make them.
	demands    Demands
	twoFactors bool // were shown by the user
	operator   bool
}

// Operator is whoever has the command line of the server. It may do everything.
func Operator() Principal {
	return Principal{Grants: []Grant{{Agency: AnyAgency, Role: PortalAdmin}}, operator: true}
}

// May reports whether p may do a to what belongs to the given agency. Everybody
// may read what is public; an unknown action is allowed to nobody. An empty
// agency stands for what belongs to none: only a grant for all agencies covers
// it. A robot may do what it was made for in its own agency, and has no grants. A
// user who has shown one factor where two are demanded may do what lesser roles
// may: see [Demands].
func (p Principal) May(a Action, agency string) bool {
	if a == ActionRead {
		return true
	}
	if p.Robot != nil {
		return agency != "" && agency == p.Robot.Agency && slices.Contains(p.Robot.Actions, a) && slices.Contains(RobotActions(), a)
	}
	if p.demands.cover(least[a], agency) {
		return false
	}
	return slices.ContainsFunc(p.Grants, func(g Grant) bool {
		here := g.Agency == AnyAgency || g.Agency == agency
		return here && g.Valid() && g.Role.includes(least[a])
	})
}

// Agencies returns the codes of the agencies in which p may do a, sorted, or
// [AnyAgency] alone if it may in all; an agency that demands a second factor may
// still be an exception to that.
func (p Principal) Agencies(a Action) []string {
	if p.May(a, "") {
		return []string{AnyAgency}
	}
	var codes []string
	if p.Robot != nil && p.May(a, p.Robot.Agency) {
		codes = append(codes, p.Robot.Agency)
	}
	for _, g := range p.Grants {
		if p.May(a, g.Agency) {
			codes = append(codes, g.Agency)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// Actor returns who p is for the audit log.
func (p Principal) Actor() Actor {
	switch {
	case p.operator:
		return Actor{Kind: ActorOperator}
	case p.User != nil:
		return Actor{ActorUser, p.User.ID}
	case p.Robot != nil:
		return Actor{ActorRobot, p.Robot.ID}
	case p.Key != nil:
		return Actor{ActorKey, p.Key.ID}
	}
	return Actor{Kind: ActorNobody}
}

package account

import "slices"

// A Role is what someone is in an agency. Each role may do all that the roles
// before it may.
type Role string

// The roles, from the least to the most.
const (
	Viewer        Role = "viewer"        // sees what is not public yet
	Editor        Role = "editor"        // brings releases in
	Approver      Role = "approver"      // makes them public
	Steward       Role = "steward"       // takes them back, and names datasets
	Administrator Role = "administrator" // decides who may do what
)

// Roles lists all roles from the least to the most.
func Roles() []Role { return []Role{Viewer, Editor, Approver, Steward, Administrator} }

// Valid reports whether r is a role.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// includes reports whether r may do what least may. Nothing is included in a
// role that does not exist, or includes it.
func (r Role) includes(least Role) bool {
	roles := Roles()
	have, want := slices.Index(roles, r), slices.Index(roles, least)
	return want >= 0 && have >= want
}

// An Action is something that a caller may be allowed to do.
type Action string

// The actions.
const (
	ActionRead       Action = "read"        // what is public
	ActionReadDraft  Action = "read-draft"  // drafts and scheduled releases
	ActionDraft      Action = "draft"       // upload and check a release
	ActionPublish    Action = "publish"     // make a checked release public
	ActionWithdraw   Action = "withdraw"    // take a release back
	ActionRename     Action = "rename"      // give a dataset a new slug
	ActionManageKeys Action = "manage-keys" // make and revoke keys of the agency
)

// Actions lists all actions.
func Actions() []Action {
	return []Action{ActionRead, ActionReadDraft, ActionDraft, ActionPublish, ActionWithdraw, ActionRename, ActionManageKeys}
}

// least is the least role that may do each action that not everybody may.
var least = map[Action]Role{
	ActionReadDraft:  Viewer,
	ActionDraft:      Editor,
	ActionPublish:    Approver,
	ActionWithdraw:   Steward,
	ActionRename:     Steward,
	ActionManageKeys: Administrator,
}

// AnyAgency in a [Grant] stands for every agency.
const AnyAgency = "*"

// A Grant gives a role in one agency, or in all.
type Grant struct {
	Agency string `json:"agency"` // a code, or [AnyAgency]
	Role   Role   `json:"role"`
}

// A Principal is the caller of a request. The zero value is someone without a
// key.
type Principal struct {
	Key    *Key // nil without a key
	Plan   string
	Grants []Grant
}

// May reports whether p may do a to what belongs to the given agency. Everybody
// may read what is public; an unknown action is allowed to nobody. An empty
// agency stands for what belongs to none: only a grant for all agencies covers
// it.
func (p Principal) May(a Action, agency string) bool {
	if a == ActionRead {
		return true
	}
	return slices.ContainsFunc(p.Grants, func(g Grant) bool {
		here := g.Agency == AnyAgency || g.Agency == agency && agency != ""
		return here && g.Role.includes(least[a])
	})
}

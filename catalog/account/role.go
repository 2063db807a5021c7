package account

import (
	"slices"

	"nguon/catalog"
)

// A Role is what someone is in an agency. Each role may do all that the roles
// before it may.
type Role string

// The roles, from the least to the most.
const (
	Viewer        Role = "viewer"        // sees what is not public yet
	Editor        Role = "editor"        // brings releases in
	Approver      Role = "approver"      // makes them public
	Steward       Role = "steward"       // takes them back, names datasets, offers APIs
	Administrator Role = "administrator" // decides who may do what in the agency
	PortalAdmin   Role = "portal-admin"  // keeps the portal; only over all agencies
)

// Roles lists all roles from the least to the most.
func Roles() []Role { return []Role{Viewer, Editor, Approver, Steward, Administrator, PortalAdmin} }

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
	ActionRead           Action = "read"            // what is public
	ActionReadDraft      Action = "read-draft"      // drafts and scheduled releases
	ActionDraft          Action = "draft"           // upload and check a release
	ActionSubmit         Action = "submit"          // ask for approval
	ActionApprove        Action = "approve"         // answer who asks for approval
	ActionPublish        Action = "publish"         // make a checked release public
	ActionWithdraw       Action = "withdraw"        // take a release back
	ActionRename         Action = "rename"          // give a dataset a new slug
	ActionManageProducts Action = "manage-products" // register APIs, answer who asks to use them
	ActionManageKeys     Action = "manage-keys"     // make and revoke keys and robots of the agency
	ActionManageMembers  Action = "manage-members"  // invite people, give and take roles
	ActionReadAudit      Action = "read-audit"      // the audit log of the agency
	ActionAdminister     Action = "administer"      // accounts, and all that belongs to no agency
)

// Actions lists all actions.
func Actions() []Action {
	return []Action{
		ActionRead, ActionReadDraft, ActionDraft, ActionSubmit, ActionApprove, ActionPublish, ActionWithdraw, ActionRename,
		ActionManageProducts, ActionManageKeys, ActionManageMembers, ActionReadAudit, ActionAdminister,
	}
}

// least is the least role that may do each action that not everybody may.
var least = map[Action]Role{
	ActionReadDraft:      Viewer,
	ActionDraft:          Editor,
	ActionSubmit:         Editor,
	ActionApprove:        Approver,
	ActionPublish:        Approver,
	ActionWithdraw:       Steward,
	ActionRename:         Steward,
	ActionManageProducts: Steward,
	ActionManageKeys:     Administrator,
	ActionManageMembers:  Administrator,
	ActionReadAudit:      Administrator,
	ActionAdminister:     PortalAdmin,
}

// AnyAgency in a [Grant] stands for every agency.
const AnyAgency = "*"

// A Grant gives a role in one agency, or in all.
type Grant struct {
	Agency string `json:"agency"` // a code, or [AnyAgency]
	Role   Role   `json:"role"`
}

// Valid reports whether g gives anything: its role exists, and a portal
// administrator is one of all agencies.
func (g Grant) Valid() bool {
	return g.Role.Valid() && g.Agency != "" && (g.Role != PortalAdmin || g.Agency == AnyAgency)
}

func (g Grant) validate() error {
	switch {
	case !g.Role.Valid():
		return invalid("role", catalog.Text{Vi: "Không có vai trò này.", En: "There is no such role."})
	case g.Agency == "":
		return invalid("agency", catalog.Text{Vi: "Thiếu mã cơ quan.", En: "The code of an agency is missing."})
	case !g.Valid():
		return invalid("agency", catalog.Text{Vi: "Vai trò portal-admin chỉ có cho mọi cơ quan (*).",
			En: "The role portal-admin exists for all agencies (*) alone."})
	}
	return nil
}

package account

import (
	"slices"
	"time"
)

// A Robot is a service account of an agency, for pipelines. It may do what is in
// Actions, in that agency alone, and never more than [RobotActions].
type Robot struct {
	ID       string // a ULID
	Agency   string
	Name     string
	Actions  []Action
	Tokens   []RobotToken // those that work, by their making
	Created  time.Time
	LastUsed time.Time // zero: never; up to [TouchPeriod] behind
}

// A RobotToken is what is known of a token of a robot. The token itself is not
// kept.
type RobotToken struct {
	ID      string    `json:"id"` // a ULID
	Hint    string    `json:"hint"`
	Hash    [32]byte  `json:"hash"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
}

// The bounds of robots.
const (
	MaxRobots      = 50                   // of an agency
	MaxRobotTokens = 3                    // of a robot: enough to replace one while the other still works
	MaxRobotLife   = 366 * 24 * time.Hour // of a token
)

// robotPrefix begins the tokens of robots, which are made as keys are.
const robotPrefix = "ngn_robot_"

// RobotActions lists what a robot can be allowed to do. Approving is not among
// them: the second pair of eyes is a person's.
func RobotActions() []Action {
	return []Action{ActionReadDraft, ActionDraft, ActionSubmit, ActionPublish, ActionWithdraw}
}

// CheckRobotToken returns [ErrFormat] if plain cannot be the token of a robot.
// It asks no database.
func CheckRobotToken(plain string) error { return checkForm(robotPrefix, plain) }

// token returns the token with the given hash.
func (r Robot) token(hash [32]byte) (RobotToken, bool) {
	i := slices.IndexFunc(r.Tokens, func(t RobotToken) bool { return t.Hash == hash })
	if i < 0 {
		return RobotToken{}, false
	}
	return r.Tokens[i], true
}

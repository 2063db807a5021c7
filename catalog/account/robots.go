package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"nguon/catalog"
)

// CreateRobot makes a robot of r.Agency with r.Name that may do r.Actions; the
// other fields are set here. It needs the right to manage the agency's keys, and
// every right that the robot gets.
func (a *Accounts) CreateRobot(ctx context.Context, by Caller, r Robot) (Robot, error) {
	name, err := cleanName("name", r.Name)
	if err != nil {
		return Robot{}, err
	}
	if r.Agency == "" || r.Agency == AnyAgency {
		return Robot{}, invalid("agency", catalog.Text{Vi: "Robot phải thuộc một cơ quan.", En: "A robot belongs to one agency."})
	}
	if err := need(by.Principal, ActionManageKeys, r.Agency); err != nil {
		return Robot{}, err
	}
	if len(r.Actions) == 0 {
		return Robot{}, invalid("actions", catalog.Text{Vi: "Hãy chọn ít nhất một quyền.", En: "Please choose at least one right."})
	}
	for _, action := range r.Actions {
		if !slices.Contains(RobotActions(), action) {
			return Robot{}, invalid("actions", catalog.Textf("Robot không thể có quyền %q.", "A robot cannot have the right %q.", action))
		}
		if err := need(by.Principal, action, r.Agency); err != nil {
			return Robot{}, err
		}
	}
	r = Robot{ID: a.newID(), Agency: r.Agency, Name: name, Actions: slices.Compact(slices.Sorted(slices.Values(r.Actions))), Created: a.Now()}
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		all, err := tx.Robots(ctx, r.Agency)
		if err != nil {
			return err
		}
		if len(all) >= MaxRobots {
			return catalog.Errorf(catalog.ErrConflict, "Một cơ quan có tối đa %d robot.", "An agency has at most %d robots.", MaxRobots)
		}
		if err := tx.PutRobot(ctx, r); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(by, VerbRobotCreate, "robot", r.ID).Of(r.Agency).Change(nil, r.Actions))
	})
	return r, err
}

// Robots returns the robots of an agency, oldest first, to who may manage its
// keys.
func (a *Accounts) Robots(ctx context.Context, by Caller, agency string) ([]Robot, error) {
	if err := need(by.Principal, ActionManageKeys, agency); err != nil {
		return nil, err
	}
	return a.store.Robots(ctx, agency)
}

// NewRobotToken makes a token of a robot that works for the given time, at most
// [MaxRobotLife], and returns it, once. Tokens that have expired make room.
func (a *Accounts) NewRobotToken(ctx context.Context, by Caller, id string, life time.Duration) (plain string, t RobotToken, err error) {
	if life <= 0 || life > MaxRobotLife {
		return "", RobotToken{}, invalid("expires", catalog.Text{Vi: "Khóa của robot có hạn tối đa một năm.", En: "The token of a robot lives for at most a year."})
	}
	if plain, err = newKey(robotPrefix, a.rand); err != nil {
		return "", RobotToken{}, err
	}
	now := a.Now()
	t = RobotToken{ID: a.newID(), Hint: plain[:len(robotPrefix)+3], Hash: a.pepper.Hash(plain), Created: now, Expires: now.Add(life)}
	err = a.editRobot(ctx, by, id, VerbRobotToken, func(r *Robot) (any, any, error) {
		r.Tokens = slices.DeleteFunc(r.Tokens, func(t RobotToken) bool { return !now.Before(t.Expires) })
		if len(r.Tokens) >= MaxRobotTokens {
			return nil, nil, catalog.Errorf(catalog.ErrConflict, "Một robot có tối đa %d khóa cùng lúc. Hãy thu hồi một khóa trước.",
				"A robot has at most %d tokens at a time. Please revoke one first.", MaxRobotTokens)
		}
		r.Tokens = append(r.Tokens, t)
		return nil, map[string]any{"token": t.ID, "expires": t.Expires}, nil
	})
	if err != nil {
		return "", RobotToken{}, err
	}
	return plain, t, nil
}

// RevokeRobotToken ends a token of a robot at once.
func (a *Accounts) RevokeRobotToken(ctx context.Context, by Caller, robot, token string) error {
	return a.editRobot(ctx, by, robot, VerbRobotRevoke, func(r *Robot) (any, any, error) {
		had := len(r.Tokens)
		r.Tokens = slices.DeleteFunc(r.Tokens, func(t RobotToken) bool { return t.ID == token })
		if len(r.Tokens) == had {
			return nil, nil, noRobot()
		}
		return map[string]string{"token": token}, nil, nil
	})
}

// RemoveRobot removes a robot, and its tokens with it.
func (a *Accounts) RemoveRobot(ctx context.Context, by Caller, id string) error {
	return a.editRobot(ctx, by, id, VerbRobotRevoke, nil)
}

// editRobot changes a robot of an agency whose keys by may manage; without f it
// removes the robot. Others' robots do not exist for the caller.
func (a *Accounts) editRobot(ctx context.Context, by Caller, id string, verb Verb, f func(*Robot) (before, after any, err error)) error {
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		r, err := tx.Robot(ctx, id)
		if err == nil && !by.May(ActionManageKeys, r.Agency) {
			err = noRobot()
		}
		if err != nil {
			return err
		}
		e := NewEntry(by, verb, "robot", r.ID).Of(r.Agency)
		if f == nil {
			if err := tx.DeleteRobot(ctx, id); err != nil {
				return err
			}
			return tx.Append(ctx, e.Change(r.Actions, nil))
		}
		before, after, err := f(&r)
		if err != nil {
			return err
		}
		if err := tx.PutRobot(ctx, r); err != nil {
			return err
		}
		return tx.Append(ctx, e.Change(before, after))
	})
}

func noRobot() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có robot hoặc khóa này.", "There is no such robot or token.")
}

// AuthenticateRobot returns the robot that has a token, or an error of kind
// catalog.ErrUnknownCaller.
func (a *Accounts) AuthenticateRobot(ctx context.Context, plain string) (Principal, error) {
	unknown := catalog.Errorf(catalog.ErrUnknownCaller, "Khóa của robot không đúng, đã bị thu hồi hoặc hết hạn.",
		"The token of the robot is wrong, was revoked, or has expired.")
	if CheckRobotToken(plain) != nil {
		return Principal{}, unknown
	}
	hash := a.pepper.Hash(plain)
	r, err := a.store.RobotByToken(ctx, hash)
	if errors.Is(err, catalog.ErrNotFound) {
		return Principal{}, unknown
	} else if err != nil {
		return Principal{}, err
	}
	now := a.Now()
	if t, ok := r.token(hash); !ok || !now.Before(t.Expires) {
		return Principal{}, unknown
	}
	a.store.TouchRobot(r.ID, now)
	return Principal{Robot: &r}, nil
}

// RobotNow returns a robot by its ID, for what it has begun and somebody else
// ends. The error is of kind catalog.ErrUnknownCaller if no token of it works.
func (a *Accounts) RobotNow(ctx context.Context, id string) (Principal, error) {
	r, err := a.store.Robot(ctx, id)
	now := a.Now()
	works := func(t RobotToken) bool { return now.Before(t.Expires) }
	if errors.Is(err, catalog.ErrNotFound) || err == nil && !slices.ContainsFunc(r.Tokens, works) {
		return Principal{}, catalog.Errorf(catalog.ErrUnknownCaller, "Robot này không còn khóa nào dùng được.", "This robot has no token that works.")
	} else if err != nil {
		return Principal{}, err
	}
	return Principal{Robot: &r}, nil
}

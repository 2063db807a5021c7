package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"nguon/api/peer"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

const (
	keyLife   = 500 * time.Millisecond // how late a revocation may be seen
	keyHeader = "X-Api-Key"
)

// A caller is who asks, and what for this is worth.
type caller struct {
	account.Principal
	plan    market.Plan
	id      string     // under which requests are counted: of the key, the robot, or the address
	product market.Ref // what is asked for
}

// A RobotDesk knows the robots of agencies.
type RobotDesk interface {
	LeakDesk // of tokens

	// AuthenticateRobot returns the robot that has a token, or an error of kind
	// [catalog.ErrUnknownCaller].
	AuthenticateRobot(ctx context.Context, plain string) (account.Principal, error)

	// RobotNow returns a robot by its ID, or an error of that kind if no token
	// of it works.
	RobotNow(ctx context.Context, id string) (account.Principal, error)
}

// identify returns the caller of r. If its key does not work, it returns the
// caller without a key, by whose address the attempt is to be counted, and an
// error.
func (s *Server) identify(r *http.Request) (caller, error) {
	plan, _ := s.Plans.Find(market.Anonymous) // New has checked that it is there
	c := caller{Principal: account.Principal{Plan: plan.Name}, plan: plan, id: "address:" + s.clientAddress(r)}
	plain, err := presentedKey(r)
	if plain == "" || err != nil {
		return c, err
	}
	if s.Robots != nil && account.CheckRobotToken(plain) == nil {
		return s.identifyRobot(r.Context(), c, plain)
	}
	if account.CheckKey(plain) != nil {
		return c, keyError(problem.KeyInvalid, "Khóa API không đúng dạng.", "This does not have the form of an API key.")
	}
	hash := s.Pepper.Hash(plain)
	k, err := s.keys.get(hash, func() (account.Key, error) { return s.Keys.KeyByHash(r.Context(), hash) })
	if err == nil {
		noteRefused(r.Context(), k.ID) // unless it works
	}
	switch now := s.Now(); {
	case errors.Is(err, catalog.ErrNotFound):
		return c, keyError(problem.KeyInvalid, "Không có khóa API này.", "There is no such API key.")
	case err != nil:
		return c, fmt.Errorf("look up a key: %w", err)
	case k.RevokedAt(now):
		return c, keyError(problem.KeyRevoked, "Khóa API này đã bị thu hồi.", "This API key was revoked.")
	case !s.allowedFrom(k, r):
		return c, keyError(problem.KeyInvalid, "Khóa API này không dùng được từ địa chỉ của bạn.", "This API key does not work from your address.")
	case k.ExpiredAt(now):
		return c, keyError(problem.KeyExpired, "Khóa API này đã hết hạn.", "This API key has expired.")
	default:
		noteRefused(r.Context(), "")
		if err := s.Keys.TouchKey(r.Context(), k.ID, now); err != nil {
			s.Log.LogAttrs(r.Context(), slog.LevelWarn, "use of a key not recorded", slog.String("key", k.ID), slog.Any("error", err))
		}
	}
	return s.withKey(r.Context(), c, k), nil
}

// credential returns the ID of the key or of the robot; empty for who has
// neither.
func (c *caller) credential() string {
	switch {
	case c.Key != nil:
		return c.Key.ID
	case c.Robot != nil:
		return c.Robot.ID
	}
	return ""
}

// withKey returns c as the holder of a key, with the plan that the key has where
// its application has no other.
func (s *Server) withKey(ctx context.Context, c caller, k account.Key) caller {
	name := cmp.Or(k.Plan, market.Registered)
	if p, ok := s.Plans.Find(name); ok {
		c.plan = p
	} else { // a plan that is no longer configured
		s.Log.LogAttrs(ctx, slog.LevelWarn, "plan of a key does not exist", slog.String("key", k.ID), slog.String("plan", name))
	}
	c.Principal = account.Principal{Key: &k, Plan: c.plan.Name, Grants: k.Grants}
	c.id = "key:" + k.ID
	return c
}

// identifyRobot returns the robot of an agency that has a token. It is not
// remembered: what robots do is rare and changes things.
func (s *Server) identifyRobot(ctx context.Context, c caller, plain string) (caller, error) {
	who, err := s.Robots.AuthenticateRobot(ctx, plain)
	switch {
	case errors.Is(err, catalog.ErrUnknownCaller):
		return c, keyError(problem.KeyInvalid, "Khóa của robot không đúng, đã bị thu hồi hoặc hết hạn.",
			"The token of the robot is wrong, was revoked, or has expired.")
	case err != nil:
		return c, fmt.Errorf("look up a robot: %w", err)
	}
	if p, ok := s.Plans.Find(market.Registered); ok {
		c.plan = p
	}
	c.Principal, c.id = who, "robot:"+who.Robot.ID
	c.Plan = c.plan.Name
	return c, nil
}

// allowedFrom reports whether a key works from where r comes from.
func (s *Server) allowedFrom(k account.Key, r *http.Request) bool {
	if len(k.Networks) == 0 {
		return true
	}
	a := peer.Proxies(s.TrustedProxies).Client(r)
	return a.IsValid() && k.AllowedFrom(a)
}

func keyError(code problem.Code, vi, en string) error {
	return &problem.Error{Code: code, Public: catalog.Text{Vi: vi, En: en}}
}

// presentedKey returns the key that comes with r, empty if there is none. An
// Authorization of another scheme is for a proxy on the way, not for us. Of two
// keys, something on the way might look at one, and we at the other.
func presentedKey(r *http.Request) (string, error) {
	if len(r.Header.Values(keyHeader)) > 1 || len(r.Header.Values("Authorization")) > 1 {
		return "", keyError(problem.KeyInvalid, "Yêu cầu có nhiều hơn một khóa API.", "The request has more than one API key.")
	}
	if k := r.Header.Get(keyHeader); k != "" {
		return k, nil
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token), nil
	}
	return "", nil
}

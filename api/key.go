package api

import (
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
	plan market.Plan
	id   string // under which requests are counted: of the key, or the address
}

// identify returns the caller of r. If its key does not work, it returns the
// caller without a key, by whose address the attempt is to be counted, and an
// error.
func (s *Server) identify(r *http.Request) (caller, error) {
	plan, _ := s.Plans.Find(market.Anonymous) // New has checked that it is there
	c := caller{Principal: account.Principal{Plan: plan.Name}, plan: plan, id: "address:" + s.clientAddress(r)}
	plain := presentedKey(r)
	if plain == "" {
		return c, nil
	}
	if account.CheckKey(plain) != nil {
		return c, keyError(problem.KeyInvalid, "Khóa API không đúng dạng.", "This does not have the form of an API key.")
	}
	hash := s.Pepper.Hash(plain)
	k, err := s.keys.get(hash, func() (account.Key, error) { return s.Keys.KeyByHash(r.Context(), hash) })
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
		if err := s.Keys.TouchKey(r.Context(), k.ID, now); err != nil {
			s.Log.LogAttrs(r.Context(), slog.LevelWarn, "use of a key not recorded", slog.String("key", k.ID), slog.Any("error", err))
		}
	}
	name := k.Plan
	if name == "" {
		name = market.Registered
	}
	if p, ok := s.Plans.Find(name); ok {
		c.plan = p
	} else { // a plan that is no longer configured
		s.Log.LogAttrs(r.Context(), slog.LevelWarn, "plan of a key does not exist", slog.String("key", k.ID), slog.String("plan", name))
	}
	c.Principal = account.Principal{Key: &k, Plan: c.plan.Name, Grants: k.Grants}
	c.id = "key:" + k.ID
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

// presentedKey returns the key that comes with r. An Authorization of another
// scheme is for a proxy on the way, not for us.
func presentedKey(r *http.Request) string {
	if k := r.Header.Get(keyHeader); k != "" {
		return k
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token)
	}
	return ""
}

package oidc

import (
	"context"
	"net/url"
	"slices"

	"nguon/catalog/account"
)

// LogoutURL returns where somebody who signed in through the provider of an
// issuer can sign out there too, and what the provider is called; the address is
// empty if the provider does not offer it, is not known or does not answer. From
// there the provider leads back to the portal if that address is registered with
// it (OpenID Connect RP-Initiated Logout 1.0). The token that would spare the
// visitor a question there is not kept.
func (c *Client) LogoutURL(ctx context.Context, issuer string) (address string, of Provider) {
	i := slices.IndexFunc(c.providers, func(p Provider) bool { return p.Issuer == issuer })
	if i < 0 {
		return "", Provider{}
	}
	r := c.relations[c.providers[i].Name]
	p, err := r.discover(ctx)
	if err != nil {
		return "", r.Provider
	}
	var offers struct {
		End string `json:"end_session_endpoint"`
	}
	if err := p.Claims(&offers); err != nil {
		return "", r.Provider
	}
	u, err := url.Parse(offers.End)
	if err != nil || !safeURL(u.Scheme+"://"+u.Host) {
		return "", r.Provider
	}
	q := u.Query()
	q.Set("client_id", r.ClientID)
	q.Set("post_logout_redirect_uri", r.home)
	u.RawQuery, u.Fragment = q.Encode(), ""
	return u.String(), r.Provider
}

// IssuerOf returns the provider through which a session began, as far as the
// account tells: the one that was used last. It is empty for other ways.
func IssuerOf(v account.Visit) string {
	if m := v.Session.Method; m != account.ByProvider && m != account.ByProviderTwo {
		return ""
	}
	var last account.Identity
	for _, id := range v.User.Identities {
		if last.Issuer == "" || id.LastUsed.After(last.LastUsed) {
			last = id
		}
	}
	return last.Issuer
}

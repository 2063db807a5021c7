// Package oidc signs people in through OpenID Connect: any provider that has a
// discovery document, by the authorization code flow with PKCE, state and nonce
// (OpenID Connect Core 1.0, RFC 7636, RFC 9700). What a provider says of someone
// becomes an [account.Claim]; what follows from it is decided by package
// account.
package oidc

package oidc

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
)

// A Provider is how one OpenID provider is used.
type Provider struct {
	Name     string       `yaml:"name"`  // in addresses: lower-case letters, digits, hyphens
	Title    catalog.Text `yaml:"title"` // for people
	Issuer   string       `yaml:"issuer"`
	ClientID string       `yaml:"client_id"`
	Scopes   []string     `yaml:"scopes"` // beside openid, email and profile

	// TrustMail takes the mail addresses of the provider for verified even
	// where it does not say that they are: only for those that verify all.
	TrustMail bool `yaml:"trust_mail"`

	// ACRValues are asked for, the one that is wanted most first (acr_values of
	// OpenID Connect Core 1.0, section 3.1.2.1).
	ACRValues []string `yaml:"acr_values"`

	// SecondFactor says when the provider is believed to have seen two factors.
	SecondFactor Evidence `yaml:"second_factor"`

	// Rules give roles for claims. All that match apply.
	Rules []Rule `yaml:"rules"`

	Secret string `yaml:"-"` // of the client; empty: a public client
}

var providerName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,30}$`)

// Validate returns an error that names all that is wrong with p.
func (p Provider) Validate() error {
	var errs []error
	if !providerName.MatchString(p.Name) {
		errs = append(errs, fmt.Errorf("name %q has other than lower-case letters, digits and hyphens", p.Name))
	}
	if p.Title.IsZero() {
		errs = append(errs, errors.New("title is missing"))
	}
	if !safeURL(p.Issuer) {
		errs = append(errs, fmt.Errorf("issuer %q is not an https address", p.Issuer))
	}
	if p.ClientID == "" {
		errs = append(errs, errors.New("client_id is missing"))
	}
	for _, v := range slices.Concat(p.ACRValues, p.SecondFactor.ACR, p.SecondFactor.AMR) {
		if v == "" || strings.ContainsAny(v, " \t\r\n") {
			errs = append(errs, fmt.Errorf("%q is no value of acr or amr", v))
		}
	}
	for i, r := range p.Rules {
		if err := r.validate(); err != nil {
			errs = append(errs, fmt.Errorf("rule %d: %w", i+1, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("provider %s: %w", p.Name, err)
	}
	return nil
}

// Evidence of two factors is an ID token with one of these values. The zero value
// is none: what a provider does not say, or says without being believed, is one
// factor.
type Evidence struct {
	ACR []string `yaml:"acr"` // levels of assurance that the provider documents
	AMR []string `yaml:"amr"` // methods (RFC 8176), such as mfa
}

// Any reports whether there is anything that would be believed.
func (e Evidence) Any() bool { return len(e.ACR)+len(e.AMR) > 0 }

// in reports whether the claims of an ID token have it.
func (e Evidence) in(c claims) bool {
	if acr := c.text("acr"); acr != "" && slices.Contains(e.ACR, acr) {
		return true
	}
	methods, _ := c["amr"].([]any) //nolint:errcheck // what is no list has no methods
	return slices.ContainsFunc(methods, func(m any) bool {
		name, ok := m.(string)
		return ok && slices.Contains(e.AMR, name)
	})
}

// safeURL reports whether s is an https address, or one of this machine.
func safeURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// A Rule gives a role in an agency to those of whom a claim has a value.
type Rule struct {
	Claim  string       `yaml:"claim"` // a JSON Pointer (RFC 6901) into the claims, such as /realm_access/roles
	Value  string       `yaml:"value"` // what the claim is, or, if it is a list, has among others; exactly
	Agency string       `yaml:"agency"`
	Role   account.Role `yaml:"role"`
}

func (r Rule) grant() account.Grant { return account.Grant{Agency: r.Agency, Role: r.Role} }

func (r Rule) validate() error {
	if _, err := splitPointer(r.Claim); err != nil {
		return err
	}
	if r.Value == "" {
		return errors.New("value is missing")
	}
	if !r.grant().Valid() {
		return fmt.Errorf("there is no role %q in agency %q", r.Role, r.Agency)
	}
	return nil
}

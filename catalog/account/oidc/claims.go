package oidc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog/account"
)

// maxClaims bounds the claims that are looked at, in bytes.
const maxClaims = 256 << 10

// claims are what a provider says of someone, as JSON: numbers are json.Number.
type claims map[string]any

func parseClaims(text []byte) (claims, error) {
	if len(text) > maxClaims {
		return nil, fmt.Errorf("claims of %d bytes", len(text))
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var c claims
	if err := d.Decode(&c); err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	return c, nil
}

// text returns a claim that is text, or "".
func (c claims) text(name string) string {
	s, _ := c[name].(string) //nolint:errcheck // what is no text is none
	return s
}

// mail returns the address of the person, if it is verified.
func (c claims) mail(trust bool) account.Mail {
	verified := c["email_verified"] == true || c["email_verified"] == "true" // some providers quote it
	if _, said := c["email_verified"]; !said {
		verified = trust
	}
	m, err := account.ParseMail(c.text("email"))
	if err != nil || !verified {
		return ""
	}
	return m
}

// grants returns what the rules give, each once, in the order of the rules.
func (c claims) grants(rules []Rule) []account.Grant {
	var grants []account.Grant
	for _, r := range rules {
		if g := r.grant(); r.matches(c) && !slices.Contains(grants, g) {
			grants = append(grants, g)
		}
	}
	return grants
}

func (r Rule) matches(c claims) bool {
	path, err := splitPointer(r.Claim)
	if err != nil {
		return false
	}
	found, ok := follow(map[string]any(c), path)
	if !ok {
		return false
	}
	if list, ok := found.([]any); ok {
		return slices.ContainsFunc(list, func(v any) bool { return isValue(v, r.Value) })
	}
	return isValue(found, r.Value)
}

// isValue reports whether v is written as want. Objects and lists are not
// written at all.
func isValue(v any, want string) bool {
	switch v := v.(type) {
	case string:
		return v == want
	case bool:
		return strconv.FormatBool(v) == want
	case json.Number:
		return v.String() == want
	}
	return false
}

// splitPointer reads a JSON Pointer (RFC 6901).
func splitPointer(s string) ([]string, error) {
	if !strings.HasPrefix(s, "/") {
		return nil, fmt.Errorf("claim %q is not a JSON pointer such as /groups", s)
	}
	path := strings.Split(s[1:], "/")
	for i, name := range path {
		plain := strings.NewReplacer("~0", "", "~1", "").Replace(name)
		if strings.Contains(plain, "~") {
			return nil, errors.New("a ~ in a JSON pointer is written ~0")
		}
		path[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
	}
	return path, nil
}

// follow returns what a path leads to. Items of lists are named by their index.
func follow(v any, path []string) (any, bool) {
	for _, name := range path {
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[name]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(at) || strconv.Itoa(i) != name {
				return nil, false
			}
			v = at[i]
		default:
			return nil, false
		}
	}
	return v, true
}

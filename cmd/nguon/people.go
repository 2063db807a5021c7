package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"nguon/api/peer"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
	"nguon/catalog/account/passkey"
	"nguon/catalog/account/password"
	"nguon/catalog/sqlstore"
	"nguon/web/frame"
	"nguon/web/people"
)

const (
	// sweepPeriod is how often what is over of accounts is removed.
	sweepPeriod = time.Hour

	// portalName is what browsers show with a passkey.
	portalName = "Nguồn"
)

// openAccounts returns the accounts, whose letters post delivers, and which demand
// a second factor from a role on, if that is not empty.
func openAccounts(db *sqlstore.Store, root secret, post account.Postman, factor account.Role, log *slog.Logger) (*account.Accounts, error) {
	hasher, err := password.New(password.Options{})
	if err != nil {
		return nil, err
	}
	return account.New(db.Accounts(), root.accountPepper(), hasher, post, account.Options{Log: log, SecondFactor: factor, TellLeak: newCrier(db).tellRobot})
}

// openPeople returns the pages of accounts.
func (c *serveCmd) openPeople(f *frame.Frame, db catalog.Reader, accounts *account.Accounts) (*people.People, error) {
	deps := people.Deps{
		Frame: f, Accounts: accounts, Client: peer.Proxies(c.TrustedProxies).Client,
		Agency: func(ctx context.Context, code string) catalog.Text { return agencyTitle(ctx, db, code) },
	}
	providers, err := c.openProviders()
	if err != nil {
		return nil, err
	}
	if len(providers) > 0 {
		if deps.Providers, err = oidc.New(accounts, f.BaseURL(), providers, oidc.Options{}); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Accounts, err)
		}
	}
	base, err := url.Parse(f.BaseURL())
	if err != nil {
		return nil, err
	}
	if net.ParseIP(base.Hostname()) == nil { // passkeys belong to a name
		if deps.Passkeys, err = passkey.New(accounts, f.BaseURL(), portalName); err != nil {
			return nil, err
		}
	}
	if c.SecondFactor != "" && deps.Passkeys == nil && !slices.ContainsFunc(providers, func(p oidc.Provider) bool { return p.SecondFactor.Any() }) {
		return nil, fmt.Errorf("%w: --second-factor asks for what nobody could show: there are no passkeys at an IP address (set NGUON_BASE_URL to a host name), and no provider of NGUON_ACCOUNTS has second_factor", errUsage)
	}
	return people.New(deps)
}

// An accountsDoc is the file of --accounts.
type accountsDoc struct {
	Providers []struct {
		oidc.Provider `yaml:",inline"`

		// SecretEnv names the environment variable that holds the secret of the
		// client, or, with _FILE behind it, names the file that does.
		SecretEnv string `yaml:"secret_env"`
	} `yaml:"providers"`
}

// openProviders returns the OpenID providers that the file of --accounts names.
func (c *serveCmd) openProviders() ([]oidc.Provider, error) {
	if c.Accounts == "" {
		return nil, nil
	}
	f, err := os.Open(c.Accounts)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	defer f.Close()
	var doc accountsDoc
	dec := yaml.NewDecoder(f)
	dec.KnownFields(true)
	if err := dec.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("accounts in %s: %w", c.Accounts, err)
	}
	var providers []oidc.Provider
	for _, d := range doc.Providers {
		if d.SecretEnv != "" {
			if d.Secret, err = envSecret(d.SecretEnv); err != nil {
				return nil, err
			}
			if d.Secret == "" {
				return nil, fmt.Errorf("accounts in %s: provider %s: %s is not set", c.Accounts, d.Name, d.SecretEnv)
			}
		}
		providers = append(providers, d.Provider)
	}
	return providers, nil
}

// sweepAccounts removes what is over until ctx ends.
func sweepAccounts(ctx context.Context, accounts *account.Accounts, log *slog.Logger) {
	tick := time.NewTicker(sweepPeriod)
	defer tick.Stop()
	for {
		if _, err := accounts.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelError, "accounts not swept", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

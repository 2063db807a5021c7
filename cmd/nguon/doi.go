package main

import (
	"fmt"
	"log/slog"

	"nguon/catalog/sqlstore"
	"nguon/publisher/datacite"
)

// dataciteFlags say where DOIs are registered.
type dataciteFlags struct {
	DataciteURL    string `help:"REST API of DataCite, such as https://api.datacite.org, where versions get DOIs. The password is in NGUON_DATACITE_PASSWORD or NGUON_DATACITE_PASSWORD_FILE. Default: no DOIs." env:"NGUON_DATACITE_URL" placeholder:"URL"`
	DatacitePrefix string `help:"Prefix of the DOIs, such as 10.5072." env:"NGUON_DATACITE_PREFIX" placeholder:"PREFIX"`
	DataciteUser   string `help:"ID of the repository at DataCite." env:"NGUON_DATACITE_USER" placeholder:"ID"`
}

// openDOIs returns what registers DOIs; nil if nothing is to.
func (f dataciteFlags) openDOIs(db *sqlstore.Store, portal string, log *slog.Logger) (*datacite.Keeper, error) {
	if f.DataciteURL == "" {
		return nil, nil
	}
	password, err := envSecret("NGUON_DATACITE_PASSWORD")
	if err != nil {
		return nil, err
	}
	k, err := datacite.New(datacite.Config{URL: f.DataciteURL, Prefix: f.DatacitePrefix, User: f.DataciteUser, Password: password},
		datacite.Deps{Catalogue: db, Ledger: db, Portal: portal, Log: log})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	return k, nil
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nguon/catalog/account"
)

const providersFile = `
providers:
  - name: vneid
    title: {vi: VNeID, en: VNeID}
    issuer: https://id.example.vn
    client_id: nguon
    secret_env: NGUON_TEST_OIDC_SECRET
    scopes: [groups]
    rules: [{claim: /groups, value: h26, agency: H26, role: editor}]
`

func TestProvidersComeFromAFileAndTheirSecretsFromTheEnvironment(t *testing.T) {
	t.Setenv("NGUON_TEST_OIDC_SECRET", "hush")
	got, err := (&serveCmd{Accounts: written(t, providersFile)}).openProviders()
	if err != nil || len(got) != 1 {
		t.Fatalf("%d providers, %v", len(got), err)
	}
	p := got[0]
	if p.Name != "vneid" || p.Secret != "hush" || p.ClientID != "nguon" || len(p.Scopes) != 1 || len(p.Rules) != 1 || p.Rules[0].Role != account.Editor {
		t.Errorf("provider = %+v", p)
	}
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	if none, err := new(serveCmd).openProviders(); err != nil || none != nil {
		t.Errorf("without a file: %v, %v", none, err)
	}
}

func TestAFileOfProvidersThatIsWrongIsRefused(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"a secret that is not set", providersFile, "NGUON_TEST_OIDC_SECRET is not set"},
		{"a secret in the file", "providers: [{name: a, secret: hush}]", "secret"},
		{"an unknown setting", "provider: []", "provider"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := (&serveCmd{Accounts: written(t, test.file)}).openProviders()
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("err = %v, want one about %q", err, test.want)
			}
		})
	}
	if _, err := (&serveCmd{Accounts: "/nowhere"}).openProviders(); err == nil {
		t.Error("a file that is not there: no error")
	}
}

func written(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "accounts.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

package oidc

import (
	"slices"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
)

func TestRulesGiveRolesForClaims(t *testing.T) {
	const text = `{
		"groups": ["editors", "x"], "dept": "H26", "admin": true, "level": 3, "big": 12345678901234567890,
		"realm": {"roles": ["steward"], "list": [{"role": "viewer"}]}, "https://example.org/roles": ["a/b"], "a~b": "tilde", "": "empty", "null": null
	}`
	said, err := parseClaims([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		claim, value string
		want         bool
	}{
		{"/groups", "editors", true},
		{"/groups", "editor", false},
		{"/groups", "Editors", false},
		{"/groups", `["editors","x"]`, false},
		{"/groups/0", "editors", true},
		{"/groups/1", "editors", false},
		{"/groups/2", "editors", false},
		{"/groups/-1", "x", false},
		{"/groups/00", "editors", false},
		{"/dept", "H26", true},
		{"/dept/0", "H", false},
		{"/admin", "true", true},
		{"/admin", "false", false},
		{"/level", "3", true},
		{"/level", "3.0", false},
		{"/big", "12345678901234567890", true},
		{"/realm/roles", "steward", true},
		{"/realm", "steward", false},
		{"/realm/list/0/role", "viewer", true},
		{"/https:~1~1example.org~1roles", "a/b", true},
		{"/a~0b", "tilde", true},
		{"/", "empty", true},
		{"/null", "null", false},
		{"/missing", "", false},
		{"groups", "editors", false},
		{"", "editors", false},
	} {
		t.Run(test.claim+"="+test.value, func(t *testing.T) {
			r := Rule{Claim: test.claim, Value: test.value, Agency: "H26", Role: account.Editor}
			if got := len(said.grants([]Rule{r, r})); got != map[bool]int{true: 1}[test.want] {
				t.Errorf("%d grants, want any: %v", got, test.want)
			}
		})
	}
}

func TestProviderValidate(t *testing.T) {
	good := Provider{
		Name: "vneid", Title: catalog.Text{Vi: "VNeID"}, Issuer: "https://id.example.org/realms/x", ClientID: "nguon",
		Rules: []Rule{{Claim: "/groups", Value: "a", Agency: "H26", Role: account.Viewer}},
	}
	for _, test := range []struct {
		name  string
		spoil func(*Provider)
		ok    bool
	}{
		{"good", func(*Provider) {}, true},
		{"this machine", func(p *Provider) { p.Issuer = "http://127.0.0.1:8081" }, true},
		{"no name", func(p *Provider) { p.Name = "" }, false},
		{"a name with a slash", func(p *Provider) { p.Name = "a/b" }, false},
		{"no title", func(p *Provider) { p.Title = catalog.Text{} }, false},
		{"no TLS", func(p *Provider) { p.Issuer = "http://id.example.org" }, false},
		{"an issuer with a query", func(p *Provider) { p.Issuer += "?a=b" }, false},
		{"an issuer with a password", func(p *Provider) { p.Issuer = "https://a:b@id.example.org" }, false},
		{"no issuer", func(p *Provider) { p.Issuer = "" }, false},
		{"no client", func(p *Provider) { p.ClientID = "" }, false},
		{"a claim that is no pointer", func(p *Provider) { p.Rules[0].Claim = "groups" }, false},
		{"a pointer that is escaped wrongly", func(p *Provider) { p.Rules[0].Claim = "/a~2" }, false},
		{"no value", func(p *Provider) { p.Rules[0].Value = "" }, false},
		{"no such role", func(p *Provider) { p.Rules[0].Role = "root" }, false},
		{"a portal administrator of one agency", func(p *Provider) { p.Rules[0].Role = account.PortalAdmin }, false},
		{"no agency", func(p *Provider) { p.Rules[0].Agency = "" }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := good
			p.Rules = slices.Clone(good.Rules)
			test.spoil(&p)
			if err := p.Validate(); (err == nil) != test.ok {
				t.Errorf("Validate = %v, want ok: %v", err, test.ok)
			}
		})
	}
}

func FuzzClaims(f *testing.F) {
	f.Add([]byte(`{"groups":["a"],"email":"a@example.org","email_verified":true}`), "/groups", "a")
	f.Add([]byte(`[[[[`), "/0/0", "")
	f.Fuzz(func(t *testing.T, text []byte, pointer, value string) {
		said, err := parseClaims(text)
		if err != nil {
			return
		}
		r := Rule{Claim: pointer, Value: value, Agency: "H26", Role: account.Viewer}
		if len(said.grants([]Rule{r})) > 0 && r.validate() != nil && value != "" {
			t.Errorf("a rule that is not valid gives a role: %+v", r)
		}
		if m := said.mail(true); m != "" {
			if again, err := account.ParseMail(string(m)); err != nil || again != m {
				t.Errorf("mail %q is not in its one form: %q, %v", m, again, err)
			}
		}
	})
}

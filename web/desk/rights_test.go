package desk_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"nguon/catalog/account"
	"nguon/web/desk"
)

// least is, by the end of what a page is about, the least role that may open it.
// It is written by hand, beside the table of the room, on purpose.
var least = []struct {
	prefix string
	role   account.Role
}{
	{"/admin", account.PortalAdmin},
	{"/desk/{agency}/apis/{api}/", account.Steward},
	{"/desk/{agency}/apis", account.Viewer},
	{"/desk/{agency}/new-api", account.Steward},
	{"/desk/{agency}/sources/{source}/act", account.Editor},
	{"/desk/{agency}/sources", account.Viewer},
	{"/desk/{agency}/consumers", account.Steward},
	{"/desk/{agency}/members", account.Administrator},
	{"/desk/{agency}/reminders", account.Administrator},
	{"/desk/{agency}/robots", account.Administrator},
	{"/desk/{agency}/log", account.Administrator},
	{"/desk/{agency}", account.Viewer},
}

func leastFor(t *testing.T, path string) account.Role {
	t.Helper()
	for _, l := range least {
		if strings.HasPrefix(path, l.prefix) {
			return l.role
		}
	}
	t.Fatalf("nobody has said who may open %s", path)
	return ""
}

// TestEveryPageIsForThoseWhoMay sends every request of the room as everybody:
// each role of the agency, of another, of all, somebody without a role, and a
// stranger.
func TestEveryPageIsForThoseWhoMay(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	b.supply(t)
	type looker struct {
		name   string
		rank   int // of the greatest role that counts here; -1 is none
		portal bool
	}
	lookers := []looker{{"nobody", -1, false}}
	b.join(t, "nobody")
	for i, r := range account.Roles() {
		if r == account.PortalAdmin {
			b.join(t, "portal", grant(account.AnyAgency, r))
			lookers = append(lookers, looker{"portal", i, true})
			continue
		}
		b.join(t, "own "+string(r), grant(here, r))
		b.join(t, "other "+string(r), grant(there, r))
		lookers = append(lookers, looker{"own " + string(r), i, false}, looker{"other " + string(r), -1, false})
	}
	fill := strings.NewReplacer("{agency}", here, "{api}", "rain", "{version}", "v1", "{source}", "rain", "{dataset}", "rain", "{user}", b.users["nobody"].ID, "{code}", here)
	rank := make(map[account.Role]int)
	for i, r := range account.Roles() {
		rank[r] = i
	}
	asked := 0
	for _, row := range desk.Pages() {
		method, path, _ := strings.Cut(row.Pattern, " ")
		needed := leastFor(t, path)
		for _, lang := range []string{"", "/en"} {
			target := lang + fill.Replace(path)
			send := func(who, target string) answer {
				asked++
				// Without a form: those who may are told what is wrong, and nothing changes.
				return b.send(t, httptest.NewRequestWithContext(t.Context(), method, target, nil), who)
			}
			for _, who := range lookers {
				may := who.rank >= rank[needed]
				a := send(who.name, target)
				if forbidden := a.status == http.StatusForbidden; forbidden == may && !strings.HasSuffix(path, "lock") || !may && !forbidden {
					t.Errorf("%s by %s: %d, may: %v", method+" "+target, who.name, a.status, may)
				}
				if !may && strings.Contains(a.body, "Lượng mưa") {
					t.Errorf("%s by %s tells of the API", method+" "+target, who.name)
				}
			}
			if a := send("stranger", target); a.status != http.StatusSeeOther || !strings.Contains(a.header.Get("Location"), "/account/sign-in") {
				t.Errorf("%s by a stranger: %d %s", method+" "+target, a.status, a.header.Get("Location"))
			}
			if strings.Contains(path, "{agency}") {
				if a := send("portal", strings.Replace(target, here, "H99", 1)); a.status != http.StatusNotFound {
					t.Errorf("%s of an agency that is none: %d", method+" "+target, a.status)
				}
			}
			if strings.Contains(path, "{api}") || strings.Contains(path, "{source}") || strings.Contains(path, "{dataset}") {
				b.join(t, "both", grant(here, account.Administrator), grant(there, account.Administrator))
				if a := send("both", strings.Replace(target, here, there, 1)); a.status != http.StatusNotFound {
					t.Errorf("%s through the desk of another agency: %d", method+" "+target, a.status)
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("%d requests: the matrix is not whole", asked)
	}
}

func TestTheHomeShowsTheDesksOfWhoLooks(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	b.join(t, "nobody")
	b.join(t, "portal", grant(account.AnyAgency, account.PortalAdmin))
	a := b.get(t, "steward", "/desk")
	wantText(t, "the home of a steward", a, `href="/desk/H26"`)
	if strings.Contains(a.body, "/desk/H29") || strings.Contains(a.body, `href="/admin"`) {
		t.Error("a steward is led where they may not go")
	}
	wantText(t, "the home of the portal", b.get(t, "portal", "/desk"), `href="/desk/H26"`, `href="/desk/H29"`, `href="/admin"`)
	wantStatus(t, "without a role", b.get(t, "nobody", "/desk"), http.StatusForbidden)
}

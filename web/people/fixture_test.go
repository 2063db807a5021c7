package people_test

import (
	"context"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

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
	baseURL = "https://portal.example.org"
	mai     = "mai@example.org"
	good    = "bảy con vịt bơi qua sông"
	another = "tám con gà nhảy qua suối"
)

// A postbox keeps letters instead of sending them.
type postbox struct {
	mu      sync.Mutex
	letters []account.Letter
}

func (p *postbox) Post(_ context.Context, l account.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.letters = append(p.letters, l)
	return nil
}

// A flaky store fails to find sessions while it is told to.
type flaky struct {
	account.Store
	err error
}

func (f *flaky) Session(ctx context.Context, hash [32]byte) (account.Session, error) {
	if f.err != nil {
		return account.Session{}, f.err
	}
	return f.Store.Session(ctx, hash)
}

// A portal is the pages over accounts with a clock that is moved by hand.
type portal struct {
	accounts *account.Accounts
	people   *people.People
	handler  http.Handler
	store    *flaky
	post     *postbox
	now      time.Time
}

// hashes computes with the least costs. One is enough for all tests.
var hashes = sync.OnceValues(func() (*password.Hasher, error) { return password.New(password.Options{}) })

func newPortal(t testing.TB, base string, providers ...oidc.Provider) *portal {
	t.Helper()
	db := must(sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler)))(t)
	t.Cleanup(func() { db.Close() })
	p := &portal{store: &flaky{Store: db.Accounts()}, post: new(postbox), now: time.Now().UTC()}
	pepper := account.Pepper(strings.Repeat("p", account.PepperLength))
	p.accounts = must(account.New(p.store, pepper, must(hashes())(t), p.post, account.Options{Now: func() time.Time { return p.now }}))(t)
	// Passwords are slow on purpose, and more so under the race detector.
	f := must(frame.New(frame.Options{BaseURL: base, Timeout: 2 * time.Minute, Static: fstest.MapFS{"site.css": {Data: []byte("p {}")}}}))(t)
	deps := people.Deps{
		Frame: f, Accounts: p.accounts, Client: func(*http.Request) netip.Addr { return netip.MustParseAddr("192.0.2.7") },
		Agency: func(_ context.Context, code string) catalog.Text {
			return map[string]catalog.Text{"H26": {Vi: "Thành phố Hà Nội", En: "Hanoi"}}[code]
		},
		Passkeys: must(passkey.New(p.accounts, base, "Nguồn"))(t),
	}
	if len(providers) > 0 {
		deps.Providers = must(oidc.New(p.accounts, base, providers, oidc.Options{}))(t)
	}
	p.people = must(people.New(deps))(t)
	p.handler = f.Handler(p.people.Recognise, p.people)
	return p
}

// must returns what there is if there is no error, or ends the test.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// letter returns the newest letter, which must be of the kind, and forgets all.
func (p *portal) letter(t testing.TB, kind account.LetterKind) account.Letter {
	t.Helper()
	if len(p.post.letters) == 0 {
		t.Fatalf("no letter, want %s", kind)
	}
	l := p.post.letters[len(p.post.letters)-1]
	if l.Kind != kind {
		t.Fatalf("the letter is of kind %s, want %s", l.Kind, kind)
	}
	p.post.letters = nil
	return l
}

// join makes an account, and returns a browser that is signed in to it.
func (p *portal) join(t testing.TB, mail string, grants ...account.Grant) *browser {
	t.Helper()
	by := account.Caller{Principal: account.Operator()}
	_, l, err := p.accounts.CreateUser(t.Context(), by, account.Registration{Mail: mail, Name: "Nguyễn Thị Mai", Lang: catalog.Vietnamese}, grants...)
	if err != nil {
		t.Fatal(err)
	}
	b := p.browser()
	b.post(t, "/account/password/new", "token", l.Token, "password", good).leads(t, "/account?done=password")
	p.post.letters = nil
	return b
}

// A browser has cookies.
type browser struct {
	*portal
	cookies map[string]string
}

func (p *portal) browser() *browser { return &browser{p, make(map[string]string)} }

// An answer is what came back.
type answer struct {
	*http.Response
	raw, body string // as it came, and with the entities of HTML as characters
}

func (b *browser) do(t testing.TB, method, target string, body io.Reader, header ...string) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, body)
	r.Header.Set("User-Agent", "Mozilla/5.0 Gecko Firefox/140.0")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	a := answer{Response: w.Result()}
	for _, c := range a.Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	a.raw = w.Body.String()
	a.body = html.UnescapeString(a.raw)
	return a
}

func (b *browser) get(t testing.TB, target string) answer {
	t.Helper()
	return b.do(t, http.MethodGet, target, nil)
}

// post sends a form of pairs of a name and a value.
func (b *browser) post(t testing.TB, target string, pairs ...string) answer {
	t.Helper()
	form := make(url.Values)
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.do(t, http.MethodPost, target, strings.NewReader(form.Encode()))
}

// session returns the token that the browser has.
func (b *browser) session() string { return b.cookies["__Host-session"] }

// leads fails unless the answer is a redirect to an address.
func (a answer) leads(t testing.TB, to string) {
	t.Helper()
	if got := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || got != to {
		t.Fatalf("status %d to %q, want 303 to %q\n%s", a.StatusCode, got, to, main(a.body))
	}
}

// shows fails unless the answer has a status and texts.
func (a answer) shows(t testing.TB, status int, texts ...string) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d\n%s", a.StatusCode, status, main(a.body))
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("there is no %q in\n%s", text, main(a.body))
		}
	}
	return a
}

var mainPart = regexp.MustCompile(`(?s)<main.*</main>`)

// main returns what a page says beside the frame.
func main(body string) string { return mainPart.FindString(body) }

var errDown = errors.New("the database is down")

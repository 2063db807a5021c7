package market

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"nguon/catalog"
)

// A Product is an API that an agency offers through the portal, or of which it
// tells where it is.
//
// What is said here holds for all its versions, which live side by side.
type Product struct {
	Name        catalog.Slug     `json:"-"` // permanent; in URLs
	Agency      string           `json:"-"` // the code of the agency that answers for it
	Title       catalog.Text     `json:"title"`
	Description catalog.Text     `json:"description"`
	Themes      []string         `json:"themes"` // codes of [catalog.Themes]; at least one
	Keywords    catalog.Keywords `json:"keywords"`
	Contact     catalog.Contact  `json:"contact"`
	Terms       Terms            `json:"terms"`
	Support     catalog.Text     `json:"support"` // what the agency promises: hours, availability, how soon it answers
	Access      Access           `json:"access"`
	Versions    []Version        `json:"versions"` // oldest first; names are unique
	Created     time.Time        `json:"-"`        // set by the store
	Modified    time.Time        `json:"-"`        // set by the store
	// Revision counts the changes: 1 when the product is made. It is 0 in one
	// that is still to be saved. See [Products.SaveProduct].
	Revision int64 `json:"-"`
}

// Terms are the conditions of use.
type Terms struct {
	Text catalog.Text `json:"text"`
	URL  string       `json:"url,omitempty"`
}

// Access says who may call a product.
type Access string

// The kinds of access.
const (
	Open     Access = "open"     // everybody, without a key within the plan for that
	WithKey  Access = "key"      // everybody who has a key
	Approved Access = "approval" // applications whose subscription the agency has approved
)

// Accesses lists all kinds of access, from the widest.
func Accesses() []Access { return []Access{Open, WithKey, Approved} }

// The bounds of a product.
const (
	MaxVersions    = 20
	MaxTimeout     = time.Minute
	DefaultTimeout = 10 * time.Second
	MaxRetries     = 3
	MaxCache       = 24 * time.Hour
)

// A Version is one edition of a product's interface. Its name is in the
// addresses of calls: /v1/apis/{product}/{version}/….
type Version struct {
	Name     string       `json:"name"` // v1, v2, 2026-11; permanent
	State    State        `json:"state"`
	Note     catalog.Text `json:"note"`               // what is new in it
	Document *Document    `json:"document,omitempty"` // nil: it is not described by one
	Upstream *Upstream    `json:"upstream,omitempty"` // nil: listed only, not called through the gateway
	Home     string       `json:"home,omitempty"`     // where one that is listed only is explained
	// Times of the states that it has come to; zero for those to come. Sunset
	// is when a deprecated version will stop, or a retired one has stopped.
	Submitted  time.Time `json:"submitted,omitzero"`
	Published  time.Time `json:"published,omitzero"`
	Deprecated time.Time `json:"deprecated,omitzero"`
	Sunset     time.Time `json:"sunset,omitzero"`
	Retired    time.Time `json:"retired,omitzero"`
	// Submitter is who asked for review: somebody else publishes.
	Submitter string `json:"submitter,omitempty"`
	// Comment is why a version was returned from review.
	Comment string `json:"comment,omitempty"`
	// Successor is the product and version to go to, such as
	// "api/weather/v2"; empty if there is none.
	Successor string `json:"successor,omitempty"`
}

// A Document is the OpenAPI document of a version. Its text is kept by its
// hash: see [Products.Document].
type Document struct {
	SHA256  string `json:"sha256"`  // hexadecimal, of the text as it was given
	OpenAPI string `json:"openapi"` // its version: 3.0.3, 3.1.0
	Title   string `json:"title"`
	Version string `json:"version"` // info.version
	Paths   int    `json:"paths"`
}

// An Upstream is where the gateway sends the calls of a version.
type Upstream struct {
	URL string `json:"url"` // https, or http where Private allows it; no query, no user
	// Secret is the header that the upstream wants, encrypted: see
	// [Sealer]. It is shown to nobody.
	Secret []byte `json:"secret,omitempty"`
	Header string `json:"header,omitempty"` // the name of that header; empty if there is none
	// Health is the path that is asked every minute; empty asks for none.
	Health   string        `json:"health,omitempty"`
	Timeout  time.Duration `json:"timeout,omitempty"` // of one try; 0 is [DefaultTimeout], at most [MaxTimeout]
	Retries  int           `json:"retries,omitempty"` // of safe methods, 0 to [MaxRetries]
	Validate Validation    `json:"validate,omitempty"`
	// Cache bounds how long answers are kept that the upstream allows to keep;
	// 0 keeps none.
	Cache time.Duration `json:"cache,omitempty"`
	// Private lets the address be one inside the network of the portal. Only an
	// administrator of the portal sets it.
	Private bool `json:"private,omitempty"`
}

// Validation says what happens to requests that the document does not allow.
type Validation string

// The kinds of validation. The zero value is ReportOnly.
const (
	ReportOnly Validation = ""        // they pass, and are counted
	Enforce    Validation = "enforce" // they are refused
	NoneAtAll  Validation = "none"    // there is no looking
)

// Ref returns the product that calls count towards.
func (p *Product) Ref() Ref { return APIProduct(p.Name) }

// Version returns the version with the given name.
func (p *Product) Version(name string) (*Version, bool) {
	i := slices.IndexFunc(p.Versions, func(v Version) bool { return v.Name == name })
	if i < 0 {
		return nil, false
	}
	return &p.Versions[i], true
}

// Current returns the version that a newcomer should use: the last that is
// published, or else the last that is deprecated; nil if the public sees none.
func (p *Product) Current() *Version {
	for _, state := range []State{Published, Deprecated} {
		for i := len(p.Versions) - 1; i >= 0; i-- {
			if p.Versions[i].State == state {
				return &p.Versions[i]
			}
		}
	}
	return nil
}

// Public reports whether anybody may see p: whether a version is, or was,
// published.
func (p *Product) Public() bool {
	return slices.ContainsFunc(p.Versions, func(v Version) bool { return v.State.Public() })
}

var (
	versionName = regexp.MustCompile(`^[a-z0-9]+(?:[.-][a-z0-9]+)*$`)
	headerName  = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
)

// statusPage is what no product is called: /apis/status tells how all are.
const statusPage = "status"

// Validate returns a [*catalog.Error] of kind [catalog.ErrInvalid] that names
// every field of p that is wrong.
func (p *Product) Validate() error {
	var w catalog.Faults
	w.Check("name", p.Name.Valid(), "phải gồm chữ thường a-z, chữ số và gạch nối, tối đa 80 ký tự",
		"must be lower-case letters a-z, digits and hyphens, at most 80 characters")
	w.Check("name", p.Name != statusPage, "là địa chỉ của trang tình trạng", "is the address of the status page")
	w.Check("agency", catalog.ValidAgencyCode(p.Agency), "thiếu mã cơ quan hợp lệ", "must be the code of an agency")
	w.Text("title", p.Title)
	w.Text("description", p.Description)
	w.Check("theme", len(p.Themes) > 0, "cần ít nhất một chủ đề", "needs at least one theme")
	for _, t := range p.Themes {
		_, ok := catalog.Themes.Find(t)
		w.Check("theme", ok, "không có chủ đề "+strconv.Quote(t), "there is no theme "+strconv.Quote(t))
	}
	w.Check("contact.email", p.Contact.Email != "" || p.Contact.URL != "", "cần địa chỉ thư hoặc trang để hỏi", "needs a mail address or a page where to ask")
	w.URL("contact.url", p.Contact.URL)
	w.URL("terms.url", p.Terms.URL)
	w.Check("access", slices.Contains(Accesses(), p.Access), "phải là open, key hoặc approval", "must be open, key or approval")
	w.Check("versions", len(p.Versions) <= MaxVersions, "có quá nhiều phiên bản", "are too many")
	seen := make(map[string]bool)
	for i := range p.Versions {
		v := &p.Versions[i]
		field := "versions." + strconv.Itoa(i)
		w.Check(field+".name", len(v.Name) <= 20 && versionName.MatchString(v.Name) && !seen[v.Name],
			"phải gồm chữ thường, chữ số, dấu chấm và gạch nối, tối đa 20 ký tự, không trùng",
			"must be lower-case letters, digits, dots and hyphens, at most 20 characters, and unique")
		seen[v.Name] = true
		v.validate(&w, field)
	}
	return w.Err("API này chưa hợp lệ.", "This API is not valid.")
}

func (v *Version) validate(w *catalog.Faults, field string) {
	w.Check(field+".state", v.State.valid(), "không có trạng thái này", "there is no such state")
	w.URL(field+".home", v.Home)
	u := v.Upstream
	if u == nil {
		return
	}
	w.Check(field+".document", v.Document != nil, "API được gọi qua cổng cần tài liệu OpenAPI",
		"what is called through the gateway needs an OpenAPI document")
	w.Check(field+".upstream.url", upstreamURL(u.URL, u.Private), "phải là địa chỉ https không có tên người dùng, truy vấn hay đoạn",
		"must be an https address without user, query or fragment")
	w.Check(field+".upstream.header", u.Header == "" || headerName.MatchString(u.Header), "không phải tên tiêu đề HTTP", "is no name of an HTTP header")
	w.Check(field+".upstream.secret", (u.Header == "") == (len(u.Secret) == 0), "cần cả tên tiêu đề và giá trị", "needs both the name of the header and its value")
	w.Check(field+".upstream.timeout", u.Timeout >= 0 && u.Timeout <= MaxTimeout, "tối đa một phút", "is a minute at most")
	w.Check(field+".upstream.retries", u.Retries >= 0 && u.Retries <= MaxRetries, "từ 0 đến 3", "is 0 to 3")
	w.Check(field+".upstream.cache", u.Cache >= 0 && u.Cache <= MaxCache, "tối đa 24 giờ", "is 24 hours at most")
	w.Check(field+".upstream.validate", slices.Contains([]Validation{ReportOnly, Enforce, NoneAtAll}, u.Validate),
		"phải là enforce, none hoặc để trống", "must be enforce, none or nothing")
	w.Check(field+".upstream.health", u.Health == "" || healthPath(u.Health), "phải là đường dẫn bắt đầu bằng /", "must be a path that begins with /")
}

func upstreamURL(s string, private bool) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" && u.Opaque == "" &&
		(u.Scheme == "https" || private && u.Scheme == "http")
}

func healthPath(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host == "" && u.Scheme == "" && s[0] == '/'
}

package supply

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"nguon/catalog"
)

// schemes are those of the addresses of parts.
var schemes = []string{"http", "https", "file", "s3", "postgres", "mysql", "sqlserver"}

// databases are the schemes of databases.
var databases = schemes[4:]

// Database reports whether p is the answer of a database.
func (p Part) Database() bool {
	u, err := url.Parse(p.Address)
	return err == nil && slices.Contains(databases, u.Scheme)
}

// server is to whom credentials for p are shown.
func (p Part) server() string {
	u, err := url.Parse(p.Address)
	if err != nil {
		return ""
	}
	if u.Scheme == "s3" {
		return "s3 " + u.Query().Get("endpoint")
	}
	return u.Scheme + " " + u.Host
}

func (p Part) validate(s *Source) error {
	u, err := url.Parse(p.Address)
	switch {
	case err != nil || !slices.Contains(schemes, u.Scheme):
		return catalog.Errorf(catalog.ErrInvalid, "Địa chỉ của %[1]s phải bắt đầu bằng một trong: %[2]s.",
			"The address of %[1]s must begin with one of %[2]s.", p.File, strings.Join(schemes, ", "))
	case u.User != nil:
		return catalog.Errorf(catalog.ErrInvalid, "Địa chỉ của %s không được chứa mật khẩu.", "The address of %s must not hold a password.", p.File)
	case u.Scheme != "file" && u.Hostname() == "":
		return catalog.Errorf(catalog.ErrInvalid, "Địa chỉ của %s thiếu tên máy chủ.", "The address of %s lacks a host.", p.File)
	case s.Sealed != nil && u.Scheme == "http":
		return catalog.Errorf(catalog.ErrInvalid, "Thông tin xác thực chỉ được gửi qua https: %s.", "Credentials are sent by https only: %s.", p.File)
	case p.Database() == (p.Query == ""):
		return catalog.Errorf(catalog.ErrInvalid, "Cơ sở dữ liệu, và chỉ cơ sở dữ liệu, cần câu truy vấn: %s.", "A database, and nothing else, needs a query: %s.", p.File)
	}
	if err := p.validatePartition(s); err != nil {
		return err
	}
	switch u.Scheme {
	case "file":
		return p.validateFolder(u)
	case "s3":
		return p.validateBucket(s, u)
	case "postgres", "mysql", "sqlserver":
		return p.validateDatabase(s, u)
	}
	return nil
}

func (p Part) validateFolder(u *url.URL) error {
	if !fine(u.Path) || u.Host != "" || !path.IsAbs(u.Path) {
		return catalog.Errorf(catalog.ErrInvalid, "Địa chỉ của %s phải là file:///thư/mục/mẫu-tên.", "The address of %s must be file:///folder/pattern.", p.File)
	}
	return nil
}

// fine reports whether the last place of a path, and no other, may be a pattern.
func fine(name string) bool {
	_, err := path.Match(path.Base(name), "")
	return err == nil && !strings.ContainsAny(path.Dir(name), "*?[")
}

func (p Part) validateBucket(s *Source, u *url.URL) error {
	endpoint, err := url.Parse(u.Query().Get("endpoint"))
	switch {
	case err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && endpoint.Scheme != "http" || !fine(u.Path) || strings.HasSuffix(u.Path, "/") || u.Path == "":
		return catalog.Errorf(catalog.ErrInvalid, "Địa chỉ của %s phải là s3://bucket/thư-mục/mẫu-tên?endpoint=https://máy-chủ.",
			"The address of %s must be s3://bucket/prefix/pattern?endpoint=https://host.", p.File)
	case endpoint.User != nil:
		return catalog.Errorf(catalog.ErrInvalid, "Địa chỉ của %s không được chứa mật khẩu.", "The address of %s must not hold a password.", p.File)
	case s.Sealed == nil:
		return catalog.Errorf(catalog.ErrInvalid, "Nguồn S3 cần thông tin xác thực: %s.", "An S3 source needs credentials: %s.", p.File)
	case endpoint.Scheme == "http" && !s.Inside:
		return catalog.Errorf(catalog.ErrInvalid, "Thông tin xác thực chỉ được gửi qua https: %s.", "Credentials are sent by https only: %s.", p.File)
	}
	return nil
}

func (p Part) validateDatabase(s *Source, u *url.URL) error {
	tls := u.Query()["tls"]
	switch {
	case strings.Trim(u.Path, "/") == "" || len(u.Query()) > len(tls) || len(tls) > 0 && !slices.Equal(tls, []string{"off"}):
		return catalog.Errorf(catalog.ErrInvalid, "Địa chỉ của %[1]s phải là %[2]s://máy-chủ/cơ-sở-dữ-liệu.", "The address of %[1]s must be %[2]s://host/database.", p.File, u.Scheme)
	case len(tls) > 0 && !s.Inside:
		return catalog.Errorf(catalog.ErrInvalid, "Chỉ nguồn trong mạng nội bộ mới được bỏ TLS: %s.", "Only a source inside may do without TLS: %s.", p.File)
	case path.Ext(p.File) != ".parquet":
		return catalog.Errorf(catalog.ErrInvalid, "Kết quả truy vấn thành tệp Parquet: tên %s phải kết thúc bằng .parquet.",
			"The answer to a query becomes a Parquet file: the name %s must end with .parquet.", p.File)
	case s.Sealed == nil:
		return catalog.Errorf(catalog.ErrInvalid, "Cơ sở dữ liệu cần thông tin xác thực: %s.", "A database needs credentials: %s.", p.File)
	}
	return nil
}

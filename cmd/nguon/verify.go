package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"nguon/catalog"
	"nguon/publisher/proof"
)

type verifyCmd struct {
	File       string `arg:"" help:"The file that was downloaded: Parquet as it was published." type:"existingfile"`
	Portal     string `help:"Address of the portal." placeholder:"URL"`
	Release    string `help:"The release that it should be, such as air-quality@12. Default: what the file or its name says." placeholder:"DATASET@VERSION"`
	Checkpoint string `help:"File with the state of the log that was seen last; it is compared and brought up to date. Default: one for each portal, in your folder of settings." type:"path" placeholder:"FILE"`
	Bundle     string `help:"File with the answer of …/releases/VERSION/proof: verify without the portal." type:"existingfile" placeholder:"FILE"`
}

// Run verifies a file. It ends with status 3 if anything is not as it must be,
// and says "verified" only if every step was taken.
func (c *verifyCmd) Run(ctx context.Context, e *env) error {
	if (c.Portal == "") == (c.Bundle == "") {
		return fmt.Errorf("%w: verify needs --portal or --bundle", errUsage)
	}
	sum, size, err := hashOf(ctx, c.File)
	if err != nil {
		return err
	}
	want, err := c.claim()
	if err != nil {
		return err
	}
	if c.Bundle != "" {
		return c.offline(e, want, sum, size)
	}
	return c.online(ctx, e, want, sum, size)
}

// A claim is the release that a file says it is of.
type claim struct {
	dataset catalog.Slug
	version int
}

// downloadName is how the portal names what is downloaded.
var downloadName = regexp.MustCompile(`^([a-z0-9]+(?:-[a-z0-9]+)*)-v([1-9][0-9]*)-[a-z0-9-]+\.`)

// claim finds out of which release the file says it is. Nothing depends on
// whether that is true: the manifest must list the file.
func (c *verifyCmd) claim() (claim, error) {
	slug, version, _ := strings.Cut(c.Release, "@")
	if c.Release == "" {
		slug, version = parquetClaim(c.File)
	}
	if slug == "" {
		if m := downloadName.FindStringSubmatch(filepath.Base(c.File)); m != nil {
			slug, version = m[1], m[2]
		}
	}
	n, err := strconv.Atoi(version)
	if err == nil && n > 0 && catalog.Slug(slug).Valid() {
		return claim{catalog.Slug(slug), n}, nil
	}
	if c.Release != "" {
		return claim{}, fmt.Errorf("%w: --release must be DATASET@VERSION, such as air-quality@12", errUsage)
	}
	if c.Bundle != "" {
		return claim{}, nil // the bundle names one
	}
	return claim{}, catalog.Errorf(catalog.ErrRefused, "Không biết tệp thuộc bản phát hành nào: hãy thêm --release BỘ-DỮ-LIỆU@PHIÊN-BẢN.",
		"It is not known of which release the file is: add --release DATASET@VERSION.")
}

// parquetClaim reads what a Parquet file says of itself; nothing if it is none.
func parquetClaim(name string) (slug, version string) {
	// The file comes from anywhere, and the reader of its footer may not expect
	// the worst.
	defer func() {
		if recover() != nil {
			slug, version = "", ""
		}
	}()
	f, err := os.Open(name)
	if err != nil {
		return "", ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", ""
	}
	p, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return "", ""
	}
	slug, _ = p.Lookup("nguon.dataset")
	version, _ = p.Lookup("nguon.version")
	return slug, version
}

// hashOf is the SHA-256 and the length of a file.
func hashOf(ctx context.Context, name string) (sum catalog.Digest, size int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return sum, 0, err
	}
	defer f.Close()
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		n, err := f.Read(buf)
		h.Write(buf[:n]) //nolint:errcheck // a hash never fails
		size += int64(n)
		switch {
		case errors.Is(err, io.EOF):
			return catalog.Digest(h.Sum(nil)), size, nil
		case err != nil:
			return sum, 0, err
		case ctx.Err() != nil:
			return sum, 0, ctx.Err()
		}
	}
}

// judge compares the file with what was proved about its release.
func judge(e *env, ev *proof.Evidence, want claim, sum catalog.Digest, size int64) error {
	if m := ev.Manifest; m != nil && want.version > 0 && m.Version != want.version {
		return catalog.Errorf(catalog.ErrRefused, "Bằng chứng là của phiên bản %[1]d, không phải %[2]d.",
			"The proof is of version %[1]d, and not of %[2]d.", m.Version, want.version)
	}
	if w := ev.Withdrawal; w != nil {
		return &catalog.Error{Kind: catalog.ErrRefused, Public: catalog.Text{
			Vi: fmt.Sprintf("%s phiên bản %d đã bị rút lại: %s", w.Dataset, w.Version, w.Reason.In(catalog.Vietnamese)),
			En: fmt.Sprintf("%s version %d was withdrawn: %s", w.Dataset, w.Version, w.Reason.In(catalog.English))}}
	}
	resource, err := ev.Manifest.Holds(sum, size)
	if err != nil {
		return err
	}
	m := ev.Manifest
	fmt.Fprintln(e.stdout, catalog.Textf("Tệp: bảng %[1]s của %[2]s, phiên bản %[3]d, công bố %[4]s bởi %[5]s",
		"File: table %[1]s of %[2]s, version %[3]d, published %[4]s by %[5]s",
		resource, m.Dataset, m.Version, m.PublishedAt.Format("2006-01-02 15:04:05Z"), m.Agency).In(e.Lang))
	fmt.Fprintf(e.stdout, "SHA-256: %s\n", sum)
	fmt.Fprintln(e.stdout, catalog.Textf("Nhật ký: %[1]s, mục %[2]d trong %[3]d", "Log: %[1]s, entry %[2]d of %[3]d",
		ev.Checkpoint.Origin, ev.Index, ev.Checkpoint.Size).In(e.Lang))
	return nil
}

// online verifies with the portal.
func (c *verifyCmd) online(ctx context.Context, e *env, want claim, sum catalog.Digest, size int64) error {
	base, err := url.Parse(c.Portal)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return fmt.Errorf("%w: --portal must be an http or https address", errUsage)
	}
	file, err := c.checkpointFile(base)
	if err != nil {
		return err
	}
	saved, err := readCheckpoint(file)
	if err != nil {
		return err
	}
	p := &portal{base: base, lang: e.Lang}
	text, err := p.fetch(ctx, fmt.Sprintf("v1/datasets/%s/releases/%d/proof", want.dataset, want.version), proof.MaxBundle)
	if err != nil {
		return err
	}
	b, ev, err := readBundle(text)
	if err != nil {
		return err
	}
	err = ev.Follow(ctx, func(ctx context.Context, path string, most int64) ([]byte, error) {
		return p.fetch(ctx, strings.TrimPrefix(proof.Prefix, "/")+path, most)
	}, saved)
	if err != nil {
		return err
	}
	if err := writeCheckpoint(file, b.Checkpoint); err != nil {
		return err
	}
	if err := judge(e, ev, want, sum, size); err != nil {
		return err
	}
	verdict := catalog.Text{
		Vi: "ĐÃ KIỂM CHỨNG: tệp đúng từng byte như cổng đã công bố và ký; nhật ký nối tiếp trạng thái bạn đã lưu.",
		En: "VERIFIED: the file is byte for byte what the portal published and signed; the log goes on from the state that you kept."}
	if saved == "" {
		verdict = catalog.Text{
			Vi: "KHỚP: tệp đúng như cổng đã công bố và ký. Đây là lần đầu bạn xem nhật ký này nên chưa có gì để so; trạng thái của nó đã được lưu cho lần sau. Khóa: ",
			En: "MATCHES: the file is what the portal published and signed. You see this log for the first time, so there is nothing to compare it with; its state is kept for the next time. Key: "}
		verdict.Vi, verdict.En = verdict.Vi+ev.Keys[0], verdict.En+ev.Keys[0]
	}
	fmt.Fprintln(e.stdout, verdict.In(e.Lang))
	return nil
}

// offline verifies with a proof that was kept.
func (c *verifyCmd) offline(e *env, want claim, sum catalog.Digest, size int64) error {
	text, err := os.ReadFile(c.Bundle)
	if err != nil {
		return err
	}
	b, ev, err := readBundle(text)
	if err != nil {
		return err
	}
	compared := catalog.Text{Vi: " Nhật ký không được so với trạng thái nào đã lưu.", En: " The log was not compared with any state that was kept."}
	if c.Checkpoint != "" {
		saved, err := os.ReadFile(c.Checkpoint)
		if err != nil {
			return err
		}
		if err := ev.Extends(string(saved), b); err != nil {
			return err
		}
		compared = catalog.Text{Vi: " Nhật ký nối tiếp trạng thái bạn đã lưu.", En: " The log goes on from the state that you kept."}
	}
	if err := judge(e, ev, want, sum, size); err != nil {
		return err
	}
	verdict := catalog.Text{
		Vi: "KHỚP với bằng chứng đã lưu." + compared.Vi + " Không có mạng nên không biết bản phát hành có bị rút sau đó không.",
		En: "MATCHES the proof that was kept." + compared.En + " Without the portal it is not known whether the release was withdrawn since."}
	fmt.Fprintln(e.stdout, verdict.In(e.Lang))
	return nil
}

func readBundle(text []byte) (*proof.Bundle, *proof.Evidence, error) {
	b, err := proof.ParseBundle(text)
	if err != nil {
		refused := catalog.Errorf(catalog.ErrRefused, "Bằng chứng không đọc được hoặc thiếu phần.", "The proof cannot be read, or parts of it are missing.")
		refused.Err = err
		return nil, nil, refused
	}
	ev, err := b.Verify()
	return b, ev, err
}

// checkpointFile is where the state of the log of a portal is kept.
func (c *verifyCmd) checkpointFile(base *url.URL) (string, error) {
	if c.Checkpoint != "" {
		return c.Checkpoint, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("%w: there is no folder of settings (%w); say --checkpoint FILE", errUsage, err)
	}
	return filepath.Join(dir, "nguon", "log", url.PathEscape(base.Host+strings.TrimRight(base.Path, "/"))), nil
}

// readCheckpoint returns what was kept; empty if nothing was yet.
func readCheckpoint(name string) (string, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err == nil && len(text) == 0 {
		return "", catalog.Errorf(catalog.ErrRefused, "Tệp %[1]s trống: không phải trạng thái nhật ký.", "The file %[1]s is empty: it is not a checkpoint.", name)
	}
	return string(text), err
}

// writeCheckpoint replaces what was kept, or leaves it whole.
func writeCheckpoint(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// A portal is read by anyone, without a key.
type portal struct {
	base *url.URL
	lang catalog.Lang
}

// fetch returns the body of an answer of at most the given length.
func (p *portal) fetch(ctx context.Context, path string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base.JoinPath(path).String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Language", string(p.lang))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, cmp.Or(refusedBy(resp, text), fmt.Errorf("%s: %s", path, resp.Status))
	case int64(len(text)) > most:
		return nil, catalog.Errorf(catalog.ErrRefused, "Câu trả lời của cổng quá dài: %[1]s.", "The portal's answer is too long: %[1]s.", path)
	}
	return text, nil
}

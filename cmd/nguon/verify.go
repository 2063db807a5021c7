package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"

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

// judge compares the file with what was proved about its release.
func (c *verifyCmd) judge(e *env, ev *proof.Evidence, want claim, sum catalog.Digest, size int64) error {
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
	if err != nil && strings.HasSuffix(c.File, ".csv.gz") {
		return catalog.Errorf(catalog.ErrRefused, "Tệp CSV được tạo từ tệp Parquet và không có trong bản kê đã ký: hãy tải bảng dưới dạng Parquet để kiểm chứng.",
			"CSV files are made from the Parquet file and are not in the signed manifest: download the table as Parquet to verify it.")
	}
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
	if err := c.judge(e, ev, want, sum, size); err != nil {
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
	if err := c.judge(e, ev, want, sum, size); err != nil {
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

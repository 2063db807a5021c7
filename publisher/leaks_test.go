//go:build !race

package publisher

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Leaks are found in what would be published, whatever the policy calls the
// column.
func TestPlantedLeaksAreRefused(t *testing.T) {
	digest := sha256.New()
	hashed := func(i int) string {
		digest.Reset()
		fmt.Fprintf(digest, "0010%02d%06d", 50+i%50, i)
		return hex.EncodeToString(digest.Sum(nil))
	}
	born := "Họ tên,Số CCCD,Ngày sinh,Giới tính,Xã phường\n"
	for i := range 500 {
		born += fmt.Sprintf("Trần Thị B,0010%02d%06d,%02d/%02d/%d,%s,Phường %s\n", 50+i%50, i, 1+i%28, 1+i%12, 1950+i%50, []string{"nam", "nữ"}[i%2], []string{"Hàng Bạc", "Hàng Bồ", "Cửa Đông"}[i%3])
	}
	for _, test := range []struct{ name, data, policy, want string }{
		{"one number in a million notes", patients(1_000_000, func(i int) string {
			if i == 700_001 {
				return "đã đối chiếu CCCD 001085012345"
			}
			return "tái khám"
		}), patientsPolicy, "Ghi chú"},
		{"a phone in a comment", patients(2000, func(i int) string {
			if i == 77 {
				return "gọi 0912 345 678 sau 17 giờ"
			}
			return "tái khám"
		}), patientsPolicy, "Ghi chú"},
		{"digests of numbers", patients(2000, hashed), patientsPolicy, "Ghi chú"},
		{"a birth date beside commune and sex", born, `policy: v1
dataset: kham-benh
release: open
unit: person
coverage: census
columns:
  Họ tên:    {role: identifier, op: drop}
  Số CCCD:   {role: identifier, op: drop}
  Ngày sinh: {role: insensitive, op: keep}
  Giới tính: {role: insensitive, op: keep}
  Xã phường: {role: insensitive, op: keep}
review_after: 12mo
`, "Ngày sinh"},
		{"names that the policy keeps", patients(500, func(i int) string { return fmt.Sprintf("Lê Thị Hồng %c", 'A'+i%26) }), strings.Replace(patientsPolicy, "Họ tên:    {role: identifier, op: drop}", "Họ tên:    {role: insensitive, op: keep}", 1), "Họ tên"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newClinic(t, test.data, test.policy)
			b.write(t, ManifestName, strings.SplitAfter(patientsManifest, "policy.yaml\n")[0])
			all, err := b.Anonymise(t.Context(), AnonymiseRequest{Dir: b.dir, Out: b.out()})
			says(t, err, test.want)
			if len(all) != 1 || all[0].Report.Pass {
				t.Errorf("reports %v", all)
			}
			if _, err := os.Lstat(b.out()); !os.IsNotExist(err) {
				t.Errorf("%s was made (%v)", b.out(), err)
			}
			if left := b.leftovers(t); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			// The same rows, sent as they are, or with what is claimed to be no policy.
			_, err = b.Publish(t.Context(), Request{Dir: b.dir})
			says(t, err, "risk report")
		})
	}
}

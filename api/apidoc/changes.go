package apidoc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"

	"nguon/catalog"
)

// A Change is one difference between two documents.
type Change struct {
	// Breaking says that a program written for the old document may fail with
	// the new one.
	Breaking  bool
	Rule      string // stable, such as "request-parameter-became-required"
	Operation string // such as "GET /stations"; empty for what belongs to none
	Text      catalog.Text
}

// Changes returns what differs between two documents, what breaks programs
// first. The rules are those of oasdiff.
func Changes(ctx context.Context, before, after *Document) (changes []Change, err error) {
	defer func() {
		if v := recover(); v != nil {
			changes, err = nil, fmt.Errorf("apidoc: compare: panic: %v", v)
		}
	}()
	// The comparison changes what it compares.
	was, err := Read(ctx, before.Text)
	if err != nil {
		return nil, err
	}
	is, err := Read(ctx, after.Text)
	if err != nil {
		return nil, err
	}
	d, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), &load.SpecInfo{Spec: was.Spec}, &load.SpecInfo{Spec: is.Spec})
	if err != nil {
		return nil, fmt.Errorf("apidoc: compare: %w", err)
	}
	english := checker.NewDefaultLocalizer()
	for _, c := range checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()), d, sources, checker.INFO) {
		// oasdiff warns of what it cannot judge: that is for programs as bad as
		// what it is sure of.
		breaking := c.GetLevel() != checker.INFO
		text := clip(c.GetUncolorizedText(english))
		changes = append(changes, Change{
			Breaking: breaking, Rule: c.GetId(), Operation: strings.TrimSpace(c.GetOperation() + " " + c.GetPath()),
			Text: catalog.Text{Vi: vietnamese(c.GetId(), breaking) + ": " + text, En: text},
		})
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		switch {
		case a.Breaking != b.Breaking && a.Breaking:
			return -1
		case a.Breaking != b.Breaking:
			return 1
		}
		return cmp.Or(strings.Compare(a.Operation, b.Operation), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Text.En, b.Text.En))
	})
	return changes, nil
}

// parts say in Vietnamese what a rule is about, the first that fits.
var parts = []struct{ rule, vi string }{
	{"api-path-removed", "Bỏ đường dẫn"},
	{"api-removed", "Bỏ lời gọi"},
	{"endpoint-added", "Thêm lời gọi"},
	{"deprecat", "Thay đổi thông báo ngừng"},
	{"sunset", "Thay đổi ngày ngừng"},
	{"security", "Thay đổi cách xác thực"},
	{"request-parameter", "Thay đổi tham số"},
	{"request-property", "Thay đổi thuộc tính gửi lên"},
	{"request-body", "Thay đổi nội dung gửi lên"},
	{"response-property", "Thay đổi thuộc tính trả về"},
	{"response-required-property", "Thay đổi thuộc tính trả về"},
	{"response-optional-property", "Thay đổi thuộc tính trả về"},
	{"response", "Thay đổi câu trả lời"},
	{"request", "Thay đổi yêu cầu"},
}

func vietnamese(rule string, breaking bool) string {
	what := "Thay đổi"
	for _, p := range parts {
		if strings.Contains(rule, p.rule) {
			what = p.vi
			break
		}
	}
	if breaking {
		return what + " (có thể làm hỏng chương trình)"
	}
	return what
}

package problem_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog"
	"nguon/storage"
)

func TestFrom(t *testing.T) {
	for _, test := range []struct {
		name   string
		err    error
		code   problem.Code
		status int
	}{
		{"not found", catalog.Errorf(catalog.ErrNotFound, "không", "no"), problem.NotFound, 404},
		{"moved, unfollowed", &catalog.Moved{To: "b"}, problem.NotFound, 404},
		{"invalid metadata", catalog.Errorf(catalog.ErrInvalid, "sai", "wrong"), problem.Invalid, 422},
		{"refused data", catalog.Errorf(catalog.ErrRefused, "sai", "wrong"), problem.Refused, 422},
		{"conflict", catalog.ErrConflict, problem.Conflict, 409},
		{"unknown caller", catalog.ErrUnknownCaller, problem.KeyMissing, 401},
		{"forbidden", catalog.ErrForbidden, problem.Forbidden, 403},
		{"quota", catalog.ErrQuota, problem.QuotaExceeded, 429},
		{"index being built", catalog.Errorf(catalog.ErrNotReady, "đợi", "wait"), problem.Overloaded, 503},
		{"too large", catalog.ErrTooLarge, problem.TooLarge, 413},
		{"withdrawn", catalog.ErrWithdrawn, problem.VersionGone, 410},
		{"object missing", storage.ErrNotExist, problem.UpstreamUnavailable, 502},
		{"object corrupt", storage.ErrCorrupt, problem.UpstreamUnavailable, 502},
		{"client left", context.Canceled, problem.ClientClosed, 499},
		{"deadline", context.DeadlineExceeded, problem.Timeout, 504},
		{"gateway", problem.Errorf(problem.KeyRevoked, "thu hồi", "revoked"), problem.KeyRevoked, 401},
		{"query: unknown column", &query.Error{Code: query.CodeUnknownColumn}, problem.UnknownColumn, 400},
		{"query: parameter", &query.Error{Code: query.CodeInvalidParameter}, problem.InvalidParameter, 400},
		{"query: type", &query.Error{Code: query.CodeTypeMismatch}, problem.TypeMismatch, 400},
		{"query: expression", &query.Error{Code: query.CodeInvalidExpression}, problem.InvalidExpression, 400},
		{"query: limit", &query.Error{Code: query.CodeLimitTooLarge}, problem.LimitTooLarge, 400},
		{"query: cursor", &query.Error{Code: query.CodeCursorMismatch}, problem.CursorMismatch, 400},
		{"query: heavy", &query.Error{Code: query.CodeQueryLimit}, problem.QueryLimitExceeded, 422},
		{"query: timeout", &query.Error{Code: query.CodeTimeout, Err: context.DeadlineExceeded}, problem.Timeout, 504},
		{"query: overloaded", &query.Error{Code: query.CodeOverloaded}, problem.Overloaded, 503},
		{"query: a code that the table does not know", &query.Error{Code: "odd"}, problem.Internal, 500},
		{"unknown", errors.New("dial tcp 10.0.0.7: refused"), problem.Internal, 500},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := problem.From(fmt.Errorf("get it: %w", test.err), catalog.English)
			if got.Code != test.code || got.Status != test.status {
				t.Errorf("got %s %d, want %s %d", got.Code, got.Status, test.code, test.status)
			}
			if got.Type != "/problems/"+string(test.code) || got.Title == "" {
				t.Errorf("type %q, title %q", got.Type, got.Title)
			}
		})
	}
}

func TestUnknownErrorsAreNotShown(t *testing.T) {
	err := &problem.Error{Code: problem.Internal, Public: catalog.Text{En: "secret"}, Err: errors.New("password=x")}
	for _, err := range []error{err, errors.New("SELECT secret FROM t")} {
		if got := problem.From(err, catalog.English); got.Detail != "" || got.Errors != nil {
			t.Errorf("From(%v) shows %q %v", err, got.Detail, got.Errors)
		}
	}
}

func TestFieldsAndLanguage(t *testing.T) {
	err := &query.Error{
		Code: query.CodeLimitTooLarge, Limit: "rows", Allowed: 1000,
		Text: catalog.Text{Vi: "Quá nhiều dòng.", En: "Too many rows."},
		Fields: []catalog.FieldError{
			{Field: "limit", Position: -1, Detail: catalog.Text{Vi: "tối đa 1000", En: "at most 1000"}},
			{Field: "where", Position: 0, Detail: catalog.Text{Vi: "ở đây", En: "here"}},
			{Line: 7, Position: -1, Detail: catalog.Text{Vi: "ngày", En: "date"}},
		},
	}
	zero := 0
	want := problem.Details{
		Type: "/problems/limit-too-large", Title: "Giới hạn vượt quá gói sử dụng", Status: 400, Code: problem.LimitTooLarge,
		Detail: "Quá nhiều dòng.", Limit: "rows", Allowed: 1000,
		Errors: []problem.Field{
			{Parameter: "limit", Detail: "tối đa 1000"}, {Parameter: "where", Position: &zero, Detail: "ở đây"}, {Line: 7, Detail: "ngày"},
		},
	}
	if diff := cmp.Diff(want, problem.From(err, catalog.Vietnamese)); diff != "" {
		t.Errorf("Vietnamese (-want +got):\n%s", diff)
	}
	if got := problem.From(err, catalog.English); got.Detail != "Too many rows." || got.Errors[0].Detail != "at most 1000" {
		t.Errorf("English: %+v", got)
	}
}

func TestParameterNamesItself(t *testing.T) {
	got := problem.From(problem.Parameter("sort", "không có %q", "there is no %q", "x"), catalog.English)
	if got.Detail != `Parameter "sort": there is no "x"` || len(got.Errors) != 1 || got.Errors[0].Parameter != "sort" {
		t.Errorf("got %+v", got)
	}
}

func TestLanguage(t *testing.T) {
	for accept, want := range map[string]catalog.Lang{
		"": catalog.English, "vi": catalog.Vietnamese, "vi-VN,vi;q=0.9,en;q=0.8": catalog.Vietnamese, "en-US,vi;q=0.5": catalog.English,
		"fr": catalog.English, ";;;": catalog.English, strings.Repeat("vi,", 1000): catalog.English,
	} {
		if got := problem.Language(accept); got != want {
			t.Errorf("Language(%.30q) = %s, want %s", accept, got, want)
		}
	}
}

func TestWriteTakesBackWhatWasMeantForSuccess(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set("ETag", `"a"`)
	w.Header().Set("Cache-Control", "public, immutable")
	w.Header().Set("Link", "<x>; rel=next")
	d := problem.From(&problem.Error{Code: problem.QuotaExceeded, RetryAfter: 1200 * time.Millisecond}, catalog.English)
	d.Instance = "01J"
	d.Write(w)
	h := w.Header()
	if w.Code != http.StatusTooManyRequests || h.Get("Content-Type") != problem.MediaType {
		t.Errorf("status %d, type %s", w.Code, h.Get("Content-Type"))
	}
	if h.Get("ETag") != "" || h.Get("Link") != "" || h.Get("Cache-Control") != "no-store" {
		t.Errorf("headers kept: %v", h)
	}
	if h.Get("Retry-After") != "2" {
		t.Errorf("Retry-After = %q, want 2: rounded up", h.Get("Retry-After"))
	}
	var got problem.Details
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Instance != "01J" {
		t.Errorf("body %s: %v", w.Body, err)
	}
}

func TestUnauthorizedSaysHowToAuthenticate(t *testing.T) {
	for _, code := range []problem.Code{problem.KeyMissing, problem.KeyInvalid, problem.KeyRevoked, problem.KeyExpired} {
		w := httptest.NewRecorder()
		problem.From(problem.Errorf(code, "", ""), catalog.English).Write(w)
		if got := w.Header().Get("WWW-Authenticate"); w.Code != 401 || !strings.Contains(got, "Bearer") {
			t.Errorf("%s: status %d, WWW-Authenticate %q", code, w.Code, got)
		}
	}
}

func TestTableIsCompleteAndOrdered(t *testing.T) {
	kinds := problem.Kinds()
	if !slices.IsSortedFunc(kinds, func(a, b problem.Kind) int { return a.Status - b.Status }) {
		t.Error("kinds are not in the order of their statuses")
	}
	seen := make(map[problem.Code]bool)
	for _, k := range kinds {
		if seen[k.Code] {
			t.Errorf("%s is there twice", k.Code)
		}
		seen[k.Code] = true
		for _, text := range []string{k.Title.Vi, k.Title.En, k.Advice.Vi, k.Advice.En} {
			if text == "" {
				t.Errorf("%s: a text is missing", k.Code)
			}
		}
	}
}

func TestInstanceTravelsInTheContext(t *testing.T) {
	if got := problem.Instance(problem.WithInstance(t.Context(), "01J")); got != "01J" {
		t.Errorf("Instance = %q", got)
	}
	if got := problem.Instance(t.Context()); got != "" {
		t.Errorf("Instance without one = %q", got)
	}
}

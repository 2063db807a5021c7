package frame_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/web/frame"
)

// posted returns a request with a form that has been read.
func posted(t testing.TB, form url.Values, most int64) (*http.Request, error) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r, frame.ReadForm(httptest.NewRecorder(), r, most)
}

func TestAFormIsBounded(t *testing.T) {
	form := url.Values{"note": {strings.Repeat("x", 100)}}
	if _, err := posted(t, form, int64(len(form.Encode()))); err != nil {
		t.Errorf("a form of just the size: %v", err)
	}
	_, err := posted(t, form, int64(len(form.Encode())-1))
	if e, ok := errors.AsType[*problem.Error](err); !ok || e.Code != problem.TooLarge {
		t.Errorf("a form of one byte more: %v", err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader("a=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	err = frame.ReadForm(httptest.NewRecorder(), r, 100)
	if e, ok := errors.AsType[*problem.Error](err); !ok || e.Code != problem.InvalidParameter {
		t.Errorf("a form that is none: %v", err)
	}
}

func TestAFormKeepsWhatWasGivenButForSecretsAndWhatIsFixed(t *testing.T) {
	r, err := posted(t, url.Values{"name": {"Mai"}, "password": {"secret"}, "mail": {"eve@example.org"}, "can": {"read", "write"}}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	f := frame.Form{Fields: []frame.Field{
		{Name: "name", Type: "text"}, {Name: "password", Type: "password"},
		{Name: "mail", Type: "email", Value: "mai@example.org", Fixed: true}, {Name: "can", Type: "boxes"},
	}}
	f.Fill(r)
	for i, want := range []string{"Mai", "", "mai@example.org", ""} {
		if got := f.Fields[i].Value; got != want {
			t.Errorf("%s = %q, want %q", f.Fields[i].Name, got, want)
		}
	}
	if got := f.Fields[3].Values; !slices.Equal(got, []string{"read", "write"}) {
		t.Errorf("the boxes are %q", got)
	}
}

func TestAFormSaysWhatIsWrongWhereItIsWrong(t *testing.T) {
	fault := func(field, en string) catalog.FieldError {
		return catalog.FieldError{Field: field, Position: -1, Detail: catalog.Text{Vi: en, En: en}}
	}
	invalid := func(faults ...catalog.FieldError) error {
		return &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: "Chưa đúng.", En: "Not valid."}, Fields: faults}
	}
	for _, test := range []struct {
		name        string
		err         error
		status      int
		form, field string
	}{
		{"a field", invalid(fault("url", "no address")), http.StatusUnprocessableEntity, "", "no address"},
		{"a field of a part", invalid(fault("contact.url", "no address")), http.StatusUnprocessableEntity, "", "no address"},
		{"a name that only ends alike", invalid(fault("curl", "x")), http.StatusUnprocessableEntity, "Not valid. curl: x", ""},
		{"a field and what is no field", invalid(fault("url", "no address"), fault("plan", "none")), http.StatusUnprocessableEntity, "Not valid. plan: none", "no address"},
		{"no field", invalid(), http.StatusUnprocessableEntity, "Not valid.", ""},
		{"a conflict", catalog.Errorf(catalog.ErrConflict, "Đã có.", "Taken."), http.StatusConflict, "Taken.", ""},
		{"a wrong password", catalog.Errorf(catalog.ErrUnknownCaller, "Sai.", "Wrong."), http.StatusUnprocessableEntity, "Wrong.", ""},
		{"no mistake", errors.New("disk full"), 0, "", ""},
		{"a kind without words", catalog.ErrInvalid, 0, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := frame.Form{Fields: []frame.Field{{ID: "u", Name: "url", Hint: "an address"}}}
			l := newFrame(t, "https://data.example.vn").Locale(catalog.English)
			status, ok := f.Blame(l, test.err)
			if status != test.status || ok != (test.status != 0) || f.Failed() != ok {
				t.Errorf("Blame = %d, %v, and the form has failed: %v", status, ok, f.Failed())
			}
			if f.Wrong != test.form || f.Fields[0].Wrong != test.field {
				t.Errorf("the form says %q, the field %q", f.Wrong, f.Fields[0].Wrong)
			}
			want := "u-hint"
			if test.field != "" {
				want = "u-hint u-wrong"
			}
			if got := f.Fields[0].Described(); got != want {
				t.Errorf("the field is described by %q, want %q", got, want)
			}
		})
	}
}

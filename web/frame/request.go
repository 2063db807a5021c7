package frame

import (
	"errors"
	"net/http"
	"strings"

	"nguon/api/problem"
)

// fileMemory is how much of the files of a form is held in memory, in bytes;
// the rest is on disk while the request lasts.
const fileMemory = 1 << 20

// ReadForm reads the form of a request, if it has one, of at most most bytes.
// Errors are those of package problem.
func ReadForm(w http.ResponseWriter, r *http.Request, most int64) error {
	r.Body = http.MaxBytesReader(w, r.Body, most)
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(fileMemory)
	}
	if err == nil || errors.Is(err, http.ErrNotMultipart) {
		return nil
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return problem.Errorf(problem.TooLarge, "Biểu mẫu lớn hơn %d byte.", "The form has more than %d bytes.", most)
	}
	e := problem.Errorf(problem.InvalidParameter, "Không đọc được biểu mẫu.", "The form cannot be read.")
	e.Err = err
	return e
}

// Given returns a value of a form without the space around it, and with lines
// that end as in files.
func Given(r *http.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
}

// Unlisted is [Frame.Head] for a page that search engines are to leave alone.
func (f *Frame) Unlisted(r *http.Request, l *Locale, title string) Head {
	h := f.Head(r, l, title, "")
	h.NoIndex = true
	return h
}

// SeeOther leads on to a page in the language of this one, after a form.
func SeeOther(w http.ResponseWriter, r *http.Request, l *Locale, path string) error {
	http.Redirect(w, r, Prefixed(l.Lang, path), http.StatusSeeOther)
	return nil
}

// Done returns what a page says after a form has led to it: the message that
// texts has for the parameter done, or nothing.
func Done(r *http.Request, l *Locale, texts map[string]string) string {
	key, ok := texts[r.URL.Query().Get("done")]
	if !ok {
		return ""
	}
	return l.T(key)
}

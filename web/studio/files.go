package studio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"nguon/api/problem"
	"nguon/api/upload"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/dossier"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

// Times of a file on its way.
const (
	patience   = 30 * time.Second // for which a connection may stand still
	maxSending = 6 * time.Hour
)

// filesPage shows the files of a dossier, and takes more.
type filesPage struct {
	page
	Files  []fileLine
	Upload frame.Form
	Tus    string // where files are sent in pieces
}

// A fileLine is one file.
type fileLine struct {
	dossier.File
	Gone   bool // it has expired
	Says   string
	Tables []link
}

// A link leads somewhere.
type link struct{ Title, Path string }

// files shows the files.
func (m *Room) files(v *visit) error {
	p, err := m.page(v, v.l.T("studio.step.files"))
	if err != nil {
		return err
	}
	q := filesPage{page: p, Upload: v.uploadForm(), Tus: v.path("/uploads")}
	for _, f := range v.d.Files {
		line := fileLine{File: f}
		if _, err := m.Uploads.Stat(v.r.Context(), v.d.Owner(), f.Upload); errors.Is(err, upload.ErrNone) {
			line.Gone = true
		} else if err != nil {
			return err
		}
		for i := range v.text.Len("resources") {
			at := fmt.Sprintf("resources.%d", i)
			if v.text.Get(at+".file") == f.Name {
				line.Tables = append(line.Tables, link{v.titleOf(i), v.path(fmt.Sprintf("/tables/%d", i))})
			}
		}
		if v.found != nil {
			for _, u := range v.found.Unread {
				if u.File == f.Name {
					line.Says = u.Failure.Public.In(v.l.Lang)
				}
			}
		}
		q.Files = append(q.Files, line)
	}
	return m.show(v, http.StatusOK, "files", q)
}

// titleOf is the title of a table, or what else is known of it.
func (v *visit) titleOf(i int) string {
	at := fmt.Sprintf("resources.%d", i)
	t := catalog.Text{Vi: v.text.Get(at + ".title.vi"), En: v.text.Get(at + ".title.en")}
	if t.IsZero() {
		return v.text.Get(at + ".name")
	}
	return t.In(v.l.Lang)
}

// uploadForm asks for a file. The table comes first: a form is read as it comes.
func (v *visit) uploadForm() frame.Form {
	l := v.l
	f := frame.Form{Action: frame.Prefixed(l.Lang, v.path("/files")), Submit: l.T("studio.file.button"), File: true}
	if n := v.text.Len("resources"); n > 0 {
		choice := frame.Field{ID: "resource", Name: "resource", Type: "choice", Optional: true, Label: l.T("studio.file.table"),
			Choices: []frame.Choice{{Value: "", Title: l.T("studio.file.new_table")}}}
		for i := range n {
			choice.Choices = append(choice.Choices, frame.Choice{Value: strconv.Itoa(i), Title: v.titleOf(i)})
		}
		f.Fields = append(f.Fields, choice)
	}
	f.Fields = append(f.Fields, frame.Field{ID: "file", Name: "file", Type: "file", Label: l.T("studio.file.file"), Hint: l.T("studio.file.hint")})
	return f
}

// receive takes files out of a form as they come: none is kept in memory.
func (m *Room) receive(w http.ResponseWriter, r *http.Request, l *frame.Locale, who account.Visit) error {
	v, err := m.enter(w, r, l, who)
	if err != nil {
		return err
	}
	if err := m.open(r.Context(), v); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), maxSending)
	defer cancel()
	control := http.NewResponseController(w)
	r.Body = &patientBody{r.Body, control}
	_ = control.SetWriteDeadline(time.Now().Add(maxSending)) // where there is no connection, as in tests, there is no deadline
	parts, err := r.MultipartReader()
	if err != nil {
		return problem.Errorf(problem.InvalidParameter, "Không đọc được biểu mẫu.", "The form cannot be read.")
	}
	n, err := m.receiveParts(ctx, v, parts)
	if err == nil && n == 0 {
		err = catalog.Errorf(catalog.ErrInvalid, "Hãy chọn một tệp.", "Choose a file.")
	}
	if err != nil {
		return m.notReceived(v, err)
	}
	return m.checkNow(ctx, v)
}

// maxFields bounds what is in a form beside its files.
const maxFields = 64

// receiveParts stores the files of a form, and returns how many.
func (m *Room) receiveParts(ctx context.Context, v *visit, parts *multipart.Reader) (n int, err error) {
	resource := -1
	for count := 0; ; count++ {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, problem.Errorf(problem.InvalidParameter, "Tệp không đến hết. Hãy gửi lại.", "Not all of the file has come. Send it again.")
		case count >= maxFields:
			return n, catalog.Errorf(catalog.ErrTooLarge, "Biểu mẫu có quá nhiều phần.", "The form has too many parts.")
		}
		if part.FileName() == "" {
			value, err := io.ReadAll(io.LimitReader(part, 1000))
			if err != nil {
				return n, err
			}
			switch part.FormName() {
			case "resource":
				resource = v.tableOf(string(value))
			case "upload": // a file that was sent in pieces before
				if string(value) == "" {
					continue
				}
				if err := m.attach(ctx, v, string(value), resource); err != nil {
					return n, err
				}
				n++
			}
			continue
		}
		info, err := m.Uploads.Save(ctx, v.d.Owner(), map[string]string{"filename": part.FileName()}, part)
		if err != nil {
			return n, err
		}
		if err := m.attach(ctx, v, info.ID, resource); err != nil {
			return n, err
		}
		n++
	}
}

// tableOf is the index of a table, or -1.
func (v *visit) tableOf(value string) int {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n >= v.text.Len("resources") {
		return -1
	}
	return n
}

// attach adds an upload to the dossier.
func (m *Room) attach(ctx context.Context, v *visit, id string, resource int) error {
	info, err := m.Uploads.Stat(ctx, v.d.Owner(), id)
	if err != nil {
		return err
	}
	name, err := workbench.FileName(info.Meta["filename"])
	if err == nil && !info.Whole() {
		err = catalog.Errorf(catalog.ErrInvalid, "Tệp chưa đến hết.", "Not all of the file has come.")
	}
	if err != nil {
		return errors.Join(err, m.Uploads.Remove(ctx, v.d.Owner(), id))
	}
	f := dossier.File{Name: name, Upload: info.ID, Bytes: info.Size, Sent: m.Now().UTC()}
	return m.Bench.Attach(ctx, v.who, v.agency.Code, v.d.ID, f, resource)
}

// notReceived shows the page of files again, and what was wrong with one.
func (m *Room) notReceived(v *visit, err error) error {
	f := v.uploadForm()
	status, err := mend(v.l, &f, err)
	if err != nil {
		return err
	}
	p, err := m.page(v, v.l.T("studio.step.files"))
	if err != nil {
		return err
	}
	p.Failed, p.Title = &f, frame.Titled(v.l, p.Title, f)
	return m.show(v, status, "files", filesPage{page: p, Upload: f, Tus: v.path("/uploads")})
}

// checkNow has the dossier checked, and leads to the page that tells how far it
// has come. If it is being worked on, that page tells of that.
func (m *Room) checkNow(ctx context.Context, v *visit) error {
	err := m.Bench.Begin(ctx, v.who, v.agency.Code, v.d.ID, workbench.Order{Work: workbench.Check})
	if err != nil && !errors.Is(err, catalog.ErrConflict) {
		return err
	}
	return frame.SeeOther(v.w, v.r, v.l, v.path("/work"))
}

// check has the dossier checked again.
func (m *Room) check(v *visit) error { return m.checkNow(v.r.Context(), v) }

// removeFile takes a file out.
func (m *Room) removeFile(v *visit) error {
	if err := m.Bench.Detach(v.r.Context(), v.who, v.agency.Code, v.d.ID, v.r.PostFormValue("name")); err != nil {
		return err
	}
	return v.done("", "removed")
}

// resume serves the tus protocol for the files of a dossier.
func (m *Room) resume(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	who, ok := frame.VisitOf(r.Context())
	if !ok {
		return catalog.Errorf(catalog.ErrForbidden, "Hãy đăng nhập.", "Sign in first.")
	}
	l := m.LocaleOf(r)
	v, err := m.enter(w, r, l, who)
	if err != nil {
		return err
	}
	if !v.may(account.ActionDraft) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền mở trang này.", "You may not open this page.")
	}
	if v.d, err = m.Bench.Dossier(r.Context(), v.who, v.agency.Code, r.PathValue("dossier")); err != nil {
		return err
	}
	if len(v.d.Files) >= dossier.MaxFiles {
		return v.d.Validate()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), maxSending)
	defer cancel()
	err = m.tus.Serve(addressed{w, v.path("/uploads/")}, r.WithContext(ctx), v.d.Owner())
	if refused, ok := errors.AsType[*upload.Refusal](err); ok && refused.Status < http.StatusInternalServerError {
		http.Error(w, http.StatusText(refused.Status), refused.Status)
		return nil
	}
	return err
}

// addressed completes the address of an upload that was begun.
type addressed struct {
	http.ResponseWriter
	base string
}

// WriteHeader makes a whole path of the ID that the address is.
func (a addressed) WriteHeader(status int) {
	if id := a.Header().Get("Location"); id != "" && !strings.Contains(id, "/") {
		a.Header().Set("Location", a.base+url.PathEscape(id))
	}
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (a addressed) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// A patientBody may take long, as long as it comes.
type patientBody struct {
	io.ReadCloser
	control *http.ResponseController
}

// Read reads within the patience.
func (p *patientBody) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(patience)) // as above
	return p.ReadCloser.Read(b)
}

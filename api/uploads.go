package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/api/upload"
)

const (
	uploadsPath = "/v1/uploads/"

	// transfersAtOnce bounds the bodies that one process takes at one time:
	// each needs the memory of one part.
	transfersAtOnce = 16
)

// upload answers POST /v1/uploads and HEAD, PATCH and DELETE of an upload: the
// tus protocol, for callers who may publish.
func (s *Server) upload(c *gin.Context) error {
	who := callerOf(c)
	if err := s.mayUpload(who); err != nil {
		return err
	}
	if s.tus == nil {
		return noUploads()
	}
	if c.Request.Method == http.MethodPost || c.Request.Method == http.MethodPatch {
		leave, err := s.admission.enter(c.Request.Context(), "upload", transfersAtOnce, 0, time.Millisecond)
		if err != nil {
			return problem.Errorf(problem.Overloaded, "Đang có quá nhiều tệp được gửi lên.", "Too many files are on their way.")
		}
		defer leave()
		c.Request.Body = &patientReader{c.Request.Body, http.NewResponseController(c.Writer)}
	}
	return uploadProblem(s.tus.Serve(c.Writer, c.Request, who.credential()))
}

// offerUploads answers OPTIONS /v1/uploads: what of the protocol there is.
func (s *Server) offerUploads(c *gin.Context) error {
	if s.tus == nil {
		return noUploads()
	}
	c.Header("Allow", "POST, OPTIONS")
	return uploadProblem(s.tus.Serve(c.Writer, c.Request, ""))
}

func noUploads() error {
	return problem.Errorf(problem.Forbidden, "Máy chủ này không nhận dữ liệu gửi lên.", "This server takes no uploads.")
}

// uploadProblem gives a refusal the form of all problems.
func uploadProblem(err error) error {
	refused, ok := errors.AsType[*upload.Refusal](err)
	if !ok {
		return err
	}
	var p *problem.Error
	switch refused.Status {
	case http.StatusNotFound:
		return upload.ErrNone
	case http.StatusConflict:
		p = problem.Errorf(problem.Conflict, "Phần này không nối vào chỗ đã nhận: hỏi Upload-Offset bằng HEAD rồi gửi tiếp từ đó.",
			"This does not begin where the upload ends: ask for Upload-Offset with HEAD, and go on from there.")
	case http.StatusPreconditionFailed:
		p = problem.Errorf(problem.PreconditionFailed, "Cần Tus-Resumable: 1.0.0.", "Send Tus-Resumable: 1.0.0.")
	case http.StatusRequestEntityTooLarge:
		p = problem.Errorf(problem.TooLarge, "Nội dung dài hơn kích thước đã báo hoặc giới hạn; Tus-Max-Size có trong câu trả lời của OPTIONS.",
			"There is more than was announced, or than is allowed; OPTIONS tells Tus-Max-Size.")
	case http.StatusUnsupportedMediaType:
		p = problem.Errorf(problem.UnsupportedMediaType, "Hãy gửi application/offset+octet-stream.", "Send application/offset+octet-stream.")
	case upload.StatusChecksum:
		p = problem.Errorf(problem.ChecksumMismatch, "Upload-Checksum không khớp với nội dung; không lưu gì.",
			"The body is not what Upload-Checksum says; nothing of it was stored.")
	default:
		p = problem.Errorf(problem.InvalidUpload, "Yêu cầu không đúng giao thức tus: %v.", "The request is not one of the tus protocol: %v.", refused.Err)
		if refused.Status >= http.StatusInternalServerError && refused.Status != http.StatusNotImplemented {
			p = &problem.Error{Code: problem.Internal}
		}
	}
	p.Err = err
	return p
}

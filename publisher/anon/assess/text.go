package assess

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Bounds of the text of a report.
const (
	MaxBytes   = 8 << 20
	maxObjects = 50_000
)

// ErrReport says that a text is not a report as [Report.JSON] writes it.
var ErrReport = errors.New("assess: not a risk report")

// JSON writes a report: indented, with one line at the end, and always alike
// for the same report.
func (r *Report) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return nil, fmt.Errorf("writing a risk report: %w", err)
	}
	return b.Bytes(), nil
}

// Hash returns the SHA-256 of what JSON writes, in lower-case hexadecimal.
func (r *Report) Hash() (string, error) {
	text, err := r.JSON()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Parse reads a report. But for white space it must stand as JSON writes it, so
// that no two readers can take it differently: without unknown fields, fields
// that come twice, or anything after it. The error is [ErrReport], with what is
// wrong, or a text above MaxBytes.
//
// The schema is not looked at, see [Gate].
func Parse(text []byte) (*Report, error) {
	if len(text) > MaxBytes || bytes.Count(text, []byte("{")) > maxObjects {
		return nil, fmt.Errorf("%w: it is too long", ErrReport)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	r := new(Report)
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrReport, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows it", ErrReport)
	}
	again, err := r.JSON()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrReport, err)
	}
	var got, want bytes.Buffer
	if err := errors.Join(json.Compact(&got, text), json.Compact(&want, again)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrReport, err)
	}
	if !bytes.Equal(got.Bytes(), want.Bytes()) {
		return nil, fmt.Errorf("%w: it is not as it was written", ErrReport)
	}
	return r, nil
}

package apidoc

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
	"nguon/catalog/market"
)

// readTime bounds the reading of one document.
const readTime = 10 * time.Second

// A Document is an OpenAPI document that was read and found valid.
type Document struct {
	Text []byte // as it was given
	Spec *openapi3.T
}

// Read reads a document of OpenAPI 3.0 or 3.1, in JSON or YAML. The error is of
// kind [catalog.ErrInvalid], or that of ctx, and says what to mend.
func Read(ctx context.Context, text []byte) (*Document, error) {
	if len(text) > MaxBytes {
		return nil, catalog.Errorf(catalog.ErrInvalid, "Tài liệu OpenAPI lớn hơn %d byte.", "The OpenAPI document has more than %d bytes.", MaxBytes)
	}
	if !utf8.Valid(text) {
		return nil, catalog.Errorf(catalog.ErrInvalid, "Tài liệu OpenAPI không phải UTF-8.", "The OpenAPI document is not UTF-8.")
	}
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	type result struct {
		spec *openapi3.T
		err  error
	}
	// The libraries cannot be stopped. What they do is bounded by the size of
	// what they are given; nobody waits longer than the time allowed.
	done := make(chan result, 1)
	go func() {
		spec, err := parse(ctx, text)
		done <- result{spec, err}
	}()
	select {
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, catalog.Errorf(catalog.ErrInvalid, "Tài liệu OpenAPI quá phức tạp.", "The OpenAPI document is too complex.")
		}
		return nil, fmt.Errorf("apidoc: read: %w", ctx.Err())
	case r := <-done:
		if r.err != nil {
			return nil, r.err
		}
		return &Document{Text: text, Spec: r.spec}, nil
	}
}

func parse(ctx context.Context, text []byte) (spec *openapi3.T, err error) {
	defer func() {
		if v := recover(); v != nil {
			spec, err = nil, unreadable(fmt.Errorf("panic: %v", v))
		}
	}()
	text, err = plain(text)
	if err != nil {
		return nil, unreadable(err)
	}
	if err := known(text); err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	loader.Context = ctx
	if spec, err = loader.LoadFromData(text); err != nil {
		return nil, unreadable(err)
	}
	// Examples are not ours to judge, and patterns may be of another dialect.
	err = spec.Validate(ctx, openapi3.DisableExamplesValidation(), openapi3.DisableSchemaPatternValidation(), openapi3.DisableSchemaDefaultsValidation())
	if err != nil {
		return nil, unreadable(err)
	}
	if spec.Paths.Len() == 0 {
		return nil, catalog.Errorf(catalog.ErrInvalid, "Tài liệu OpenAPI không có đường dẫn nào.", "The OpenAPI document has no paths.")
	}
	return spec, nil
}

// known looks at what must hold before a library may see the document: its
// version, and that it refers to nothing but itself.
func known(text []byte) error {
	var head struct {
		OpenAPI string `json:"openapi"`
		Swagger string `json:"swagger"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return unreadable(err)
	}
	if !strings.HasPrefix(head.OpenAPI, "3.0.") && !strings.HasPrefix(head.OpenAPI, "3.1.") {
		have := head.OpenAPI
		if head.Swagger != "" {
			have = "Swagger " + head.Swagger
		}
		return catalog.Errorf(catalog.ErrInvalid, "Cần OpenAPI 3.0 hoặc 3.1; tài liệu này là %q.", "OpenAPI 3.0 or 3.1 is needed; this is %q.", have)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	ref := false
	for {
		token, err := d.Token()
		if err != nil {
			return nil //nolint:nilerr // the end: the text was read as a whole above
		}
		s, isText := token.(string)
		if ref && isText && !strings.HasPrefix(s, "#") {
			return catalog.Errorf(catalog.ErrInvalid, "Tài liệu tham chiếu ra ngoài: %q. Hãy gộp thành một tệp.",
				"The document refers to something outside: %q. Bundle it into one file.", clip(s))
		}
		ref = isText && (s == "$ref" || s == "$dynamicRef")
	}
}

func unreadable(err error) error {
	why := clip(err.Error())
	return &catalog.Error{Kind: catalog.ErrInvalid, Err: err, Public: catalog.Text{
		Vi: "Tài liệu OpenAPI không hợp lệ: " + why, En: "The OpenAPI document is not valid: " + why}}
}

// clip shortens what a stranger has written to what fits into a sentence.
func clip(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	const most = 400
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// About returns what is kept of the document beside its text.
func (d *Document) About() market.Document {
	sum := sha256.Sum256(d.Text)
	about := market.Document{SHA256: hex.EncodeToString(sum[:]), OpenAPI: d.Spec.OpenAPI, Paths: d.Spec.Paths.Len()}
	if d.Spec.Info != nil {
		about.Title, about.Version = d.Spec.Info.Title, d.Spec.Info.Version
	}
	return about
}

// Served returns the document, as JSON, with the gateway in the place of the
// servers that it names, and the keys of the portal in the place of its own
// security.
func (d *Document) Served(gateway string, keyed bool) ([]byte, error) {
	text, err := plain(d.Text)
	if err != nil {
		return nil, fmt.Errorf("apidoc: %w", err)
	}
	var doc map[string]any
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	if err := in.Decode(&doc); err != nil {
		return nil, fmt.Errorf("apidoc: %w", err)
	}
	doc["servers"] = []any{map[string]any{"url": gateway}}
	components, _ := doc["components"].(map[string]any)
	if components == nil {
		components = map[string]any{}
		doc["components"] = components
	}
	components["securitySchemes"] = map[string]any{"key": map[string]any{"type": "apiKey", "in": "header", "name": "X-Api-Key"}}
	security := []any{map[string]any{"key": []any{}}}
	if !keyed {
		security = append(security, map[string]any{})
	}
	doc["security"] = security
	for _, item := range asMap(doc["paths"]) {
		path := asMap(item)
		delete(path, "servers")
		for _, operation := range path {
			delete(asMap(operation), "servers")
			delete(asMap(operation), "security")
		}
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("apidoc: %w", err)
	}
	return out, nil
}

func asMap(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

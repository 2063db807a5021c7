package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/market"
)

// validate returns an error for a call that the document does not allow, if
// those are refused; otherwise it reports it.
func (p *Proxy) validate(t *route, r *http.Request, path string, c Call) error {
	if t.router == nil {
		return nil
	}
	err := check(t, r, path)
	if err == nil {
		return nil
	}
	if isTooLarge(err) {
		return tooLarge()
	}
	if r.Context().Err() != nil {
		return fmt.Errorf("gateway: %w", r.Context().Err())
	}
	if t.validates == market.Enforce {
		return err
	}
	if p.Invalid != nil {
		p.Invalid(c.Product.Ref(), c.Version.Name)
	}
	return nil
}

// validation is how calls are validated.
var validation = openapi3filter.Options{
	AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc, // keys were looked at before
	SkipSettingDefaults: true,
	MultiError:          true,
}

// check validates a call. The body of one that has a schema is read, and put
// back.
func check(t *route, r *http.Request, path string) (err error) {
	defer func() {
		if v := recover(); v != nil { // a document that the library cannot work with
			err = problem.Errorf(problem.InvalidParameter, "Không kiểm tra được lời gọi này.", "This call cannot be validated.")
		}
	}()
	inner := r.WithContext(r.Context()) // a copy whose headers nobody changes
	inner.Host = ""
	inner.URL = &url.URL{Path: path, RawQuery: r.URL.RawQuery}
	found, params, err := t.router.FindRoute(inner)
	switch {
	case errors.Is(err, routers.ErrMethodNotAllowed):
		return problem.Errorf(problem.MethodNotAllowed, "API này không có %s ở đường dẫn đó.", "This API has no %s at that path.", r.Method)
	case err != nil:
		return problem.Errorf(problem.NotFound, "API này không có đường dẫn đó.", "This API has no such path.")
	}
	err = openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: inner, PathParams: params, Route: found, Options: &validation,
	})
	r.Body = inner.Body
	if err != nil {
		return refusal(err)
	}
	return nil
}

// refusal puts what the library found into the words of a problem.
func refusal(err error) error {
	e := &problem.Error{
		Code:   problem.InvalidParameter,
		Public: catalog.Text{Vi: "Lời gọi không đúng tài liệu của API.", En: "The call is not as the document of the API says."},
		Err:    err,
	}
	var faults openapi3.MultiError
	if many, ok := errors.AsType[openapi3.MultiError](err); ok {
		faults = many
	} else {
		faults = openapi3.MultiError{err}
	}
	const most = 20
	for _, fault := range faults {
		bad, ok := errors.AsType[*openapi3filter.RequestError](fault)
		if !ok || len(e.Fields) == most {
			continue
		}
		field, why := "body", reason(bad)
		if bad.Parameter != nil {
			field = bad.Parameter.Name
		}
		e.Fields = append(e.Fields, catalog.FieldError{Field: field, Position: -1, Detail: catalog.Text{Vi: why, En: why}})
	}
	return e
}

// reason returns the first line of why a value was refused: the others repeat
// the schema.
func reason(e *openapi3filter.RequestError) string {
	why := e.Reason
	if e.Err != nil {
		if why != "" {
			why += ": "
		}
		if schema, ok := errors.AsType[*openapi3.SchemaError](e.Err); ok {
			why += schema.Reason
		} else {
			why += e.Err.Error()
		}
	}
	line, _, _ := strings.Cut(why, "\n")
	return line
}

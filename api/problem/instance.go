package problem

import (
	"context"

	"golang.org/x/text/language"

	"nguon/catalog"
)

type instanceKey struct{}

// WithInstance returns a context of the request with the given id.
func WithInstance(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, instanceKey{}, id)
}

// Instance returns the id of the request that ctx belongs to, or "".
func Instance(ctx context.Context) string {
	id, _ := ctx.Value(instanceKey{}).(string)
	return id
}

var languages = language.NewMatcher([]language.Tag{language.English, language.Vietnamese})

// Language returns the language of problems for a client that sends the given
// Accept-Language: English unless it asks for Vietnamese.
func Language(accept string) catalog.Lang {
	if accept == "" || len(accept) > 1000 {
		return catalog.English
	}
	if _, i := language.MatchStrings(languages, accept); i == 1 {
		return catalog.Vietnamese
	}
	return catalog.English
}

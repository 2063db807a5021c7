package openapi

import "github.com/getkin/kin-openapi/openapi3"

type schema = *openapi3.SchemaRef

// A property is a member of an object.
type property struct {
	name     string
	schema   schema
	required bool
}

func need(name string, s schema) property { return property{name, s, true} }
func may(name string, s schema) property  { return property{name, s, false} }

func object(description string, properties ...property) schema {
	o := &openapi3.Schema{Type: &openapi3.Types{"object"}, Description: description, Properties: openapi3.Schemas{}}
	for _, p := range properties {
		o.Properties[p.name] = p.schema
		if p.required {
			o.Required = append(o.Required, p.name)
		}
	}
	return o.NewRef()
}

func typed(kind, format, description string) schema {
	return (&openapi3.Schema{Type: &openapi3.Types{kind}, Format: format, Description: description}).NewRef()
}

func text(description string) schema    { return typed("string", "", description) }
func uri(description string) schema     { return typed("string", "uri-reference", description) }
func moment(description string) schema  { return typed("string", "date-time", description) }
func integer(description string) schema { return typed("integer", "int64", description) }
func number(description string) schema  { return typed("number", "double", description) }
func boolean(description string) schema { return typed("boolean", "", description) }

func list(items schema) schema {
	return (&openapi3.Schema{Type: &openapi3.Types{"array"}, Items: items}).NewRef()
}

// dictionary is an object with any names, whose members are all alike.
func dictionary(members schema) schema {
	return (&openapi3.Schema{
		Type: &openapi3.Types{"object"}, AdditionalProperties: openapi3.AdditionalProperties{Schema: members},
	}).NewRef()
}

// open lets an object have members that the document does not know: they have
// no type, since generators of clients know no values of several types.
func open(s schema) schema {
	yes := true
	s.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &yes}
	return s
}

func oneOf[S ~string](description string, values ...S) schema {
	s := text(description)
	for _, v := range values {
		s.Value.Enum = append(s.Value.Enum, string(v))
	}
	return s
}

// orNull lets a value of a single type be null, too.
func orNull(s schema) schema {
	*s.Value.Type = append(*s.Value.Type, "null")
	return s
}

// refOrNull is a component or null.
func refOrNull(name string) schema {
	return (&openapi3.Schema{OneOf: openapi3.SchemaRefs{ref(name), typed("null", "", "")}}).NewRef()
}

func ref(name string) schema { return openapi3.NewSchemaRef("#/components/schemas/"+name, nil) }

func atLeast(least float64, s schema) schema { s.Value.Min = &least; return s }
func atMost(most float64, s schema) schema   { s.Value.Max = &most; return s }
func byDefault(v any, s schema) schema       { s.Value.Default = v; return s }
func longest(most uint64, s schema) schema   { s.Value.MaxLength = &most; return s }
func pattern(p string, s schema) schema      { s.Value.Pattern = p; return s }

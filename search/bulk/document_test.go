package bulk_test

import index "github.com/blevesearch/bleve_index_api"

// A document is a doc in the form that zapx takes.
type document struct {
	id     string
	fields []index.Field
}

func (d *document) ID() string                                 { return d.id }
func (d *document) Size() int                                  { return 0 }
func (d *document) VisitComposite(index.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                         { return false }
func (d *document) NumPlainTextBytes() uint64                  { return 0 }
func (d *document) StoredFieldsBytes() uint64                  { return 0 }
func (d *document) Indexed() bool                              { return true }
func (d *document) AddIDField()                                {}

func (d *document) VisitFields(visit index.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

type termField struct {
	name    string
	options index.FieldIndexingOptions
	terms   index.TokenFrequencies
	stored  []byte
}

func (f *termField) Name() string                                     { return f.name }
func (f *termField) Value() []byte                                    { return f.stored }
func (f *termField) ArrayPositions() []uint64                         { return nil }
func (f *termField) EncodedFieldType() byte                           { return 't' }
func (f *termField) Analyze()                                         {}
func (f *termField) Options() index.FieldIndexingOptions              { return f.options }
func (f *termField) AnalyzedLength() int                              { return 1 }
func (f *termField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }
func (f *termField) NumPlainTextBytes() uint64                        { return 0 }

// A valueField has a doc value that is no term: to zapx it looks like a shape.
type valueField struct {
	termField
	value []byte
}

func (f *valueField) GeoShape() (index.GeoJSON, error) { return nil, nil }
func (f *valueField) EncodedShape() []byte             { return f.value }

func frequencies(terms ...string) index.TokenFrequencies {
	all := make(index.TokenFrequencies)
	for _, t := range terms {
		all[t] = new(index.TokenFreq) // of frequency 0, which says that it is not kept
	}
	return all
}

func newDocument(d doc) *document {
	const value = index.IndexField | index.DocValues | index.SkipDVChunking | index.SkipDVCompression
	all := &document{id: d.id, fields: []index.Field{
		&termField{name: "_id", options: index.IndexField | index.StoreField, terms: frequencies(d.id), stored: []byte(d.id)},
		&termField{name: "words", options: index.IndexField, terms: frequencies(d.words["words"]...)},
		&termField{name: "about", options: index.IndexField, terms: frequencies(d.words["about"]...)},
		&termField{name: "empty", options: index.IndexField},
		&termField{name: "source", options: index.StoreField, stored: d.source},
		&valueField{termField{name: "key", options: value, terms: frequencies("\x00")}, d.key},
	}}
	if row := (termField{name: "row", options: value, terms: frequencies("\x00")}); d.row != nil {
		all.fields = append(all.fields, &valueField{row, d.row})
	} else {
		all.fields = append(all.fields, &row)
	}
	return all
}

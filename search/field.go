package search

import index "github.com/blevesearch/bleve_index_api"

// A document is a dataset in the form that Bleve stores. Its terms were made
// by our own analysis, so that nothing is left for Bleve to analyse: its chain
// of analysers takes longer than all the rest of indexing.
type document struct {
	id     string
	fields []index.Field
}

// ID returns the slug.
func (d *document) ID() string { return d.id }

// Size is not asked for.
func (d *document) Size() int { return 0 }

// VisitComposite calls nothing: there are no composite fields.
func (d *document) VisitComposite(index.CompositeFieldVisitor) {}

// HasComposite reports that there is no composite field.
func (d *document) HasComposite() bool { return false }

// NumPlainTextBytes is not counted.
func (d *document) NumPlainTextBytes() uint64 { return 0 }

// StoredFieldsBytes is not counted.
func (d *document) StoredFieldsBytes() uint64 { return 0 }

// Indexed reports that the document is searched.
func (d *document) Indexed() bool { return true }

// VisitFields calls visit for each field.
func (d *document) VisitFields(visit index.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

// AddIDField adds the field by which Bleve finds the document again.
func (d *document) AddIDField() {
	d.fields = append(d.fields, &termField{name: "_id", options: index.IndexField | index.StoreField,
		terms: index.TokenFrequencies{d.id: occurs}, stored: []byte(d.id)})
}

// occurs is how often a term stands in a document: that it does is all that we
// ask. One occurrence in a text of one word is what takes the fewest bytes.
var occurs = func() *index.TokenFreq {
	f := new(index.TokenFreq)
	f.SetFrequency(1)
	return f
}()

// A termField is a field with its terms.
type termField struct {
	name    string
	options index.FieldIndexingOptions
	terms   index.TokenFrequencies
	stored  []byte
}

// Name returns the name of the field.
func (f *termField) Name() string { return f.name }

// Value returns what is stored of it.
func (f *termField) Value() []byte { return f.stored }

// ArrayPositions returns none: a field has one value.
func (f *termField) ArrayPositions() []uint64 { return nil }

// EncodedFieldType returns that of text.
func (f *termField) EncodedFieldType() byte { return 't' }

// Analyze has nothing to do.
func (f *termField) Analyze() {}

// Options say what is kept.
func (f *termField) Options() index.FieldIndexingOptions { return f.options }

// AnalyzedLength returns 1: lengths are not looked at.
func (f *termField) AnalyzedLength() int { return 1 }

// AnalyzedTokenFrequencies returns the terms.
func (f *termField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }

// NumPlainTextBytes is not counted.
func (f *termField) NumPlainTextBytes() uint64 { return 0 }

// A valueField is a doc value that is no term: a term of every document would
// make a dictionary of the size of the values. To Bleve it looks like a shape
// of the older kind, which alone has such values; it is only ever read as a
// doc value.
type valueField struct {
	termField
	value []byte // without the byte 0xff, which parts values
}

// asValue makes each value stand by itself, to be read alone. All doc values
// must be so: where Bleve merges segments that have values of both kinds, it
// unpacks those of one over the memory of the other.
const asValue = index.IndexField | index.DocValues | index.SkipDVChunking | index.SkipDVCompression

// newValueField returns a field whose one term is in all documents, so that
// the field has a dictionary.
func newValueField(name string, value []byte) *valueField {
	return &valueField{termField{name: name, options: asValue, terms: everyDocument}, value}
}

// everyDocument is the term of the fields that have doc values.
var everyDocument = index.TokenFrequencies{"\x00": occurs}

// GeoShape returns nothing: nobody searches the field.
func (f *valueField) GeoShape() (index.GeoJSON, error) { return nil, nil }

// EncodedShape returns the value.
func (f *valueField) EncodedShape() []byte { return f.value }

package dcat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"nguon/catalog"
)

// MediaType is that of [Entry.JSONLD].
const MediaType = "application/ld+json"

// authority is where the code lists of the European Union are.
const authority = "http://publications.europa.eu/resource/authority/"

// prefixes are those of the names in a document: all that its context has.
var prefixes = map[string]string{
	"adms": "http://www.w3.org/ns/adms#",
	"dcat": "http://www.w3.org/ns/dcat#",
	"dct":  "http://purl.org/dc/terms/",
	"foaf": "http://xmlns.com/foaf/0.1/",
	"geo":  "http://www.opengis.net/ont/geosparql#",
	"rdfs": "http://www.w3.org/2000/01/rdf-schema#",
	"skos": "http://www.w3.org/2004/02/skos/core#",
	"spdx": "http://spdx.org/rdf/terms#",
	"vc":   "http://www.w3.org/2006/vcard/ns#",
	"xsd":  "http://www.w3.org/2001/XMLSchema#",
}

// A node is an object of JSON-LD. What is empty is left out.
type node map[string]any

// JSONLD is the dataset as a document of DCAT-AP, indented, the same bytes for
// the same entry.
func (e *Entry) JSONLD() ([]byte, error) {
	doc := e.dataset()
	doc["@context"] = prefixes
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("dcat: %w", err)
	}
	return append(b, '\n'), nil
}

func (e *Entry) dataset() node {
	d := &e.Dataset
	n := node{"@id": e.page(), "@type": "dcat:Dataset"}
	n.texts("dct:title", d.Title)
	n.texts("dct:description", d.Description)
	n["dct:identifier"] = e.page()
	if e.Concept != "" {
		n["dct:identifier"] = []string{e.page(), doiAddress(e.Concept)}
	}
	n["dcat:landingPage"] = ref(e.page())
	n["dct:publisher"] = e.publisher()
	n.put("dcat:contactPoint", e.contact())
	n.put("dcat:theme", themes(d.Themes))
	n.put("dcat:keyword", append(words(d.Keywords.Vi, catalog.Vietnamese), words(d.Keywords.En, catalog.English)...))
	n.put("dct:issued", instant(e.Issued))
	n.put("dct:modified", instant(e.Release.PublishAt))
	if f, ok := catalog.Frequencies.Find(d.Frequency); ok {
		n["dct:accrualPeriodicity"] = ref(f.URI)
	}
	n.put("dct:language", languages(d.Title))
	n.put("dct:temporal", span(e.period()))
	n.put("dct:spatial", place(d.Place))
	n["dct:accessRights"] = ref(authority + "access-right/PUBLIC")
	n["dcat:version"] = strconv.Itoa(e.Release.Version)
	n.texts("adms:versionNotes", e.Release.Note)
	if u := address(d.Source.URL); u != "" {
		n["dct:source"] = ref(u)
	}
	if !d.Source.Title.IsZero() {
		said := node{"@type": "dct:ProvenanceStatement"}
		said.texts("rdfs:label", d.Source.Title)
		n["dct:provenance"] = said
	}
	n.put("dcat:distribution", append(e.downloads(), e.services()...))
	return n
}

func (e *Entry) publisher() node {
	a := &e.Agency
	n := node{"@id": e.BaseURL + "/agencies/" + a.Code, "@type": "foaf:Agent", "dct:identifier": a.Code}
	n.texts("foaf:name", a.Title)
	if u := address(a.Homepage); u != "" {
		n["foaf:homepage"] = ref(u)
	}
	return n
}

// contact is whom to ask: of the dataset, or else of the agency. Nil if nobody
// is named.
func (e *Entry) contact() node {
	c := e.Dataset.Contact
	if c == (catalog.Contact{}) {
		c.Email = e.Agency.Email
	}
	if c == (catalog.Contact{}) {
		return nil
	}
	n := node{"@type": "vc:Organization"}
	if c.Name == "" {
		n.texts("vc:fn", e.Agency.Title)
	} else {
		n["vc:fn"] = c.Name
	}
	if m := mailto(c.Email); m != "" {
		n["vc:hasEmail"] = ref(m)
	}
	if u := address(c.URL); u != "" {
		n["vc:hasURL"] = ref(u)
	}
	return n
}

func (e *Entry) downloads() []node {
	var all []node
	for _, f := range e.files() {
		n := e.distribution(f.URL, f.Resource)
		n["dcat:accessURL"], n["dcat:downloadURL"] = ref(e.release()), ref(f.URL)
		n["dct:format"] = ref(authority + "file-type/" + f.Format.Name)
		n["dcat:mediaType"] = media(f.Format.Media)
		if f.Format.Compress != "" {
			n["dcat:compressFormat"] = media(f.Format.Compress)
		}
		if f.Bytes > 0 {
			n["dcat:byteSize"] = typed("xsd:nonNegativeInteger", strconv.FormatInt(f.Bytes, 10))
		}
		if f.Digest != (catalog.Digest{}) {
			n["spdx:checksum"] = node{
				"@type": "spdx:Checksum", "spdx:algorithm": ref("spdx:checksumAlgorithm_sha256"),
				"spdx:checksumValue": typed("xsd:hexBinary", f.Digest.String()),
			}
		}
		all = append(all, n)
	}
	return all
}

// services are the APIs of the tables.
func (e *Entry) services() []node {
	var all []node
	for i := range e.Release.Tables {
		res, _ := e.Dataset.Resource(e.Release.Tables[i].Resource)
		api := e.BaseURL + "/v1/data/" + string(e.Dataset.Slug) + "/" + e.Release.Tables[i].Resource
		service := node{
			"@id": api, "@type": "dcat:DataService", "dcat:endpointURL": ref(api + "/rows"), "dcat:endpointDescription": ref(api + "/openapi.json"),
			"dcat:servesDataset": ref(e.page()),
		}
		service.texts("dct:title", res.Title)
		n := e.distribution(api+"/rows", res)
		n["dcat:accessURL"], n["dcat:accessService"] = ref(api+"/rows"), service
		n["dct:format"], n["dcat:mediaType"] = ref(authority+"file-type/JSON"), media("application/json")
		all = append(all, n)
	}
	return all
}

// distribution is what all forms of a resource have.
func (e *Entry) distribution(id string, res catalog.Resource) node {
	n := node{"@id": id, "@type": "dcat:Distribution"}
	n.texts("dct:title", res.Title)
	n.texts("dct:description", res.Description)
	n.put("dct:issued", instant(e.Release.PublishAt))
	if u := e.licence(); u != "" {
		n["dct:license"] = ref(u)
	}
	return n
}

func themes(codes []string) []node {
	var all []node
	for _, code := range codes {
		if term, ok := catalog.Themes.Find(code); ok {
			all = append(all, ref(term.URI))
		}
	}
	return all
}

// languages are those that the metadata are in.
func languages(t catalog.Text) []node {
	var all []node
	if t.Vi != "" {
		all = append(all, ref(authority+"language/VIE"))
	}
	if t.En != "" {
		all = append(all, ref(authority+"language/ENG"))
	}
	return all
}

// span is a period, whose end DCAT counts in.
func span(p catalog.Period) node {
	if p.IsZero() {
		return nil
	}
	n := node{"@type": "dct:PeriodOfTime"}
	if !p.From.IsZero() {
		n["dcat:startDate"] = typed("xsd:date", p.From.Format(time.DateOnly))
	}
	if !p.Until.IsZero() {
		n["dcat:endDate"] = typed("xsd:date", p.Until.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	return n
}

func place(p catalog.Place) node {
	if p.Title.IsZero() && p.BBox == nil {
		return nil
	}
	n := node{"@type": "dct:Location"}
	n.texts("skos:prefLabel", p.Title)
	if p.Codes != nil {
		n["dct:identifier"] = p.Codes
	}
	if b := p.BBox; b != nil {
		west, south, east, north := b[0], b[1], b[2], b[3]
		n["dcat:bbox"] = typed("geo:wktLiteral", fmt.Sprintf("POLYGON((%[1]v %[2]v,%[3]v %[2]v,%[3]v %[4]v,%[1]v %[4]v,%[1]v %[2]v))", west, south, east, north))
	}
	return n
}

func ref(iri string) node { return node{"@id": iri} }

func media(mediaType string) node {
	return ref("https://www.iana.org/assignments/media-types/" + mediaType)
}

func typed(datatype, value string) node { return node{"@type": datatype, "@value": value} }

func instant(t time.Time) node {
	if t.IsZero() {
		return nil
	}
	return typed("xsd:dateTime", t.UTC().Format(time.RFC3339))
}

// texts adds what t says in each language.
func (n node) texts(name string, t catalog.Text) {
	n.put(name, append(words([]string{t.Vi}, catalog.Vietnamese), words([]string{t.En}, catalog.English)...))
}

func words(all []string, lang catalog.Lang) []node {
	var values []node
	for _, s := range all {
		if s != "" {
			values = append(values, node{"@language": string(lang), "@value": s})
		}
	}
	return values
}

// put adds a value that is not empty.
func (n node) put(name string, value any) {
	switch v := value.(type) {
	case node:
		if v != nil {
			n[name] = v
		}
	case []node:
		if len(v) > 0 {
			n[name] = v
		}
	}
}

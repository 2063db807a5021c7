package geofile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"nguon/publisher/geo"
	"nguon/publisher/rows"
)

// GeoJSON opens a FeatureCollection, a single Feature or geometry, or a
// sequence of them (one a line, or RFC 8142). Row numbers count the features.
// The system is crs, in any form that [geo.ParseCRS] reads; if that is empty it
// is that of the "crs" member of older files, and otherwise WGS 84.
func GeoJSON(ctx context.Context, in rows.Input, crs string, o rows.Options) (rows.Table, error) {
	limits := o.Limits.WithDefaults()
	if in.Size > limits.Bytes {
		return nil, rows.Fatal(rows.TooLarge, rows.Spot{Got: in.Size, Want: limits.Bytes}, "")
	}
	s, err := newSpool(o.TempDir)
	if err != nil {
		return nil, err
	}
	c := &collector{spool: s, limit: featureLimit(limits), named: crs, sameID: true}
	c.meter = &meter{ctx: ctx, r: io.NewSectionReader(in.File, 0, in.Size)}
	if err := c.collect(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	system, err := c.system()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	identifier := ""
	switch {
	case c.ids && c.idProperty && !c.sameID:
		identifier = "feature_id"
	case c.ids && !c.idProperty:
		identifier = "id"
	}
	return newTable(ctx, s, in.Name, identifier, placer{crs: system, limit: shapeLimit(limits), found: &c.found}, o)
}

// A collector reads GeoJSON into a spool.
type collector struct {
	spool *spool
	meter *meter
	dec   *json.Decoder
	limit int64
	found findings

	named  string // the system that the caller names
	inFile string // the system that the file names

	ids        bool // a feature has an identifier
	idProperty bool // a feature has a property of that name
	sameID     bool // wherever a feature has both they are equal
}

func (c *collector) system() (geo.CRS, error) {
	name := c.named
	if name == "" {
		name = c.inFile
	}
	if name == "" {
		return geo.WGS84, nil
	}
	system, err := geo.ParseCRS(name)
	if err != nil {
		return system, crsError(err)
	}
	return system, nil
}

// collect reads all values of the file.
func (c *collector) collect() error {
	c.dec = json.NewDecoder(separatorsAsBlanks{transform.NewReader(c.meter, unicode.BOMOverride(transform.Nop))})
	for first := true; ; first = false {
		c.meter.allow(c.limit)
		token, err := c.dec.Token()
		switch {
		case errors.Is(err, io.EOF) && !first:
			return nil
		case err != nil:
			return c.broken(err)
		case token != json.Delim('{'):
			return rows.Fatal(NotGeoJSON, rows.Spot{Line: c.spool.count + 1}, "not an object")
		}
		if err := c.object(); err != nil {
			return err
		}
	}
}

// object reads what follows the brace of a value of the file. The features of
// a collection are taken one by one; everything else is held.
func (c *collector) object() error {
	var rest feature
	features := false
	for c.dec.More() {
		c.meter.allow(c.limit)
		key, err := c.dec.Token()
		if err != nil {
			return c.broken(err)
		}
		if key == "features" {
			features = true
			if err := c.features(); err != nil {
				return err
			}
			continue
		}
		var value json.RawMessage
		if err := c.dec.Decode(&value); err != nil {
			return c.broken(err)
		}
		if name, ok := key.(string); ok {
			rest.set(name, value)
		}
	}
	if _, err := c.dec.Token(); err != nil {
		return c.broken(err)
	}
	if features && (rest.kind == "FeatureCollection" || rest.kind == "") {
		if rest.crs != nil {
			if err := c.crsMember(rest.crs); err != nil {
				return err
			}
		}
		if rest.properties != nil {
			rest.set("properties of the collection", nil) // are not those of a feature
		}
		c.note(rest.foreign, 0)
		return nil
	}
	return c.feature(&rest)
}

// features reads the array of a collection.
func (c *collector) features() error {
	if token, err := c.dec.Token(); err != nil {
		return c.broken(err)
	} else if token != json.Delim('[') {
		return rows.Fatal(NotGeoJSON, rows.Spot{Line: 1}, "features are no array")
	}
	var raw json.RawMessage
	for c.dec.More() {
		c.meter.allow(c.limit)
		if err := c.dec.Decode(&raw); err != nil {
			return c.broken(err)
		}
		var f feature
		if !members(raw, f.set) {
			return rows.Fatal(NotGeoJSON, rows.Spot{Line: c.spool.count + 1, Value: shorten(string(raw))}, "a feature that is no object")
		}
		if err := c.feature(&f); err != nil {
			return err
		}
	}
	if _, err := c.dec.Token(); err != nil {
		return c.broken(err)
	}
	return nil
}

// broken is the error of JSON that cannot be read on.
func (c *collector) broken(err error) error {
	at := rows.Spot{Line: c.spool.count + 1, Got: c.dec.InputOffset() + 1}
	syntax, wrong := errors.AsType[*json.SyntaxError](err)
	switch {
	case errors.Is(err, errTooLong):
		at.Got, at.Want = 0, c.limit
		return rows.Fatal(FeatureTooLong, at, "")
	case wrong:
		at.Got = syntax.Offset
		return rows.Fatal(BadJSON, at, syntax.Error())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return rows.Fatal(BadJSON, at, "the file ends too early")
	}
	return err
}

// crsMember reads the system that files from before RFC 7946 name.
func (c *collector) crsMember(raw []byte) error {
	var member struct {
		Properties struct {
			Name string      `json:"name"`
			Code json.Number `json:"code"`
			Href string      `json:"href"`
		} `json:"properties"`
	}
	if bytes.Equal(raw, []byte("null")) || c.named != "" {
		return nil
	}
	if err := json.Unmarshal(raw, &member); err != nil {
		return rows.Fatal(UnknownCRS, rows.Spot{Value: shorten(string(raw))}, err.Error())
	}
	p := member.Properties
	name := p.Name + string(p.Code) + p.Href
	if name == "" || c.inFile != "" && c.inFile != name {
		return rows.Fatal(UnknownCRS, rows.Spot{Value: shorten(string(raw))}, "no name, or several")
	}
	c.inFile = name
	return nil
}

func (c *collector) note(foreign string, row int64) {
	if foreign != "" {
		c.found.add(ForeignMembers, rows.Warning, row, foreign)
	}
}

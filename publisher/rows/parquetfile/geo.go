package parquetfile

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/publisher/rows"
)

// readGeo finds the columns of geometry in the GeoParquet metadata of the
// file, with the names of their reference systems; "" is WGS 84.
func (t *table) readGeo() error {
	text, ok := t.file.Lookup("geo")
	if !ok {
		return nil
	}
	var geo struct {
		Columns map[string]struct {
			Encoding string          `json:"encoding"`
			CRS      json.RawMessage `json:"crs"`
		} `json:"columns"`
	}
	if err := json.Unmarshal([]byte(text), &geo); err != nil {
		return fmt.Errorf("the geo metadata of the file: %w", err)
	}
	t.geometry = make(map[string]string)
	for name, c := range geo.Columns {
		if strings.EqualFold(c.Encoding, "WKB") {
			t.geometry[name] = crsName(c.CRS)
		}
	}
	return nil
}

// crsName returns "" for WGS 84, and otherwise the name of a system that is
// written as PROJJSON or as text.
func crsName(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	var crs struct {
		Name string `json:"name"`
		ID   struct {
			Authority string `json:"authority"`
			Code      any    `json:"code"`
		} `json:"id"`
	}
	if err := json.Unmarshal(raw, &crs); err != nil {
		return strings.Trim(string(raw), `"`)
	}
	if string(raw) == "null" {
		return "null"
	}
	if crs.ID.Authority != "" {
		return fmt.Sprintf("%s:%v", crs.ID.Authority, crs.ID.Code)
	}
	return crs.Name
}

// checkCRS accepts the names of WGS 84. The order of the axes is longitude,
// latitude in the file whatever the name says.
func (t *table) checkCRS(column, name string) error {
	if strings.HasPrefix(name, "{") {
		name = crsName(json.RawMessage(name))
	}
	switch strings.ToUpper(strings.TrimSpace(name)) {
	case "", "OGC:CRS84", "EPSG:4326", "WGS 84", "WGS 84 (CRS84)", "WGS84", "CRS84", "SRID:4326":
		return nil
	}
	err := rows.Fatal(WrongCRS, rows.Spot{Value: shorten([]byte(name))}, "")
	err.Column = column
	return err
}

func geometry(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	b := v.ByteArray()
	if len(b) == 0 {
		return rows.Empty, nil, nil
	}
	if len(b) < 5 || b[0] > 1 {
		return 0, nil, t.badGeometry(c, b)
	}
	if b[0] == 1 {
		return rows.Geometry, append(out, b...), nil
	}
	shape, err := wkb.Unmarshal(b)
	if err == nil {
		b, err = wkb.Marshal(shape, binary.LittleEndian)
	}
	if err != nil {
		return 0, nil, t.badGeometry(c, v.ByteArray())
	}
	return rows.Geometry, append(out, b...), nil
}

func (t *table) badGeometry(c *column, b []byte) error {
	err := rows.Fatal(BadGeometry, rows.Spot{Line: t.record, Value: hex.EncodeToString(b[:min(len(b), 16)])}, "")
	err.Column = c.Name
	return err
}
